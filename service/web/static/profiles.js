// Who is eating: the chosen profile, more to compare with, and the sentence box.

import { parseProfile } from "./api.js";
import { h } from "./dom.js";
import { boot, t } from "./text.js";

export class Profiles {
  #drafts = new Map(); // option value -> inline profile
  #also = new Set();
  #changed;

  constructor(select, more, changed) {
    this.select = select;
    this.#changed = changed;
    for (const [key, draft] of Object.entries(boot.examples)) this.#drafts.set(`example:${key}`, { name: t(`example.${key}`), ...draft });
    select.addEventListener("change", () => this.#choose());
    this.compare = h("details", { class: "compare" }, h("summary", {}, t("profile.compare")));
    this.boxes = h("div", { class: "checks" });
    this.compare.append(this.boxes);
    more.append(this.compare, this.#sentence());
    this.#listBoxes();
  }

  #choose() {
    this.#also.delete(this.select.value);
    this.#listBoxes();
    this.#changed();
  }

  #values() {
    return [this.select.value, ...this.#also].filter(Boolean);
  }

  /** Chosen profiles as requests want them: stored ids and inline drafts. */
  get chosen() {
    const values = this.#values();
    const ids = values.filter((value) => value.startsWith("stored:")).map((value) => value.slice(7));
    return { ids, inline: values.filter((value) => this.#drafts.has(value)).map((value) => this.#drafts.get(value)) };
  }

  get hideEnergy() {
    const { ids, inline } = this.chosen;
    return inline.some((draft) => draft.hide_energy) || boot.stored.some((each) => ids.includes(each.id) && each.hide_energy);
  }

  /** The name behind a profile id of an answer. */
  name(id) {
    const place = /^inline-(\d+)$/.exec(id);
    if (place) return this.chosen.inline[Number(place[1]) - 1]?.name ?? id;
    return boot.stored.find((each) => each.id === id)?.name ?? id;
  }

  #listBoxes() {
    const options = [...this.select.options].filter((option) => option.value && option.value !== this.select.value);
    this.boxes.replaceChildren(...options.map((option) =>
      h("label", { class: "check" },
        h("input", { type: "checkbox", checked: this.#also.has(option.value), onchange: (event) => this.#compareWith(option.value, event.target.checked) }),
        option.textContent)));
  }

  #compareWith(value, wanted) {
    if (wanted) this.#also.add(value);
    else this.#also.delete(value);
    this.#changed();
  }

  #sentence() {
    const note = h("div", { class: "parsed", role: "status" });
    const input = h("input", { type: "text", maxlength: 500, placeholder: t("profile.sentence_hint"), data: { testid: "profile-sentence" } });
    const use = async () => {
      if (!input.value.trim()) return;
      try {
        this.#take(input.value.trim(), await parseProfile(input.value), note);
      } catch (error) {
        note.replaceChildren(h("p", { class: "bad" }, error.message));
      }
    };
    // Enter must not send the form, which would upload.
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      use();
    });
    return h("div", { class: "sentence" },
      h("label", { class: "field" }, h("span", {}, t("profile.sentence")), input),
      h("button", { type: "button", class: "button", onclick: use }, t("profile.understand")), note);
  }

  #take(sentence, answer, note) {
    const list = (texts) => texts.join(", ");
    const lines = [];
    if (answer.understood.length) lines.push(h("p", { class: "good" }, t("profile.understood", { list: list(answer.understood.map((each) => `${each.text} → ${each.as}`)) })));
    if (answer.not_understood.length) lines.push(h("p", { class: "bad" }, t("profile.not_understood", { list: list(answer.not_understood) })));
    if (!answer.understood.length) lines.push(h("p", { class: "bad" }, t("profile.nothing")));
    note.replaceChildren(...lines);
    if (!answer.understood.length) return;
    const { id, ...draft } = answer.profile;
    this.#drafts.set("mine:1", { ...draft, name: draft.name || sentence });
    this.select.querySelector("optgroup.mine")?.remove();
    this.select.append(h("optgroup", { class: "mine", label: t("profile.mine") }, h("option", { value: "mine:1" }, sentence)));
    this.select.value = "mine:1";
    this.#choose();
  }
}
