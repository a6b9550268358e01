// A signature by finger, pen or mouse: strokes as one SVG path of whole numbers in a box of 1000 × 400.
import { t } from "../messages.js";
import { html, useRef } from "../vendor/ui.js";
import { Icon } from "./icon.js";

const WIDTH = 1000;
const HEIGHT = 400;
const STEP = 6; // closer points say nothing more, and cost a phone's bytes
const CHARACTERS_MAX = 7900;

/** @typedef {{ x: number, y: number }} Point */

/**
 * Whoever cannot draw types a name instead; the form offers it beside this.
 * @param {{ path: string, on_path: (path: string) => void }} props
 */
export function SignaturePad({ path, on_path }) {
  const drawn = useRef(path);
  const last = useRef(/** @type {Point | null} */ (null));
  const line = useRef(/** @type {SVGPathElement | null} */ (null));
  if (path === "") drawn.current = "";
  const down = (/** @type {PointerEvent & { currentTarget: SVGSVGElement }} */ event) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = last.current = point_of(event);
    add(`M${at.x} ${at.y}l1 0`);
  };
  const move = (/** @type {PointerEvent & { currentTarget: SVGSVGElement }} */ event) => {
    const from = last.current;
    if (!from) return;
    const at = point_of(event);
    if (Math.abs(at.x - from.x) + Math.abs(at.y - from.y) < STEP) return;
    // The first step of a stroke went one to the right, so that a dot is seen.
    const begun = drawn.current.endsWith("l1 0") ? 1 : 0;
    add(` ${at.x - from.x - begun} ${at.y - from.y}`);
    last.current = at;
  };
  const up = () => {
    last.current = null;
    on_path(drawn.current);
  };
  /** @param {string} more */
  function add(more) {
    if (drawn.current.length + more.length > CHARACTERS_MAX) return;
    drawn.current += more;
    line.current?.setAttribute("d", drawn.current);
  }
  return html`<div class="signature">
    <svg viewBox="0 0 1000 400" role="img" aria-label=${t("changes.pad")} onPointerDown=${down}
      onPointerMove=${move} onPointerUp=${up} onPointerCancel=${up}><path ref=${line} d=${path} /></svg>
    ${
    path
      ? html`<button type="button" class="quiet small" onClick=${() => on_path("")}>
        <${Icon} name="close" size="small" />${t("changes.pad_clear")}</button>`
      : html`<span class="hint dim" aria-hidden="true">${t("changes.pad")}</span>`
  }</div>`;
}

/** @param {{ path: string, name: string }} props */
export function Signature({ path, name }) {
  return html`
    <div class="signature shown">
      <svg viewBox="0 0 1000 400" role="img"
        aria-label=${t("changes.signature_of", { name })}>
        <path d=${path} />
      </svg>
    </div>
  `;
}

/** @param {PointerEvent & { currentTarget: SVGSVGElement }} event @returns {Point} */
function point_of(event) {
  const box = event.currentTarget.getBoundingClientRect();
  const within = (/** @type {number} */ part, /** @type {number} */ most) =>
    Math.min(Math.max(Math.round(part * most), 0), most - 1);
  return {
    x: within((event.clientX - box.left) / box.width, WIDTH),
    y: within((event.clientY - box.top) / box.height, HEIGHT),
  };
}
