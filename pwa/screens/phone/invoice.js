// One invoice on the phone: what is due of it, and the facts that it froze when it was issued.
import { Awaited } from "../../components/awaited.js";
import { Concerns } from "../../components/concerns.js";
import { Icon } from "../../components/icon.js";
import { Later, Page } from "../../components/page.js";
import { Empty, Money, Notice, StageBar, TheNumber, today_in } from "../../components/parts.js";
import { day, money, t } from "../../messages.js";
import { Link, route } from "../../router.js";
import { entries } from "../../store/outbox.js";
import { MAKES } from "../../store/requests.js";
import { invoice as invoice_of, job as job_of, ready, settings } from "../../store/view.js";
import { html } from "../../vendor/ui.js";
import { payments_at } from "./customer_money.js";
import { PaymentRow } from "./job.js";
import {
  due_in_words,
  has_pay_code,
  invoice_number,
  InvoiceState,
  percent_in_words,
  who_and_where,
} from "./words.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const credit = () => import("./credit.js");
const send = () => import("./send.js");
const request = () => import("./request.js");

export default function PhoneInvoice() {
  const { id } = route.value.params;
  const invoice = invoice_of(id);
  const refused = !invoice &&
    entries.value.find(({ parked, mutation: { type, body } }) =>
      parked && !parked.mended_by && body.invoice_id === id && MAKES.has(type)
    );
  if (refused) {
    return html`<${Later} load=${request} pick="RefusedPage" entry=${refused} key=${refused.id} />`;
  }
  if (!invoice) return html`<${NoInvoice} />`;
  if (invoice.request_id) {
    return html`<${Later} load=${request} pick="RequestPage" invoice=${invoice} key=${invoice.id} />`;
  }
  const job = job_of(invoice.job_id);
  const number = invoice_number(invoice);
  const can_pay = invoice.status === "open" && invoice.due_minor > 0;
  return html`
    <${Page} title=${number} where=${t("invoice.title")} back=${`/jobs/${invoice.job_id}`}
      foot=${can_pay && html`
        ${has_pay_code(invoice) && html`
          <${Link} class="button" href=${`/invoices/${invoice.id}/code`}
            aria-label=${t("pay_code.show")}><${Icon} name="qr" />${t("pay_code.short")}<//>
        `}
        <${Link} class="button primary" href=${`/jobs/${invoice.job_id}/pay?invoice=${invoice.id}`}>
          <${Icon} name="cash" />${t("pay.record")}<//>
      `}>
        <header class="stack tight"><div class="row"><h1 class="grow">${number}</h1>
          <${InvoiceState} invoice=${invoice} today=${today_in(settings.value?.zone)} /></div>
          <p class="dim">${[invoice.title, job?.title].filter(Boolean).join(" · ")}</p>
          ${job && html`<p class="dim small">${who_and_where(job)}</p>`}
          <${Concerns} invoice=${invoice} today=${today_in(settings.value?.zone)} /></header>
        ${invoice.status === "void" && html`<${Notice} kind="plain" icon="info">
      ${t("invoice.voided_on", { day: day(invoice.voided_at), reason: invoice.void_reason ?? "" })}<//>`}
        ${invoice.status === "canceled" && html`<${Notice} kind="plain" icon="info">
      ${t("invoice.canceled_on", { day: day(invoice.canceled_at) })}<//>`}
        <${Due} invoice=${invoice} />
        ${can_pay && html`<${Later} load=${credit} invoice=${invoice} key=${invoice.id} />`}
        ${can_pay && html`<${Later} load=${send} invoice=${invoice} key=${`send ${invoice.id}`} />`}
        <${Facts} invoice=${invoice} />
        <${PaymentsOn} invoice=${invoice} />
        ${invoice.message && html`
          <section class="card stack close">
            <h2>${t("invoice.message")}</h2>
            <p>${invoice.message}</p>
          </section>
        `}
      <//>
  `;
}

function NoInvoice() {
  return html`<${Page} title=${t("invoice.title")} back="/">${
    ready.value
      ? html`<${Empty} icon="invoice" title=${t("invoice.missing")} text=${t("invoice.missing_text")} />`
      : html`<${Awaited} />`
  }<//>`;
}

