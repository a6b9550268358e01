// One job: what is due now and what is still to invoice, its invoices with state, share, amount, paid and
// due, and the money taken for it.
import { answers_in_words, refunds_in_words, beside_in_words } from "../../components/aftermath.js";
import { Awaited } from "../../components/awaited.js";
import { Dialog } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { Later, Page } from "../../components/page.js";
import {
  Chip,
  DUE,
  Empty,
  job_parts,
  ListRow,
  Notice,
  Said,
  StageBar,
  sum_of_parts,
  TheNumber,
  today_in,
} from "../../components/parts.js";
import { clock_time, day, money, t } from "../../messages.js";
import { Link, route } from "../../router.js";
import { certainty_of, invoices_of, job as job_of, payments_of, ready, settings } from "../../store/view.js";
import { status } from "../../sync/status.js";
import { html, useState } from "../../vendor/ui.js";
import { payments_at, split_in_words } from "./customer_money.js";
import { More } from "./job_more.js";
import {
  due_in_words,
  invoice_name,
  InvoiceState,
  method_icon,
  payment_name,
  payment_state,
  percent_in_words,
  unapplied_in_words,
  who_and_where,
} from "./words.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const changes = () => import("./changes.js");
const stages = () => import("./stages.js");
const requests = () => import("./request.js");

export default function PhoneJob() {
  const [opened, set_opened] = useState(/** @type {string | null} */ (null));
  const job = job_of(route.value.params.id);
  if (!job) return html`<${NoJob} />`;
  const today = today_in(settings.value?.zone);
  const invoices = invoices_of(job.id).toSorted(by_age);
  const payments = payments_of(job.id).toSorted(by_age).toReversed();
  const parts = job_parts(job, invoices, today);
  return html`
    <${Page} title=${job.title} where=${t("job.number", { number: job.number })} back="/"
      foot=${html`<${Actions} job=${job} />`}>
        <header class="stack tight"><h1>${job.title}</h1><p class="dim">${who_and_where(job)}</p></header>
        ${job.canceled_at && html`<${Notice} kind="plain" icon="info">
          ${t("job.canceled_on", { day: day(job.canceled_at), reason: job.cancel_reason ?? "" })}<//>`}
        <${Left} job=${job} parts=${parts} on_part=${set_opened} />
        <${Later} load=${requests} job=${job} key=${`${job.id} requests`} />
        <${Invoices} job=${job} invoices=${invoices} today=${today} />
        <${Later} load=${stages} job=${job} key=${`${job.id} stages`} />
        <${Later} load=${changes} job=${job} key=${job.id} />
        <${Payments} payments=${payments_at(job).toSorted(by_age).toReversed()} />
        <${More} job=${job} />
        ${opened && html`
          <${PartDialog} kind=${opened} parts=${parts} job=${job} invoices=${invoices}
            payments=${payments} today=${today} on_close=${() => set_opened(null)} />
        `}
      <//>
  `;
}

/** The list of jobs comes with the first sync; until then nothing is said to be missing. */
function NoJob() {
  return html`<${Page} title=${t("job.title")} back="/">${
    ready.value
      ? html`
        <${Empty} icon="job" title=${t("job.missing")} text=${t("job.missing_text")}>
          <${Link} class="button" href="/">${t("today.title")}<//><//>
      `
      : html`<${Awaited} />`
  }<//>`;
}

/** @param {{ job: Row }} props */
function Actions({ job }) {
  const has_left = job.left_to_invoice_minor > 0 && !job.canceled_at;
  const can_invoice = settings.value?.technicians_invoice && has_left;
  return html`
    ${can_invoice && html`
      <${Link} class="button" href=${`/jobs/${job.id}/invoice`} aria-label=${t("request.new")}>
        <${Icon} name="invoice" />${t("request.short")}<//>
    `}
    <${Link} class="button primary" href=${`/jobs/${job.id}/pay`}>
      <${Icon} name="cash" />${t("pay.record")}<//>
  `;
}

