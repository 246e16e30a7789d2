// The page: takes a photo, shows what is on it, and follows the chosen profile.

import { Problem, analyze, offline, sample } from "./api.js";
import { agreed } from "./ask.js";
import { button, h } from "./dom.js";
import { fetchKept, reportOf } from "./kept.js";
import { Meal } from "./meal.js";
import { Profiles } from "./profiles.js";
import { Result } from "./result.js";
import { boot, number, t } from "./text.js";
import { goTo, startViews, view } from "./views.js";

const $ = (id) => document.getElementById(id);
const stage = $("result");
const drop = $("drop");
const upload = $("upload");
let result = null;
let photoUrl = null;
let turn = 0;

document.documentElement.classList.add("js-on");

const SHOWN = 8000; // ms a message stays; it was read aloud at once and nothing depends on it
let fading = 0;

const page = {
  profilesChanged: false,
  /** Tell people what happened, aloud for screen readers; `seen` also on the page, `stay` until the next message. */
  say(text, { seen = false, stay = false } = {}) {
    clearTimeout(fading);
    $("status").textContent = text;
    $("status").classList.toggle("seen", seen || stay);
    if (seen) fading = setTimeout(() => page.say(""), SHOWN);
  },
  clear() {
    $("error").hidden = true;
  },
  /** Say what went wrong and what to do; `again` is offered where trying once more may help. */
  fail(error, again = null) {
    const remedies = error.remedies ?? [];
    if (!(error instanceof Problem)) console.error(error);
    const retry = () => {
      page.clear();
      again();
    };
    $("error").replaceChildren(
      h("h2", {}, t("error.heading")),
      h("p", {}, error.message),
      ...remedies.map((text) => h("p", {}, text)),
      h("div", { class: "buttons" },
        again && error.retry ? button(t("error.again"), retry, { look: "primary", data: { testid: "again" } }) : "",
        button(t("error.dismiss"), page.clear)));
    $("error").hidden = false;
    page.say("");
  },
};

page.profiles = new Profiles($("profile"), $("profile-more"), {
  changed() {
    page.profilesChanged = true;
    result?.judge();
  },
  fail: page.fail,
});

/** Opens a view whose code is fetched when somebody first looks at it. */
function later(name, fetchModule, View) {
  let shown = null;
  return async function open() {
    const module = await fetchModule().catch(() => page.fail(offline(), open));
    if (!module) return;
    shown ??= new module[View]($(name), page);
    shown.open();
  };
}

/** Say early what the server would refuse anyway. */
function refusal(file) {
  if (file.type && !file.type.startsWith("image/")) return t("error.not_a_photo", { name: file.name });
  const megabyte = 1_000_000;
  if (file.size <= boot.max_upload_bytes) return null;
  return t("error.too_large", { megabytes: number(file.size / megabyte, 1), most: number(boot.max_upload_bytes / megabyte) });
}

/** What people tell about the amounts: the plate that was measured, and words. */
const told = () => ({ plate_diameter_cm: $("plate").value, note: $("note").value.trim() });

async function take(file) {
  page.clear();
  goTo("meal"); // a photo may be dropped or pasted on any view
  const refused = refusal(file);
  if (refused) return page.fail(new Problem(refused));
  if (!(await mayReplace())) return undefined;
  turn += 1;
  const mine = turn;
  if (photoUrl) URL.revokeObjectURL(photoUrl);
  photoUrl = URL.createObjectURL(file);
  result = null;
  page.profilesChanged = false;
  const progress = showPreview(file);
  const asked = page.profiles.chosen;
  spoken = JSON.stringify(told());
  try {
    const report = await analyze(file, asked, told(), progress);
    if (mine === turn) showResult(new Meal(report, file, photoUrl, asked));
  } catch (error) {
    if (mine !== turn) return undefined;
    stage.replaceChildren();
    document.documentElement.classList.remove("has-result");
    page.fail(error, () => take(file));
  }
  return undefined;
}

/** Corrections nobody kept are not thrown away unasked. */
const mayReplace = async () => !result?.meal.unsaved || agreed(t("upload.replace"), t("upload.replace_text"), t("upload.replace_yes"));

