// One analyzed meal on the page: photo, list, totals and every correction.

import { profiles, render } from "./api.js";
import { Card } from "./card.js";
import { Crops } from "./crops.js";
import { comparison } from "./compare.js";
import { details } from "./details.js";
import { button, h, refill, save } from "./dom.js";
import { scaled } from "./kept.js";
import { ListView } from "./list.js";
import { Naming } from "./naming.js";
import { PhotoView } from "./photo.js";
import { saveMeal } from "./saving.js";
import { foodSearch } from "./search.js";
import { dayOf, itemName, number, t } from "./text.js";
import { bars, totalsPanel } from "./totals.js";

export class Result {
  #list = new ListView();
  #card = new Card(() => this.#cardClosed());

  /** `page` has profiles, say(text) and fail(error). */
  constructor(meal, page) {
    this.meal = meal;
    this.page = page;
    this.photo = new PhotoView(meal.photoUrl, meal.photoUrl ? meal.report.photo : null, {
      open: (id) => {
        this.naming.leave();
        this.#show(id, true);
      },
      peek: (id) => this.#show(id, false),
      leave: () => this.#card.leave(),
    });
    this.crops = new Crops(this.photo.image, meal.report.photo);
    this.naming = new Naming((id) => this.#show(id, true));
    this.rows = h("div", { class: "rows" });
    this.totals = h("section", { class: "panel totals", "aria-live": "off" });
    this.bars = h("section", { class: "panel" });
    // The part that scrolls stays, so that an edit does not scroll it back.
    this.compared = h("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": t("totals.compared"), data: { testid: "compared" } });
    this.element = this.#build();
    this.update();
    addEventListener("beforeprint", () => this.#list.unfold(true));
    addEventListener("afterprint", () => this.#list.unfold(false));
  }

  #build() {
    const { report } = this.meal;
    this.undoButton = button(t("result.undo"), () => this.#undo(), { data: { testid: "undo" } });
    this.addButton = button(t("result.add"), () => this.#askFood(null, this.addButton));
    this.heading = h("h2", {}, t("result.heading"));
    const { entry, file } = this.meal;
    return h("div", { class: "result" },
      h("div", { class: "left" },
        this.photo.element,
        this.naming.element,
        h("div", { class: "buttons" },
          this.undoButton, this.addButton, file && button(t("result.draw"), () => this.#draw()),
          button(entry ? t("diary.save_changes") : t("diary.save"), () => this.#keep(), { look: "primary", data: { testid: "save-meal-button" } }),
          file && button(t("result.download_image"), () => this.#saveImage(), { data: { testid: "download-image" } }),
          button(t("result.download_json"), () => this.#saveJson(), { data: { testid: "download-json" } }),
          button(t("result.print"), () => print())),
        report.warnings.map((text) => h("p", { class: "hint" }, text)),
        h("p", { class: "hint", data: { testid: "origin" } }, origin(this.meal))),
      h("div", { class: "right" },
        this.totals,
        h("section", { class: "panel" }, this.compared),
        h("section", { class: "panel" }, this.heading, this.rows),
        this.bars),
      this.#card.element);
  }

  get #context() {
    const { profiles } = this.page;
    return {
      meal: this.meal,
      crop: (item, place) => (this.meal.photoUrl ? this.crops.of(item, place) : null),
      remember: this.page.profiles.rememberer && ((item) => this.#remember(item, this.page.profiles.rememberer)),
      hideEnergy: profiles.hideEnergy,
      profileName: (id) => profiles.name(id),
      edit: (change, note) => this.#edit(change, note),
      removed: (item) => this.#remove(item),
    };
  }

  update() {
    const { meal } = this;
    const context = this.#context;
    const count = meal.items.length;
    this.photo.update(meal.items, context);
    this.naming.update(meal.photoUrl ? meal.items : []);
    refill(this.rows, this.#list.rows(meal, context, (id) => this.photo.highlight(id)), count ? null : h("p", {}, t("result.found_none")));
    refill(this.totals, totalsPanel(meal, context));
    refill(this.compared, comparison(meal, context));
    this.compared.parentElement.hidden = !this.compared.childElementCount;
    refill(this.bars, bars(meal.totals));
    this.undoButton.hidden = !meal.canUndo;
    const item = this.#card.isOpen && meal.find(this.#card.id);
    this.photo.ask(item && this.#card.pinned && !item.food ? item.id : null);
    if (item) this.#card.fill(itemName(item), this.#content(item));
    this.heading.textContent = count === 1 ? t("result.found_one") : t("result.found_many", { count });
  }

  /** Judge the meal again and show what came of it. */
  async judge() {
    try {
      if (!(await this.meal.judge(this.page.profiles.chosen))) return;
      this.page.clear();
      this.update();
    } catch (error) {
      this.page.fail(error, () => this.judge());
    }
  }

  #edit(change, note) {
    change(this.meal);
    if (note) this.page.say(note);
    return this.judge().then(() => this.naming.follows(this.meal.find(this.#card.id)) && this.naming.goOn());
  }

  #show(id, pinned) {
    const item = this.meal.find(id);
    const anchor = this.photo.dot(id);
    if (!item || !anchor) return;
    if (pinned) this.photo.ask(item.food ? null : id);
    this.#card.open(id, itemName(item), this.#content(item), anchor, { pinned, area: pinned && !item.food ? this.photo.spot : null });
  }

  #content(item) {
    return [this.naming.steps(item.id), details(item, this.#context, { hooks: true })];
  }

  #cardClosed() {
    this.photo.ask(null);
    this.naming.leave();
  }

  async #remember(item, { id, name }) {
    try {
      await profiles.remember(id, item.food.id, item.portion.grams);
      this.page.say(t("card.remembered", { name, food: item.food.name, grams: number(item.portion.grams) }), { seen: true });
    } catch (error) {
      this.page.fail(error);
    }
  }

  #remove(item) {
    const walking = this.naming.at === item.id;
    if (!walking) this.#card.close(false);
    this.meal.remove(item.id);
    this.page.say(t("result.removed", { name: itemName(item) }));
    this.update();
    if (!walking || !this.naming.goOn()) {
      this.#card.close(false);
      this.undoButton.focus();
    }
    return this.judge();
  }

  #undo() {
    this.meal.undo();
    this.#card.close(false);
    this.page.say(t("result.undone"));
    this.update();
    return this.judge();
  }

  #askFood(box, anchor) {
    const choose = (food) => {
      const id = this.meal.add(food, box);
      this.#card.close(false);
      this.#edit(() => {}, food.name).then(() => this.photo.dot(id)?.focus());
    };
    const search = foodSearch({ label: t("card.search"), key: "search-add", hooks: true, choose });
    this.#card.open(null, t("card.add_heading"), [search], anchor, { pinned: true });
    search.querySelector("input").focus();
  }

  async #draw() {
    this.#card.close(false);
    this.page.say(t("result.draw_hint"), { stay: true });
    this.photo.element.scrollIntoView({ block: "nearest" });
    const box = await this.photo.draw();
    this.page.say("");
    if (box) this.#askFood(box, this.photo.element);
  }

  async #saveImage() {
    const { meal } = this;
    try {
      const changed = meal.edited || this.page.profilesChanged || !meal.report.annotated_image;
      const report = { ...meal.toReport(), items: scaled(meal.items, meal.drawnScale), hide_energy: this.page.profiles.hideEnergy };
      const corrected = changed ? await render(meal.file, report) : null;
      if (changed && !corrected) this.page.say(t("result.without_edits"), { seen: true });
      return save(corrected ?? drawnAtFirst(meal.report), "dishcern.jpg");
    } catch (error) {
      return this.page.fail(error, () => this.#saveImage());
    }
  }

  async #keep() {
    this.#card.close(false);
    const { meal } = this;
    const kept = await saveMeal(meal, this.page.profiles);
    if (!kept) return;
    meal.kept();
    if (meal.entry) meal.entry = kept;
    this.page.say(t("diary.saved"), { seen: true });
  }

  #saveJson() {
    save(new Blob([JSON.stringify(this.meal.toReport(), null, 1)], { type: "application/json" }), "dishcern.json");
  }
}

/** The picture that came with the report. */
function drawnAtFirst({ annotated_image: { data, media_type: type } }) {
  return new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], { type });
}

/** Where a meal comes from: a photo looked at just now, or the diary. */
function origin({ entry, report }) {
  if (entry) return t("diary.reopened", { title: entry.title || t("diary.untitled"), day: dayOf(entry.eaten_at) });
  const seconds = Object.values(report.timings_ms).reduce((sum, each) => sum + each, 0) / 1000;
  return t("result.timing", { seconds: number(seconds, 2), model: report.model?.name ?? "" });
}
