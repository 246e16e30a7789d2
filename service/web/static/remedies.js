// What would turn an item green: a smaller portion, or another food of the same kind.

import { h } from "./dom.js";
import { number, t } from "./text.js";

const WAIT = 350; // ms: while somebody drags the slider, nobody is asked

/** A section that fills itself once the server has answered; it stays away where nothing honest helps. */
export function remedies(item, { meal, edit, profileName }) {
  const section = h("section", { class: "remedies", hidden: true });
  if (!item.food || !item.on_my_plate || !["limit", "avoid"].includes(item.verdict)) return section;
  const fill = async () => {
    if (!section.isConnected) return;
    const found = (await meal.remedies().catch(() => [])).filter((each) => each.id === item.id && (each.largest_grams || each.swaps.length));
    if (!found.length) return;
    section.append(h("h3", {}, t("card.remedies")), ...found.map((each) => smaller(each, item, edit, profileName)), swaps(found[0].swaps, item, edit));
    section.hidden = false;
  };
  setTimeout(fill, Math.max(0, WAIT - (performance.now() - meal.judgedAt)));
  return section;
}

function smaller({ largest_grams: most, profile_id: profile }, item, edit, profileName) {
  if (!most) return "";
  const grams = number(most);
  return h("p", {},
    h("button", { type: "button", class: "chip", data: { key: `less-${item.id}-${profile}` }, onclick: () => edit((meal) => meal.setGrams(item.id, most)) },
      t("card.smaller", { grams })),
    item.verdicts.length > 1 ? h("small", {}, ` ${profileName(profile)}`) : "");
}

/** A swap is fine for everybody at the table, so it is told once. */
function swaps(given, item, edit) {
  if (!given.length) return "";
  return h("div", {}, h("p", { class: "hint" }, t("card.swaps")), h("ul", { class: "swaps" }, given.map((each) =>
    h("li", {},
      h("button", { type: "button", class: "chip", data: { key: `swap-${item.id}-${each.food.id}` }, onclick: () => edit((meal) => meal.setFood(item.id, each.food, each.grams), each.food.name) }, each.food.name),
      h("small", {}, ` ${each.changes.map((change) => change.text).join(" · ")}`)))));
}
