// The three tips that customers who pay by card are offered, as percents of what they pay.
import { Field } from "../../../components/forms.js";
import { t } from "../../../messages.js";
import { html } from "../../../vendor/ui.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const BPS_MIN = 100;
const BPS_MAX = 5000;

/** @param {{ value: string[], on_change: (value: string[]) => void }} props */
export function TipPercents({ value, on_change }) {
  return html`
    <fieldset class="field"><legend>${t("settings.tips")}</legend>
      <div class="tip-fields">${
    value.map((typed, place) =>
      html`<${Field} key=${place} label=${t("settings.tip_place", { place: place + 1 })} value=${typed}
        inputmode="decimal" class="figures" required=${true} autocomplete="off"
        wrong=${tip_bps(typed) === null ? t("settings.tip_wrong") : null}
        on_input=${(/** @type {string} */ now) => on_change(value.with(place, now))} />`
    )
  }</div>
      <p class="dim small">${t("settings.tips_help")}</p>
    </fieldset>
  `;
}

/** @param {Row} known @returns {string[]} */
export function tips_to_type({ tip_percents_bps = [1000, 1500, 2000] }) {
  return tip_percents_bps.map((/** @type {number} */ bps) => `${bps / 100}`);
}

/** What is no percent is sent as none: the server says so. @param {string[]} typed */
export function tips_typed(typed) {
  return typed.map((each) => tip_bps(each) ?? 0);
}

/** @param {string} typed */
function tip_bps(typed) {
  const found = /^(\d{1,2})(?:[.,](\d{1,2}))?$/.exec(typed.trim().replace(/\s*%$/, ""));
  const bps = found ? Number(`${found[1]}${(found[2] ?? "").padEnd(2, "0")}`) : 0;
  return bps >= BPS_MIN && bps <= BPS_MAX ? bps : null;
}
