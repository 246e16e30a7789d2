// The photo with its dots.

import { h, mark } from "./dom.js";
import { itemName, number, score, shownScore, t, verdictText } from "./text.js";

const DOT = { width: 44, height: 52, centre: 34 }; // px; the pill sits above the dot, whose centre is at `centre`

export class PhotoView {
  #dots = new Map();
  #items = [];
  #size;
  #on;

  /** `size` null is a meal without a photo: nothing is shown. `on` has open(id), peek(id), leave(id) and drawn(box). */
  constructor(photoUrl, size, on) {
    this.#size = size ?? { width: 1, height: 1 };
    this.#on = on;
    const { width, height } = this.#size;
    this.image = h("img", { src: photoUrl, alt: "", width, height, draggable: "false" });
    this.layer = h("div", { class: "dots" });
    this.spot = h("div", { class: "spot" });
    this.light = h("div", { class: "light", hidden: true }, this.spot);
    this.element = h("div", { class: "stage", hidden: !size, style: { "aspect-ratio": `${width} / ${height}`, "--ratio": width / height } }, this.image, this.light, this.layer);
    new ResizeObserver(() => this.#place()).observe(this.element);
  }

  dot(id) {
    return this.#dots.get(id);
  }

  update(items, { hideEnergy }) {
    this.#items = this.element.hidden ? [] : items.filter((item) => item.box);
    this.image.alt = t("result.photo", { count: this.#items.length });
    const ids = new Set(this.#items.map((item) => item.id));
    for (const [id, dot] of this.#dots) if (!ids.has(id)) this.#drop(id, dot);
    for (const item of this.#items) this.#fill(item, hideEnergy);
    this.#place();
  }

  highlight(id) {
    for (const [key, dot] of this.#dots) dot.classList.toggle("lit", key === id);
  }

  /** Show which food is asked about: its box in the light, its dot marked; null for none. */
  ask(id) {
    for (const [key, dot] of this.#dots) {
      if (key === id) dot.setAttribute("aria-current", "true");
      else dot.removeAttribute("aria-current");
    }
    const item = this.#items.find((each) => each.id === id);
    this.light.hidden = !item;
    if (item) this.#frame(this.spot, item.box);
  }

  /** Lay an element over a part of the photo. */
  #frame(element, box) {
    const { width, height } = this.#size;
    const shares = { left: box.x / width, top: box.y / height, width: box.width / width, height: box.height / height };
    for (const [name, share] of Object.entries(shares)) element.style.setProperty(name, `${share * 100}%`);
  }

  #drop(id, dot) {
    dot.remove();
    this.#dots.delete(id);
  }

  #fill(item, hideEnergy) {
    const dot = this.#dots.get(item.id) ?? this.#create(item.id);
    const shown = shownScore(item);
    const said = [itemName(item), verdictText(item.verdict), `${t("card.score")} ${shown === null ? t("card.unknown_value") : score(shown)}`];
    if (!hideEnergy && item.nutrition.energy_kcal !== null) said.push(`${number(item.nutrition.energy_kcal)} kcal`);
    if (!item.on_my_plate) said.push(t("card.not_mine"));
    dot.setAttribute("aria-label", said.join(", "));
    dot.dataset.verdict = item.verdict ?? "none";
    dot.classList.toggle("faint", !item.on_my_plate);
    dot.replaceChildren(h("span", { class: "pill" }, score(shown)), mark(item.verdict, 32));
  }

  #create(id) {
    const dot = h("button", {
      type: "button", class: "dot", data: { testid: "dot", itemId: id }, "aria-haspopup": "dialog",
      onclick: () => this.#on.open(id),
      onfocus: () => dot.matches(":focus-visible") && this.#on.peek(id),
      onpointerenter: (event) => event.pointerType === "mouse" && this.#on.peek(id),
      onpointerleave: (event) => event.pointerType === "mouse" && this.#on.leave(id),
    });
    this.#dots.set(id, dot);
    this.layer.append(dot);
    return dot;
  }

  /** Each dot at its box's centre, or right beside it where another dot is already. */
  #place() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width) return;
    const taken = [];
    for (const item of this.#items) {
      const x = ((item.box.x + item.box.width / 2) / this.#size.width) * width - DOT.width / 2;
      const y = ((item.box.y + item.box.height / 2) / this.#size.height) * height - DOT.centre;
      const spot = freeSpot(x, y, taken, width, height);
      taken.push(spot);
      const { style } = this.#dots.get(item.id);
      style.setProperty("left", `${(spot.x / width) * 100}%`);
      style.setProperty("top", `${(spot.y / height) * 100}%`);
    }
  }

  /** Let the person draw one box; answers null when they stop. */
  draw() {
    const { width, height } = this.#size;
    const frame = h("div", { class: "frame" });
    const pad = h("div", { class: "pad" }, frame);
    this.element.append(pad);
    return new Promise((resolve) => {
      let start = null;
      const at = (event) => {
        const area = pad.getBoundingClientRect();
        const share = (value, from, length) => Math.min(1, Math.max(0, (value - from) / length));
        return { x: share(event.clientX, area.left, area.width) * width, y: share(event.clientY, area.top, area.height) * height };
      };
      const boxTo = (end) => ({ x: Math.min(start.x, end.x), y: Math.min(start.y, end.y), width: Math.abs(end.x - start.x), height: Math.abs(end.y - start.y) });
      const stop = (box) => {
        pad.remove();
        document.removeEventListener("keydown", escape);
        resolve(box);
      };
      const escape = (event) => event.key === "Escape" && stop(null);
      document.addEventListener("keydown", escape);
      pad.addEventListener("pointerdown", (event) => {
        start = at(event);
        pad.setPointerCapture(event.pointerId);
      });
      pad.addEventListener("pointermove", (event) => {
        if (start) this.#frame(frame, boxTo(at(event)));
      });
      pad.addEventListener("pointerup", (event) => {
        const box = start && boxTo(at(event));
        if (box && box.width > width * 0.01 && box.height > height * 0.01) stop(box);
        else start = null;
      });
    });
  }
}

const STEP = 8;
const OFFSETS = (() => {
  const offsets = [];
  for (let x = -15; x <= 15; x += 1) for (let y = -15; y <= 15; y += 1) offsets.push([x * STEP, y * STEP]);
  return offsets.sort((a, b) => a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2);
})();

/** The free place nearest to the wanted one; the same idea as service/overlay/layout.py. */
function freeSpot(x, y, taken, width, height) {
  const inside = (value, most) => Math.min(Math.max(value, 0), Math.max(most, 0));
  const want = { x: inside(x, width - DOT.width), y: inside(y, height - DOT.height) };
  const gap = { x: DOT.width - 8, y: DOT.height - 2 };
  for (const [dx, dy] of OFFSETS) {
    const spot = { x: want.x + dx, y: want.y + dy };
    if (spot.x !== inside(spot.x, width - DOT.width) || spot.y !== inside(spot.y, height - DOT.height)) continue;
    if (!taken.some((each) => Math.abs(each.x - spot.x) < gap.x && Math.abs(each.y - spot.y) < gap.y)) return spot;
  }
  return want;
}
