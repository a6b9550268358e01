// One job at the office: where its money stands, its invoices with what may be done to each, the money taken
// for it, what was agreed, and who works on it.
import { Icon } from "../../../components/icon.js";
import { job_parts, Money, Notice, StageBar, today_in } from "../../../components/parts.js";
import { day, money, t } from "../../../messages.js";
import { go, Link, route } from "../../../router.js";
import { decisions, invoices_of, job as job_of, payments_of, settings } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { CancelJob } from "./cancel_job.js";
import { Changes } from "./job_changes.js";
import { Contract, Crew } from "./job_contract.js";
import { Credits, use_credit_notes } from "./job_credits.js";
import { Files } from "./job_files.js";
import { InvoiceTable } from "./job_invoices.js";
import { JobList, use_wide } from "./job_list.js";
import { Payments } from "./job_payments.js";
import { Retainage } from "./job_retainage.js";
import { Schedule } from "./job_schedule.js";
import { JobPlaces } from "./job_section.js";
import { Statement } from "./job_statement.js";
import { History } from "./job_timeline.js";
import { StoredMaterial } from "./job_stored.js";
import { Visits } from "./job_visits.js";
import { owed, sum_of } from "../money.js";
import { Opening } from "./opening.js";
import { NotHere, OfficePage, use_keys } from "../page.js";
import { RecordPayment } from "../payments/record_payment.js";
import { who_and_where } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

export default function OfficeJob() {
  const job = job_of(route.value.params.id);
  return job ? html`<${Job} job=${job} />` : html`
    <${NotHere} title=${t("job.title")}
      text=${t("office_job.missing")} back="/board" icon="job" />
  `;
}

/** @param {{ job: Row }} props */
function Job({ job }) {
  const [is_paying, set_paying] = useState(false);
  const [is_ending, set_ending] = useState(false);
  const is_wide = use_wide();
  const today = today_in(settings.value?.zone);
  const invoices = invoices_of(job.id).toSorted((one, other) => one.created_at < other.created_at ? -1 : 1);
  const notes = use_credit_notes(job, invoices);
  const to_invoice = `/office/jobs/${job.id}/invoice`;
  const can_invoice = job.left_to_invoice_minor > 0;
  use_keys({ i: () => can_invoice && go(to_invoice), p: () => set_paying(true) });
  const pay = html`<button type="button" onClick=${() => set_paying(true)}><${Icon} name="cash" />${
    t("pay.record")
  }</button>`;
  return html`
    <${OfficePage} title=${job.title} back="/board"
      about=${[t("job.number", { number: job.number }), who_and_where(job)].join(" · ")}
      actions=${html`${pay}${
        can_invoice && html`<${Link} class="button primary" href=${to_invoice}>
        <${Icon} name="plus" />${t("office_job.invoice")}<//>`
      }`}>
        <div class="beside">${is_wide &&
          html`<${JobList} current=${job.id} today=${today} />`}<div class="stack">
        ${job.canceled_at &&
          html`<${Notice} kind="plain" icon="info">${
            t("cancel.said", { day: day(job.canceled_at), reason: job.cancel_reason ?? "" })
          }<//>`}
        <${Decisions} job=${job} />
        <${Standing} job=${job} invoices=${invoices} today=${today} />
        <${JobPlaces} />
        <${Schedule} job=${job} />
        <${InvoiceTable} job=${job} invoices=${invoices} notes=${notes} today=${today} />
        <${Credits} job=${job} notes=${notes} />
        <${Opening} job=${job} />
        <${StoredMaterial} job=${job} invoices=${invoices} />
        <${Changes} job=${job} />
        <${Payments} job=${job} payments=${payments_of(job.id)} invoices=${invoices} />
        <div class="office-columns two"><${Contract} job=${job} notes=${notes} /><${Crew} job=${job} /></div>
        <${Retainage} job=${job} />
        <${Visits} job=${job} />
        <${Statement} job=${job} />
        <${Files} job=${job} />
        <${History} job=${job} />
        <div class="form-end">
          <${Link} class="button" href=${`/jobs/new?like=${job.id}`}>
            <${Icon} name="copy" />${t("office_job.like")}<//>
          ${!job.canceled_at && html`
            <button type="button" class="quiet danger" onClick=${() => set_ending(true)}>${
              t("cancel.do")
            }</button>
          `}</div>
        </div></div>
        ${is_ending && html`
          <${CancelJob} job=${job} invoices=${invoices}
            on_close=${() => set_ending(false)} />
        `}
        ${is_paying && html`<${RecordPayment} job=${job} on_close=${() => set_paying(false)} />`}
      <//>
  `;
}

/** @param {{ job: Row }} props */
function Decisions({ job }) {
  const open = decisions.value.filter(({ job_id, resolved_at }) => job_id === job.id && resolved_at === null);
  if (open.length === 0) return null;
  return html`
    <${Notice} kind="wait" icon="decide">
      <div class="row wraps"><span class="grow">${t("office_job.needs_decision", {
        count: open.length,
        amount: money(sum_of(open, (row) => row.amount_minor)),
      })}</span>
        <${Link} class="button" href="/decisions">${t("office.decide")}<//></div><//>
  `;
}

/** @param {{ job: Row, invoices: Row[], today: string }} props */
function Standing({ job, invoices, today }) {
  const figures = [
    ["table.total", job.total_minor],
    ["table.invoiced", job.invoiced_minor],
    ["table.paid", job.paid_minor],
    ["table.due", sum_of(invoices, owed)],
    ["job.left_to_invoice", job.left_to_invoice_minor],
    ...(job.unapplied_minor > 0 ? [["bar.credit", job.unapplied_minor]] : []),
    ...(job.held_minor > 0 ? [["bar.held", job.held_minor]] : []),
  ];
  return html`<section class="card stack" aria-label=${t("bar.name")}>
    <dl class="totals">${
    figures.map(([name, minor]) =>
      html`
        <div key=${name}>
          <dt>${t(String(name))}</dt>
          <dd>
            <${Money} minor=${minor} />
          </dd>
        </div>
      `
    )
  }</dl>
    <${StageBar} parts=${job_parts(job, invoices, today)} with_key=${true} tall=${true} />
    ${
    job.unsent_minor > 0 &&
    html`<p class="small wait-text">${t("job.counts_unsent", { amount: money(job.unsent_minor) })}</p>`
  }
  </section>`;
}
