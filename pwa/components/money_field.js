// The amount, big, with its own keypad: no soft keyboard covers the split or the button.
// Typing and pasting work too.
import { money_parts, t } from "../messages.js";
import { html, useEffect } from "../vendor/ui.js";
import { Icon } from "./icon.js";
import { TheNumber } from "./parts.js";
import { after_key, minor_of, typed_of } from "./typed_amount.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "back"];

/** How many decimals the company's currency has. */
export function decimals_of_currency() {
  return money_parts(0).find((part) => part.type === "fraction")?.value.length ?? 0;
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
    const minor = minor_of(text, decimals);
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

/** @param {{ typed: string, on_typed: (typed: string) => void }} props */
export function Keypad({ typed, on_typed }) {
  const decimals = decimals_of_currency();
  useEffect(() => {
    const press = (/** @type {KeyboardEvent} */ event) => {
      const key = key_of(event);
      if (key) on_typed(after_key(typed, key, decimals));
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  const point = money_parts(0).find((part) => part.type === "decimal")?.value ?? "";
  return html`<div class="keypad" role="group" aria-label=${t("keypad.name")}>${
    KEYS.map((key) =>
      html`
        <button key=${key} type="button" disabled=${key === "." && decimals === 0}
          aria-label=${key === "back" ? t("keypad.delete") : key === "." ? t("keypad.point") : undefined}
          onClick=${() => on_typed(after_key(typed, key, decimals))}>${key === "back"
            ? html`<${Icon} name="backspace" />`
            : key === "."
            ? point
            : key}</button>
      `
    )
  }</div>`;
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
