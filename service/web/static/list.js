// The list: the same as the dots, in words and in reading order.

import { badge, details } from "./details.js";
import { h } from "./dom.js";
import { itemName, number, score, shownScore, t } from "./text.js";

export class ListView {
  #open = new Set();
  #rows = new Map(); // row element -> what fills it

  rows(meal, context, highlight) {
    this.#rows.clear();
    return meal.items.map((item) => this.#row(item, context, highlight));
  }

  /** Paper has no clicks: show everything, and fold again afterwards. */
  unfold(wanted) {
    for (const [row, fill] of this.#rows) {
      fill();
      row.open = wanted || this.#open.has(row.dataset.row);
    }
  }

  #row(item, context, highlight) {
    const body = h("div", { class: "row-body" });
    const fill = () => body.childElementCount || body.append(...details(item, context).flat().filter(Boolean));
    const row = h("details", {
      class: `row${item.on_my_plate ? "" : " faint"}${item.food ? "" : " nameless"}`, data: { row: item.id },
      onpointerenter: () => highlight(item.id), onpointerleave: () => highlight(null),
    },
    h("summary", {
      data: { key: `row-${item.id}` },
      // A click, not the toggle event: printing opens rows too.
      onclick: () => (row.open ? this.#open.delete(item.id) : this.#open.add(item.id)),
    },
      item.food ? null : context.crop(item, "row"),
      h("span", { class: "row-name" }, itemName(item), h("small", {}, item.food && itemName(item) !== item.food.name ? item.food.name : "")),
      badge(item.verdict),
      h("span", { class: "pill", title: t("card.score_help") }, score(shownScore(item))),
      h("span", { class: "row-sum" }, sumLine(item, context))),
    body);
    this.#rows.set(row, fill);
    row.open = this.#open.has(item.id);
    if (row.open) fill();
    row.addEventListener("toggle", fill);
    return row;
  }
}

/** Energy and amount of an item in one line. */
export function sumLine(item, { hideEnergy }) {
  if (!item.food) return t("card.amount_unknown");
  const parts = hideEnergy ? [] : [`${number(item.nutrition.energy_kcal)} kcal`];
  parts.push(counted(item.portion), grams(item.portion));
  if (!item.on_my_plate) parts.push(t("card.not_mine"));
  return parts.filter(Boolean).join(" · ");
}

/** Pieces of a kind, as in 3 × egg. */
const counted = ({ count, unit }) => (unit && count && count !== 1 ? `${number(count, 2)} × ${unit}` : "");

/** What is eaten: the range where it is an estimate, as on the picture, else the grams. */
function grams({ grams: most, low_grams: low, high_grams: high, eaten_fraction: eaten = 1 }) {
  const [from, to] = [low, high].map((end) => (end === null ? null : number(end * eaten)));
  if (from !== null && to !== null && from !== to) return `${from}–${to} g`;
  return most === null ? "" : `${number(most * eaten)} g`;
}
