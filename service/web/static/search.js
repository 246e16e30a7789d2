// The food search: a combobox over GET /v1/foods.

import { searchFoods } from "./api.js";
import { debounce, h } from "./dom.js";
import { number, t } from "./text.js";

let serial = 0;

export function foodSearch({ label, key, hooks, choose }) {
  serial += 1;
  const listId = `hits-${serial}`;
  let running = null;
  let hits = [];
  let active = -1;

  const list = h("ul", { id: listId, role: "listbox", "aria-label": label, hidden: true });
  const note = h("p", { class: "hint", role: "status" });
  const input = h("input", {
    type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder: t("card.search_hint"),
    "aria-label": label, "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
    data: { key, ...(hooks && { testid: "food-search" }) },
    oninput: debounce(120, ask), onkeydown: press,
  });

  async function ask() {
    running?.abort();
    const query = input.value.trim();
    if (query.length < 2) return show([], "");
    running = new AbortController();
    try {
      const answer = await searchFoods(query, running.signal);
      show(answer.items, answer.items.length ? "" : t("card.no_hits", { query }));
    } catch (error) {
      if (error.name !== "AbortError") show([], error.message);
    }
  }

  function show(found, text) {
    hits = found;
    active = -1;
    note.textContent = text;
    list.replaceChildren(...hits.map((hit, index) =>
      h("li", { id: `${listId}-${index}`, role: "option", "aria-selected": "false", onclick: () => take(index) },
        hit.name, h("small", {}, ` ${number(hit.energy_kcal_per_100g)} kcal/100 g`))));
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function press(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!hits.length) return;
      event.preventDefault();
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length;
      [...list.children].forEach((each, index) => each.setAttribute("aria-selected", String(index === active)));
      list.children[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", `${listId}-${active}`);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (hits.length) take(Math.max(active, 0));
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      show([], "");
    }
  }

  function take(index) {
    const { id, name, source } = hits[index];
    input.value = "";
    show([], "");
    choose({ id, name, source });
  }

  return h("div", { class: "search" }, h("label", { class: "field" }, h("span", {}, label), input), list, note);
}
