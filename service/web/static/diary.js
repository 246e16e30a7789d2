// The diary: one day, what was eaten and what it adds up to.

import { diary } from "./api.js";
import { badge } from "./details.js";
import { button, field, h, refill } from "./dom.js";
import { fetchKept, putBack } from "./kept.js";
import { sumLine } from "./list.js";
import { localDay, requestKey } from "./saving.js";
import { boot, dayOf, itemName, number, t } from "./text.js";
import { sums } from "./totals.js";

const clock = new Intl.DateTimeFormat(boot.language, { hour: "2-digit", minute: "2-digit" });

export class DiaryView {
  #turn = 0;

  constructor(section, page) {
    this.page = page;
    this.day = localDay(new Date());
    this.picker = h("input", { type: "date", value: this.day, required: true, data: { testid: "diary-day" }, onchange: () => this.picker.value && this.open(this.picker.value) });
    this.body = h("div", { class: "diary" });
    this.undo = h("div", { class: "panel undo", hidden: true });
    const step = (days, label, sign) => button(sign, () => this.#step(days), { look: "round", "aria-label": label });
    section.append(
      h("h2", {}, t("diary.heading")),
      h("div", { class: "day" }, step(-1, t("diary.before"), "‹"), field(t("diary.day"), this.picker), step(1, t("diary.after"), "›"),
        h("a", { class: "button", href: "/v1/diary/export.csv", download: "" }, t("diary.csv"))),
      this.undo, this.body);
  }

  #step(days) {
    const date = new Date(`${this.day}T12:00`);
    date.setDate(date.getDate() + days);
    this.open(localDay(date));
  }

  /** Show a day; without one, the day that was shown. */
  async open(day = this.day) {
    if (day !== this.day) this.undo.hidden = true;
    this.day = day;
    this.picker.value = day;
    this.#turn += 1;
    const mine = this.#turn;
    try {
      const answer = await diary.day(day);
      if (mine === this.#turn) this.#show(answer);
    } catch (error) {
      this.page.fail(error, () => this.open(day));
    }
  }

  get #hideEnergy() {
    return this.page.profiles.hideEnergy || boot.stored.some((each) => each.hide_energy);
  }

  #show({ day, meals, totals }) {
    const heading = h("h3", { class: "weekday" }, dayOf(day));
    if (!meals.length) return refill(this.body, [heading, h("p", { data: { testid: "diary-empty" } }, t("diary.nothing"))]);
    return refill(this.body, [
      heading,
      h("div", { class: "result" },
        h("ul", { class: "meals left" }, meals.map((meal) => this.#meal(meal))),
        h("section", { class: "panel right", data: { testid: "day-summary" } }, h("h2", {}, t("diary.sum")), sums(totals, this.#hideEnergy))),
    ]);
  }

  #meal(meal) {
    const title = meal.title || meal.foods.slice(0, 3).join(", ") || t("diary.untitled");
    const facts = [clock.format(new Date(meal.eaten_at))];
    if (!this.#hideEnergy) facts.push(`${number(meal.energy_kcal)} kcal`);
    const items = h("div", {});
    return h("li", { class: "panel meal", data: { testid: "diary-meal" } },
      meal.has_photo ? h("img", { src: `/v1/diary/${meal.id}/photo`, alt: t("diary.photo", { title }), loading: "lazy" }) : null,
      h("div", {},
        h("h3", {}, title),
        h("p", { class: "hint" }, facts.join(" · ")),
        h("details", { ontoggle: () => items.childElementCount || this.#fill(items, meal.id) },
          h("summary", { data: { key: `meal-${meal.id}` } }, t("diary.foods", { count: meal.foods.length })), items),
        h("div", { class: "buttons start-buttons" },
          button(t("diary.correct"), () => this.page.reopen(meal.id), { look: "small", "aria-label": t("diary.correct_named", { title }), data: { testid: "reopen" } }),
          this.#removal(meal.id, title))));
  }

  async #fill(place, id) {
    try {
      const { items } = await diary.get(id);
      const hide = this.#hideEnergy;
      place.replaceChildren(h("ul", { class: "foods" }, items.map((item) =>
        h("li", {}, item.verdict ? badge(item.verdict) : null, h("span", {}, itemName(item)), h("small", {}, sumLine(item, { hideEnergy: hide }))))));
    } catch (error) {
      this.page.fail(error);
    }
  }

  /** Delete a meal; until the page is left or another day is opened, it can be put back. */
  async #remove(id, title) {
    const kept = await fetchKept(id);
    await diary.remove(id);
    const key = requestKey();
    const undo = button(t("result.undo"), async () => {
      try {
        await putBack(kept, key);
        this.undo.hidden = true;
        this.page.say(t("result.undone"));
        this.picker.focus();
        await this.open();
      } catch (error) {
        this.page.fail(error);
      }
    }, { data: { testid: "undo-delete" } });
    this.undo.replaceChildren(h("p", {}, t("result.removed", { name: title })), undo);
    this.page.say(t("result.removed", { name: title }));
    await this.open();
    this.undo.hidden = false;
    undo.focus();
  }

  /** Deleting asks once more, in its own place. */
  #removal(id, title) {
    const ask = button(t("diary.delete"), () => {
      if (!ask.dataset.sure) {
        ask.dataset.sure = "yes";
        ask.textContent = t("diary.delete_sure");
        return;
      }
      this.#remove(id, title).catch((error) => this.page.fail(error));
    }, { look: "danger small", "aria-label": t("diary.delete_named", { title }) });
    ask.addEventListener("click", () => ask.removeAttribute("aria-label"), { once: true });
    return ask;
  }
}
