// The icon sprite: one stroke drawing per name, on a grid of 24. Drawn inline, so that it needs no request
// and takes the color of its text. Those of the first screens are here; others come when one is asked for.
import { html, signal } from "../vendor/ui.js";

/** @type {Readonly<Record<string, string>>} */
const DRAWINGS = {
  alert: "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1",
  back: "m14.5 5-7 7 7 7",
  check: "m5 12.5 4.5 4.5L19 7.5",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2",
  close: "m6 6 12 12M18 6 6 18",
  edit: "M4.5 19.5v-4L16 4l4 4L8.5 19.5zM13.5 6.5l4 4",
  info: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11.5V16M12 8v.1",
  map:
    "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  offline: "M4 4l16 16M2.5 9a14.5 14.5 0 0 1 5-2.9" +
    "M11 5a14.5 14.5 0 0 1 10.5 4M5.5 12.5a10 10 0 0 1 4.2-2.5M15 10.5a10 10 0 0 1 3.5 2" +
    "M9 16.2a4.5 4.5 0 0 1 6 0M12 19.5v.1",
  phone: "M7 3h10v18H7zM11 18h2",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20.5 20.5",
  today: "M5 6h14v14H5zM5 10.5h14M9 3.5V7M15 3.5V7M9 15l2 2 4-4",
};

const others = signal(/** @type {Readonly<Record<string, string>>} */ ({}));
let is_asked = false;

const FLIPPING = new Set(["back", "forward", "backspace", "undo", "send", "sign_out"]);

/**
 * A drawing beside words is silent to a screen reader; alone it needs a `label`.
 * @param {{ name: string, size?: "small" | "large", label?: string }} props
 */
export function Icon({ name, size, label }) {
  const classes = ["icon", size, FLIPPING.has(name) ? "flips" : "", name === "spinner" ? "spinner" : ""];
  return html`
    <svg class=${classes.filter(Boolean).join(" ")} viewBox="0 0 24 24" role=${label ? "img" : "presentation"}
      aria-label=${label} aria-hidden=${label ? undefined : "true"} focusable="false">
      <path d=${DRAWINGS[name] ?? other(name)} />
    </svg>
  `;
}

/** @param {string} name */
function other(name) {
  if (!is_asked) {
    is_asked = true;
    void import("./drawings.js").then((all) => others.value = all.DRAWINGS).catch(() => is_asked = false);
  }
  return others.value[name];
}
