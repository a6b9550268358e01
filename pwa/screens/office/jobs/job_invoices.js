// The summary table of a job's invoices: number, state, share, amount, paid, due, due date, created; and
// under each what may be done to it.
import { refunds_on } from "../../../components/aftermath.js";
import { acceptances_in_words, Concerns } from "../../../components/concerns.js";
import { Icon } from "../../../components/icon.js";
import { Menu } from "../../../components/menu.js";
import { toast } from "../../../components/page.js";
import { day, money, t } from "../../../messages.js";
import { Link, route } from "../../../router.js";
import { settings } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { payments_of } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { ApplicationDialog, is_applied_for } from "../invoices/application.js";
import { reached, RemindDialog } from "../invoices/batch.js";
import { card_name, use_cards } from "../customers/customer_cards.js";
import { creditable_of, CreditDialog } from "../invoices/credit.js";
import { EInvoiceDialog, is_for_programs } from "../invoices/e_invoice.js";
import {
  DiscardDialog,
  EditDialog,
  IssueDialog,
  LinkDialog,
  SendDialog,
} from "../invoices/invoice_dialogs.js";
import { is_replaceable, ReplaceDialog } from "../invoices/invoice_replace.js";
import { VoidDialog } from "../invoices/invoice_void.js";
import { Messages, use_messages } from "./job_messages.js";
import { JobSection } from "./job_section.js";
import { Lent } from "./lent.js";
import { owed, sum_of } from "../money.js";
import { ChargeDialog } from "../payments/card_charge.js";
import { RecordPayment } from "../payments/record_payment.js";
import { HoldDialog } from "../invoices/reminder_hold.js";
import { Billed, Sum } from "../table.js";
import { due_day, number_or_draft, share_in_words } from "../words.js";
import { InvoiceState } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ kind: string, invoice: Row, url?: string }} Opened */

const COLUMNS = 7;
const DIALOGS = /** @type {Record<string, import("../../../vendor/ui.js").AnyComponent>} */ ({
  send: SendDialog,
  issue: IssueDialog,
  discard: DiscardDialog,
  edit: EditDialog,
  link: LinkDialog,
  void: VoidDialog,
  replace: ReplaceDialog,
  credit: CreditDialog,
  application: ApplicationDialog,
  e_invoice: EInvoiceDialog,
  pay: RecordPayment,
  charge: ChargeDialog,
  remind: RemindDialog,
  hold: HoldDialog,
});
/** What an address may open at once: `?send=` and the invoice's id. */
const BY_ADDRESS = ["issue", "send", "remind"];

/** @param {{ job: Row, invoices: Row[], notes: Row[] | null, today: string }} props */
export function InvoiceTable({ job, invoices, notes, today }) {
  const [opened, set_opened] = useState(() => opened_by_address(invoices));
  const dialog = opened && DIALOGS[opened.kind];
  const messages = use_messages(job.id);
  const [[card]] = use_cards(job.customer_id, Boolean(settings.value?.keeps_cards));
  const current = opened && invoices.find(({ id }) => id === opened.invoice.id);
  return html`
    <${JobSection} name="invoices" title=${t("job.invoices", { count: invoices.length })}
      about=${t("job.invoiced_of", { amount: money(job.invoiced_minor), total: money(job.total_minor) })}>
        ${invoices.length === 0 ? html`<${None} job=${job} />` : html`
          <div class="office-table">
            <table>
                <thead><tr><th scope="col">${t("invoice.title")}</th><th scope="col">${t("table.state")}</th>
                  <th scope="col" class="end share">${t("table.share")}</th><th scope="col" class="end">${t(
                    "table.amount",
                  )}</th>
                  <th scope="col" class="end">${t("table.paid")}</th><th scope="col" class="end">${t(
                    "table.due",
                  )}</th>
                  <th scope="col" class="end">${t("table.due_on")}</th></tr></thead>
                ${invoices.map((invoice) =>
                  html`
                    <${InvoiceRows} key=${invoice.id} invoice=${invoice} today=${today}
                      notes=${(notes ?? []).filter(({ invoice_id }) => invoice_id === invoice.id)}
                      messages=${messages.filter(({ invoice_id }) => invoice_id === invoice.id)}
                      card=${card} on_open=${set_opened} />
                  `
                )}
                <${Foot} job=${job} invoices=${invoices} />
              </table>
          </div>
        `}
        <div class="lent"><${Lent} job=${job} /></div>
        ${dialog && current && html`
          <${dialog} job=${job} invoice=${current} url=${opened.url}
            on_close=${() => set_opened(null)} />
        `}
      <//>
  `;
}

/** @param {Row[]} invoices @returns {Opened | null} */
function opened_by_address(invoices) {
  const { query } = route.peek();
  const kind = BY_ADDRESS.find((name) => query[name]);
  const invoice = kind && invoices.find(({ id }) => id === query[kind]);
  return kind && invoice ? { kind, invoice } : null;
}

