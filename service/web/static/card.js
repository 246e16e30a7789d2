// The card behind a dot: a glance on hover or focus, kept open on tap, click or Enter.

import { h, refill } from "./dom.js";
import { t } from "./text.js";

const MARGIN = 10;
const narrow = matchMedia("(max-width: 640px)"); // as in style.css

export class Card {
  #anchor = null;
  #timer = 0;
  #returning = false;

  constructor() {
    this.id = null;
    this.pinned = false;
    this.title = h("h2", { id: "card-title" });
    this.body = h("div", { class: "card-body" });
    this.closer = h("button", { type: "button", class: "close", "aria-label": t("card.close"), onclick: () => this.close() }, "×");
    this.element = h("div", {
      class: "card", popover: "manual", role: "dialog", "aria-labelledby": "card-title", data: { testid: "card" },
      onpointerenter: () => clearTimeout(this.#timer),
      onpointerleave: () => this.leave(),
      onfocusin: () => this.pin(),
      onpointerdown: () => this.pin(),
    }, h("div", { class: "card-head" }, this.title, this.closer), this.body);
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.isOpen && this.close());
    document.addEventListener("pointerdown", (event) => this.isOpen && this.#isOutside(event.target) && this.close(false));
    addEventListener("resize", () => this.#place());
    addEventListener("scroll", () => this.#place(), { passive: true });
  }

  get isOpen() {
    return this.element.matches(":popover-open");
  }

  #isOutside(target) {
    return !this.element.contains(target) && !this.#anchor?.contains(target);
  }

  /** Show content beside an anchor. A glance never replaces a card that is kept open. */
  open(id, title, content, anchor, { pinned }) {
    clearTimeout(this.#timer);
    if (!pinned && (this.#returning || (this.isOpen && this.pinned))) return;
    this.id = id;
    this.#anchor = anchor;
    this.element.classList.remove("pinned");
    this.pinned = false;
    this.body.scrollTop = 0;
    this.fill(title, content);
    if (!this.isOpen) this.element.showPopover();
    this.#place();
    if (pinned) {
      this.pin();
      this.#uncover();
      this.closer.focus({ preventScroll: true });
    }
  }

  fill(title, content) {
    this.title.textContent = title;
    refill(this.body, content);
  }

  pin() {
    this.pinned = true;
    this.element.classList.add("pinned");
  }

  /** Close soon, unless the pointer goes into the card. */
  leave() {
    clearTimeout(this.#timer);
    if (!this.pinned) this.#timer = setTimeout(() => !this.pinned && this.close(false), 220);
  }

  close(giveBackFocus = true) {
    clearTimeout(this.#timer);
    if (!this.isOpen) return;
    const had = this.element.contains(document.activeElement);
    this.element.hidePopover();
    this.body.replaceChildren();
    this.pinned = false;
    this.id = null;
    this.#returning = true; // the focus coming back to the dot is no wish to see the card again
    if (giveBackFocus && had) this.#anchor?.focus({ preventScroll: true });
    this.#returning = false;
    this.#anchor = null;
  }

  /** Scroll a dot out from under the card, which on phones covers the lower part of the window. */
  #uncover() {
    const hidden = this.#anchor.getBoundingClientRect().bottom - this.element.getBoundingClientRect().top;
    if (narrow.matches && hidden > -MARGIN) scrollBy(0, hidden + 3 * MARGIN);
  }

  /** Beside the anchor where there is most room, never off the window; on phones the style sheet puts it at the bottom. */
  #place() {
    const { style } = this.element;
    if (!this.isOpen || !this.#anchor) return;
    if (narrow.matches) {
      style.removeProperty("left");
      style.removeProperty("top");
      return;
    }
    const dot = this.#anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const right = dot.right + MARGIN + width <= innerWidth - MARGIN;
    const left = dot.left - MARGIN - width >= MARGIN;
    const x = right ? dot.right + MARGIN : left ? dot.left - MARGIN - width : (innerWidth - width) / 2;
    const y = right || left ? dot.top - 40 : dot.bottom + MARGIN;
    const within = (value, most) => Math.max(MARGIN, Math.min(value, most - MARGIN));
    style.setProperty("left", `${within(x, innerWidth - width)}px`);
    style.setProperty("top", `${within(y, innerHeight - height)}px`);
  }
}
