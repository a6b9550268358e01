// What the invoice will be, in a sentence, before it is made; and how certain it is without signal.
import { refusal_in_words } from "../../components/forms.js";
import { Said } from "../../components/parts.js";
import { money, t } from "../../messages.js";
import { certainty_of } from "../../store/view.js";
import { status } from "../../sync/status.js";
import { html } from "../../vendor/ui.js";
import { PERCENT_DECIMALS } from "./invoice_ways.js";
import { minor_of } from "../../components/typed_amount.js";
import { percent_in_words } from "./words.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const BPS_OF_A_THOUSANDTH = 0.1;

/**
 * @param {{ job: Row, draft: import("./new_invoice.js").Draft,
 *   reckoned: any }} props
 */
export function Preview({ job, draft, reckoned }) {
  if (!reckoned) return html`<p class="dim small centered">${t(hint_of(draft.way))}</p>`;
  if ("code" in reckoned) {
    const left_minor = job.left_to_invoice_minor;
    return html`
      <div class="words wait" role="status">
        <p>${refusal_in_words({ ...reckoned.facts, code: reckoned.code, left_minor })}</p>
      </div>
    `;
  }
  const { amount_minor, tax_minor, is_before_tax } = reckoned;
  const left_minor = job.left_to_invoice_minor - amount_minor;
  const beyond_minor = status.value.online ? 0 : amount_minor - certainty_of(job.id).next_minor;
  const say = left_minor <= 0 ? "bills_all" : draft.way === "percent" ? "comes_to_percent" : "comes_to";
  return html`<div class=${beyond_minor > 0 ? "words wait" : "words"} role="status">
    <p><${Said} say=${`request.${say}`} percent=${percent_of(draft)} total=${money(job.total_minor)}
      amount=${money(amount_minor)} left=${money(Math.max(left_minor, 0))} />${
    tax_minor > 0 && html`${" "}<${Said} say="request.with_tax" tax=${money(tax_minor)} />`
  }${is_before_tax && ` ${t("request.before_tax")}`}${
    job.retainage && html`${" "}<${Held} ...${reckoned} />`
  }</p>
    ${
    !status.value.online && html`<${Certainty} amount_minor=${amount_minor} beyond_minor=${beyond_minor} />`
  }
  </div>`;
}

/** What the customer keeps of it for now. @param {import("./new_invoice.js").Reckoned} props */
function Held({ amount_minor, held_minor }) {
  if (held_minor === null) return t("request.retainage");
  if (held_minor === 0) return null;
  const parts = { held: money(Math.abs(held_minor)), owed: money(amount_minor - held_minor) };
  return html`<${Said} say=${held_minor > 0 ? "request.holds" : "request.gives_back"} ...${parts} />`;
}

/** @param {{ amount_minor: number, beyond_minor: number }} props */
export function Certainty({ amount_minor, beyond_minor }) {
  if (beyond_minor <= 0) return html`<p class="small">${t("request.certain")}</p>`;
  return html`<p class="small">${
    beyond_minor >= amount_minor
      ? t("request.all_to_confirm")
      : html`<${Said} say="request.to_confirm" amount=${money(beyond_minor)} />`
  }</p>`;
}

/** @param {import("./new_invoice.js").Draft} draft */
function percent_of({ way, typed }) {
  if (way !== "percent") return "";
  return percent_in_words((minor_of(typed, PERCENT_DECIMALS) ?? 0) * BPS_OF_A_THOUSANDTH);
}

/** @param {string} way */
function hint_of(way) {
  if (way === "percent" || way === "amount") return `request.type_${way}`;
  return way === "lines" ? "request.choose_lines" : "request.choose_stage";
}
