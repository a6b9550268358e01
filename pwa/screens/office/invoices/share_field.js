// How much of the job an invoice bills: a percent, a fixed sum, chosen lines, or exactly the rest.
import { Field, Segments } from "../../../components/forms.js";
import { money, t } from "../../../messages.js";
import { html } from "../../../vendor/ui.js";
import { ChosenLines } from "./chosen_lines.js";
import { sum_typed, SumField } from "../fields.js";
import { percent_typed } from "../jobs/new_job_lines.js";
import { share } from "../../../domain/money.js";
import { percent_in_words } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("./new_invoice.js").Draft} Draft */
/** @typedef {import("./new_invoice.js").Change} Change */

const WHOLE = ["percent", "amount"];
const PERCENTS = ["10", "20", "25", "30", "50"];
const BPS_IN_PERCENT = 100;
const WHOLE_PPM = 1_000_000;

/** A job is billed line by line or as a whole, as its first invoice was (D-11). @param {Row} job */
export function ways_of({ billed_by }) {
  return [...(billed_by === "lines" ? [] : WHOLE), ...(billed_by === "job" ? [] : ["lines"]), "rest"];
}

/** @param {{ job: Row, draft: Draft, change: Change }} props */
export function ShareField({ job, draft, change }) {
  const rest = money(job.left_to_invoice_minor);
  if (!job.progress_invoicing) return html`<p class="dim">${t("new_invoice.in_one", { amount: rest })}</p>`;
  return html`
    <${Segments} label=${t("table.share")} value=${draft.kind}
      as=${job.billed_by ? "segments" : "segments four"}
      on_pick=${(/** @type {string} */ kind) => change({ kind })} options=${ways_of(job).map((value) => (
        { value, label: t(`new_invoice.${value}`, { amount: rest }) }
      ))} />
        ${job.billed_by && html`<p class="dim small">${t(`new_invoice.goes_on_by_${job.billed_by}`)}</p>`}
        ${draft.kind === "lines" && html`<${ChosenLines} job=${job} draft=${draft} change=${change} />`}
        ${draft.kind === "percent" && html`<${Percent} job=${job} draft=${draft} change=${change} />`}
        ${draft.kind === "amount" && html`
          <div class="fields">
            <${SumField} label=${t("new_invoice.amount_asked")} value=${draft.amount}
              wrong=${sum_typed(draft.amount) === 0 ? t("new_invoice.nothing_asked") : null}
              on_input=${(/** @type {string} */ amount) => change({ amount })} />
          </div>
        `}
  `;
}

/** @param {{ job: Row, draft: Draft, change: Change }} props */
function Percent({ job, draft, change }) {
  const typed = percent_typed(draft.percent);
  const is_wrong = draft.percent.trim() !== "" && !(typed && typed <= WHOLE_PPM);
  const fitting = PERCENTS.filter((percent) =>
    share(job.total_minor, Number(percent), 100) <= job.left_to_invoice_minor
  );
  return html`<div class="fields"><${Field} label=${t("new_invoice.percent_asked")} value=${draft.percent}
      inputmode="decimal" class="figures" autocomplete="off"
      wrong=${is_wrong ? t("refusal.kernel.not_a_percent") : null}
      on_input=${(/** @type {string} */ percent) => change({ percent })} />
    ${
    fitting.length > 0 && html`<div class="field"><span class="label">${t("pay.quick")}</span>
      <div class="picks">${
      fitting.map((percent) =>
        html`
          <button key=${percent} type="button" aria-pressed=${draft.percent === percent ? "true" : "false"}
            onClick=${() => change({ percent })}>${
          percent_in_words(Number(percent) * BPS_IN_PERCENT)
        }</button>
        `
      )
    }</div></div>`
  }</div>`;
}
