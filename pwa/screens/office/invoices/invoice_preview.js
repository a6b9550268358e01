// What an invoice comes to before it is made: by the same rules as the server, which has the last word.
import { Icon } from "../../../components/icon.js";
import { job_parts, Notice, Said, StageBar, today_in } from "../../../components/parts.js";
import { refusal_in_words } from "../../../components/forms.js";
import { due_on } from "../../../domain/due_terms.js";
import { day, money, t } from "../../../messages.js";
import { invoices_of, settings } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { percent_in_words } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** The day that these terms mean today, where they mean one. @param {Row} job @param {any} terms */
export function due_preview(job, terms) {
  if (terms.kind === "receipt") return t("new_invoice.due_receipt");
  if (terms.kind === "date" || (terms.kind === "net" && !terms.days)) return null;
  const on = due_on(terms, today_in(settings.value?.zone), job.starts_on, job.completes_on);
  return on ? t("new_invoice.due_day", { day: day(on) }) : t("new_invoice.no_day");
}

/**
 * `held_minor`: what it holds back; null where only the server can say. `problem`: what it refused.
 * @param {{ job: Row, held_minor: number | null,
 *   stage: ReturnType<typeof import("../../reckoning.js").stage_of>,
 *   on_rest: () => void, problem: import("../mutation.js").Problem | null }} props
 */
export function Preview({ job, stage, held_minor, problem, on_rest }) {
  const over = problem?.code === "invoices.over_invoiced" ? problem : stage && "code" in stage ? stage : null;
  if (over) return html`<${Over} job=${job} refused=${over} on_rest=${on_rest} />`;
  if (!stage || "code" in stage) {
    return html`<p class="dim" role="status">${
      t("new_invoice.left_now", { left: money(job.left_to_invoice_minor) })
    }</p>`;
  }
  const { amount_minor, tax_minor } = stage;
  const after = {
    ...job,
    invoiced_minor: job.invoiced_minor + amount_minor,
    left_to_invoice_minor: job.left_to_invoice_minor - amount_minor,
    held_minor: job.held_minor + (held_minor ?? 0),
  };
  const parts = job_parts(after, invoices_of(job.id), today_in(settings.value?.zone));
  return html`<div class="words stack close" role="status">
    <p><${Said} say=${after.left_to_invoice_minor > 0 ? "new_invoice.comes_to" : "new_invoice.bills_all"}
      amount=${money(amount_minor)} left=${money(after.left_to_invoice_minor)} />
      ${
    tax_minor > 0 && html`
      ${" "}
            <${Said} say="new_invoice.with_tax" amount=${money(tax_minor)} />
    `
  }${"is_before_tax" in stage && stage.is_before_tax && ` ${t("new_invoice.tax_comes_on_top")}`}</p>
    ${
    job.retainage && html`
      <p>
        <${Said} say=${job.retainage.step_down ? "new_invoice.retainage_in_steps" : "new_invoice.retainage"}
          rate=${percent_in_words(job.retainage.rate_bps)} />
        ${" "}
        ${
      held_minor === null
        ? t("new_invoice.held_later")
        : html`<${Said} say=${held_minor < 0 ? "new_invoice.given_back" : "new_invoice.held"}
          held=${money(Math.abs(held_minor))} due=${money(amount_minor - held_minor)} />`
    }
      </p>
    `
  }
    ${
    job.unapplied_minor > 0 && html`
      <p>
        <${Said} say="new_invoice.credit" amount=${money(job.unapplied_minor)} />
      </p>
    `
  }
    ${held_minor !== null && html`<${StageBar} parts=${parts} with_key=${true} />`}</div>`;
}

/**
 * @param {{ job: Row, on_rest: () => void,
 *   refused: { code: string, facts?: Record<string, number> } & Record<string, any> }} props
 */
function Over({ job, refused, on_rest }) {
  const { code, facts = refused } = refused;
  const left_minor = facts.left_minor ?? job.left_to_invoice_minor;
  return html`<${Notice} kind="late" live=${true}>
    <p>${refusal_in_words({ ...facts, code, left_minor })}</p>
    ${
    left_minor > 0 && html`<div class="actions"><button type="button" onClick=${on_rest}>
      <${Icon} name="check" />${t("next.rest", { amount: money(left_minor) })}</button></div>`
  }<//>`;
}