/** @param {{ invoice: Row }} props */
function Due({ invoice }) {
  if (invoice.status === "void" || invoice.status === "canceled") return null;
  const is_settled = invoice.due_minor === 0;
  const parts = [
    { kind: "paid", minor: invoice.paid_minor },
    { kind: "pending", minor: invoice.pending_minor },
    { kind: "unsent", minor: invoice.unsent_minor ?? 0 },
    { kind: "due", minor: invoice.due_minor - invoice.pending_minor },
    { kind: "held", minor: invoice.held_minor },
  ].filter((part) => part.minor > 0);
  return html`
    <section class="card stack">
      <div class="stack tight"><h2>${is_settled ? t("invoice.nothing_due") : t("invoice.still_due")}</h2>
          <${TheNumber} minor=${invoice.due_minor} settled=${is_settled} />
          ${!is_settled && html`<p class="dim">${due_in_words(invoice)}</p>`}</div>
      <${StageBar} parts=${parts} with_key=${true} tall=${true} />
    </section>
  `;
}

/** @param {{ invoice: Row }} props */
function Facts({ invoice }) {
  return html`
    <section class="card">
      <dl class="facts">
        <dt>${t("invoice.share")}</dt><dd>${percent_in_words(invoice.percent_bps)}</dd>
        <dt>${t("invoice.before_tax")}</dt><dd><${Money} minor=${invoice.base_minor} plain=${true} /></dd>
        ${invoice.taxes.filter((/** @type {Row} */ tax) => tax.tax_minor !== 0).map((
          /** @type {Row} */ tax,
        ) =>
          html`
            <dt key=${`rate-${tax.rate_bps}`}>${t("invoice.tax", {
              rate: percent_in_words(tax.rate_bps),
            })}</dt>
            <dd key=${`tax-${tax.rate_bps}`}>
              <${Money} minor=${tax.tax_minor} plain=${true} />
            </dd>
          `
        )}
        <dt class="total strong">${t("invoice.total")}</dt><dd class="total"><${Money} minor=${invoice
          .total_minor} /></dd>
        ${invoice.held_minor !== 0 && html`
          <dt>${t(invoice.held_minor > 0 ? "invoice.held" : "invoice.given_back")}</dt>
          <dd>
            <${Money} minor=${-invoice.held_minor} plain=${true} />
          </dd>
        `}
        ${invoice.credited_minor !== 0 && html`
          <dt>${t("invoice.credited")}</dt>
          <dd>
            <${Money} minor=${-invoice.credited_minor} plain=${true} />
          </dd>
        `}
        ${invoice.owed_minor !== invoice.total_minor && html`
          <dt class="total strong">${t("invoice.owed")}</dt>
          <dd class="total">
            <${Money} minor=${invoice.owed_minor} />
          </dd>
        `}
        ${invoice.issued_at && html`
          <dt>${t("invoice.issued")}</dt>
          <dd>${day(invoice.issued_at)}</dd>
        `}
        <dt>${t("invoice.sent")}</dt><dd>${invoice.sent_at
          ? day(invoice.sent_at)
          : t("invoice.not_sent_yet")}</dd>
      </dl>
    </section>
  `;
}

/** @param {{ invoice: Row }} props */
function PaymentsOn({ invoice }) {
  const touching = payments_at(job_of(invoice.job_id) ?? { id: invoice.job_id }).filter((payment) =>
    [...payment.allocations, ...(payment.refunds ?? [])].some((/** @type {Row} */ part) =>
      part.invoice_id === invoice.id
    )
  );
  if (touching.length === 0) return null;
  return html`
    <section class="stack close" aria-labelledby="payments">
      <div class="section-head"><h2 id="payments" class="grow">${t("job.payments", {
        count: touching.length,
      })}</h2>
          ${invoice.paid_minor > 0 && html`<span class="small dim">${
            t("invoice.paid_so_far", {
              amount: money(invoice.paid_minor),
            })
          }</span>`}</div>
      <ul class="list">${touching.map((payment) =>
        html`<${PaymentRow} key=${payment.id} payment=${payment} />`
      )}</ul>
    </section>
  `;
}