/** What an invoice of a job that has none may bill. @param {Row} job */
export function none_billed({ progress_invoicing }) {
  return t(progress_invoicing ? "office_job.no_invoices" : "office_job.no_invoice");
}

/** @param {{ job: Row }} props */
function None({ job }) {
  return html`
    <div class="card row wraps">
      <p class="dim grow">${none_billed(job)}</p>
      <${Link} class="button" href=${`/office/jobs/${job.id}/invoice`}><${Icon} name="plus" />${t(
        "next.first",
      )}<//></div>
  `;
}

/**
 * `notes`: the credit notes of this invoice; `messages`: what its customer was sent.
 * `card`: the newest that the customer has on file.
 * @param {{ invoice: Row, notes: Row[], messages: Row[], today: string, card?: Row,
 *   on_open: (opened: Opened) => void }} props
 */
function InvoiceRows({ invoice, notes, messages, today, card, on_open }) {
  const is_void = invoice.status === "void" || invoice.status === "canceled";
  return html`
    <tbody class=${is_void ? "gone invoice-rows" : "invoice-rows"} data-invoice=${invoice.number}>
      <tr>
        <th scope="row">${number_or_draft(invoice)}<span class="dim small">${invoice.title}</span></th>
        <td>
          <${InvoiceState} invoice=${invoice} today=${today} />
          <${Concerns} invoice=${invoice} today=${today} />
        </td>
        <td class="end share" data-label=${t("table.share")}>${share_in_words(invoice)}</td>
        <${Billed} invoice=${invoice} />
        <${Sum} word="table.paid" minor=${invoice.paid_minor} />
        <${Sum} word="table.due" minor=${is_void ? 0 : owed(invoice)} />
        <td class="end" data-label=${t("table.due_on")}>${due_day(invoice)}</td>
      </tr>
      <tr>
        <td colspan=${COLUMNS} class="whole">
          <div class="invoice-line"><span class="dim small grow">${[
            history_of(invoice, notes),
            ...acceptances_in_words(invoice),
            ...refunds_on(invoice, payments_of(invoice.job_id)),
          ].join(" · ")}</span>
          <${Actions} invoice=${invoice} card=${card} on_open=${on_open} /></div>
          <${Messages} messages=${messages} />
        </td>
      </tr>
    </tbody>
  `;
}

/**
 * Which lines a note took how much off stands among the job's credit notes.
 * @param {Row} invoice @param {Row[]} notes
 */
export function history_of(
  {
    created_at,
    sent_at,
    reminded_at,
    voided_at,
    void_reason,
    credited_minor,
    held_minor,
    canceled_at,
    kind,
    replaces_number,
  },
  notes,
) {
  return [
    kind === "deposit" && t("deposit.name"),
    t("table.created_at", { day: day(created_at) }),
    replaces_number && t("replace.history", { number: replaces_number }),
    sent_at && t("table.sent_at", { day: day(sent_at) }),
    reminded_at && t("table.reminded_at", { day: day(reminded_at) }),
    voided_at && t("table.voided_at", { day: day(voided_at), reason: void_reason ?? "" }),
    held_minor !== 0 && !voided_at && !canceled_at &&
    t(held_minor > 0 ? "retainage.history" : "retainage.history_back", {
      amount: money(Math.abs(held_minor)),
    }),
    credited_minor > 0 && [
      t("credit.history", { amount: money(credited_minor) }),
      notes.map(({ number }) => number).toReversed().join(", "),
    ].filter(Boolean).join(": "),
    canceled_at && t("invoice.canceled_on", { day: day(canceled_at) }),
  ].filter(Boolean).join(" · ");
}

/** @param {{ invoice: Row, card?: Row, on_open: (opened: Opened) => void }} props */
function Actions({ invoice, card, on_open }) {
  const number = number_or_draft(invoice);
  const button = (/** @type {string} */ kind, /** @type {string} */ text, /** @type {string} */ icon) =>
    html`
      <button type="button" class="quiet small" onClick=${() => on_open({ kind, invoice })}
        aria-label=${`${text}: ${number}`}><${Icon} name=${icon} size="small" />${text}</button>
    `;
  if (invoice.status === "draft") {
    return html`<div class="row-actions">${button("issue", t("invoice_do.issue"), "check")}
      ${button("edit", t("invoice_do.edit"), "edit")}
      ${button("discard", t("invoice_do.discard"), "close")}</div>`;
  }
  const is_live = invoice.status === "open" || invoice.status === "paid";
  return html`<div class="row-actions">
    ${is_live && button("edit", t("invoice_do.edit"), "edit")}
    ${owed(invoice) > 0 && button("pay", t("invoice_do.pay"), "card")}
    ${
    card && owed(invoice) > 0 && invoice.payment_options.card &&
    button("charge", t("cards.charge", { card: card_name(card) }), "card")
  }
    ${
    is_live && has_address(invoice) &&
    button("send", t(invoice.sent_at ? "invoice_do.send_again" : "invoice_do.send"), "send")
  }
    ${
    is_live && !has_address(invoice) && html`
      <button type="button" class="quiet small" onClick=${() => copy_link(invoice, on_open)}
        aria-label=${`${t("invoice_do.copy")}: ${number}`}><${Icon} name="link" size="small" />${t(
          "invoice_do.copy",
        )}</button>
    `
  }
    <${Menu} label=${t("invoice_do.more", { number })} items=${more_of(invoice, on_open)} /></div>`;
}

