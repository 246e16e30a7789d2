// What still needs a name: how many foods, and a way through them one after the other.

import { button, h, refill } from "./dom.js";
import { t } from "./text.js";

export class Naming {
  #open;
  #ids = [];
  #at = null;

  /** `open(id)` shows the card of an item, where its name is chosen. */
  constructor(open) {
    this.#open = open;
    this.element = h("section", { class: "panel to-name", "aria-label": t("naming.label"), hidden: true, data: { testid: "to-name" } });
  }

  update(items) {
    this.#ids = items.filter((item) => !item.food && item.box).map((item) => item.id);
    this.element.hidden = this.#ids.length === 0;
    this.#show();
  }

  #show() {
    const count = this.#ids.length;
    const walking = this.#at !== null && count > 1;
    const step = (by, text, look, key) => button(text, () => this.#step(by), { look, data: { key: `name-${key}`, testid: `name-${key}` } });
    refill(this.element,
      h("p", {}, h("b", {}, count === 1 ? t("naming.one") : t("naming.many", { count })), " ", t("naming.why")),
      h("div", { class: "buttons start-buttons" },
        walking ? step(-1, t("naming.before"), "", "before") : null,
        step(1, walking ? t("naming.next") : t("naming.start"), "primary", "next")));
  }

  /** Whether the way is being walked, and this item, named now, was its last stop. */
  follows(item) {
    return item?.id === this.#at && item.food !== null;
  }

  /** On to the next food without a name; answers false when all have one. */
  goOn() {
    if (!this.#ids.length) return this.leave();
    this.#step(1);
    return true;
  }

  /** A card opened in another way ends the walk. */
  leave() {
    this.#at = null;
    return false;
  }

  #step(by) {
    const { length } = this.#ids;
    const here = this.#ids.indexOf(this.#at);
    const next = here < 0 ? (by > 0 ? 0 : length - 1) : (here + by + length) % length;
    this.#at = this.#ids[next];
    this.#show();
    this.#open(this.#at);
  }
}
