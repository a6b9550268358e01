// A part of the job's page: it has an address of its own, folds away to its head, and is named in the line
// of places that stands over the parts. What is folded stays folded on this device.
import { t } from "../../../messages.js";
import { html, signal, useEffect, useRef } from "../../../vendor/ui.js";

/** @typedef {import("../../../vendor/ui.js").Children} Children */
/** @typedef {{ name: string, title: string, place: HTMLElement }} Shown */

const FOLDED = "stagebill.job_folded";

/** @type {import("../../../vendor/ui.js").Signal<Shown[]>} */
const shown = signal([]);
const folded = signal(new Set((localStorage.getItem(FOLDED) ?? "").split(" ")));

/**
 * `name` is its anchor (`#payments`), `title` what people read, `about` a few words beside it that a folded
 * part still says, `actions` what may be done there.
 * @param {{ name: string, title: string, about?: Children, actions?: Children, children?: Children }} props
 */
export function JobSection({ name, title, about, actions, children }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const is_open = !folded.value.has(name);
  useEffect(() => {
    const here = { name, title, place: /** @type {HTMLElement} */ (place.current) };
    shown.value = [...shown.peek(), here].sort(by_place);
    return () => {
      shown.value = shown.peek().filter((one) => one !== here);
    };
  }, [name, title]);
  useEffect(() => {
    if (location.hash !== `#${name}`) return;
    const soon = requestAnimationFrame(() => go_to(name)); // after the page has gone to its own place
    return () => cancelAnimationFrame(soon);
  }, []);
  return html`
    <section ref=${place} class="job-section stack close" aria-labelledby=${name}>
      <div class="panel-head">
        <h2 id=${name} tabindex="-1">
          <button type="button" class="fold" aria-expanded=${is_open ? "true" : "false"}
            onClick=${() => fold(name, is_open)}>${title}</button>
        </h2>
        <span class="small dim grow">${about}</span>
        ${actions && html`<div class="office-actions">${actions}</div>`}
      </div>
      ${is_open && children}
    </section>
  `;
}

/** The parts of the page, in their order: one tap leads to each. */
export function JobPlaces() {
  if (shown.value.length < 2) return null;
  return html`<nav class="job-places" aria-label=${t("job_page.parts")}>${
    shown.value.map(({ name, title }) =>
      html`<a key=${name} href=${`#${name}`} onClick=${(/** @type {MouseEvent} */ event) => {
        event.preventDefault();
        history.replaceState(history.state, "", `#${name}`);
        go_to(name);
      }}>${title}</a>`
    )
  }</nav>`;
}

/** @param {string} name @param {boolean} is_to_fold */
function fold(name, is_to_fold) {
  const next = new Set(folded.peek());
  if (is_to_fold) next.add(name);
  else next.delete(name);
  folded.value = next;
  localStorage.setItem(FOLDED, [...next].join(" ").trim());
}

/** Opens the part and puts the cursor to its head. @param {string} name */
function go_to(name) {
  fold(name, false);
  const head = document.getElementById(name);
  head?.scrollIntoView({ block: "start" });
  head?.focus({ preventScroll: true });
}

/** @param {Shown} one @param {Shown} other */
function by_place({ place: one }, { place: other }) {
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}
