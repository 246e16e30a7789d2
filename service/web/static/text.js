// Texts and numbers in the page's language.

export const boot = JSON.parse(document.getElementById("boot").textContent);

/** The text of a key, with {names} filled in. */
export function t(key, values = {}) {
  const text = boot.texts[key];
  if (text === undefined) throw new Error(`there is no text ${key}: add it to service/web/languages`);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The keys of a family of texts, such as every "diet", in the order of the language file. */
export const keysOf = (family) => Object.keys(boot.texts).filter((key) => key.startsWith(`${family}.`)).map((key) => key.slice(family.length + 1));

const formats = [0, 1, 2].map((digits) => new Intl.NumberFormat(boot.language, { maximumFractionDigits: digits }));
const scoreFormat = new Intl.NumberFormat(boot.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A number for people; what is not known is a dash, never 0. */
export function number(value, digits = 0) {
  return value === null || value === undefined ? "–" : formats[digits].format(value);
}

/** A score of 10, or a dash. */
export function score(value) {
  return value === null || value === undefined ? "–" : scoreFormat.format(value);
}

const weekday = new Intl.DateTimeFormat(boot.language, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** The day of a moment on the clock of its place, in words. */
export const dayOf = (moment) => weekday.format(new Date(`${moment.slice(0, 10)}T12:00`));

/** The unit of a nutrient, which is the last part of its key. */
export const unitOf = (key) => key.split("_").at(-1).replace("ug", "µg");

/** An amount of a nutrient with its unit. */
export function amount(key, value) {
  const unit = unitOf(key);
  if (value === null || value === undefined) return t("card.unknown_value");
  return `${number(value, unit === "kcal" || value >= 100 ? 0 : value >= 10 ? 1 : 2)} ${unit}`;
}

/** The short name an item goes by. */
export function itemName(item) {
  if (!item.food) return t("card.unnamed");
  if (item.confirmed || !item.label || item.label === "food") return item.food.name;
  const plain = item.label.replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** The score a dot shows: the profile's with exactly one profile, else the food's own. */
export function shownScore(item) {
  return item.verdicts.length === 1 ? item.verdicts[0].score : item.health_score;
}

export const verdictText = (verdict) => t(`verdict.${verdict ?? "none"}`);
