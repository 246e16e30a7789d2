// Calls to the server. Every failure becomes a Problem that says what to do.

import { boot, t } from "./text.js";

export class Problem extends Error {
  constructor(message, { remedies = [], status = null } = {}) {
    super(message);
    this.status = status;
    this.remedies = remedies.filter((text) => text && !message.includes(text));
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { "Accept-Language": boot.language, ...options.headers } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(t("error.offline"));
  }
  if (!response.ok) throw problemOf(response.status, await response.text(), response.headers.get("Retry-After"));
  return response;
}

function problemOf(status, body, retryAfter) {
  if (status === 503) return new Problem(t("error.busy", { seconds: retryAfter ?? 2 }));
  try {
    const problem = JSON.parse(body);
    return new Problem(problem.detail || problem.title, { remedies: (problem.errors ?? []).map((each) => each.remedy), status });
  } catch {
    return new Problem(t("error.unexpected", { status }), { status });
  }
}

const json = (value) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });

/** Send a photo; XMLHttpRequest because fetch cannot tell how much of the upload is done. */
export function analyze(file, profiles, onProgress) {
  const form = new FormData();
  form.append("image", file, file.name || "photo.jpg");
  for (const id of profiles.ids) form.append("profile_id", id);
  for (const draft of profiles.inline) form.append("profile", JSON.stringify(draft));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/v1/meals");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Accept-Language", boot.language);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.upload.onload = () => onProgress(1);
    request.onerror = () => reject(new Problem(t("error.offline")));
    request.onload = () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText));
      else reject(problemOf(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    };
    request.send(form);
  });
}

export const evaluate = async (body, signal) => (await call("/v1/meals/evaluate", { ...json(body), signal })).json();

export const searchFoods = async (query, signal) =>
  (await call(`/v1/foods?${new URLSearchParams({ q: query, limit: 8 })}`, { signal })).json();

const foods = new Map();

/** One food with its portions; asked once. */
export function food(id) {
  if (!foods.has(id)) {
    const answer = call(`/v1/foods/${encodeURIComponent(id)}`).then((response) => response.json());
    answer.catch(() => foods.delete(id));
    foods.set(id, answer);
  }
  return foods.get(id);
}

export const parseProfile = async (text) => (await call("/v1/profiles/parse", json({ text }))).json();

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

export async function sample() {
  const blob = await (await call("/static/coffee.jpg")).blob();
  return new File([blob], "coffee.jpg", { type: "image/jpeg" });
}
