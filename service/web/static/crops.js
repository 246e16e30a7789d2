// Small pictures of single foods, cut from the photo in the browser.

import { h } from "./dom.js";

const SIDE = 128; // px: sharp at 64 on screens of double density
const AIR = 1.25; // of the longer side of the box, to see what lies around

export class Crops {
  #image;
  #size;
  #made = new Map();

  /** `size` is that of the photo the boxes are measured in. */
  constructor(image, size) {
    this.#image = image;
    this.#size = size;
  }

  /** The part of the photo an item is on, null without one; a canvas can be in one `place` of the page only. */
  of({ id, box }, place) {
    if (!box) return null;
    const key = `${place} ${id}`;
    if (!this.#made.has(key)) this.#made.set(key, this.#cut(box));
    return this.#made.get(key);
  }

  #cut(box) {
    const canvas = h("canvas", { class: "crop", width: SIDE, height: SIDE, "aria-hidden": "true" });
    // A photo the browser cannot show has no crops either.
    this.#image.decode().then(() => this.#draw(canvas, box), () => canvas.remove());
    return canvas;
  }

  #draw(canvas, box) {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    const scale = width / this.#size.width;
    const side = Math.min(Math.max(box.width, box.height) * AIR * scale, width, height);
    const from = (start, length, most) => Math.min(Math.max((start + length / 2) * scale - side / 2, 0), most - side);
    canvas.getContext("2d").drawImage(this.#image, from(box.x, box.width, width), from(box.y, box.height, height), side, side, 0, 0, SIDE, SIDE);
  }
}