/** Open a meal of the diary again, to correct it. */
page.reopen = async (id) => {
  page.clear();
  try {
    if (!(await mayReplace())) return;
    const kept = await fetchKept(id);
    turn += 1; // whatever is under way is for another meal
    if (photoUrl) URL.revokeObjectURL(photoUrl);
    photoUrl = kept.file && URL.createObjectURL(kept.file);
    page.profilesChanged = true; // verdicts of the diary are those of its own profiles
    document.documentElement.classList.add("has-result");
    goTo("meal");
    showResult(new Meal(reportOf(kept.entry), kept.file, photoUrl, page.profiles.chosen, kept));
  } catch (error) {
    page.fail(error, () => page.reopen(id));
  }
};

let spoken = ""; // what the shown meal was analyzed with

/** New words about the amounts can be used for the photo that is there. */
function offerAgain() {
  $("again").hidden = !result?.meal.file || result.meal.entry !== null || JSON.stringify(told()) === spoken;
}

/** Analyze the same photo with what is told now; every correction stays. */
async function retell() {
  const { meal } = result;
  const words = told();
  page.clear();
  page.say(t("upload.looking"), { stay: true });
  try {
    const report = await analyze(meal.file, page.profiles.chosen, words, () => {});
    if (result?.meal !== meal) return;
    meal.retell(report);
    spoken = JSON.stringify(words);
    await result.judge();
    page.say(t("upload.retold"), { seen: true });
  } catch (error) {
    page.fail(error, retell);
  }
  offerAgain();
}

/** The person's photo at once, with what is going on; answers a function that takes the share sent, 0..1. */
function showPreview() {
  const bar = h("progress", { max: 100, "aria-label": t("upload.looking") });
  const text = h("p", {}, "");
  stage.replaceChildren(h("div", { class: "preview" },
    h("img", { src: photoUrl, alt: t("upload.preview"), onerror: (event) => event.target.remove() }),
    h("div", { class: "busy" }, bar, text)));
  document.documentElement.classList.add("has-result");
  const progress = (share) => {
    if (share < 1) bar.value = share * 100;
    else bar.removeAttribute("value");
    text.textContent = share < 1 ? t("upload.sending", { percent: number(share * 100) }) : t("upload.looking");
  };
  progress(0);
  page.say(t("upload.looking"));
  return progress;
}

function showResult(meal) {
  result = new Result(meal, page);
  stage.replaceChildren(result.element);
  const count = meal.items.length;
  page.say(count === 0 ? t("result.found_none") : count === 1 ? t("result.found_one") : t("result.found_many", { count }));
  stage.focus({ preventScroll: true });
  stage.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  offerAgain();
  // A profile chosen while the photo was under way.
  if (page.profilesChanged) result.judge();
}

function pick(input) {
  const [file] = input.files;
  if (file) take(file);
  input.value = ""; // the same photo again is a change too
}

upload.addEventListener("change", () => pick(upload));
$("camera").addEventListener("change", () => pick($("camera")));
$("form").addEventListener("submit", (event) => event.preventDefault());
for (const input of [$("plate"), $("note")]) {
  input.addEventListener("input", offerAgain);
  input.addEventListener("keydown", (event) => event.key === "Enter" && !$("again").hidden && retell());
}
$("again").addEventListener("click", retell);
$("sample").addEventListener("click", async () => {
  try {
    await take(await sample());
  } catch (error) {
    page.fail(error);
  }
});

addEventListener("paste", (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find((each) => each.type.startsWith("image/"));
  if (file) take(file);
});

// The whole window takes a dropped photo, so that a near miss does not leave the page.
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
addEventListener("dragleave", (event) => event.relatedTarget === null && drop.classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const [file] = event.dataTransfer.files;
  if (file) take(file);
});

view("meal", $("meal"));
view("diary", $("diary"), later("diary", () => import("./diary.js"), "DiaryView"));
view("data", $("data"), later("data", () => import("./mydata.js"), "DataView"));
startViews();
