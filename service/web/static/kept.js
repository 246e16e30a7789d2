// A meal the diary keeps: opened again to be corrected, put back after it was deleted.

import { diary } from "./api.js";
import { asEdit } from "./meal.js";

/** Entry and photo of a kept meal; `scale` leads from its boxes, which are in pixels of the original, to the kept photo. */
export async function fetchKept(id) {
  const entry = await diary.get(id);
  if (!entry.photo) return { entry, file: null, scale: 1 };
  const blob = await diary.photo(id);
  const { width } = await createImageBitmap(blob);
  return { entry, file: new File([blob], "meal.jpg", { type: blob.type }), scale: width / entry.photo.width };
}

/** The report of a kept meal, as far as the diary has it. */
export const reportOf = (entry) => ({ ...entry, annotated_image: null, timings_ms: null });

/** Items with their boxes in pixels of a photo of another size. */
export function scaled(items, scale) {
  const part = ({ x, y, width, height }) => ({ x: x * scale, y: y * scale, width: width * scale, height: height * scale });
  return items.map((item) => (item.box ? { ...item, box: part(item.box) } : item));
}

/** Keep a deleted meal once more. */
export function putBack({ entry, file, scale }, key) {
  const { title, note, eaten_at, profile_ids } = entry;
  const profiles = entry.profiles.map(({ id, ...profile }) => profile);
  return diary.keep({ items: scaled(entry.items, scale).map(asEdit), title, note, eaten_at, profile_ids, profiles }, file, key);
}
