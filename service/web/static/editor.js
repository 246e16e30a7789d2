// The profile editor: everything a profile can say of a person, and the sentence that fills it in.

import { profiles } from "./api.js";
import { Dialog } from "./dialog.js";
import { button, field, h } from "./dom.js";
import { allergenGroup, checkGroup, limitGroup } from "./groups.js";
import { sentenceBox } from "./sentence.js";
import { keysOf, t } from "./text.js";

const EMPTY = { name: "", diets: [], conditions: [], avoids: [], allergens: [], limits: [], dislikes: [], daily_energy_kcal: null, hide_energy: false, consent_to_store: false };
const AVOIDS = new Set(keysOf("avoid"));

/** What the law, and people, count as health data: it is stored only when somebody agreed. */
export const tellsOfHealth = (draft) =>
  Boolean(draft.conditions?.length || draft.allergens?.length || draft.diets?.includes("pregnancy"));

export const words = (text) => text.split(",").map((each) => each.trim()).filter(Boolean);

/** Both profiles' wishes; of two words on one allergen the newer stands. */
export function joined(old, fresh) {
  const union = (key) => [...new Set([...old[key], ...fresh[key]])];
  const others = old.allergens.filter((each) => !fresh.allergens.some((one) => one.allergen === each.allergen));
  return {
    ...old,
    name: old.name || fresh.name,
    diets: union("diets"), conditions: union("conditions"), avoids: union("avoids"), dislikes: union("dislikes"),
    allergens: [...others, ...fresh.allergens],
    limits: [...old.limits.filter((each) => !fresh.limits.some((one) => one.nutrient === each.nutrient && one.per === each.per)), ...fresh.limits],
    daily_energy_kcal: fresh.daily_energy_kcal ?? old.daily_energy_kcal,
    hide_energy: old.hide_energy || fresh.hide_energy,
  };
}

/** Edit a draft, or the stored profile `id`. Answers {use: draft}, {saved: profile}, {removed: id} or null. */
export function editProfile(given = {}, id = null) {
  let read = null;
  const dialog = new Dialog(id ? t("profile.edit") : t("profile.new"), {
    testid: "profile-editor",
    submitText: t("profile.save"),
    submit: async () => ({ saved: await profiles.save(read(), id) }),
    extra: [
      id ? removal(() => dialog.attempt(async () => {
        await profiles.remove(id);
        return { removed: id };
      })) : null,
      button(t("profile.use_once"), () => dialog.close({ use: { ...read(), name: read().name || t("profile.mine") } })),
    ],
  });
  const inputs = h("div", {});
  const show = (draft) => {
    const form = profileFields({ ...EMPTY, ...draft });
    read = form.read;
    inputs.replaceChildren(...form.elements);
  };
  const said = sentenceBox({
    label: t("profile.say_it"), action: t("profile.fill_in"), testid: "editor-sentence",
    take: (answer) => show(joined(read(), { ...EMPTY, ...answer.profile })),
  });
  dialog.body.append(said, inputs);
  show(given);
  return dialog.open();
}

/** Deleting asks once more, in its own place. */
function removal(action) {
  const remove = button(t("profile.delete"), () => {
    if (remove.dataset.sure) return action();
    remove.dataset.sure = "yes";
    remove.textContent = t("profile.delete_sure");
    return undefined;
  }, { look: "danger" });
  return remove;
}

function profileFields(draft) {
  const name = h("input", { type: "text", required: true, maxlength: 80, value: draft.name, data: { testid: "profile-name" } });
  const text = (value, hint) => h("input", { type: "text", value: value.join(", "), placeholder: hint });
  const diets = checkGroup(t("profile.diets"), "diet", draft.diets);
  const conditions = checkGroup(t("profile.conditions"), "condition", draft.conditions);
  const allergens = allergenGroup(draft.allergens);
  const avoids = checkGroup(t("profile.avoids"), "avoid", draft.avoids.filter((each) => AVOIDS.has(each)));
  const moreAvoids = text(draft.avoids.filter((each) => !AVOIDS.has(each)), t("profile.words_hint"));
  const dislikes = text(draft.dislikes, t("profile.words_hint"));
  const limits = limitGroup(draft.limits);
  const energy = h("input", { type: "number", min: 1200, max: 10000, step: 1, inputmode: "numeric", value: draft.daily_energy_kcal ?? "" });
  const hide = h("input", { type: "checkbox", checked: draft.hide_energy });
  const consent = h("input", { type: "checkbox", checked: draft.consent_to_store, data: { testid: "consent" } });
  const check = (box, label, hint) => h("label", { class: "check" }, box, h("span", {}, label, hint ? h("small", {}, hint) : null));
  const read = () => ({
    name: name.value.trim(),
    diets: diets.read(),
    conditions: conditions.read(),
    avoids: [...avoids.read(), ...words(moreAvoids.value)],
    allergens: allergens.read(),
    limits: limits.read(),
    dislikes: words(dislikes.value),
    daily_energy_kcal: Number.isNaN(energy.valueAsNumber) ? null : energy.valueAsNumber,
    hide_energy: hide.checked,
    consent_to_store: consent.checked,
  });
  const elements = [
    field(t("profile.name"), name),
    diets.element, conditions.element, allergens.element, avoids.element,
    field(t("profile.more_avoids"), moreAvoids), field(t("profile.dislikes"), dislikes),
    limits.element,
    field(t("profile.energy"), energy),
    check(hide, t("profile.hide_energy")),
    check(consent, t("profile.consent"), ` ${t("profile.consent_help")}`),
  ];
  return { elements, read };
}
