// Who is eating: the chosen profile, others to compare with, and the ways to make one.

import { button, h } from "./dom.js";
import { editProfile } from "./editor.js";
import { profiles } from "./api.js";
import { sentenceBox } from "./sentence.js";
import { boot, t } from "./text.js";

export class Profiles {
  #drafts = new Map(); // option value -> inline profile
  #also = new Set();
  #changed;
  #fail;
  #made = 0;

  /** `changed()` is called when other profiles are chosen, `fail(error)` when the server refuses. */
  constructor(select, more, { changed, fail }) {
    this.select = select;
    this.#changed = changed;
    this.#fail = fail;
    for (const [key, draft] of Object.entries(boot.examples)) this.#drafts.set(`example:${key}`, { name: t(`example.${key}`), ...draft });
    select.addEventListener("change", () => this.#choose());
    this.editButton = button(t("profile.edit"), () => this.#edit(), { data: { testid: "profile-edit" } });
    this.boxes = h("div", { class: "checks" });
    more.append(
      h("div", { class: "buttons start-buttons" }, this.editButton, button(t("profile.new"), () => this.#new(), { data: { testid: "profile-new" } })),
      h("details", { class: "compare" }, h("summary", {}, t("profile.compare")), this.boxes),
      sentenceBox({
        label: t("profile.sentence"), action: t("profile.understand"), testid: "profile-sentence",
        take: (answer, sentence) => this.#use(answer.profile, sentence),
      }));
    this.#show();
  }

  #choose() {
    this.#also.delete(this.select.value);
    this.#show();
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

  /** The stored profile that remembers portions: the first chosen one, as the server has it. */
  get rememberer() {
    return boot.stored.find((each) => each.id === this.chosen.ids[0]) ?? null;
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

  /** Everything stored is gone. */
  forget() {
    for (const each of [...boot.stored]) this.#drop(each.id);
    this.#choose();
  }

  #show() {
    this.editButton.disabled = !this.select.value;
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

  async #edit() {
    const { value } = this.select;
    const id = value.startsWith("stored:") ? value.slice(7) : null;
    try {
      this.#take(await editProfile(id ? await profiles.get(id) : this.#drafts.get(value), id), value);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #new() {
    this.#take(await editProfile());
  }

  /** What came of the editor: nothing, a draft to use, or a profile stored or deleted. */
  #take(outcome, value) {
    if (outcome?.use) this.#use(outcome.use, outcome.use.name, value?.startsWith("mine:") ? value : null);
    else if (outcome?.saved) this.#store(outcome.saved);
    else if (outcome?.removed) {
      this.#drop(outcome.removed);
      this.#choose();
    }
  }

  #use({ id, ...draft }, name, value = null) {
    const mine = value ?? `mine:${(this.#made += 1)}`;
    this.#drafts.set(mine, { ...draft, name: (draft.name || name).slice(0, 80) });
    this.#offer("mine", mine, name);
  }

  #store(profile) {
    const entry = { id: profile.id, name: profile.name, hide_energy: profile.hide_energy };
    const known = boot.stored.findIndex((each) => each.id === profile.id);
    if (known >= 0) boot.stored[known] = entry;
    else boot.stored.push(entry);
    this.#offer("stored", `stored:${profile.id}`, profile.name);
  }

  #drop(id) {
    boot.stored = boot.stored.filter((each) => each.id !== id);
    this.#also.delete(`stored:${id}`);
    [...this.select.options].find((option) => option.value === `stored:${id}`)?.remove();
    this.select.querySelector("optgroup.stored:empty")?.remove();
  }

  /** Put an option into its group, and choose it. */
  #offer(group, value, text) {
    let place = this.select.querySelector(`optgroup.${group}`);
    if (!place) {
      place = h("optgroup", { class: group, label: t(`profile.${group}`) });
      this.select.append(place);
    }
    const known = [...place.children].find((option) => option.value === value);
    if (known) known.textContent = text;
    else place.append(h("option", { value }, text));
    this.select.value = value;
    this.#choose();
  }
}
