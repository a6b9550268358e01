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
  const index = useRef(/** @type {HTMLElement | null} */ (null));
  const [places, set_places] = useState(/** @type {Place[]} */ ([]));
  const here = use_here(places);
  useEffect(() => keep_in_sight(index.current), [here]);
  const asked = useRef(location.hash.slice(1)); // "/settings#defaults": from where something is set there
  useEffect(() => {
    if (!places.some(({ id }) => id === asked.current)) return;
    go_to(asked.current ?? "");
    asked.current = "";
  }, [places]);
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
      <nav ref=${index} class="picks scrolls index" aria-label=${t("settings.index")}>
        ${places.map(({ id, name }) =>
          html`
            <a key=${id} class="button" href=${`#${id}`}
              aria-current=${id === here ? "true" : undefined} onClick=${(/** @type {Event} */ event) => {
                event.preventDefault();
                go_to(id);
              }}>${name}</a>
          `
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

/**
 * The section that is read: the one that was gone to, while its head is seen up there; else the last whose
 * head has come above the upper third of the window. At the very end of the page, where heads of short ones
 * never come that far, a head that is seen at all is enough, and else it is the last.
 * @param {number[]} tops  where the heads stand, in pixels below the window's upper edge
 * @param {{ height: number, is_end: boolean, gone_to: number }} now  `gone_to`: -1 where none was
 */
export function place_of(tops, { height, is_end, gone_to }) {
  const reach = is_end ? height : height / 3;
  if (gone_to >= 0 && tops[gone_to] >= 0 && tops[gone_to] <= reach) return gone_to;
  return is_end ? tops.length - 1 : Math.max(0, tops.findLastIndex((top) => top <= reach));
}

/** @param {Place[]} places @returns {string | undefined} */
function use_here(places) {
  const [here, set_here] = useState(/** @type {string | undefined} */ (undefined));
  useEffect(() => {
    const look = () => {
      const tops = places.map(({ id }) => document.getElementById(id)?.getBoundingClientRect().top ?? 0);
      const { scrollHeight: all } = document.documentElement;
      const is_end = scrollY > 0 && scrollY + innerHeight >= all - 1;
      const gone_to = places.findIndex(({ id }) => id === document.activeElement?.id);
      set_here(places[place_of(tops, { height: innerHeight, is_end, gone_to })]?.id);
    };
    look();
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [places]);
  return here;
}

/**
 * The place that is read stays in sight of the index; the page itself does not move.
 * @param {HTMLElement | null} index
 */
function keep_in_sight(index) {
  const mark = index?.querySelector("[aria-current]");
  if (!index || !mark) return;
  const [frame, place] = [index.getBoundingClientRect(), mark.getBoundingClientRect()];
  index.scrollLeft += place.left + place.width / 2 - frame.left - frame.width / 2;
  index.scrollTop += place.top + place.height / 2 - frame.top - frame.height / 2;
}

/** The eye and the keyboard go there together. @param {string} id */
function go_to(id) {
  const heading = document.getElementById(id);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
}
