// The meal as the person corrects it. Items are kept as the server sees them; every edit is judged by the server.

import { evaluate, remedies } from "./api.js";

export class Meal {
  #history = [];
  #running = null;
  #counter = 0;
  #remedies = null;
  #profiles;
  #keptAt = 0; // how long the history was when the diary last got the meal

  /** `kept` is the diary's entry and its photo, for a meal that comes from there. */
  constructor(report, file, photoUrl, profiles, kept = null) {
    this.entry = kept?.entry ?? null;
    this.drawnScale = kept?.scale ?? 1;
    this.#profiles = profiles;
    this.judgedAt = performance.now();
    this.report = report;
    this.file = file;
    this.photoUrl = photoUrl;
    this.items = report.items;
    this.verdicts = report.meal_verdicts;
    this.totals = report.totals;
    this.edited = false;
  }

  find(id) {
    return this.items.find((item) => item.id === id);
  }

  get canUndo() {
    return this.#history.length > 0;
  }

  /** Corrections the diary does not have. */
  get unsaved() {
    return this.#history.length !== this.#keptAt;
  }

  kept() {
    this.#keptAt = this.#history.length;
    const last = this.#history.at(-1);
    if (last) last.step = "kept"; // what is typed next is a change of its own
  }

  /** The same photo with other words about the amounts: estimates follow, what somebody corrected stays. */
  retell(report) {
    const was = new Map(this.report.items.map((item) => [item.id, item]));
    const now = new Map(report.items.map((item) => [item.id, item]));
    this.items = this.items.map((item) => retold(item, was.get(item.id), now.get(item.id)));
    this.report = report;
  }

  /** Change one item and remember how it was. */
  change(id, changes) {
    this.#remember(id, Object.keys(changes).join());
    this.items = this.items.map((item) => (item.id === id ? { ...item, ...changes } : item));
  }

  /** Another food; with grams in that amount, without in its usual one. */
  setFood(id, food, grams = null) {
    if (grams !== null) return this.change(id, { food, label: food.name, confirmed: true, ...this.#weighed(id, grams) });
    const same = this.find(id).food?.id === food.id;
    const amount = same ? {} : { portion: unweighed(this.find(id).portion.eaten_fraction) };
    return this.change(id, { food, label: food.name, confirmed: true, ...amount });
  }

  setGrams(id, grams) {
    this.change(id, this.#weighed(id, grams));
  }

  #weighed(id, grams) {
    const { portion } = this.find(id);
    const given = { ...portion, grams, low_grams: grams, high_grams: grams, basis: "", method: "given", portion_id: null, count: null, unit: null };
    return { portion: given };
  }

  /** How much of what is there was eaten, 0..1. */
  setEaten(id, share) {
    this.change(id, { portion: { ...this.find(id).portion, eaten_fraction: share } });
  }

  /** A named portion; none at all is the food's usual one. */
  setPortion(id, portionId) {
    this.change(id, { portion: { ...unweighed(this.find(id).portion.eaten_fraction), portion_id: portionId || null } });
  }

  remove(id) {
    this.#remember(id, "remove");
    this.items = this.items.filter((item) => item.id !== id);
  }

  add(food, box) {
    this.#counter += 1;
    const id = `added-${this.#counter}`;
    this.#remember(id, "add");
    const portion = unweighed(1);
    const fresh = { id, box, food, label: food.name, confidence: 1, confirmed: true, alternatives: [], on_my_plate: true };
    this.items = [...this.items, { ...fresh, portion, nutrition: {}, allergens: [], verdicts: [], verdict: null, health_score: null }];
    return id;
  }

  undo() {
    const last = this.#history.pop();
    if (last) this.items = last.items;
  }

  /** Typing a number is one step to undo, not one a key. */
  #remember(id, kind) {
    this.edited = true;
    const step = `${id} ${kind}`;
    const typing = kind.startsWith("portion") && this.#history.at(-1)?.step === step;
    if (!typing) this.#history.push({ step, items: this.items });
  }

  /** Judge the meal as it is now; a newer call cancels an older one, which then answers false. */
  async judge(profiles) {
    this.#running?.abort();
    const run = new AbortController();
    this.#running = run;
    this.#profiles = profiles;
    this.judgedAt = performance.now();
    this.#remedies = null;
    try {
      this.#take(await evaluate(this.toEdit(profiles), run.signal));
    } catch (error) {
      if (error.name === "AbortError") return false;
      throw error;
    }
    return true;
  }

  /** The meal as evaluate and the diary take it; a food nobody named yet goes as its alternatives. */
  toEdit(profiles) {
    return { items: this.items.map(asEdit), profile_ids: profiles.ids, profiles: profiles.inline };
  }

  /** What would turn it green; asked once for every state of the meal. */
  remedies() {
    this.#remedies ??= remedies(this.toEdit(this.#profiles));
    return this.#remedies;
  }

  #take(answer) {
    const judged = new Map(answer.items.map((item) => [item.id, item]));
    this.items = this.items.map((item) => merged(item, judged.get(item.id)));
    this.totals = answer.totals;
    this.verdicts = answer.meal_verdicts;
  }

  /** The report with the corrections in it. */
  toReport() {
    return { ...this.report, items: this.items, meal_verdicts: this.verdicts, totals: this.totals, annotated_image: null };
  }
}

const unweighed = (eaten) => ({ grams: null, low_grams: null, high_grams: null, count: null, unit: null, portion_id: null, eaten_fraction: eaten ?? 1, basis: "", method: "prior" });

export function asEdit(item) {
  const edit = {
    id: item.id,
    food_id: item.food?.id ?? null,
    on_my_plate: item.on_my_plate,
    confirmed: item.confirmed && item.food !== null,
    confidence: item.confidence,
    eaten_fraction: item.portion.eaten_fraction ?? 1,
    alternatives: item.alternatives.map((each) => ({ food_id: each.food.id, confidence: each.confidence })),
  };
  if (item.box) edit.box = item.box;
  return { ...edit, ...amountOf(item.portion) };
}

/** An estimate with its range, a household measure, exact grams, or nothing: the usual portion. */
function amountOf({ portion_id: measure, count, grams, low_grams: low, high_grams: high }) {
  if (low !== high) return { grams, low_grams: low, high_grams: high };
  if (measure) return { portion_id: measure, ...(count && { count }) };
  return grams === null ? {} : { grams };
}

/** What the server judged, with what only the photo could tell: label, doubt, other candidates and how an amount was found. */
function merged(item, judged) {
  const { label, confidence, alternatives, confirmed } = item;
  const portion = item.portion.grams === null ? judged.portion : item.portion;
  return { ...judged, label, confidence, alternatives, confirmed, portion };
}

/** An item with what is told now: the share eaten and the estimate, each where nobody touched it; `was` and `now` are of the photo. */
function retold(item, was, now) {
  if (!was || !now) return item;
  const same = (key) => item.portion[key] === was.portion[key];
  const sameFood = [item, now].every((each) => each.food?.id === was.food?.id);
  const eaten = same("eaten_fraction") ? now.portion.eaten_fraction : item.portion.eaten_fraction;
  const portion = sameFood && same("grams") && same("low_grams") ? now.portion : item.portion;
  return { ...item, portion: { ...portion, eaten_fraction: eaten } };
}
