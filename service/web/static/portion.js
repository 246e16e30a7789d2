// How much of a food there is: grams by number, slider, steps and household measures, and the share that was eaten.

import { food } from "./api.js";
import { field, h } from "./dom.js";
import { number, t } from "./text.js";

export function portion(item, { edit, remember }, hooks) {
  const grams = item.portion.grams;
  const set = (value, note) => edit((meal) => meal.setGrams(item.id, clamp(value)), note);
  const input = h("input", {
    type: "number", min: 1, max: 5000, step: 1, inputmode: "numeric", value: grams === null ? "" : Math.round(grams),
    "aria-label": t("card.grams"), data: { key: `grams-${item.id}`, ...(hooks && { testid: "grams" }) },
    oninput: (event) => event.target.valueAsNumber >= 1 && set(event.target.valueAsNumber),
  });
  const slider = h("input", {
    type: "range", min: 5, max: Math.max(500, Math.ceil((grams ?? 0) / 100) * 150), step: 5, value: grams ?? 0,
    "aria-label": t("card.amount"), data: { key: `slider-${item.id}` }, oninput: (event) => set(event.target.valueAsNumber),
  });
  const step = (by, label) => h("button", {
    type: "button", class: "step", "aria-label": label, data: { key: `step${by}-${item.id}` }, onclick: () => set((item.portion.grams ?? 0) + by),
  }, by > 0 ? "+" : "−");
  const { low_grams: low, high_grams: high, basis } = item.portion;
  return h("section", { class: "amount" },
    h("h3", {}, t("card.amount")),
    h("div", { class: "stepper" }, step(-10, t("card.less")), input, h("span", {}, "g"), step(10, t("card.more")), slider),
    namedPortions(item, edit),
    eatenShare(item, edit),
    low !== null && high !== null && low !== high ? h("p", { class: "hint" }, t("card.range", { low: number(low), high: number(high) })) : null,
    basis ? h("p", { class: "hint" }, t("card.basis", { basis })) : null,
    remember && grams !== null
      ? h("button", { type: "button", class: "chip", data: { key: `remember-${item.id}` }, onclick: () => remember(item) }, t("card.remember", { grams: number(grams) }))
      : null);
}

const clamp = (grams) => Math.min(5000, Math.max(1, Math.round(grams)));

/** Household measures of the food; filled when the server has answered. */
function namedPortions(item, edit) {
  const select = h("select", {
    "aria-label": t("card.portion"), disabled: true, data: { key: `portion-${item.id}` },
    onchange: (event) => edit((meal) => meal.setPortion(item.id, event.target.value)),
  }, h("option", { value: "" }, t("card.choose_portion")));
  food(item.food.id).then((full) => {
    select.append(...full.portions.map((each) =>
      h("option", { value: each.id, selected: item.portion.portion_id === each.id }, `${each.description} (${number(each.grams)} g)`)));
    select.disabled = full.portions.length === 0;
  }).catch(() => select.remove());
  return field(t("card.portion"), select);
}

const SHARES = [1, 0.75, 0.5, 0.25];

function eatenShare(item, edit) {
  const eaten = item.portion.eaten_fraction ?? 1;
  const shares = SHARES.includes(eaten) ? SHARES : [eaten, ...SHARES];
  return field(t("card.eaten"), h("select", {
    data: { key: `eaten-${item.id}` }, onchange: (event) => edit((meal) => meal.setEaten(item.id, Number(event.target.value))),
  }, shares.map((share) => h("option", { value: share, selected: share === eaten }, share === 1 ? t("card.eaten_all") : `${number(share * 100)} %`))));
}
