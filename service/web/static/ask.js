// A question before something is lost.

import { Dialog } from "./dialog.js";
import { h } from "./dom.js";

/** Whether the person agrees. */
export async function agreed(title, text, yes) {
  const dialog = new Dialog(title, { submit: () => true, submitText: yes, testid: "ask" });
  dialog.body.append(h("p", {}, text));
  return (await dialog.open()) === true;
}
