// The office's places, always in the same order and the same spot.
import { Link, route } from "../router.js";
import { html } from "../vendor/ui.js";
import { Icon } from "./icon.js";

/**
 * @param {{ label: string, places: { href: string, icon: string, name: string, count?: number }[],
 *   here?: string }} props  `here`: the place that this path belongs to, where its own path does not say it
 */
export function Rail({ label, places, here = route.value.path }) {
  const current = places.filter(({ href }) => here === href || here.startsWith(`${href}/`)).at(-1);
  return html`<nav class="rail" aria-label=${label}>${
    places.map((place) =>
      html`<${Link} key=${place.href} href=${place.href} aria-current=${
        place === current ? "page" : undefined
      }>
        <${Icon} name=${place.icon} />${place.name}${
        place.count ? html`<span class="count">${place.count}</span>` : null
      }<//>`
    )
  }</nav>`;
}
