// One's own data: what is kept and where, a copy of it, and the end of it.

import { diary, forgetMe, profiles } from "./api.js";
import { button, h, refill } from "./dom.js";
import { rememberedPortions } from "./portions.js";
import { t } from "./text.js";

export class DataView {
  constructor(section, page) {
    this.page = page;
    this.kept = h("p", { data: { testid: "kept" } });
    this.remembered = h("section", { class: "panel data", hidden: true });
    this.sure = h("div", { class: "ask", hidden: true },
      h("p", {}, t("data.delete_sure")),
      h("div", { class: "buttons start-buttons" },
        button(t("data.delete_yes"), () => this.#forget(), { look: "danger", data: { testid: "delete-everything" } }),
        button(t("profile.cancel"), () => this.#ask(false))));
    this.ask = button(t("data.delete"), () => this.#ask(true), { look: "danger", data: { testid: "delete-all" } });
    const list = [t("data.photo"), t("data.saved"), t("data.nothing_sent"), t("data.cookies")].map((text) => h("li", {}, text));
    section.append(
      h("h2", {}, t("data.heading")),
      h("div", { class: "panel data" },
        h("ul", {}, list), this.kept,
        h("div", { class: "buttons start-buttons" },
          h("a", { class: "button", href: "/v1/me/export", download: "", data: { testid: "export" } }, t("data.export")),
          h("a", { class: "button", href: "/v1/diary/export.csv", download: "" }, t("diary.csv")), this.ask),
        this.sure),
      this.remembered);
  }

  async open() {
    this.#ask(false, false);
    try {
      const [stored, meals] = await Promise.all([profiles.list(), diary.count()]);
      this.kept.textContent = t("data.kept", { profiles: stored.total, meals });
      const portions = await rememberedPortions(stored.items, { forget: (...which) => this.#forgetPortion(...which) });
      this.remembered.hidden = !portions;
      refill(this.remembered, [h("h3", {}, t("data.remembered")), h("p", { class: "hint" }, t("data.remembered_help")), portions]);
    } catch (error) {
      this.page.fail(error, () => this.open());
    }
  }

  async #forgetPortion(profileId, foodId, name) {
    try {
      await profiles.forget(profileId, foodId);
      this.page.say(t("result.removed", { name }), { seen: true });
      await this.open();
      (this.remembered.querySelector(".button") ?? this.ask).focus();
    } catch (error) {
      this.page.fail(error);
    }
  }

  #ask(wanted, focus = true) {
    this.sure.hidden = !wanted;
    this.ask.hidden = wanted;
    if (focus) (wanted ? this.sure.querySelector(".button:last-child") : this.ask).focus();
  }

  async #forget() {
    try {
      await forgetMe();
      this.page.profiles.forget();
      this.page.say(t("data.deleted"), { seen: true });
      await this.open();
      this.ask.focus();
    } catch (error) {
      this.page.fail(error);
    }
  }
}
