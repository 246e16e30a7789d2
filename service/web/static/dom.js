// Small helpers to build the page. Text always goes in as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `on…` values are listeners, `data` and `style` are maps, true and false set and drop attributes. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(element.dataset, value);
  // Single properties through CSSOM: the content policy forbids style attributes.
  else if (name === "style") for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
  else if (name === "value" || name === "checked" || name === "selected" || name === "open") element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

/** The mark of a verdict, null for none: shape, symbol and colour in one picture. */
export function mark(verdict, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  for (const [name, value] of Object.entries({ viewBox: "0 0 32 32", width: size, height: size, class: "mark", "aria-hidden": "true" })) {
    svg.setAttribute(name, value);
  }
  use.setAttribute("href", `/static/marks.svg#${verdict ?? "none"}`);
  svg.append(use);
  return svg;
}

/** Put new content into a container and leave the focus, what is being typed and what is unfolded as it was. */
export function refill(container, ...children) {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset.key;
  const scroll = container.scrollTop;
  const content = document.createDocumentFragment();
  content.append(...children.flat(Infinity).filter(Boolean));
  const twin = key ? content.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
  const typing = twin && active.matches("input:not([type=checkbox])");
  if (typing) twin.replaceWith(active);
  for (const open of container.querySelectorAll("details[open] > summary[data-key]")) {
    const same = content.querySelector(`summary[data-key="${CSS.escape(open.dataset.key)}"]`);
    if (same) same.parentElement.open = true;
  }
  container.replaceChildren(content);
  container.scrollTop = scroll;
  (typing ? active : twin)?.focus({ preventScroll: true });
}

export function button(text, action, { look = "", data = {}, ...rest } = {}) {
  return h("button", { type: "button", class: `button ${look}`.trim(), data, onclick: action, ...rest }, text);
}

/** A labelled control. */
export const field = (label, ...controls) => h("label", { class: "field" }, h("span", {}, label), ...controls);

/** Call only after `ms` without another call. */
export function debounce(ms, action) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), ms);
  };
}

/** Let the browser save a blob under a name. */
export function save(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
