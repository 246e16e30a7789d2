// Several people at one table: every food against every profile.

import { h, mark } from "./dom.js";
import { itemName, t, verdictText } from "./text.js";

/** A table of foods and profiles, for two profiles and more; null for fewer. */
export function comparison(meal, { profileName }) {
  if (meal.verdicts.length < 2) return null;
  const ids = meal.verdicts.map((each) => each.profile_id);
  const cells = (verdicts) => ids.map((id) => cell(verdicts.find((each) => each.profile_id === id)));
  const row = (name, verdicts, props = {}) => h("tr", props, h("th", { scope: "row" }, name), cells(verdicts));
  return h("table", { class: "compared" },
    h("caption", {}, t("totals.compared")),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("result.food")), ids.map((id) => h("th", { scope: "col" }, profileName(id))))),
    h("tbody", {}, meal.items.map((item) => row(itemName(item), item.verdicts, { class: item.on_my_plate ? "" : "faint" }))),
    h("tfoot", {}, row(t("totals.meal_verdict"), meal.verdicts)));
}

const cell = (judged) => h("td", {}, judged ? [mark(judged.verdict), h("span", {}, verdictText(judged.verdict))] : "–");
