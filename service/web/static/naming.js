// What still needs a name: how many foods, and a way through them one after the other.

import { button, h, refill } from "./dom.js";
import { t } from "./text.js";

export class Naming {
  #open;
  #ids = [];
  #place = 0; // of the stop in #ids; when the food there gets its name, the next one takes this place

  /** `open(id)` shows the card of an item, where its name is chosen. */
  constructor(open) {
    this.#open = open;
    this.at = null;
    this.element = h("section", { class: "panel to-name", "aria-label": t("naming.label"), hidden: true, data: { testid: "to-name" } });
  }

  update(items) {
    this.#ids = items.filter((item) => !item.food && item.box).map((item) => item.id);
    this.element.hidden = this.#ids.length === 0;
    this.#show();
  }

  #show() {
    const count = this.#ids.length;
    refill(this.element,
      h("p", {}, h("b", {}, count === 1 ? t("naming.one") : t("naming.many", { count })), " ", t("naming.why")),
      this.at === null ? this.#button(1, t("naming.start"), "primary", "next") : null);
  }

  #button(by, text, look, key) {
    return button(text, () => this.step(by), { look, data: { key: `name-${key}`, testid: `name-${key}` } });
  }

  /** Where on the way the card of this item is, and the steps from there; null off the way. */
  steps(id) {
    const count = this.#ids.length;
    if (id !== this.at || count < 2) return null;
    return h("div", { class: "steps" },
      h("span", { class: "hint" }, t("naming.step", { at: this.#ids.indexOf(id) + 1, count })),
      this.#button(-1, t("naming.before"), "small", "before"), this.#button(1, t("naming.next"), "small", "next"));
  }

  /** Whether this item, named now, was the stop of the way. */
  follows(item) {
    return item?.id === this.at && item.food !== null;
  }

  /** On to the next food without a name; answers false when all have one. */
  goOn() {
    if (!this.#ids.length) return this.leave();
    this.step(1);
    return true;
  }

  /** A card opened in another way, or closed, ends the walk. */
  leave() {
    this.at = null;
    this.#place = 0;
    this.#show();
    return false;
  }

  step(by) {
    const { length } = this.#ids;
    const here = this.#ids.indexOf(this.at);
    const next = here >= 0 ? here + by : by > 0 ? this.#place : this.#place - 1;
    this.#place = (next + length) % length;
    this.at = this.#ids[this.#place];
    this.#show();
    this.#open(this.at);
  }
}
