// Money that somebody puts right: placed on an invoice, moved to another, given back. What will be true is
// said before it is.
import { Dialog, Field, Segments } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Search } from "../../../components/parts.js";
import { goes_along } from "../../../domain/surcharge.js";
import { money, t } from "../../../messages.js";
import {
  customer as customer_of,
  invoice as invoice_of,
  invoices,
  job as job_of,
} from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { Check, sum_to_type, sum_typed, SumField } from "../fields.js";
import { is_found, owed } from "../money.js";
import { Refused, use_mutation } from "../mutation.js";
import { number_or_draft } from "../words.js";
import { payment_name } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const THEN = ["owed", "credited"];
const REASON_MAX = 200;
const SHOWN_MAX = 8;
const NOBODY = /** @type {Row} */ ({ id: "" });
const METHODS = ["cash", "check", "other"];
const BY_PROCESSOR = "processor";
export const TIP = "tip";
export const SURCHARGE = "surcharge";

/**
 * Free money onto an invoice of its customer; of anybody's, where nobody knows whose it is.
 * @param {{ payment: Row, decision?: Row, on_close: () => void }} props
 */
export function PlaceDialog({ payment, decision, on_close }) {
  const [typed, set_typed] = useState("");
  const [invoice_id, set_invoice] = useState("");
  const { busy, problem, send } = use_mutation();
  const open = candidates(payment).filter((invoice) => is_found(typed, name_of(invoice, owed(invoice))));
  const target = open.find(({ id }) => id === invoice_id) ?? (open.length === 1 ? open[0] : undefined);
  const amount_minor = target ? Math.min(owed(target), payment.unapplied_minor) : 0;
  const submit = async () => {
    const answer = decision
      ? await send("POST", `/api/decisions/${decision.id}/resolve`, {
        choice: "apply",
        invoice_id: target?.id,
      })
      : await send("POST", "/api/allocations", { payment_id: payment.id, invoice_id: target?.id });
    if (!answer) return;
    toast(t("decide.done_apply", { amount: money(amount_minor), number: target?.number ?? "" }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("apply.title", { amount: money(payment.unapplied_minor) })} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" disabled=${busy || !target} onClick=${submit}>${target
          ? t("apply.do", { amount: money(amount_minor), number: number_or_draft(target) })
          : t("place.pick")}</button><button
          type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      ${candidates(payment).length > SHOWN_MAX &&
        html`<${Search} value=${typed} label=${t("invoices.search")} on_input=${set_typed} />`}
      ${open.length === 0 && html`<p class="dim">${t("place.none")}</p>`}
      <${Segments} as="picks" label=${t("office.invoices")} value=${target?.id ?? ""} on_pick=${set_invoice}
        options=${open.slice(0, SHOWN_MAX).map((invoice) => ({
          value: invoice.id,
          label: name_of(invoice, owed(invoice)),
        }))} />
      <${Refused} problem=${problem} />
      <//>
  `;
}

/**
 * Where it may go: to an invoice of its own job before those of others, the first due before the later.
 * @param {Row} payment
 */
function candidates(payment) {
  const whose = payment.customer_id;
  const place = (/** @type {Row} */ { job_id, due_on }) =>
    `${job_id === payment.job_id ? 0 : 1} ${due_on ?? "9999"}`;
  return invoices.value.filter((invoice) =>
    owed(invoice) > 0 && (!whose || customer_id_of(invoice) === whose)
  )
    .sort((one, other) => place(one) < place(other) ? -1 : 1);
}

/** @param {Row} invoice */
const customer_id_of = ({ job_id, customer_id }) => job_of(job_id)?.customer_id ?? customer_id;

/**
 * The sum comes before the long names: a narrow choice cuts off its end.
 * @param {Row} invoice @param {number} minor
 */
function name_of(invoice, minor) {
  const customer = customer_of(customer_id_of(invoice));
  const title = invoice.title || job_of(invoice.job_id)?.title;
  return [number_or_draft(invoice), money(minor), title, customer?.name].filter(Boolean).join(" · ");
}

/**
 * From one invoice to another of the customer, in one step. `from_id`: the invoice that is chosen at first.
 * @param {{ payment: Row, from_id?: string, on_close: () => void }} props
 */
export function MoveDialog({ payment, from_id, on_close }) {
  const on = payment.allocations;
  const [from, set_from] = useState(from_id ?? on[0]?.invoice_id ?? "");
  const others = candidates({ ...payment, customer_id: customer_id_of(invoice_of(from) ?? NOBODY) })
    .filter(({ id }) => id !== from);
  const [to, set_to] = useState(others[0]?.id ?? "");
  const target = others.find(({ id }) => id === to) ?? others[0];
  const there_minor = on.find((/** @type {Row} */ part) => part.invoice_id === from)?.amount_minor ?? 0;
  const fits_minor = target ? Math.min(there_minor, owed(target)) : 0;
  const [typed, set_typed] = useState("");
  const [reason, set_reason] = useState("");
  const amount_minor = typed.trim() === "" ? fits_minor : sum_typed(typed) ?? 0;
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const body = { from_invoice_id: from, to_invoice_id: target?.id, amount_minor, reason: reason.trim() };
    if (!await send("POST", `/api/payments/${payment.id}/move`, body)) return;
    toast(t("move.done", { amount: money(amount_minor), number: target?.number ?? "" }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("move.title")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Field} label=${t("move.from")} value=${from} on_input=${set_from}
          options=${on.map((/** @type {Row} */ part) => ({
            value: part.invoice_id,
            label: name_of(invoice_of(part.invoice_id) ?? part, part.amount_minor),
          }))} />
        <${Field} label=${t("move.to")} value=${target?.id ?? ""} on_input=${set_to}
          help=${others.length === 0 && t("place.none")}
          options=${others.map((invoice) => ({
            value: invoice.id,
            label: name_of(invoice, owed(invoice)),
          }))} />
        <${SumField} label=${t("table.amount")} value=${typed} optional=${true}
          placeholder=${sum_to_type(fits_minor)} on_input=${set_typed} />
        <${Field} label=${t("void.reason")} value=${reason} required=${true} limit=${REASON_MAX}
          autocomplete="off" on_input=${set_reason} />
        ${target && amount_minor > 0 && html`<p class="words" role="status">${
          t("move.then", {
            amount: money(amount_minor),
            from: number_or_draft(invoice_of(from) ?? NOBODY),
            from_due: money((invoice_of(from)?.due_minor ?? 0) + amount_minor),
            to: number_or_draft(target),
            to_due: money(Math.max(0, owed(target) - amount_minor)),
          })
        }</p>`}
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy || !target ||
          amount_minor === 0}>${t("move.do", {
            amount: money(amount_minor),
          })}</button><button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/**
 * Money goes back to the customer. What lies free goes as it is; what settles an invoice is owed there again.
 * `from_id`: the invoice that is chosen at first, the tip or the surcharge; `asked_minor` of it, else all.
 * @param {{ payment: Row, from_id?: string, asked_minor?: number, on_close: () => void }} props
 */
export function RefundDialog({ payment, from_id, asked_minor, on_close }) {
  const sources = sources_of(payment);
  const [source, set_source] = useState(from_id ?? sources[0]?.value ?? "");
  const from = sources.find(({ value }) => value === source) ?? sources[0];
  const [typed, set_typed] = useState(from_id ? sum_to_type(asked_minor ?? from?.minor ?? 0) : "");
  const [reason, set_reason] = useState("");
  const ways = ways_back(payment);
  const [method, set_method] = useState(ways.includes(payment.method) ? payment.method : ways[0]);
  const is_by_processor = method === BY_PROCESSOR;
  const most_minor = from?.minor ?? 0;
  const amount_minor = typed.trim() === "" ? most_minor : sum_typed(typed) ?? 0;
  const is_too_much = amount_minor > most_minor;
  // A sum that was typed for an invoice is none for the tip: all of what is picked is offered again.
  const take_from = (/** @type {string} */ value) => {
    set_source(value);
    set_typed("");
  };
  const { busy, problem, send } = use_mutation();
  const is_beside = source === TIP || source === SURCHARGE;
  const invoice = source && !is_beside ? invoice_of(source) : null;
  // Nobody asks the customer of a canceled job for what was just given back.
  const [then, set_then] = useState(invoice && job_of(invoice.job_id)?.canceled_at ? "credited" : "owed");
  const is_credited = invoice !== null && then === "credited";
  const is_tip = source === TIP;
  const [picked, set_picked] = useState(/** @type {boolean | null} */ (null));
  const { reversed_minor, refunded_minor = 0 } = payment;
  const is_last = amount_minor === payment.amount_minor - reversed_minor - refunded_minor;
  const tip_minor = is_tip ? amount_minor : !is_beside && (picked ?? is_last) ? tip_left(payment) : 0;
  const surcharge_minor = is_beside ? 0 : surcharge_along(payment, amount_minor);
  const sum_minor = is_beside ? amount_minor : amount_minor + tip_minor + surcharge_minor;
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const body = {
      amount_minor: is_beside ? 0 : amount_minor,
      reason: reason.trim(),
      ...(!is_by_processor && { method }),
      ...(invoice && { invoice_id: source }),
      ...(tip_left(payment) > 0 && { tip_minor }),
      ...(source === SURCHARGE && { surcharge_minor: amount_minor }),
    };
    const route = is_credited ? "refund-with-credit" : "refund";
    if (!await send("POST", `/api/payments/${payment.id}/${route}`, body)) return;
    toast(t(is_by_processor ? "refund.asked" : "refund.done", { amount: money(sum_minor) }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("refund.title", { payment: payment_name(payment) })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        ${sources.length > 1 && html`
          <${Field} label=${t("refund.from")} value=${source} options=${sources} on_input=${take_from} />
        `}
        <${SumField} label=${t("table.amount")} value=${typed} placeholder=${sum_to_type(most_minor)}
          wrong=${is_too_much ? t("refund.at_most", { amount: money(most_minor) }) : undefined}
          on_input=${set_typed} />
        ${tip_left(payment) > 0 && !is_beside && html`
          <${Check} label=${t("refund.with_tip", { amount: money(tip_left(payment)) })}
            checked=${tip_minor > 0} on_change=${set_picked} />
        `}
        <div class="field"><span class="label" aria-hidden="true">${t("refund.method")}</span>
          <${Segments} as="picks" label=${t("refund.method")} value=${method} on_pick=${set_method}
            options=${ways.map((value) => ({ value, label: way_in_words(value, payment) }))} /></div>
        ${is_by_processor && html`<p class="dim small">${t("refund.by_processor_is")}</p>`}
        <${Field} label=${t("void.reason")} value=${reason} required=${true} limit=${REASON_MAX}
          autocomplete="off" on_input=${set_reason} />
        ${invoice && html`
          <div class="field"><span class="label" aria-hidden="true">${t("refund.after")}</span>
            <${Segments} as="picks" label=${t("refund.after")} value=${then} on_pick=${set_then}
              options=${THEN.map((value) => ({ value, label: t(`refund.is_${value}`) }))} /></div>
        `}
        <p class="words" role="status">${is_credited && invoice
          ? t("refund.then_credited", {
            amount: money(amount_minor),
            number: number_or_draft(invoice),
            due: money(invoice.due_minor),
          })
          : invoice
          ? t("refund.then_owed", {
            amount: money(amount_minor),
            number: number_or_draft(invoice),
            due: money(invoice.due_minor + amount_minor),
          })
          : t(is_beside ? `refund.then_${source}_only` : "refund.then_free", {
            amount: money(amount_minor),
          })}${
    tip_minor > 0 && !is_beside ? ` ${t("refund.then_tip", { amount: money(tip_minor) })}` : ""
  }${
    surcharge_minor > 0 ? ` ${t("refund.then_surcharge", { amount: money(surcharge_minor) })}` : ""
  }</p>
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="danger primary" disabled=${busy || is_too_much ||
          amount_minor === 0}>${t(
          is_by_processor ? "refund.do_ask" : "refund.do",
          { amount: money(sum_minor) },
        )}</button><button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/** What a processor took goes back as it came, unless a person gave it otherwise. @param {Row} payment */
function ways_back(payment) {
  return payment.source === "gateway" ? [BY_PROCESSOR, "cash", "check", "other"] : METHODS;
}

/** @param {string} way @param {Row} payment */
function way_in_words(way, payment) {
  return way === BY_PROCESSOR ? t(`refund.by_${payment.method}`) : t(`method.${way}`);
}

/** What of its tip was not given back. @param {Row} payment */
function tip_left({ tip_minor = 0, tip_returned_minor = 0 }) {
  return tip_minor - tip_returned_minor;
}

/** What of its card surcharge was not given back. @param {Row} payment */
function surcharge_left({ surcharge_minor = 0, surcharge_returned_minor = 0 }) {
  return surcharge_minor - surcharge_returned_minor;
}

/**
 * What of it goes along by the rule of the cards: in all as much as of the payment.
 * @param {Row} payment @param {number} minor
 */
function surcharge_along(payment, minor) {
  const whole = payment.amount_minor - payment.reversed_minor - (payment.refunded_minor ?? 0);
  if (minor <= 0 || minor > whole) return 0;
  const { amount_minor: payment_minor, surcharge_minor = 0 } = payment;
  return goes_along(minor, whole, surcharge_left(payment), { payment_minor, surcharge_minor });
}

/** From where the money can be taken: what is free, and each invoice it is on. @param {Row} payment */
function sources_of(payment) {
  const free = payment.unapplied_minor > 0
    ? [{
      value: "",
      label: t("refund.free", { amount: money(payment.unapplied_minor) }),
      minor: payment.unapplied_minor,
    }]
    : [];
  return [
    ...free,
    ...payment.allocations.map((/** @type {Row} */ { invoice_id, amount_minor }) => ({
      value: invoice_id,
      label: name_of(invoice_of(invoice_id) ?? NOBODY, amount_minor),
      minor: amount_minor,
    })),
    ...(tip_left(payment) > 0
      ? [{
        value: TIP,
        label: t("refund.tip_only", { amount: money(tip_left(payment)) }),
        minor: tip_left(payment),
      }]
      : []),
    ...(surcharge_left(payment) > 0
      ? [{
        value: SURCHARGE,
        label: t("refund.surcharge_only", { amount: money(surcharge_left(payment)) }),
        minor: surcharge_left(payment),
      }]
      : []),
  ];
}
