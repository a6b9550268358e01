// The money taken for a job: what each payment went to, what of it is not applied, and how it is taken back.
import { answers_in_words, refunds_in_words, beside_in_words } from "../../../components/aftermath.js";
import { Dialog, Field, Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Menu } from "../../../components/menu.js";
import { Chip, Money } from "../../../components/parts.js";
import { day, money, t } from "../../../messages.js";
import { invoice as invoice_of, job as job_of, members } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { PaymentsExport } from "../spreadsheets/export.js";
import { owed, sum_of } from "../money.js";
import { Refused, use_mutation } from "../mutation.js";
import { MoveDialog, RefundDialog } from "../payments/money_dialogs.js";
import { JobSection } from "./job_section.js";
import { PayoutsDialog } from "../payments/payment_payouts.js";
import { number_or_draft } from "../words.js";
import { ReceiptDialog } from "../payments/receipt.js";
import {
  invoice_name,
  method_icon,
  payment_name,
  payment_state,
  unapplied_in_words,
} from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/**
 * @typedef {{ kind: "reverse" | "apply" | "move" | "refund" | "payouts" | "receipt", payment: Row }} Opened
 */

const REASON_MAX = 200;

/** @param {{ job: Row, payments: Row[], invoices: Row[] }} props */
export function Payments({ job, payments, invoices }) {
  const [opened, set_opened] = useState(/** @type {Opened | null} */ (null));
  const shown = payments.toSorted((one, other) => one.taken_at < other.taken_at ? 1 : -1);
  if (shown.length === 0) return null;
  const on_close = () => set_opened(null);
  const about = [
    money(sum_of(shown, kept_of)),
    job.unapplied_minor > 0 && t("office_job.unapplied", { amount: money(job.unapplied_minor) }),
  ].filter(Boolean).join(" · ");
  return html`<${JobSection} name="payments" title=${
    t("job.payments", { count: shown.length })
  } about=${about}>
    <ul class="list">${
    shown.map((payment) =>
      html`<${PaymentLine} key=${payment.id} payment=${payment} invoices=${invoices} on_open=${set_opened} />`
    )
  }</ul>
    <div class="below"><${PaymentsExport} job_id=${job.id} /></div>
    ${opened?.kind === "reverse" && html`<${ReverseDialog} payment=${opened.payment} on_close=${on_close} />`}
    ${opened?.kind === "receipt" && html`<${ReceiptDialog} payment=${opened.payment} on_close=${on_close} />`}
    ${opened?.kind === "move" && html`<${MoveDialog} payment=${opened.payment} on_close=${on_close} />`}
    ${opened?.kind === "payouts" && html`<${PayoutsDialog} payment=${opened.payment} on_close=${on_close} />`}
    ${opened?.kind === "refund" && html`<${RefundDialog} payment=${opened.payment} on_close=${on_close} />`}
    ${
    opened?.kind === "apply" &&
    html`<${ApplyDialog} payment=${opened.payment} invoices=${invoices} on_close=${on_close} />`
  }
  <//>`;
}

/** @param {{ payment: Row, invoices: Row[], on_open: (opened: Opened) => void }} props */
function PaymentLine({ payment, invoices, on_open }) {
  const state = payment_state(payment);
  const by = members.value.find(({ id }) => id === payment.recorded_by)?.name;
  const about = [
    day(payment.taken_at),
    by,
    beside_in_words(payment),
    payment.note,
    unapplied_in_words(payment),
    ...refunds_in_words(payment),
    ...answers_in_words(payment),
  ].filter(Boolean).join(" · ");
  const is_done = kept_of(payment) <= 0 && beside_in_words(payment) === "";
  const can_do_more = !payment.unsent && !is_done;
  const can_apply = !payment.unsent && payment.unapplied_minor > 0 &&
    invoices.some((invoice) => owed(invoice) > 0);
  return html`
    <li class="list-row wrapping-line money-line">
      <${Icon} name=${method_icon(payment.method)} />
      <div class="grow stack tight"><span class="title">${payment_name(payment)}</span>
          <span class="dim small">${about}</span>
          <span class="small">${payment.allocations.map((/** @type {Row} */ part) => went_to(part, invoices))
            .join(" · ")}</span></div>
      <div class="end stack tight"><span class=${is_done ? "struck" : ""}><${Money} minor=${payment
        .amount_minor} /></span>
          ${state && html`<${Chip} state=${state} />`}</div>
      <div class="row-actions">
          ${can_apply &&
            html`<button type="button" class="small" onClick=${() => on_open({ kind: "apply", payment })}>${
              t("payment_do.apply")
            }</button>`}
          ${can_do_more && html`
            <${Menu} label=${t("payment_do.more", { payment: payment_name(payment) })}
              items=${more_of(payment, on_open)} />
          `}</div>
    </li>
  `;
}

