// A new invoice: how much of the job it bills, seen in money and on the job's bar before it is issued.
import { Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { invoice_addresses } from "../../../domain/invoice_address.js";
import { money, t } from "../../../messages.js";
import { go, route } from "../../../router.js";
import { customer as customer_of, invoices_of, job as job_of, settings } from "../../../store/view.js";
import { hold_updates } from "../../../sync/worker_bridge.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { asks_of, billed_by_lines } from "./chosen_lines.js";
import { said_in } from "../customers/customer_languages.js";
import { CustomerPreview, lines_shown, service_shown } from "../customers/customer_preview.js";
import { Check, DueTermsField, PaymentOptions, sum_typed, VisibleFields } from "../fields.js";
import { FilesField } from "../jobs/job_files.js";
import { due_preview, Preview } from "./invoice_preview.js";
import { Lent } from "../jobs/lent.js";
import { Refused, use_mutation } from "../mutation.js";
import { percent_typed } from "../jobs/new_job_lines.js";
import { NotHere, OfficePage } from "../page.js";
import { held_of, stage_of } from "../../reckoning.js";
import { ShareField, ways_of } from "./share_field.js";
import { billed_in_words } from "../words.js";
import { in_bps } from "../../../domain/money.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/**
 * @typedef {{ kind: string, is_deposit: boolean, percent: string, amount: string, title: string,
 *   due_terms: any, lines: import("./chosen_lines.js").Chosen, payment_options: any,
 *   visible_fields: any, message: string, attachment_ids: string[] }} Draft
 * @typedef {(part: Partial<Draft>) => void} Change
 */

const NOTE_MAX = 4000;

export default function OfficeNewInvoice() {
  const job = job_of(route.value.params.id);
  const defaults = settings.value;
  return job && defaults
    ? html`<${Form} key=${job.id} job=${job} defaults=${defaults} />`
    : html`<${NotHere} title=${t("job.title")} text=${t("office_job.missing")} back="/board" icon="job" />`;
}

/** @param {{ job: Row, defaults: Row }} props */
function Form({ job, defaults }) {
  const [draft, set_draft] = useState(() => new_draft(job, defaults));
  const making = use_mutation();
  const sending = use_mutation();
  useEffect(() => hold_updates(), []);
  /** @type {Change} */
  const change = (part) => {
    making.set_problem(null);
    set_draft((before) => ({ ...before, ...part }));
  };
  const share = share_typed(draft, job);
  const stage = stage_of(job, invoices_of(job.id), share);
  const held_minor = held_of(job, invoices_of(job.id), share, stage);
  const here = `/office/jobs/${job.id}`;
  const [tried, set_tried] = useState(/** @type {{ draft?: boolean, sends?: boolean }} */ ({}));
  const make = async (/** @type {{ draft?: boolean, sends?: boolean }} */ how) => {
    set_tried(how);
    const made = await making.send("POST", "/api/invoices", {
      ...body_of(job, draft),
      ...(how.draft && { draft: true }),
    });
    if (!made) return;
    const sent = how.sends && await sending.send("POST", `/api/invoices/${made.id}/send`);
    toast(
      t(
        how.draft
          ? "new_invoice.drafted"
          : sent
          ? "new_invoice.sent"
          : how.sends
          ? "new_invoice.not_sent"
          : "new_invoice.issued",
        {
          number: made.number ?? "",
          amount: billed_in_words(made),
        },
      ),
    );
    go(here, { replace: true });
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    return make({ draft: button?.value === "draft", sends: button?.value === "send" });
  };
  return html`
    <${OfficePage} title=${t("new_invoice.title")} back=${here} kind="narrow"
      about=${[job.customer_name, job.title].join(" · ")}>
      <form class="office-form" onSubmit=${submit}>
        <section class="card">
          <${ShareField} job=${job} draft=${draft} change=${change} />
          ${can_be_deposit(draft) && html`
            <${Deposit} is_deposit=${draft.is_deposit} change=${change} />
          `}
          <${Preview} job=${job} stage=${stage} held_minor=${held_minor} problem=${making.problem}
            on_rest=${() => change({ kind: "rest" })} />
          <${Lent} job=${job} amount_minor=${stage && "amount_minor" in stage ? stage.amount_minor : 0}
            on_recalled=${making.problem?.code === "invoices.lent_out" ? () => make(tried) : null} />
        </section>
        <section class="card">
          <${Terms} job=${job} draft=${draft} change=${change} stage=${stage} />
        </section>
        <${Refused} problem=${is_over(making.problem) ? null : making.problem} />
        <${Buttons} job=${job} stage=${stage} held_minor=${held_minor} busy=${making.busy || sending.busy} />
      </form>
      <//>
  `;
}

/**
 * Said in the preview, with the way out beside it.
 * @param {import("../mutation.js").Problem | null} problem
 */
const is_over = (problem) => problem?.code === "invoices.over_invoiced";

/** @param {Row} job @param {Row} defaults @returns {Draft} */
function new_draft(job, { due_terms, payment_options, visible_fields }) {
  const in_one = !job.progress_invoicing || route.peek().query.share === "rest";
  return {
    kind: in_one ? "rest" : ways_of(job)[0],
    is_deposit: false,
    percent: "",
    amount: "",
    lines: {},
    title: "",
    due_terms,
    payment_options,
    visible_fields,
    message: own_words(job),
    attachment_ids: [],
  };
}

/** What the company says on every new invoice, in the customer's language. @param {Row} job */
function own_words(job) {
  const said = settings.peek()?.texts?.invoice_message ?? {};
  const spoken = customer_of(job.customer_id)?.language ?? settings.peek()?.language;
  return said_in(said, spoken);
}

/**
 * The share that is typed; null while there is none.
 * @param {Draft} draft @param {Row} job
 * @returns {import("../../reckoning.js").Share | null}
 */
function share_typed({ kind, percent, amount, lines }, job) {
  if (kind === "rest") return { kind };
  if (kind === "lines") return billed_by_lines(job, invoices_of(job.id), lines);
  if (kind === "percent") {
    const percent_ppm = percent_typed(percent);
    return percent_ppm ? { kind, percent_ppm } : null;
  }
  const amount_minor = sum_typed(amount);
  return amount_minor ? { kind: "amount", amount_minor } : null;
}

/** @param {Row} job @param {Draft} draft */
function body_of(job, draft) {
  const share = share_typed(draft, job);
  const { title, due_terms, payment_options, visible_fields, message, attachment_ids } = draft;
  return {
    job_id: job.id,
    ...(draft.is_deposit && can_be_deposit(draft) && { kind: "deposit" }),
    ...(share?.kind === "percent" && { percent_bps: in_bps(share.percent_ppm) }),
    ...(share?.kind === "amount" && { amount_minor: share.amount_minor }),
    ...(share?.kind === "lines" && { lines: asks_of(job, draft.lines) }),
    ...(share?.kind === "rest" && { rest: true }),
    title: title.trim(),
    due_terms,
    payment_options,
    visible_fields,
    message: message.trim(),
    attachment_ids,
  };
}

/** A percent or a sum is taken ahead of the work; chosen lines are the work itself. @param {Draft} draft */
function can_be_deposit({ kind }) {
  return kind === "percent" || kind === "amount";
}

/** @param {{ is_deposit: boolean, change: Change }} props */
function Deposit({ is_deposit, change }) {
  return html`<div>
    <${Check} label=${t("deposit.is_one")} checked=${is_deposit}
      on_change=${(/** @type {boolean} */ on) => change({ is_deposit: on })} />
    ${is_deposit && html`<p class="dim small">${t("deposit.then")}</p>`}
  </div>`;
}

/** @param {{ job: Row, draft: Draft, change: Change, stage: ReturnType<typeof stage_of> }} props */
function Terms({ job, draft, change, stage }) {
  const billed = stage && !("code" in stage) ? stage : null;
  const chosen = billed_by_lines(job, invoices_of(job.id), draft.lines);
  const shown = {
    title: draft.title || job.title,
    total_minor: billed && billed.amount_minor,
    tax_minor: billed?.tax_minor ?? 0,
    lines: lines_shown(job, draft.kind === "lines" ? chosen?.billed ?? asks_of(job, draft.lines) : null),
    ...service_shown(job),
  };
  return html`
    <${Field} label=${t("new_invoice.stage")} value=${draft.title} limit=${200} optional=${true}
      autocomplete="off" placeholder=${t("new_invoice.stage_hint")}
      on_input=${(/** @type {string} */ title) => change({ title })} />
    <div class="fields">
      <${DueTermsField} value=${draft.due_terms} help=${due_preview(job, draft.due_terms)}
        on_change=${(/** @type {any} */ due_terms) => change({ due_terms })} />
    </div>
    <${Field} label=${t("invoice.message")} lines=${true} value=${draft
      .message} limit=${NOTE_MAX} optional=${true}
      on_input=${(/** @type {string} */ message) => change({ message })} />
    <${FilesField} job=${job} value=${draft.attachment_ids}
      on_change=${(/** @type {string[]} */ attachment_ids) => change({ attachment_ids })} />
    <details class="more">
      <summary>${t("new_invoice.more")}</summary>
      <div class="stack">
        <${PaymentOptions} value=${draft.payment_options}
          on_change=${(/** @type {any} */ payment_options) => change({ payment_options })} />
        <div class="beside-preview">
          <${VisibleFields} value=${draft.visible_fields}
            on_change=${(/** @type {any} */ visible_fields) => change({ visible_fields })} />
          <${CustomerPreview} visible=${draft.visible_fields} options=${draft.payment_options}
            name=${settings.value?.name} shown=${shown} />
        </div>
      </div>
    </details>
  `;
}

/**
 * @param {{ job: Row, stage: ReturnType<typeof stage_of>, held_minor: number | null,
 *   busy: boolean }} props
 */
function Buttons({ job, stage, held_minor, busy }) {
  const to = invoice_addresses(customer_of(job.customer_id)).join(", ");
  const has_share = stage !== null && !("code" in stage);
  // The sum that the customer is asked for, where it is known.
  const amount = stage && "amount_minor" in stage && held_minor !== null
    ? ` · ${money(stage.amount_minor - held_minor)}`
    : "";
  const off = busy || !has_share;
  return html`<div class="form-end">
    ${
    to &&
    html`<button class="primary big" value="send" disabled=${off}>${
      t("new_invoice.issue_and_send")
    }${amount}</button>`
  }
    <button class=${to ? "big" : "primary big"} value="issue" disabled=${off}>${t("invoice_do.issue")}${
    to ? "" : amount
  }</button>
    <button class="quiet" value="draft" disabled=${off}>${t("new_invoice.draft")}</button>
    <p class="dim small whole-line">${
    !has_share
      ? t("new_invoice.no_share")
      : to
      ? t("new_invoice.mail_goes", { to })
      : t("new_invoice.no_email")
  }</p></div>`;
}
