// Which view is shown. The address says it (#diary), so that Back, bookmarks and reloading work.

const views = new Map();
let shown = null;

/** Register a view: its section, and what to do each time it is opened. */
export function view(name, section, opened = () => {}) {
  views.set(name, { section, opened });
}

export function startViews() {
  addEventListener("hashchange", () => show(location.hash.slice(1) || "meal"));
  show(views.has(location.hash.slice(1)) ? location.hash.slice(1) : "meal", false);
}

export function goTo(name) {
  if (name !== shown) location.hash = name;
}

/** Other hashes, such as the skip link's, are places inside the view that is shown. */
function show(name, focus = true) {
  if (!views.has(name)) return;
  shown = name;
  for (const [key, { section }] of views) section.hidden = key !== name;
  for (const link of document.querySelectorAll(".views a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const { section, opened } = views.get(name);
  opened();
  if (!focus) return;
  scrollTo(0, 0);
  section.focus({ preventScroll: true });
}