/** Without an address there is nothing to send to; the link goes by another way. @param {Row} invoice */
function has_address(invoice) {
  return reached(invoice) !== null;
}

/** @param {Row} invoice @param {(opened: Opened) => void} on_open */
function more_of(invoice, on_open) {
  const open = (/** @type {string} */ kind) => () => on_open({ kind, invoice });
  /** @type {import("../../../components/menu.js").Item[]} */
  const items = [
    { text: t("invoice_do.copy"), icon: "link", on_do: () => void copy_link(invoice, on_open) },
    { text: t("invoice_do.view"), icon: "eye", on_do: () => void view_page(invoice) },
    { text: t("invoice_do.pdf"), icon: "download", is_file: true, href: `/api/invoices/${invoice.id}/pdf` },
    { text: t("invoice_do.print"), icon: "print", on_do: () => print_page(invoice) },
  ];
  if (is_for_programs(invoice, settings.peek())) {
    items.push({ text: t("e_invoice.do"), icon: "download", on_do: open("e_invoice") });
  }
  if (is_applied_for(invoice)) {
    items.push({ text: t("application.do"), icon: "download", on_do: open("application") });
  }
  if (invoice.status === "canceled") return items;
  if (invoice.sent_at && owed(invoice) > 0) {
    items.push({ text: t("invoice_do.remind"), icon: "clock", on_do: open("remind") });
    items.push({ text: t("hold.open"), icon: "clock", on_do: open("hold") });
  }
  if (!has_address(invoice) && invoice.status !== "void") {
    items.push({ text: t("invoice_do.send"), icon: "send", on_do: open("send") });
  }
  if (is_replaceable(invoice)) {
    items.push({ text: t("replace.open"), icon: "edit", on_do: open("replace") });
  }
  const ending = { text: t("invoice_do.void"), icon: "close", danger: true, on_do: open("void") };
  if (creditable_of(invoice) > 0) {
    items.push({ text: t("credit.do"), icon: "undo", on_do: open("credit") });
  }
  return invoice.status === "void" || invoice.credited_minor > 0 ? items : [...items, ending];
}

/** The paper form in a tab of its own, with the browser's print before it. @param {Row} invoice */
function print_page(invoice) {
  const tab = open(`/api/invoices/${invoice.id}/print`, "_blank");
  tab?.addEventListener("load", () => tab.print());
}

/**
 * The page as the customer has it. The tab opens at once, since browsers allow none after a wait.
 * @param {Row} invoice
 */
async function view_page(invoice) {
  const tab = open("", "_blank");
  const answer = await call("GET", `/api/invoices/${invoice.id}`).catch(() => null);
  const url = answer?.body?.pay_url;
  if (tab && url) tab.location.href = url;
  else {
    tab?.close();
    toast(t("refusal.office.no_answer"));
  }
}

/**
 * The link is the customer's secret: it is asked for when it is wanted, and kept nowhere.
 * @param {Row} invoice
 * @param {(opened: Opened) => void} on_open
 */
async function copy_link(invoice, on_open) {
  const answer = await call("GET", `/api/invoices/${invoice.id}`).catch(() => null);
  const url = answer?.body?.pay_url;
  if (!url) return toast(t("refusal.office.no_answer"));
  try {
    await navigator.clipboard.writeText(url);
    toast(t("invoice_do.copied"));
  } catch {
    on_open({ kind: "link", invoice, url });
  }
}

/** @param {{ job: Row, invoices: Row[] }} props */
function Foot({ job, invoices }) {
  const live = invoices.filter(({ status }) => status === "open" || status === "paid");
  return html`
    <tfoot>
      <tr>
        <th scope="row" colspan="2">${t("table.live", { count: live.length })}</th>
        <td class="share"></td>
        <${Sum} word="table.amount" minor=${job.invoiced_minor} sum=${true} />
        <${Sum} word="table.paid" minor=${sum_of(live, ({ paid_minor }) => paid_minor)} sum=${true} />
        <${Sum} word="table.due" minor=${sum_of(live, owed)} sum=${true} />
        <td class="end dim small">${job.left_to_invoice_minor > 0 &&
          t("table.left", { amount: money(job.left_to_invoice_minor) })}</td>
      </tr>
    </tfoot>
  `;
}
