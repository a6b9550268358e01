// The icon sprite: one stroke drawing per name, on a grid of 24. Drawn inline, so that it needs no request
// and takes the colour of its text.
import { html } from "../vendor/ui.js";

/** @type {Readonly<Record<string, string>>} */
const DRAWINGS = {
  alert: "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1",
  back: "m14.5 5-7 7 7 7",
  backspace: "M8.5 5.5H20a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H8.5L3 12zM11.5 9.5l5 5M16.5 9.5l-5 5",
  bank: "M4 9.5 12 4l8 5.5zM6 10v7M10 10v7M14 10v7M18 10v7M3.5 20h17",
  board: "M4 4h7v9H4zM15 4h5v5h-5zM15 13h5v7h-5zM4 17h7v3H4z",
  calendar: "M5 6h14v14H5zM5 10.5h14M9 3.5V7M15 3.5V7",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  card: "M3 6h18v12H3zM3 10h18M6.5 14.5h4",
  cash: "M3 7h18v10H3zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM6 12h.1M18 12h.1",
  check: "m5 12.5 4.5 4.5L19 7.5",
  check_slip: "M3 6h18v12H3zM6 10h7M6 14h4M14.5 13.5l1.7 1.7 2.8-3.2",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2",
  close: "m6 6 12 12M18 6 6 18",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  customers: "M9.5 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.6 2.9-5.5 6.5-5.5S16 16.4 16 20" +
    "M16 5a3.5 3.5 0 0 1 0 6.3M18 15c2 .7 3.2 2.4 3.2 5",
  decide: "M6 21V4h11l-2 4 2 4H6",
  dots: "M5.5 12h.1M12 12h.1M18.5 12h.1",
  down: "m5 9 7 7 7-7",
  upload: "M12 16V4M7.5 8.5 12 4l4.5 4.5M4.5 20h15",
  download: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15",
  edit: "M4.5 19.5v-4L16 4l4 4L8.5 19.5zM13.5 6.5l4 4",
  exchange: "M8 20V5M4.5 8.5 8 5l3.5 3.5M16 4v15M12.5 15.5 16 19l3.5-3.5",
  eye:
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  forward: "m9.5 5 7 7-7 7",
  globe:
    "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM3.8 12h16.4M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17",
  home: "M4 11 12 4l8 7M6 9.5V20h12V9.5",
  info: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11.5V16M12 8v.1",
  invoice: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
  job: "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  map:
    "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  note: "M5 4h14v12l-4 4H5zM15 20v-4h4M8.5 8.5h7M8.5 12h5",
  offline: "M4 4l16 16M2.5 9a14.5 14.5 0 0 1 5-2.9" +
    "M11 5a14.5 14.5 0 0 1 10.5 4M5.5 12.5a10 10 0 0 1 4.2-2.5M15 10.5a10 10 0 0 1 3.5 2" +
    "M9 16.2a4.5 4.5 0 0 1 6 0M12 19.5v.1",
  other: "M4 7h16v10H4zM4 12h16M12 7v10",
  phone: "M7 3h10v18H7zM11 18h2",
  plus: "M12 5v14M5 12h14",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v.1M18 17v3M14 20v.1M20 20v.1",
  receipt: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 9l6 6M9.5 9v.1M14.5 15v.1",
  refresh: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9M20 4v5h-5",
  reports: "M4 20V10M10 20V4M16 20v-7M21 20H3",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20.5 20.5",
  send: "M20.5 3.5 10 14M20.5 3.5 14 20.5l-4-6.5-6.5-4z",
  share: "M12 15V3.5M8 7.5l4-4 4 4M7 11H5v9h14v-9h-2",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 9V5M8 19v-4",
  sign_out: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  spinner: "M12 3.5a8.5 8.5 0 1 1-8.5 8.5",
  today: "M5 6h14v14H5zM5 10.5h14M9 3.5V7M15 3.5V7M9 15l2 2 4-4",
  up: "m5 15 7-7 7 7",
  undo: "M8.5 5 4 9.5 8.5 14M4 9.5h10a6 6 0 0 1 0 12h-3",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-6 8-6s8 2 8 6",
};

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
      <path d=${DRAWINGS[name]} />
    </svg>
  `;
}
