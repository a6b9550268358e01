// What else may be done with a thing, behind one button: a popover, so that no table clips it. Esc and a tap
// beside it close it, arrows go through it, and the focus comes back to its button.
import { html, useId, useRef } from "../vendor/ui.js";
import { Icon } from "./icon.js";

/**
 * `href` with `is_file` is a download, else a page of its own.
 * @typedef {{ text: string, icon: string, href?: string, is_file?: boolean, danger?: boolean,
 *   on_do?: () => void }} Item
 */

const STEPS = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
const GAP_PX = 4;

/**
 * With an `icon` its button is one among the actions of a screen's head, and says its label.
 * @param {{ label: string, items: Item[], icon?: string }} props
 */
export function Menu({ label, items, icon }) {
  const id = useId();
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const close = () => list.current?.hidePopover();
  const on_toggle = (/** @type {ToggleEvent} */ { newState }) => {
    button.current?.setAttribute("aria-expanded", String(newState === "open"));
    if (newState !== "open" || !list.current || !button.current) return;
    put_beside(list.current, button.current);
    if (!list.current.contains(document.activeElement)) places_in(list.current)[0]?.focus();
  };
  /** From the button too: a quick key comes before the browser has said that the list is open. */
  const walk = (/** @type {KeyboardEvent} */ event) => {
    if (!list.current?.matches(":popover-open")) return;
    const places = places_in(/** @type {HTMLElement} */ (list.current));
    const here = places.findIndex((place) => place === document.activeElement);
    if (!STEPS[event.key]) return;
    event.preventDefault();
    const from = here < 0 && STEPS[event.key] < 0 ? 0 : here;
    places[(from + STEPS[event.key] + places.length) % places.length]?.focus();
  };
  return html`
    <button ref=${button} type="button" class=${icon ? "" : "quiet small icon-only"} aria-label=${label}
      aria-haspopup="menu" aria-expanded="false" popovertarget=${id} onKeyDown=${walk}>
      <${Icon} name=${icon ?? "dots"} />${icon && html`<span class="quiet-word">${label}</span>`}</button>
    <div ref=${list} id=${id} class="menu" popover="auto" role="menu" aria-label=${label}
      onToggle=${on_toggle} onKeyDown=${walk}>${items.map(({ text, icon, href, is_file, danger, on_do }) =>
        href
          ? html`
            <a key=${text} role="menuitem" tabindex="-1" class="menu-item" href=${href} download=${is_file}
              target=${is_file ? undefined : "_blank"} rel="noopener"
              onClick=${close}><${Icon} name=${icon} size="small" />${text}</a>
          `
          : html`
            <button key=${text} type="button" role="menuitem" tabindex="-1"
              class=${danger ? "menu-item danger" : "menu-item"} onClick=${() => (close(), on_do?.())}>
                          <${Icon} name=${icon} size="small" />${text}</button>
          `
      )}</div>
  `;
}

/** @param {HTMLElement} list */
function places_in(list) {
  return /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="menuitem"]')]);
}

/**
 * Under its button, or over it where there is no room.
 * @param {HTMLElement} list
 * @param {HTMLElement} button
 */
function put_beside(list, button) {
  const { top, bottom, right } = button.getBoundingClientRect();
  const { offsetHeight: height, offsetWidth: width } = list;
  const is_under = bottom + GAP_PX + height <= innerHeight;
  list.style.insetBlockStart = `${is_under ? bottom + GAP_PX : Math.max(GAP_PX, top - GAP_PX - height)}px`;
  list.style.left = `${Math.max(GAP_PX, Math.min(right, innerWidth - GAP_PX) - width)}px`;
}
