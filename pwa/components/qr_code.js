// A QR code as a crisp drawing: black on white whatever the scheme, with the quiet zone that cameras need.
import { html, useEffect, useState } from "../vendor/ui.js";

/** @typedef {import("../vendor/qr.js").Bitmap2D} Bitmap2D */

const QUIET = 4; // modules of white around it, as the standard asks

/**
 * The library comes when a code is first shown; nothing jumps while it comes.
 * @param {{ text: string, label: string }} props
 */
export function QrCode({ text, label }) {
  const [drawn, set_drawn] = useState(/** @type {{ size: number, path: string } | null} */ (null));
  useEffect(() => {
    let is_wanted = true;
    void import("../vendor/qr.js").then(({ generate, correction }) => {
      const code = generate(text, { minCorrectionLevel: correction.M });
      if (is_wanted) set_drawn({ size: code.size, path: path_of(code) });
    });
    return () => {
      is_wanted = false;
    };
  }, [text]);
  const side = (drawn?.size ?? 0) + 2 * QUIET;
  return html`
    <svg class="qr-code" role="img" aria-label=${label} viewBox=${`0 0 ${side} ${side}`}
      shape-rendering="crispEdges">
      <path d=${drawn?.path ?? ""} />
    </svg>
  `;
}

/**
 * One stroke for each run of dark modules in a row.
 * @param {Pick<Bitmap2D, "size" | "get">} code
 */
export function path_of({ size, get }) {
  let path = "";
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const from = x;
      while (x < size && get(x, y)) x += 1;
      if (x > from) path += `M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`;
    }
  }
  return path;
}
