// The meal as the person corrects it. Items are kept as the server sees them; every edit is judged by the server.

import { evaluate, remedies } from "./api.js";

export class Meal {
  #history = [];
  #running = null;
  #counter = 0;
  #remedies = null;
  #profiles;

  constructor(report, file, photoUrl, profiles) {
    this.#profiles = profiles;
    this.judgedAt = performance.now();
    this.report = report;
    this.file = file;
    this.photoUrl = photoUrl;
    // `usual` marks an amount that is an estimate, with a range, and not what somebody stated.
    this.items = report.items.map((item) => ({ ...item, usual: true }));
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

  /** Change one item and remember how it was. */
  change(id, changes) {
    this.#remember(id, Object.keys(changes).join());
    this.items = this.items.map((item) => (item.id === id ? { ...item, ...changes } : item));
  }

  /** Another food; with grams in that amount, without in its usual one. */
  setFood(id, food, grams = null) {
    if (grams !== null) return this.change(id, { food, label: food.name, confirmed: true, ...this.#weighed(id, grams) });
    const same = this.find(id).food?.id === food.id;
    const amount = same ? {} : { usual: true, portion: unweighed(this.find(id).portion.eaten_fraction), portion_id: null };
    return this.change(id, { food, label: food.name, confirmed: true, ...amount });
  }

  setGrams(id, grams) {
    this.change(id, this.#weighed(id, grams));
  }

  #weighed(id, grams) {
    const { portion } = this.find(id);
    const given = { ...portion, grams, low_grams: null, high_grams: null, method: "given", portion_id: null, count: null };
    return { portion: given, usual: false, portion_id: null };
  }

  /** How much of what is there was eaten, 0..1. */
  setEaten(id, share) {
    this.change(id, { portion: { ...this.find(id).portion, eaten_fraction: share } });
  }

  /** A named portion; none at all is the food's usual one. */
  setPortion(id, portionId) {
    const portion = unweighed(this.find(id).portion.eaten_fraction);
    this.change(id, { portion, portion_id: portionId || null, usual: !portionId });
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
    const fresh = { id, box, food, label: food.name, confidence: 1, confirmed: true, alternatives: [], on_my_plate: true, usual: true };
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
    this.totals = { ...answer.totals, range: { energy_kcal: this.#energyRange(answer.totals) } };
    this.verdicts = answer.meal_verdicts;
  }

  /** The server takes stated grams as exact; estimates keep their ranges, whose errors add as squares. */
  #energyRange({ nutrition: { energy_kcal: sum } }) {
    const spread = (edge) => Math.hypot(...this.items.filter((item) => item.usual && item.on_my_plate).map((item) => {
      const { grams, [edge]: end } = item.portion;
      return grams && end ? (item.nutrition.energy_kcal ?? 0) * (end / grams - 1) : 0;
    }));
    return sum === null ? { low: null, high: null } : { low: Math.max(0, sum - spread("low_grams")), high: sum + spread("high_grams") };
  }

  /** The report with the corrections in it. */
  toReport() {
    const items = this.items.map(({ usual, ...item }) => item);
    return { ...this.report, items, meal_verdicts: this.verdicts, totals: this.totals, annotated_image: null };
  }
}

const unweighed = (eaten) => ({ grams: null, low_grams: null, high_grams: null, count: null, unit: null, portion_id: null, eaten_fraction: eaten ?? 1, basis: "", method: "prior" });

function asEdit(item) {
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
  if (item.portion_id) edit.portion_id = item.portion_id;
  else if (item.portion.grams !== null) edit.grams = item.portion.grams;
  return edit;
}

/** What the server judged, with what only the photo could tell: label, doubt and other candidates. */
function merged(item, judged) {
  const { label, confidence, alternatives, confirmed, usual, portion_id } = item;
  const portion = usual && item.portion.grams !== null ? item.portion : judged.portion;
  return { ...judged, label, confidence, alternatives, confirmed, usual, portion, portion_id };
}
