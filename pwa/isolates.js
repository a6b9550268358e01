/**
 * Names that run from right to left, on screens that run from left to right: Unicode's isolates (UAX 9) keep
 * a number that follows such a name, or the next fact on its line, where it was written. They are invisible.
 */
import { options } from "./vendor/ui.js";

const RUNS_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
const BEGIN = "\u2068";
const END = "\u2069";
/** What stands between the facts of a line; each of them is a text of its own. */
const BETWEEN = " · ";

/**
 * The text with each right-to-left fact isolated; what is isolated already stays as it is.
 * @param {string} text
 */
export function isolated(text) {
  if (!RUNS_TO_LEFT.test(text)) return text;
  return text.split(BETWEEN)
    .map((fact) => RUNS_TO_LEFT.test(fact) && !fact.includes(BEGIN) ? BEGIN + fact + END : fact)
    .join(BETWEEN);
}

/**
 * From now on every text on every screen is isolated, so that none can be forgotten. Fields keep what was
 * typed.
 */
export function isolate_texts() {
  const before = options.vnode;
  options.vnode = (node) => {
    before?.(node);
    const { children } = node.props;
    if (typeof children === "string") node.props.children = isolated(children);
    else if (Array.isArray(children)) {
      node.props.children = children.map((child) => typeof child === "string" ? isolated(child) : child);
    }
  };
}