/** @param {{ job: Row, parts: ReturnType<typeof job_parts>, on_part: (kind: string) => void }} props */
function Left({ job, parts, on_part }) {
  const due_minor = sum_of_parts(parts, ...DUE);
  const beside = ["left", "held"].map((kind) => ({ kind, minor: sum_of_parts(parts, kind) }))
    .filter(({ minor }) => minor > 0);
  const is_settled = due_minor === 0 && beside.length === 0;
  const at = status.value.last_sync_at;
  return html`<section class="card stack">
    <div class="row bottom-aligned wraps"><div class="grow stack tight">
        <h2>${t(is_settled ? "job.all_collected" : "job.due_now")}</h2>
        <${TheNumber} minor=${due_minor} settled=${is_settled} /></div>
      <div class="end small dim stack tight">
        <span><${Said} say="job.of_total" amount=${money(job.total_minor)} /></span>
        ${at && html`<span>${t("as_of", { time: clock_time(at) })}</span>`}</div></div>
    ${
    beside.length > 0 && html`<p class="small dim">${
      beside.map(({ kind, minor }, place) =>
        html`${place > 0 && " · "}<${Said} say=${`job.${kind}_beside`} amount=${money(minor)} />`
      )
    }</p>`
  }
    <${StageBar} parts=${parts} with_key=${true} tall=${true} on_part=${on_part} />
    ${
    job.unsent_minor > 0 && html`<p class="small wait-text">
      ${t("job.counts_unsent", { amount: money(job.unsent_minor) })}</p>`
  }
  </section>`;
}

/** @param {{ job: Row, invoices: Row[], today: string }} props */
function Invoices({ job, invoices, today }) {
  return html`<section class="stack close" aria-labelledby="invoices">
    <div class="section-head"><h2 id="invoices" class="grow">${
    t("job.invoices", { count: invoices.length })
  }</h2>
      <span class="small dim">${
    t("job.invoiced_of", {
      amount: money(job.invoiced_minor),
      total: money(job.total_minor),
    })
  }</span></div>
    ${
    invoices.length === 0
      ? html`
        <div class="card">
          <p class="dim">${t("job.no_invoices")}</p>
        </div>
      `
      : html`<ul class="list">${
        invoices.map((invoice) => html`<${InvoiceRow} key=${invoice.id} invoice=${invoice} today=${today} />`)
      }
        ${
        job.left_to_invoice_minor > 0 && html`
          <${ListRow} gone=${true} title=${t("job.left_to_invoice")}
            minor=${job.left_to_invoice_minor} />
        `
      }</ul>`
  }
  </section>`;
}

/** @param {{ invoice: Row, today: string }} props */
function InvoiceRow({ invoice, today }) {
  const is_void = invoice.status === "void" || invoice.status === "canceled";
  return html`
    <${ListRow} href=${`/invoices/${invoice.id}`} gone=${is_void} struck=${is_void}
      title=${invoice_name(invoice)} detail=${invoice_detail(invoice)} minor=${invoice.total_minor}
      state=${html`<${InvoiceState} invoice=${invoice} today=${today} />`} />
  `;
}

/** Share, paid, due: each stays whole when the line wraps. @param {Row} invoice */
function invoice_detail(invoice) {
  const { paid_minor, unsent_minor, due_minor, due_on } = invoice;
  const is_open = invoice.status === "open";
  const due_day = due_on ? day(due_on) : null;
  const facts = [
    percent_in_words(invoice.percent_bps),
    invoice.status === "void" && invoice.void_reason,
    invoice.request_id && unconfirmed_in_words(invoice),
    is_open && paid_minor > 0 && t("invoice.paid_so_far", { amount: money(paid_minor) }),
    is_open && unsent_minor > 0 && t("invoice.amount_unsent", { amount: money(unsent_minor) }),
    is_open && due_minor > 0 &&
    (due_day
      ? t("invoice.amount_due_on", { amount: money(due_minor), day: due_day })
      : t("invoice.amount_due", { amount: money(due_minor) })),
  ].filter(Boolean);
  return facts.map((fact, place) =>
    html`<span key=${place} class="unbroken">${fact}${place < facts.length - 1 && " ·"}</span>${" "}`
  );
}

/** What of a request is beyond what is lent to this phone, while there is no signal. @param {Row} row */
function unconfirmed_in_words({ id, job_id }) {
  const beyond_minor = status.value.online ? 0 : certainty_of(job_id).by_id.get(id) ?? 0;
  return beyond_minor > 0 && t("request.part_to_confirm", { amount: money(beyond_minor) });
}

