// Saving a meal to the diary: when, under which title, with or without its photo.

import { diary } from "./api.js";
import { Dialog } from "./dialog.js";
import { field, h } from "./dom.js";
import { tellsOfHealth } from "./editor.js";
import { t } from "./text.js";

/** Ask what to keep, and keep it; a meal of the diary is changed there. Answers the diary's entry, or null. */
export const saveMeal = (meal, profiles) => (meal.entry ? changeMeal(meal) : keepMeal(meal, profiles));

function changeMeal(meal) {
  const { id, title: was, eaten_at } = meal.entry;
  const title = h("input", { type: "text", maxlength: 120, value: was, data: { testid: "meal-title" } });
  const when = h("input", { type: "datetime-local", required: true, value: eaten_at.slice(0, 16) }); // on the clock of the place
  const submit = () => diary.change(id, {
    items: meal.toEdit({}).items, title: title.value,
    ...(when.value !== eaten_at.slice(0, 16) && { eaten_at: withOffset(when.value) }),
  });
  const dialog = new Dialog(t("diary.save_changes"), { submit, submitText: t("profile.save"), testid: "save-meal" });
  dialog.body.append(field(t("diary.title"), title), field(t("diary.when"), when));
  return dialog.open();
}

function keepMeal(meal, profiles) {
  const { ids, inline } = profiles.chosen;
  const key = requestKey();
  const title = h("input", { type: "text", maxlength: 120, data: { testid: "meal-title" } });
  const when = h("input", { type: "datetime-local", required: true, value: localTime(new Date()) });
  const photo = h("input", { type: "checkbox", checked: true });
  const consent = inline.some(tellsOfHealth) ? h("input", { type: "checkbox", data: { testid: "meal-consent" } }) : null;
  const submit = () => {
    const agreed = consent?.checked;
    const kept = inline.filter((draft) => agreed || !tellsOfHealth(draft)).map((draft) => ({ ...draft, consent_to_store: Boolean(agreed) }));
    const body = { ...meal.toEdit({ ids, inline: kept }), title: title.value, eaten_at: withOffset(when.value) };
    return diary.keep(body, photo.checked ? meal.file : null, key);
  };
  const dialog = new Dialog(t("diary.save"), { submit, submitText: t("profile.save"), testid: "save-meal" });
  const check = (box, ...label) => h("label", { class: "check" }, box, h("span", {}, label));
  dialog.body.append(
    field(t("diary.title"), title), field(t("diary.when"), when),
    check(photo, t("diary.keep_photo")),
    ...(consent ? [check(consent, t("diary.keep_profile"), " ", h("small", {}, t("profile.consent_help")))] : []));
  return dialog.open();
}

/** 2026-05-17T12:30 of a date, in the time of the place. */
function localTime(date) {
  const two = (value) => String(value).padStart(2, "0");
  return `${localDay(date)}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** 2026-05-17 of a date, in the time of the place. */
export function localDay(date) {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** The diary wants to know which day it was where the meal was eaten. */
function withOffset(local) {
  const minutes = -new Date(local).getTimezoneOffset();
  const two = (value) => String(Math.floor(Math.abs(value))).padStart(2, "0");
  return `${local}:00${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}:${two(minutes % 60)}`;
}

/** Not randomUUID, which browsers keep from pages served over plain http. */
export const requestKey = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16)).join("-");
