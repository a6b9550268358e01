// What a list shows is in its address: a filter can be sent to somebody, kept as a bookmark, and "back" is
// the list as it was.
import { go, route } from "../../router.js";
import { html, useEffect, useRef, useState } from "../../vendor/ui.js";

/** @typedef {Record<string, string>} Query */

const TYPING_MS = 250; // browsers allow a page only so many changes of its address

/**
 * The list's choices, and how to change them; what equals its default is not in the address.
 * @param {Query} defaults
 * @returns {[query: Query, change: (changes: Query, quietly?: boolean) => void]}
 */
export function use_query(defaults) {
  const { path, query } = route.value;
  const change = (/** @type {Query} */ changes, /** @type {boolean} */ quietly = false) => {
    if (route.peek().path !== path) return;
    const next = { ...route.peek().query, ...changes };
    go(address_of(path, next, defaults), { replace: quietly });
  };
  return [{ ...defaults, ...query }, change];
}

/** @param {string} path @param {Query} query @param {Query} defaults */
export function address_of(path, query, defaults) {
  const told = Object.entries(query).filter(([name, value]) => value !== "" && value !== defaults[name]);
  const search = new URLSearchParams(told).toString();
  return search ? `${path}?${search}` : path;
}

/**
 * What is typed into a search is there at once; the address follows when the fingers rest.
 * @param {string} told  as the address says it
 * @param {(typed: string) => void} on_rest
 * @returns {[typed: string, set_typed: (typed: string) => void]}
 */
export function use_typed(told, on_rest) {
  const [typed, set_typed] = useState(told);
  const latest = useRef(on_rest);
  latest.current = on_rest;
  const said = useRef(told);
  useEffect(() => {
    if (told !== said.current) set_typed(told); // "back", or a link
    said.current = told;
  }, [told]);
  useEffect(() => {
    if (typed === said.current) return;
    const timer = setTimeout(() => {
      said.current = typed;
      latest.current?.(typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, set_typed];
}

/**
 * A long list in parts: more comes as its end is reached. A new list (`key`) begins again.
 * @param {number} size @param {string} key
 * @returns {[shown: number, more: () => void]}
 */
export function use_parts(size, key) {
  const [state, set_state] = useState({ key, shown: size });
  const shown = state.key === key ? state.shown : size;
  return [shown, () => set_state({ key, shown: shown + size })];
}

/**
 * The end of what is shown: it asks for more when it comes into sight, and is a button for who has no scroll.
 * @param {{ text: string, on_more: () => void, busy?: boolean }} props
 */
export function ListEnd({ text, on_more, busy }) {
  const end = useRef(/** @type {HTMLElement | null} */ (null));
  const latest = useRef(on_more);
  latest.current = on_more;
  useEffect(() => {
    const watch = new IntersectionObserver(([{ isIntersecting }]) => {
      if (isIntersecting) latest.current?.();
    }, { rootMargin: "600px" });
    if (end.current) watch.observe(end.current);
    return () => watch.disconnect();
  }, [text]);
  return html`
    <button ref=${end} type="button" class="centered" disabled=${busy}
      onClick=${on_more}>${text}</button>
  `;
}

/**
 * A choice of some, its name unseen where the choice says enough.
 * @param {{ label: string, value: string, options: { value: string, label: string }[],
 *   on_pick: (value: string) => void }} props
 */
export function Pick({ label, value, options, on_pick }) {
  return html`<label class="pick"><span class="unseen">${label}</span>
    <select value=${value} onChange=${(/** @type {{ currentTarget: HTMLSelectElement }} */ event) =>
    on_pick(event.currentTarget.value)}>${
    options.map((option) =>
      html`<option key=${option.value} value=${option.value} selected=${
        option.value === value
      }>${option.label}</option>`
    )
  }</select></label>`;
}
