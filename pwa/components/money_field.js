// The amount, big, with its own keypad: no soft keyboard covers the split or the button.
// Typing and pasting work too.
import { money_parts, t } from "../messages.js";
import { html, useEffect, useRef } from "../vendor/ui.js";
import { Icon } from "./icon.js";
import { TheNumber } from "./parts.js";
import { after_key, minor_of, typed_of } from "./typed_amount.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "back"];

/** How many decimals the company's currency has. */
export function decimals_of_currency() {
  return money_parts(0).find((part) => part.type === "fraction")?.value.length ?? 0;
}

/** What groups the thousands of the company's money where the reader lives. */
export function group_of_currency() {
  return money_parts(1_000_000_000).find((part) => part.type === "group")?.value;
}

/**
 * A clear input lies over the number: a long press pastes, a keyboard types,
 * and the phone shows no keyboard of its own.
 * @param {{ typed: string, on_typed: (typed: string) => void, label: string }} props
 */
export function MoneyField({ typed, on_typed, label }) {
  const decimals = decimals_of_currency();
  /** @param {InputEvent & { currentTarget: HTMLInputElement }} event */
  const on_input = (event) => {
    const text = event.currentTarget.value;
    const minor = minor_of(text, decimals, group_of_currency());
    if (text === "") on_typed("");
    else if (minor !== null) on_typed(/^\d+\.\d*$/.test(text) ? text : typed_of(minor, decimals));
    else event.currentTarget.value = typed;
  };
  return html`
    <div class=${typed ? "amount" : "amount nothing"}>
      <span aria-hidden="true"><${TheNumber} minor=${minor_of(typed, decimals) ?? 0} caret=${true} /></span>
      <input class="amount-input" inputmode="none" autocomplete="off" aria-label=${label} value=${typed}
        onInput=${on_input} />
    </div>
  `;
}

/**
 * `decimals`: how many may be typed; without it, those of the currency.
 * @param {{ typed: string, on_typed: (typed: string) => void, decimals?: number }} props
 */
export function Keypad({ typed, on_typed, decimals = decimals_of_currency() }) {
  const point = money_parts(0).find((part) => part.type === "decimal")?.value ?? (decimals ? "." : "");
  // Two taps may come within one frame: each follows the tap before it, not what was last drawn.
  const latest = useRef(typed);
  latest.current = typed;
  const press = (/** @type {string} */ key) =>
    on_typed(latest.current = after_key(latest.current, key, decimals));
  const listener = useRef(press);
  listener.current = press;
  useEffect(() => {
    const on_key = (/** @type {KeyboardEvent} */ event) => {
      const key = key_of(event);
      if (key) listener.current(key);
    };
    addEventListener("keydown", on_key);
    return () => removeEventListener("keydown", on_key);
  }, []);
  return html`<div class="keypad" role="group" aria-label=${t("keypad.name")}>${
    KEYS.map((key) => html`<${Key} key=${key} name=${key} point=${point} press=${press} />`)
  }</div>`;
}

/** @param {{ name: string, point: string, press: (key: string) => void }} props */
function Key({ name, point, press }) {
  const labels = /** @type {Record<string, string>} */ ({ back: t("keypad.delete"), ".": t("keypad.point") });
  const face = name === "back" ? html`<${Icon} name="backspace" />` : name === "." ? point : name;
  return html`
    <button type="button" disabled=${name === "." && point === ""} aria-label=${labels[name]}
      onClick=${() => press(name)}>${face}</button>
  `;
}

/**
 * A keyboard's key as one of the keypad's; none while it types into a field.
 * @param {KeyboardEvent} event
 */
function key_of({ key, target, ctrlKey, metaKey, altKey }) {
  const is_elsewhere = target instanceof Element && target.closest("input, textarea, select, dialog");
  if (is_elsewhere || ctrlKey || metaKey || altKey) return null;
  if (key === "Backspace") return "back";
  if (key === ",") return ".";
  return KEYS.includes(key) && key !== "back" ? key : null;
}
