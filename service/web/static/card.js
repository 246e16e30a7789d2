// The card behind a dot: a glance on hover or focus, kept open on tap, click or Enter.

import { h, refill } from "./dom.js";
import { t } from "./text.js";

const MARGIN = 10;
const narrow = matchMedia("(max-width: 640px)"); // as in style.css

export class Card {
  #anchor = null;
  #timer = 0;
  #area = null;
  #returning = false;
  #closed;

  /** `closed()` is called when the card goes. */
  constructor(closed) {
    this.#closed = closed;
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

  /** Show content beside an anchor; `area` is the part of the photo it asks about, to be left uncovered. A glance never replaces a card that is kept open. */
  open(id, title, content, anchor, { pinned, area = null }) {
    clearTimeout(this.#timer);
    if (!pinned && (this.#returning || (this.isOpen && this.pinned))) return;
    this.id = id;
    this.#anchor = anchor;
    this.element.classList.remove("pinned");
    this.element.classList.toggle("asking", area !== null);
    this.#area = area;
    this.pinned = false;
    this.body.scrollTop = 0;
    this.fill(title, content);
    if (!this.isOpen) this.element.showPopover();
    this.#place();
    if (pinned) {
      this.pin();
      this.#uncover();
      if (!this.element.contains(document.activeElement)) this.closer.focus({ preventScroll: true });
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
    this.#closed();
  }

  /** Scroll a dot into what the card leaves free of the window, of which on phones it covers the lower part. */
  #uncover() {
    if (!narrow.matches) return;
    const free = this.element.getBoundingClientRect().top;
    const { top, bottom } = this.#anchor.getBoundingClientRect();
    if (top < MARGIN || bottom > free - MARGIN) scrollBy(0, (top + bottom - free) / 2);
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
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const fits = ({ left, right }) => right + width <= innerWidth - 2 * MARGIN || left - width >= 2 * MARGIN;
    const area = this.#area?.getBoundingClientRect();
    const dot = area && fits(area) ? area : this.#anchor.getBoundingClientRect();
    const right = dot.right + MARGIN + width <= innerWidth - MARGIN;
    const left = dot.left - MARGIN - width >= MARGIN;
    const x = right ? dot.right + MARGIN : left ? dot.left - MARGIN - width : (innerWidth - width) / 2;
    const y = right || left ? dot.top - 40 : dot.bottom + MARGIN;
    const within = (value, most) => Math.max(MARGIN, Math.min(value, most - MARGIN));
    style.setProperty("left", `${within(x, innerWidth - width)}px`);
    style.setProperty("top", `${within(y, innerHeight - height)}px`);
  }
}