/** @param {{ payments: Row[] }} props */
function Payments({ payments }) {
  if (payments.length === 0) return null;
  return html`
    <section class="stack close" aria-labelledby="payments">
      <div class="section-head">
        <h2 id="payments">${t("job.payments", { count: payments.length })}</h2>
      </div>
      <ul class="list">${payments.map((payment) =>
        html`<${PaymentRow} key=${payment.id} payment=${payment} />`
      )}</ul>
    </section>
  `;
}

/** @param {{ payment: Row }} props */
export function PaymentRow({ payment }) {
  const state = payment_state(payment);
  const about = [
    day(payment.taken_at),
    payment.receipt,
    beside_in_words(payment),
    ...split_in_words(payment),
    unapplied_in_words(payment),
    ...refunds_in_words(payment),
    ...answers_in_words(payment),
  ];
  const detail = about.filter(Boolean).join(" · ");
  return html`
    <${ListRow} struck=${state === "reversed"} minor=${payment.amount_minor} detail=${detail}
      title=${html`<span class="row"><${Icon} name=${method_icon(payment.method)} />${
        payment_name(payment)
      }</span>`}
      href=${payment.unsent ? "/unsent" : undefined} state=${state && html`<${Chip} state=${state} />`} />
  `;
}

/**
 * What a part of the bar is made of.
 * @param {{ kind: string, parts: ReturnType<typeof job_parts>, job: Row, invoices: Row[], payments: Row[],
 *   today: string, on_close: () => void }} props
 */
function PartDialog({ kind, parts, job, invoices, payments, today, on_close }) {
  const minor = parts.find((part) => part.kind === kind)?.minor ?? 0;
  return html`
    <${Dialog} title=${t(`bar.${kind}`)} on_close=${on_close}
      actions=${html`<button type="button" onClick=${on_close}>${t("nav.close")}</button>`}>
      <${TheNumber} minor=${minor} />
      <p class="dim">${t(`bar.${kind}_is`)}</p>
      <ul class="list">${made_of(kind, job, invoices, payments, today)}</ul>
      <//>
  `;
}

/**
 * @param {string} kind
 * @param {Row} job
 * @param {Row[]} invoices
 * @param {Row[]} payments
 * @param {string} today
 */
function made_of(kind, job, invoices, payments, today) {
  const live = invoices.filter(({ status }) => status === "open" || status === "paid");
  const sums = /** @type {Record<string, (invoice: Row) => number>} */ ({
    paid: (invoice) => invoice.paid_minor,
    pending: (invoice) => invoice.pending_minor,
    held: (invoice) => invoice.held_minor,
    due: (invoice) => is_late(invoice, today) ? 0 : invoice.due_minor - invoice.pending_minor,
    overdue: (invoice) => is_late(invoice, today) ? invoice.due_minor - invoice.pending_minor : 0,
  })[kind];
  if (sums) {
    return live.filter((invoice) => sums(invoice) > 0).map((invoice) =>
      html`
        <${ListRow} key=${invoice.id} href=${`/invoices/${invoice.id}`} title=${invoice_name(invoice)}
          detail=${due_in_words(invoice)} minor=${sums(invoice)} />
      `
    );
  }
  if (kind === "left") {
    return html`<${ListRow} title=${t("job.left_to_invoice")} minor=${job.left_to_invoice_minor} />`;
  }
  const shown = payments.filter((payment) =>
    kind === "unsent" ? payment.unsent : payment.unapplied_minor > 0
  );
  return shown.map((payment) => html`<${PaymentRow} key=${payment.id} payment=${payment} />`);
}

/**
 * @param {Row} invoice
 * @param {string} today
 */
const is_late = (invoice, today) => invoice.due_on !== null && invoice.due_on < today;

/**
 * Oldest first; what has no instant of the server yet is the newest.
 * @param {Row} one
 * @param {Row} other
 */
function by_age(one, other) {
  const at = (/** @type {Row} */ row) => row.issued_at ?? row.taken_at ?? row.created_at ?? "9";
  return at(one) < at(other) ? -1 : 1;
}
