/** Where the app is: a path of the History API, matched against the table of screens. */

import { html, signal } from "./vendor/ui.js";

/** @typedef {() => Promise<{default: import("./vendor/ui.js").AnyComponent}>} Load */
/** @typedef {[pattern: string, load: Load]} Route */
/**
 * `scroll_y` is where the person left this entry of the history; 0 where they have not been.
 * @typedef {{path: string, params: Record<string, string>, query: Record<string, string>, load: Load | null,
 *   scroll_y: number}} Place
 */

/** @type {Route[]} */
let table = [];

/** @type {Place} */
const NOWHERE = { path: "/", params: {}, query: {}, load: null, scroll_y: 0 };

export const route = signal(NOWHERE);

/** Remembered from the last scroll event: reading it while the page leaves would force another layout. */
let scrolled_y = 0;

/** @param {Route[]} routes  the first that fits is taken */
export function begin_routing(routes) {
  table = routes;
  history.scrollRestoration = "manual"; // the browser would restore before the rows are there
  addEventListener("popstate", () => arrive(history.state?.scroll_y ?? 0));
  addEventListener("scroll", () => scrolled_y = scrollY, { passive: true });
  addEventListener("pagehide", keep_scroll);
  arrive(history.state?.scroll_y ?? 0);
}

/**
 * @param {string} path  with its query
 * @param {{replace?: boolean}} [options]
 */
export function go(path, { replace = false } = {}) {
  keep_scroll();
  if (replace || path === location.pathname + location.search) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  arrive(0);
}

/** @param {number} scroll_y */
function arrive(scroll_y) {
  const { pathname, search } = location;
  const query = Object.fromEntries(new URLSearchParams(search));
  for (const [pattern, load] of table) {
    const params = match(pattern, pathname);
    if (params) return void (route.value = { path: pathname, params, query, load, scroll_y });
  }
  route.value = { path: pathname, params: {}, query, load: null, scroll_y };
}

function keep_scroll() {
  history.replaceState({ ...history.state, scroll_y: Math.round(scrolled_y) }, "");
}

/**
 * @param {string} pattern  "/jobs/:id"
 * @param {string} path
 * @returns {Record<string, string> | null}
 */
export function match(pattern, path) {
  const wanted = pattern.split("/");
  const given = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== given.length) return null;
  /** @type {Record<string, string>} */
  const params = {};
  for (const [at, part] of wanted.entries()) {
    if (part.startsWith(":") && given[at] !== "") params[part.slice(1)] = unescaped(given[at]);
    else if (part !== given[at]) return null;
  }
  return params;
}

/** @param {string} part */
function unescaped(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * A real link: middle click, long press and "open in a new tab" still work.
 * @param {{href: string, replace?: boolean, onClick?: (event: MouseEvent) => void,
 *   children?: import("./vendor/ui.js").Children} & Record<string, unknown>} props
 */
export function Link({ href, replace, onClick, children, ...rest }) {
  /** @param {MouseEvent} event */
  const follow = (event) => {
    onClick?.(event);
    const is_plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey &&
      !event.altKey;
    if (event.defaultPrevented || !is_plain) return;
    event.preventDefault();
    go(href, { replace });
  };
  return html`<a href=${href} onClick=${follow} ...${rest}>${children}</a>`;
}
