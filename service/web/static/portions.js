// What the stored profiles remember: how much of a food somebody usually has.

import { profiles } from "./api.js";
import { button, h } from "./dom.js";
import { number, t } from "./text.js";

/** A list of the remembered portions of every stored profile; null where none is. */
export async function rememberedPortions(stored, { forget }) {
  const lists = await Promise.all(stored.map(async (profile) => ({ profile, portions: (await profiles.portions(profile.id)).items })));
  const known = lists.filter(({ portions }) => portions.length);
  return known.length ? known.map(({ profile, portions }) => [h("h4", {}, profile.name), list(profile, portions, forget)]) : null;
}

function list(profile, portions, forget) {
  return h("ul", { class: "remembered" }, portions.map(({ food_id: id, food, grams }) => {
    const name = food?.name ?? id;
    const remove = button(t("data.forget"), () => forget(profile.id, id, name), { look: "danger small", "aria-label": t("data.forget_named", { name }) });
    return h("li", { data: { testid: "remembered" } }, h("span", {}, name), h("b", {}, `${number(grams)} g`), remove);
  }));
}
