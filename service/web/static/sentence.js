// The sentence box: what it understood, and what it did not.

import { profiles } from "./api.js";
import { button, field, h } from "./dom.js";
import { t } from "./text.js";

/** `take(answer, sentence)` gets what the server made of the sentence, when it made anything of it. */
export function sentenceBox({ label, action, testid, take }) {
  const note = h("div", { class: "parsed", role: "status" });
  const input = h("input", { type: "text", maxlength: 500, placeholder: t("profile.sentence_hint"), data: { testid } });
  const use = async () => {
    const sentence = input.value.trim();
    if (!sentence) return;
    try {
      const answer = await profiles.parse(sentence);
      note.replaceChildren(...told(answer));
      if (answer.understood.length) take(answer, sentence);
    } catch (error) {
      note.replaceChildren(...[error.message, ...(error.remedies ?? [])].map((text) => h("p", { class: "bad" }, text)));
    }
  };
  // Enter must not send the form around it.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    use();
  });
  return h("div", { class: "sentence" }, field(label, input), button(action, use), note);
}

function told({ understood, not_understood: missed }) {
  return [
    understood.length
      ? h("p", { class: "good" }, t("profile.understood", { list: understood.map((each) => `${each.text} → ${each.as}`).join(", ") }))
      : h("p", { class: "bad" }, t("profile.nothing")),
    missed.length ? h("p", { class: "bad" }, t("profile.not_understood", { list: missed.join(", ") })) : "",
  ];
}
