// The way through a long screen: a link to each of its sections, beside them where there is room.
import { t } from "../../../messages.js";
import { html, useEffect, useRef, useState } from "../../../vendor/ui.js";

/** @typedef {{ id: string, name: string }} Place */

/**
 * The sections say themselves which there are: those that come later too, and anew in another language.
 * @param {{ children?: import("../../../vendor/ui.js").Children }} props
 */
export function Indexed({ children }) {
  const sections = useRef(/** @type {HTMLElement | null} */ (null));
  const [places, set_places] = useState(/** @type {Place[]} */ ([]));
  useEffect(() => {
    const seen = /** @type {HTMLElement} */ (sections.current);
    const look = () => set_places((before) => same_or(before, places_in(seen)));
    const observer = new MutationObserver(look);
    observer.observe(seen, { childList: true, subtree: true, characterData: true });
    look();
    return () => observer.disconnect();
  }, []);
  return html`
    <div class="indexed">
      <nav class="picks scrolls index" aria-label=${t("settings.index")}>
        ${places.map(({ id, name }) =>
          html`<a key=${id} class="button" href=${`#${id}`} onClick=${(/** @type {Event} */ event) => {
            event.preventDefault();
            go_to(id);
          }}>${name}</a>`
        )}
      </nav>
      <div ref=${sections} class="office-columns">${children}</div>
    </div>
  `;
}

/** @param {HTMLElement} seen @returns {Place[]} */
function places_in(seen) {
  return [...seen.querySelectorAll("h2[id]")].map(({ id, textContent }) => ({ id, name: textContent ?? "" }));
}

/** @param {Place[]} before @param {Place[]} now */
const same_or = (before, now) => JSON.stringify(before) === JSON.stringify(now) ? before : now;

/** The eye and the keyboard go there together. @param {string} id */
function go_to(id) {
  const heading = document.getElementById(id);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
}
