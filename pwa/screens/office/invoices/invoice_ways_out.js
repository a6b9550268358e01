// Money that is on an invoice which is to end: every way out that there is, each one tap from its dialog with
// the figures in it. After one that frees the invoice, the question whether to void it comes again.
import { Dialog, Field, refusal_in_words } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { money, t } from "../../../messages.js";
import { invoice as invoice_of, payments } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { creditable_of, CreditDialog } from "./credit.js";
import { MoveDialog, RefundDialog } from "../payments/money_dialogs.js";
import { Refused, use_mutation } from "../mutation.js";
import { number_or_draft } from "../words.js";
import { payment_name } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/**
 * `payment`: whose money it is about.
 * @typedef {{ kind: string, payment?: Row, amount_minor: number }} Way
 */

const REASON_MAX = 200;
const ICONS = /** @type {Record<string, string>} */ ({
  unapply: "undo",
  move: "forward",
  refund: "cash",
  credit: "receipt",
});

/**
 * Why it cannot be voided now, and what can be done about that.
 * @param {{ invoice: Row, paid_minor: number, pending_minor: number, on_way: (way: Way) => void }} props
 */
export function InTheWay({ invoice, paid_minor, pending_minor, on_way }) {
  return html`
    <${Notice} kind="wait" live=${true}>
      <p><b>${refusal_in_words({ code: "invoices.has_money" })}</b></p>
      <p>${pending_minor > 0
        ? t("void.pending", { amount: money(pending_minor) })
        : t("void.paid_on_it", { amount: money(paid_minor) })}</p>
      <//>
    ${pending_minor === 0 && html`<ul class="list ways-out">${
      ways_out(invoice, paid_minor).map((way) =>
        html`
          <li key=${`${way.kind} ${way.payment?.id ?? ""}`}>
            <button type="button" class="list-row" onClick=${() => on_way(way)}>
              <${Icon} name=${ICONS[way.kind]} />
              <span class="grow stack tight"><b>${in_words(way, "do")}</b>
                <span class="dim small">${in_words(way, "then")}</span></span>
              <${Icon} name="forward" size="small" /></button>
          </li>
        `
      )
    }</ul>`}
  `;
}

/** @param {Way} way @param {"do" | "then"} what */
function in_words({ kind, payment, amount_minor }, what) {
  return t(`void.${kind}_${what}`, {
    amount: money(amount_minor),
    payment: payment ? payment_name(payment) : "",
  });
}

/**
 * What is on an invoice: it can be moved, given back, credited, or become credit of the job.
 * @param {Row} invoice @param {number} paid_minor
 * @returns {Way[]}
 */
function ways_out(invoice, paid_minor) {
  const on_it = payments.value.flatMap((payment) => {
    const part = payment.allocations.find((/** @type {Row} */ { invoice_id }) => invoice_id === invoice.id);
    return part && part.amount_minor > 0 ? [{ payment, amount_minor: part.amount_minor }] : [];
  });
  const creditable_minor = creditable_of(invoice);
  return [
    { kind: "unapply", amount_minor: paid_minor },
    ...on_it.map((part) => ({ kind: "move", ...part })),
    ...on_it.map((part) => ({ kind: "refund", ...part })),
    ...(creditable_minor > 0 ? [{ kind: "credit", amount_minor: creditable_minor }] : []),
  ];
}

/**
 * What is credited is not voided any more: there the story of this invoice ends.
 * @param {{ way: Way, invoice: Row, on_back: () => void, on_credited: () => void }} props
 */
export function WayOut({ way: { kind, payment, amount_minor }, invoice, on_back, on_credited }) {
  if (kind === "move") {
    return html`<${MoveDialog} payment=${payment} from_id=${invoice.id} on_close=${on_back} />`;
  }
  if (kind === "refund") {
    return html`<${RefundDialog} payment=${payment} from_id=${invoice.id} on_close=${on_back} />`;
  }
  if (kind === "unapply") {
    return html`<${UnapplyDialog} invoice=${invoice} amount_minor=${amount_minor} on_close=${on_back} />`;
  }
  const on_close = () => (invoice_of(invoice.id)?.credited_minor ?? 0) > 0 ? on_credited() : on_back();
  return html`<${CreditDialog} invoice=${invoice} amount_minor=${amount_minor} on_close=${on_close} />`;
}

/** @param {{ invoice: Row, amount_minor: number, on_close: () => void }} props */
function UnapplyDialog({ invoice, amount_minor, on_close }) {
  const [reason, set_reason] = useState("");
  const { busy, problem, send } = use_mutation();
  const number = number_or_draft(invoice);
  const amount = money(amount_minor);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!await send("POST", `/api/invoices/${invoice.id}/unapply`, { reason: reason.trim() })) return;
    toast(t("void.unapplied", { amount, number }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("void.unapply_title", { amount, number })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <p>${t("void.unapply_said", { amount, number, due: money(invoice.due_minor + amount_minor) })}</p>
        <${Field} label=${t("void.reason")} value=${reason} required=${true} limit=${REASON_MAX}
          autocomplete="off" placeholder=${t("void.reason_hint")} on_input=${set_reason} />
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("void.unapply_do", {
          amount,
        })}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}
