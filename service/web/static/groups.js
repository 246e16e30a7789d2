// The groups of the profile editor. Each is {element, read()}: what it shows, and what it says.

import { button, field, h } from "./dom.js";
import { keysOf, t, unitOf } from "./text.js";

/** One chip a key of a family, such as every diet. */
export function checkGroup(legend, family, chosen, data = {}) {
  const boxes = keysOf(family).map((key) => h("input", { type: "checkbox", value: key, checked: chosen.includes(key) }));
  const chips = boxes.map((box) => h("label", { class: "pick" }, box, h("span", {}, t(`${family}.${box.value}`))));
  return {
    element: h("fieldset", { data }, h("legend", {}, legend), h("div", { class: "chips" }, chips)),
    boxes,
    read: () => boxes.filter((box) => box.checked).map((box) => box.value),
  };
}

/** Allergens: a chip each, and for those that are chosen how bad it is and whether traces matter. */
export function allergenGroup(chosen) {
  const known = new Map(chosen.map((each) => [each.allergen, each]));
  const group = checkGroup(t("profile.allergens"), "allergen", [...known.keys()], { group: "allergens" });
  const rows = new Map(group.boxes.map((box) => [box, allergenRow(box.value, known.get(box.value))]));
  const update = () => rows.forEach((row, box) => {
    row.element.hidden = !box.checked;
  });
  group.element.append(...[...rows.values()].map((row) => row.element));
  group.element.addEventListener("change", update);
  update();
  return { element: group.element, read: () => group.boxes.filter((box) => box.checked).map((box) => rows.get(box).read()) };
}

function allergenRow(allergen, { severity = "severe", traces_matter: tracesMatter = true } = {}) {
  const name = t(`allergen.${allergen}`);
  const how = h("select", { "aria-label": `${name}: ${t("profile.severity")}` }, keysOf("severity").map((key) =>
    h("option", { value: key, selected: key === severity }, t(`severity.${key}`))));
  const traces = h("input", { type: "checkbox", checked: tracesMatter });
  return {
    element: h("div", { class: "detail" }, h("b", {}, name), how, h("label", { class: "check" }, traces, t("profile.traces"))),
    read: () => ({ allergen, severity: how.value, traces_matter: traces.checked }),
  };
}

/** Own limits: a nutrient, at least and at most, per portion, meal or day. */
export function limitGroup(given) {
  const rows = [];
  const list = h("div", {});
  const add = (limit) => {
    const row = limitRow(limit, () => {
      rows.splice(rows.indexOf(row), 1);
      row.element.remove();
      more.focus();
    });
    rows.push(row);
    list.append(row.element);
    return row;
  };
  const more = button(t("profile.add_limit"), () => add({ nutrient: "sodium_mg", max: null, min: null, per: "day" }).element.querySelector("select").focus());
  given.forEach(add);
  const stated = (limit) => limit.max !== null || limit.min !== null;
  return { element: h("fieldset", {}, h("legend", {}, t("profile.limits")), list, more), read: () => rows.map((row) => row.read()).filter(stated) };
}

function limitRow(limit, remove) {
  const choice = (label, family, chosen) => h("select", { "aria-label": label }, keysOf(family).map((key) =>
    h("option", { value: key, selected: key === chosen }, family === "nutrient" ? `${t(`nutrient.${key}`)} (${unitOf(key)})` : t(`${family}.${key}`))));
  const bound = (value) => h("input", { type: "number", min: 0, step: "any", inputmode: "decimal", value: value ?? "" });
  const nutrient = choice(t("profile.nutrient"), "nutrient", limit.nutrient);
  const per = choice(t("profile.per"), "per", limit.per);
  const [least, most] = [bound(limit.min), bound(limit.max)];
  const value = (input) => (Number.isNaN(input.valueAsNumber) ? null : input.valueAsNumber);
  return {
    element: h("div", { class: "detail limit-row" }, nutrient, field(t("profile.min"), least), field(t("profile.max"), most), per,
      button(t("card.remove"), remove, { look: "danger", "aria-label": t("profile.remove_limit") })),
    read: () => ({ nutrient: nutrient.value, min: value(least), max: value(most), per: per.value }),
  };
}
