// What the meal adds up to, and what it means as a whole.

import { badge, reasons } from "./details.js";
import { h } from "./dom.js";
import { amount, number, t } from "./text.js";

const SHOWN = ["protein_g", "carbohydrate_g", "fat_g", "saturated_fat_g", "fibre_g", "sugars_g", "added_sugars_g", "sodium_mg", "cholesterol_mg"];

/** What people ask first: the energy, and what the meal means for everybody. */
export function totalsPanel(meal, { hideEnergy, profileName }) {
  return [
    h("h2", {}, t("totals.heading")),
    hideEnergy ? null : energy(meal.totals),
    meal.verdicts.map((each) =>
      h("div", { class: "judgement" },
        h("p", { class: "who" }, badge(each.verdict), h("span", {}, profileName(each.profile_id))),
        each.reasons.length ? reasons(each.reasons, `meal-${each.profile_id}`) : null)),
  ];
}

/** Energy and nutrients of a sum, without verdicts. */
export const sums = (totals, hideEnergy) => [hideEnergy ? null : energy(totals), bars(totals)].flat();

/** The nutrients of a sum as shares of a day. */
export function bars(totals) {
  const shown = SHOWN.filter((key) => totals.nutrition[key] !== undefined).map((key) => bar(key, totals));
  return [
    h("h2", {}, t("totals.daily_value")),
    totals.at_least.length ? h("p", { class: "hint" }, t("totals.incomplete")) : null,
    h("ul", { class: "bars" }, shown),
    h("p", { class: "hint" }, t("totals.reference", { reference: totals.reference.replaceAll("_", " ").toUpperCase() })),
  ];
}

function energy(totals) {
  const { low, high } = totals.range.energy_kcal;
  return h("p", { class: "energy" },
    totals.at_least.includes("energy_kcal") ? `${t("totals.at_least")} ` : null,
    h("b", { data: { testid: "totals-energy" } }, number(totals.nutrition.energy_kcal)), " kcal",
    low !== null && high !== null && low !== high ? h("span", { class: "hint" }, t("totals.range", { low: number(low), high: number(high) })) : null);
}

/** A sign for the eye, explained once above, and words for the ear. */
const atLeast = () => [h("span", { "aria-hidden": "true" }, "≥ "), h("span", { class: "unseen" }, `${t("totals.at_least")} `)];

function bar(key, totals) {
  const percent = totals.daily_value_percent[key];
  const known = percent !== null && percent !== undefined;
  return h("li", {},
    h("span", {}, t(`nutrient.${key}`)),
    h("span", { class: "sum" }, totals.at_least.includes(key) ? atLeast() : null, h("b", {}, amount(key, totals.nutrition[key]))),
    known ? h("span", { class: "bar", "aria-hidden": "true" }, h("span", { class: percent > 100 ? "over" : "", style: { width: `${Math.min(percent, 100)}%` } })) : null,
    known ? h("span", { class: "hint" }, t("totals.of_day", { percent: number(percent) })) : null);
}
