// What a credit card adds to what is paid: the percent, the states without it, and what is required.
import { Field } from "../../../components/forms.js";
import { t } from "../../../messages.js";
import { html } from "../../../vendor/ui.js";
import { Section, use_section } from "./settings_form.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const BPS_MAX = 300;
const RULES = ["notice", "shown", "credit", "cost", "refund", "law"];

/** Its rules are those of cards and states of the United States. @param {{ known: Row }} props */
export function Surcharge({ known }) {
  const { percent_bps, not_in } = known.surcharge ?? { percent_bps: 0, not_in: [] };
  const stored = { percent: percent_bps ? `${percent_bps / 100}` : "", states: not_in.join(", ") };
  const { draft, change, is_dirty, form } = use_section(stored, ({ percent, states }) => ({
    surcharge: { percent_bps: surcharge_bps(percent) ?? BPS_MAX + 1, not_in: states_typed(states) },
  }));
  return html`
    <${Section} id="surcharge" title=${t("surcharge.title")} about=${t("surcharge.is")} form=${form}
      is_dirty=${is_dirty}>
      <ul class="dim small bulleted">${
    RULES.map((rule) => html`<li key=${rule}>${t(`surcharge.rule_${rule}`)}</li>`)
  }</ul>
      <${Field} label=${t("surcharge.percent")} value=${draft.percent} inputmode="decimal"
        optional=${true} autocomplete="off" help=${t("surcharge.percent_help")}
        wrong=${surcharge_bps(draft.percent) === null ? t("surcharge.percent_wrong") : null}
        on_input=${(/** @type {string} */ percent) => change({ percent })} />
      <${Field} label=${t("surcharge.not_in")} value=${draft.states} optional=${true} autocomplete="off"
        limit=${400} help=${t("surcharge.not_in_help")}
        on_input=${(/** @type {string} */ states) => change({ states })} />
      <//>
  `;
}

/** Nothing typed is none. @param {string} typed @returns {number | null} */
export function surcharge_bps(typed) {
  const text = typed.trim().replace(/\s*%$/, "");
  if (text === "") return 0;
  const found = /^(\d)(?:[.,](\d{1,2}))?$/.exec(text);
  const bps = found ? Number(`${found[1]}${(found[2] ?? "").padEnd(2, "0")}`) : -1;
  return bps >= 0 && bps <= BPS_MAX ? bps : null;
}

/** What is no state is sent as it is: the server says so. @param {string} typed */
export function states_typed(typed) {
  return typed.toUpperCase().split(/[\s,;]+/).filter(Boolean);
}
