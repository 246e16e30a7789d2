// Everything known about one item, and the controls to correct it. The card and the list show the same.

import { h, mark } from "./dom.js";
import { portion } from "./portion.js";
import { remedies } from "./remedies.js";
import { foodSearch } from "./search.js";
import { amount, boot, itemName, number, score, shownScore, t, verdictText } from "./text.js";

const MACROS = ["protein_g", "carbohydrate_g", "fat_g"];
const TOLD = new Set(["contains", "likely", "may_contain"]);

export function badge(verdict) {
  return h("span", { class: `verdict ${verdict ?? "none"}` }, mark(verdict), verdictText(verdict));
}

/** Build the details of an item. `hooks` sets the names tests look for, which must be there once only. */
export function details(item, context, { hooks = false } = {}) {
  return [
    head(item),
    item.food ? facts(item, context) : h("p", { class: "ask" }, context.crop(item, hooks ? "card" : "details"), t("card.unnamed_help")),
    item.confirmed ? null : naming(item, context, hooks), // what it is decides what it means
    judgements(item, context),
    remedies(item, context),
    item.confirmed ? naming(item, context, hooks) : null,
    item.food ? portion(item, context, hooks) : null,
    item.food ? allergens(item) : null,
    item.food ? nutrition(item, context) : null,
    actions(item, context, hooks),
  ];
}

function head(item) {
  return h("div", { class: "summary" },
    badge(item.verdict),
    h("span", { class: "score", title: t("card.score_help") }, h("b", {}, score(shownScore(item))), " / 10"),
    item.food && h("span", { class: "hint" }, item.confirmed ? t("card.confirmed") : t("card.confidence", { percent: number(item.confidence * 100) })));
}

function facts(item, { hideEnergy }) {
  const keys = hideEnergy ? MACROS : ["energy_kcal", ...MACROS];
  return h("dl", { class: "facts" }, keys.map((key) =>
    h("div", {}, h("dt", {}, t(key === "carbohydrate_g" ? "card.carbohydrate" : `nutrient.${key}`)), h("dd", {}, amount(key, item.nutrition[key])))));
}

function naming(item, { edit }, hooks) {
  const others = item.alternatives.filter((each) => each.food.id !== item.food?.id);
  const open = !item.food || (!item.confirmed && others.length > 0);
  const choose = (given) => edit((meal) => meal.setFood(item.id, given), itemName({ ...item, food: given, confirmed: true }));
  const confirm = item.food && !item.confirmed
    ? h("button", { type: "button", class: "chip yes", data: { key: `yes-${item.id}` }, onclick: () => choose(item.food) }, t("card.yes", { name: item.food.name }))
    : null;
  const chips = others.map((each) =>
    h("button", { type: "button", class: "chip", data: { key: `alt-${item.id}-${each.food.id}` }, onclick: () => choose(each.food) },
      each.food.name, h("small", {}, ` ${number(each.confidence * 100)} %`)));
  return h("section", { class: "naming" },
    h("h3", {}, open ? t("card.is_it") : t("result.food")),
    h("div", { class: "chips" }, confirm, chips),
    foodSearch({ label: t("card.search"), key: `search-${item.id}`, hooks, choose }));
}

function judgements(item, { profileName }) {
  if (!item.verdicts.length) return item.verdict ? null : h("p", { class: "hint" }, t("card.no_profile"));
  const several = item.verdicts.length > 1; // one profile's verdict and score are the item's, said above
  return h("section", {}, h("h3", {}, t("card.verdicts")), item.verdicts.map((each) =>
    h("div", { class: "judgement" },
      h("p", { class: "who" },
        several ? badge(each.verdict) : null,
        h("span", {}, profileName(each.profile_id)),
        several ? h("span", { class: "score" }, h("b", {}, score(each.score)), " / 10") : null),
      reasons(each.reasons, `${item.id}-${each.profile_id}`))));
}

const FIRST = 3;

/** The weightiest reasons; one click away all of them, each with its rule, in their place. `key` names the fold. */
export function reasons(given, key) {
  if (!given.length) return h("p", { class: "hint" }, t("card.no_reasons"));
  const line = (reason, ...more) => h("li", {}, reason.text, more);
  return h("div", { class: "reasons" },
    h("ul", {}, given.slice(0, FIRST).map((reason) => line(reason))),
    h("details", {},
      h("summary", { data: { key: `reasons-${key}` } }, t("card.all_reasons")),
      h("ul", {}, given.map((reason) => line(reason, " ", h("small", { class: "rule" }, ruleLine(reason)))))));
}

function ruleLine(reason) {
  const origin = reason.threshold_origin ? t(`card.origin_${reason.threshold_origin}`) : null;
  return [t("card.rule", { rule: reason.rule_id }), origin, reason.source].filter(Boolean).join(" · ");
}

function allergens(item) {
  const told = item.allergens.filter((each) => TOLD.has(each.state));
  const rest = item.allergens.filter((each) => !TOLD.has(each.state));
  const line = (each) => h("li", { class: each.state }, h("b", {}, t(`allergen.${each.allergen}`)), `: ${t(`state.${each.state}`)} `, h("small", {}, each.why));
  return h("section", {},
    h("h3", {}, t("card.allergens")),
    told.length ? h("ul", { class: "allergens" }, told.map(line)) : null,
    rest.length ? h("details", {}, h("summary", { data: { key: `allergens-${item.id}` } }, t("card.allergens_more", { count: rest.length })), h("ul", { class: "allergens" }, rest.map(line))) : null);
}

function nutrition(item, { hideEnergy }) {
  const keys = Object.keys(item.nutrition).filter((key) => !(hideEnergy && key === "energy_kcal"));
  return h("section", {},
    h("details", {}, h("summary", { data: { key: `nutrients-${item.id}` } }, t("card.all_nutrients")),
      h("table", { class: "nutrients" }, h("caption", {}, t("card.nutrition")), h("tbody", {}, keys.map((key) =>
        h("tr", {}, h("th", { scope: "row" }, t(`nutrient.${key}`)), h("td", {}, amount(key, item.nutrition[key])), h("td", {}, dailyShare(key, item.nutrition[key]))))))),
    h("p", { class: "hint" }, t("card.source", { source: item.food.source })));
}

/** Per cent of the daily value; nothing where there is none, or the amount is not known. */
function dailyShare(key, value) {
  const daily = boot.daily_values[key];
  return !daily || value === null || value === undefined ? "" : `${number((100 * value) / daily)} %`;
}

function actions(item, { edit, removed }, hooks) {
  return h("div", { class: "actions" },
    h("label", { class: "check" },
      h("input", {
        type: "checkbox", checked: item.on_my_plate, data: { key: `mine-${item.id}` },
        onchange: (event) => edit((meal) => meal.change(item.id, { on_my_plate: event.target.checked })),
      }), t("card.mine")),
    h("button", { type: "button", class: "button danger", data: { key: `remove-${item.id}`, ...(hooks && { testid: "remove" }) }, onclick: () => removed(item) }, t("card.remove")));
}

