// Calls to the server. Every failure becomes a Problem that says what to do.

import { boot, t } from "./text.js";

export class Problem extends Error {
  /** `retry` says that the same request may well work a little later. */
  constructor(message, { remedies = [], status = null, retry = false } = {}) {
    super(message);
    this.status = status;
    this.retry = retry;
    this.remedies = remedies.filter((text) => text && !message.includes(text));
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { "Accept-Language": boot.language, ...options.headers } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw offline();
  }
  if (!response.ok) throw problemOf(response.status, await response.text(), response.headers.get("Retry-After"));
  return response;
}

export const offline = () => new Problem(t("error.offline"), { retry: true });

function problemOf(status, body, retryAfter) {
  if (status === 503) return new Problem(t("error.busy", { seconds: retryAfter ?? 2 }), { status, retry: true });
  try {
    const problem = JSON.parse(body);
    return new Problem(problem.detail || problem.title, { remedies: (problem.errors ?? []).map((each) => each.remedy), status });
  } catch {
    return new Problem(t("error.unexpected", { status }), { status, retry: true });
  }
}

const json = (value, method = "POST") => ({ method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
const answer = async (path, options) => (await call(path, options)).json();

/** Send a photo; XMLHttpRequest because fetch cannot tell how much of the upload is done. */
export function analyze(file, profiles, told, onProgress) {
  const form = new FormData();
  form.append("image", file, file.name || "photo.jpg");
  for (const [name, value] of Object.entries(told)) if (value) form.append(name, value);
  for (const id of profiles.ids) form.append("profile_id", id);
  for (const draft of profiles.inline) form.append("profile", JSON.stringify(draft));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/v1/meals");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", boot.language);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.upload.onload = () => onProgress(1);
    request.onerror = () => reject(offline());
    request.onload = () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText));
      else reject(problemOf(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    };
    request.send(form);
  });
}

export const evaluate = (body, signal) => answer("/v1/meals/evaluate", { ...json(body), signal });

export const remedies = async (body) => (await answer("/v1/meals/remedies", json(body))).items;

export const searchFoods = (query, signal) => answer(`/v1/foods?${new URLSearchParams({ q: query, limit: 8 })}`, { signal });

const foods = new Map();

/** One food with its portions; asked once. */
export function food(id) {
  if (!foods.has(id)) {
    const asked = answer(`/v1/foods/${encodeURIComponent(id)}`);
    asked.catch(() => foods.delete(id));
    foods.set(id, asked);
  }
  return foods.get(id);
}

const at = (path, id) => `${path}/${encodeURIComponent(id)}`;

export const profiles = {
  parse: (text) => answer("/v1/profiles/parse", json({ text })),
  list: () => answer("/v1/profiles"),
  get: (id) => answer(at("/v1/profiles", id)),
  save: (profile, id) => (id ? answer(at("/v1/profiles", id), json(profile, "PUT")) : answer("/v1/profiles", json(profile))),
  remove: (id) => call(at("/v1/profiles", id), { method: "DELETE" }),
  portions: (id) => answer(`${at("/v1/profiles", id)}/portions`),
  remember: (id, foodId, grams) => answer(at(`${at("/v1/profiles", id)}/portions`, foodId), json({ grams }, "PUT")),
  forget: (id, foodId) => call(at(`${at("/v1/profiles", id)}/portions`, foodId), { method: "DELETE" }),
};

export const diary = {
  day: (day) => answer(`/v1/diary/summary?day=${day}`),
  get: (id) => answer(at("/v1/diary", id)),
  count: async () => (await answer("/v1/diary?limit=1")).total,
  photo: async (id) => (await call(`${at("/v1/diary", id)}/photo`)).blob(),
  change: (id, changes) => answer(at("/v1/diary", id), json(changes, "PATCH")),
  remove: (id) => call(at("/v1/diary", id), { method: "DELETE" }),
  /** Sent twice with one key, a meal is kept once. */
  keep(meal, photo, key) {
    const headers = { "Idempotency-Key": key };
    if (!photo) return answer("/v1/diary", { ...json(meal), headers: { ...json(meal).headers, ...headers } });
    const form = new FormData();
    form.append("meal", JSON.stringify(meal));
    form.append("image", photo, photo.name || "photo.jpg");
    return answer("/v1/diary", { method: "POST", body: form, headers });
  },
};

export const forgetMe = () => call("/v1/me", { method: "DELETE" });

/** The annotated picture of a corrected meal; null from a server that cannot draw one. */
export async function render(file, report) {
  const form = new FormData();
  form.append("image", file, file.name || "photo.jpg");
  form.append("report", JSON.stringify(report));
  try {
    return await (await call("/v1/meals/render", { method: "POST", body: form })).blob();
  } catch (error) {
    if (error.status === 404 || error.status === 405) return null;
    throw error;
  }
}

/** The sample photo, as a file somebody chose. */
export async function sample() {
  const blob = await (await call("/static/coffee.jpg")).blob();
  return new File([blob], "coffee.jpg", { type: "image/jpeg" });
}
