// A modal dialog: a title, a form, its own messages. The browser keeps the focus inside and closes it on Esc.

import { button, h } from "./dom.js";
import { t } from "./text.js";

let serial = 0;

export class Dialog {
  #resolve = null;

  /** `submit()` answers what the dialog comes to, or throws a Problem that is shown in it. */
  constructor(title, { submit, submitText, testid, extra = [] }) {
    serial += 1;
    const id = `dialog-${serial}`;
    this.body = h("div", { class: "dialog-body" });
    this.note = h("div", { class: "error", role: "alert", hidden: true });
    this.submitButton = h("button", { type: "submit", class: "button primary" }, submitText);
    this.form = h("form", { novalidate: true, onsubmit: (event) => this.#submit(event, submit) },
      h("div", { class: "card-head" },
        h("h2", { id }, title),
        h("button", { type: "button", class: "close", "aria-label": t("card.close"), onclick: () => this.close(null) }, "×")),
      this.body, this.note,
      h("div", { class: "actions" }, extra, button(t("profile.cancel"), () => this.close(null), { look: "quiet" }), this.submitButton));
    this.element = h("dialog", {
      class: "dialog", "aria-labelledby": id, data: { testid },
      onclose: () => this.#end(),
      // A click on the backdrop lands on the dialog itself.
      onpointerdown: (event) => event.target === this.element && event.offsetX < 0 && this.close(null),
    }, this.form);
  }

  /** Show it; answers what it came to, null when it was called off. */
  open() {
    this.value = null;
    document.body.append(this.element);
    this.element.showModal();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  close(value) {
    this.value = value;
    this.element.close();
  }

  fail(error) {
    this.note.replaceChildren(h("p", {}, error.message), ...(error.remedies ?? []).map((text) => h("p", {}, text)));
    this.note.hidden = false;
    this.note.scrollIntoView({ block: "nearest" });
  }

  /** Do something that may fail, once at a time; its failure is shown here. */
  async attempt(action) {
    this.note.hidden = true;
    this.submitButton.disabled = true;
    try {
      this.close(await action());
    } catch (error) {
      this.fail(error);
    } finally {
      this.submitButton.disabled = false;
    }
  }

  #submit(event, submit) {
    event.preventDefault();
    const wrong = [...this.form.elements].find((each) => !each.checkValidity());
    if (wrong) {
      wrong.focus();
      const label = wrong.labels?.[0]?.firstChild?.textContent ?? "";
      return this.fail(new Error(`${label}: ${wrong.validationMessage}`));
    }
    return this.attempt(submit);
  }

  #end() {
    this.element.remove();
    this.#resolve(this.value);
  }
}