/** @param {Row} payment @param {(opened: Opened) => void} on_open */
function more_of(payment, on_open) {
  const items = receipts_of(payment);
  if (payment.allocations.length > 0) {
    items.push({ text: t("receipt.send"), icon: "send", on_do: () => on_open({ kind: "receipt", payment }) });
    items.push({ text: t("move.title"), icon: "forward", on_do: () => on_open({ kind: "move", payment }) });
  }
  items.push({ text: t("refund.begin"), icon: "cash", on_do: () => on_open({ kind: "refund", payment }) });
  if (payment.source === "gateway") {
    const see = () => on_open({ kind: "payouts", payment });
    return [...items, { text: t("payment_do.payouts"), icon: "bank", on_do: see }];
  }
  const take_back = () => on_open({ kind: "reverse", payment });
  items.push({ text: t("payment_do.reverse"), icon: "undo", danger: true, on_do: take_back });
  return items;
}

/** Its receipt to keep, on paper and as a picture. @param {Row} payment */
export function receipts_of({ id }) {
  /** @type {import("../../../components/menu.js").Item[]} */
  const items = [
    { text: t("payment_do.receipt"), icon: "download", is_file: true, href: `/api/payments/${id}/pdf` },
    { text: t("payment_do.picture"), icon: "download", is_file: true, href: `/api/payments/${id}/picture` },
  ];
  return items;
}

/** What of a payment was not given back. @param {Row} payment */
export function kept_of({ amount_minor, reversed_minor, refunded_minor = 0 }) {
  return amount_minor - reversed_minor - refunded_minor;
}

/**
 * To an invoice of this job, or of another that it was moved to.
 * @param {Row} part @param {Row[]} invoices
 */
export function went_to({ invoice_id, amount_minor }, invoices) {
  const here = invoices.find(({ id }) => id === invoice_id);
  const invoice = here ?? invoice_of(invoice_id);
  const said = { amount: money(amount_minor), number: invoice ? number_or_draft(invoice) : "" };
  if (here) return t("payment_do.went_to", said);
  const job = invoice && job_of(invoice.job_id);
  return t(job ? "payment_do.went_to_job" : "payment_do.went_elsewhere", { ...said, job: job?.title ?? "" });
}

/** @param {{ payment: Row, on_close: () => void }} props */
function ReverseDialog({ payment, on_close }) {
  const [reason, set_reason] = useState("");
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (await send("POST", `/api/payments/${payment.id}/reverse`, { reason: reason.trim() })) on_close();
  };
  return html`
    <${Dialog} title=${t("saved.undo_title", { amount: money(payment.amount_minor) })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <p>${t("saved.undo_then")}</p>
        <${Field} label=${t(
          "saved.undo_why",
        )} value=${reason} required=${true} limit=${REASON_MAX} autocomplete="off"
          on_input=${set_reason} />
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="danger primary" disabled=${busy}>${t(
          "saved.undo_do",
        )}</button>
            <button type="button" onClick=${on_close}>${t("saved.undo_keep")}</button></div>
      </form>
      <//>
  `;
}

/** @param {{ payment: Row, invoices: Row[], on_close: () => void }} props */
function ApplyDialog({ payment, invoices, on_close }) {
  const open = invoices.filter((invoice) => owed(invoice) > 0);
  const [invoice_id, set_invoice] = useState(open[0]?.id ?? "");
  const { busy, problem, send } = use_mutation();
  const target = open.find(({ id }) => id === invoice_id);
  const amount_minor = target ? Math.min(owed(target), payment.unapplied_minor) : 0;
  const submit = async () => {
    if (await send("POST", "/api/allocations", { payment_id: payment.id, invoice_id })) on_close();
  };
  return html`
    <${Dialog} title=${t("apply.title", { amount: money(payment.unapplied_minor) })} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" disabled=${busy || !target} onClick=${submit}>${t("apply.do", {
          amount: money(amount_minor),
          number: target ? number_or_draft(target) : "",
        })}</button><button
          type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      <${Segments} as="picks" label=${t("office.invoices")} value=${invoice_id} on_pick=${set_invoice}
        options=${open.map((invoice) => ({
          value: invoice.id,
          label: `${invoice_name(invoice)} · ${money(owed(invoice))}`,
        }))} />
      <${Refused} problem=${problem} />
      <//>
  `;
}
