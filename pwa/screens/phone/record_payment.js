// Recording a payment with one thumb: method, amount, what it settles in words, save. Nothing is said to be
// saved before it is on this device's disk; if that fails, the form keeps everything.
import { Segments } from "../../components/forms.js";
import { decimals_of_currency, Keypad, MoneyField } from "../../components/money_field.js";
import { Page } from "../../components/page.js";
import { brief_money, DUE, Empty, job_parts, Said, sum_of_parts, today_in } from "../../components/parts.js";
import { minor_of, typed_of } from "../../components/typed_amount.js";
import { money, t } from "../../messages.js";
import { route } from "../../router.js";
import { new_id, record } from "../../store/outbox.js";
import {
  invoice as invoice_of,
  invoices,
  invoices_of,
  job as job_of,
  jobs,
  settings,
} from "../../store/view.js";
import { hold_updates } from "../../sync/worker_bridge.js";
import { html, useEffect, useState } from "../../vendor/ui.js";
import { ExactSum } from "../exact_sum.js";
import {
  invoices_to_ask_about,
  opens_of,
  opens_of_customer,
  order_shown,
  quick_amounts,
  split_in_sentences,
} from "./payment.js";
import { Details, details_in_words, received_at } from "./payment_details.js";
import { NotSavedNotice, Saved } from "./saved.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {import("../../domain/allocation.js").Open} Open */
/**
 * `invoice_id`: the payment is for this invoice alone. `of_customer`: for all their jobs. `hint`: of the
 * invoices it is for, these first.
 * @typedef {{ id: string, method: string, typed: string, invoice_id: string | null, of_customer: boolean,
 *   hint: string[], is_answered: boolean, reference: string, note: string, taken_on: string }} Draft
 * @typedef {(part: Partial<Draft>) => void} Change
 * @typedef {{ body: Record<string, any>, receipt: string | null, is_sent: boolean }} Kept
 */

const METHODS = ["cash", "check", "card", "other"];
const TICK_MS = 12;

export default function PhoneRecordPayment() {
  const job = job_of(route.value.params.id);
  const invoice_id = route.value.query.invoice ?? null;
  const [draft, set_draft] = useState(() => new_draft(invoice_id));
  const [kept, set_kept] = useState(/** @type {Kept | null} */ (null));
  const is_dirty = draft.typed !== "" && kept === null;
  useEffect(() => is_dirty ? hold_updates() : undefined, [is_dirty]);
  if (!job) {
    return html`
      <${Page} title=${t("pay.record")} back="/" closes=${true}>
        <${Empty} icon="job" title=${t("job.missing")} text=${t("job.missing_text")} />
        <//>
    `;
  }
  const anew = () => (set_draft(new_draft(null)), set_kept(null));
  if (kept) return html`<${Saved} kept=${kept} job=${job} on_another=${anew} />`;
  /** @type {Change} */
  const change = (part) => set_draft((before) => ({ ...before, ...part }));
  return html`<${Form} job=${job} draft=${draft} on_kept=${set_kept} change=${change} />`;
}

/** @param {string | null} invoice_id @returns {Draft} */
function new_draft(invoice_id) {
  const choice = { method: "cash", invoice_id, of_customer: false, hint: [], is_answered: false };
  return { id: new_id(), typed: "", reference: "", note: "", taken_on: "", ...choice };
}

/** @param {{ job: Row, draft: Draft, change: Change, on_kept: (kept: Kept) => void }} props */
function Form({ job, draft, change, on_kept }) {
  const [failure, set_failure] = useState(/** @type {string | null} */ (null));
  const [is_detailed, set_detailed] = useState(false);
  const amount_minor = minor_of(draft.typed, decimals_of_currency()) ?? 0;
  const body = body_of(job, draft, amount_minor);
  const save = async () => {
    set_failure(null);
    const { kept, receipt, reason } = await saved(body, draft.id);
    if (reason) return set_failure(reason);
    on_kept({ body: kept, receipt, is_sent: false });
  };
  const back = draft.invoice_id ? `/invoices/${draft.invoice_id}` : `/jobs/${job.id}`;
  const on_sent = () => on_kept({ body, receipt: null, is_sent: true });
  // Each sending is a mutation of its own: what the phone keeps later names another moment, and under one id
  // the server would refuse it. The payment's id makes them one payment.
  return html`
    <${Page} title=${t("pay.record")} back=${back} closes=${true} kind="paying"
      foot=${html`
        <${Foot} draft=${draft} change=${change} amount_minor=${amount_minor} on_save=${save}>
          <${Preview} job=${job} draft=${draft} amount_minor=${amount_minor} change=${change} />
          <//>
      `}>
    ${failure && html`
      <${NotSavedNotice} reason=${failure} id=${draft.id} key_of=${new_id} body=${body} on_retry=${save}
        on_sent=${on_sent} />
    `}
            <${Segments} label=${t("pay.method")} value=${draft.method}
              on_pick=${(/** @type {string} */ method) => change({ method })}
              options=${METHODS.map((value) => ({ value, label: t(`method.${value}`) }))} />
            <${For} job=${job} draft=${draft} change=${change} />
            <${Amount} job=${job} draft=${draft} change=${change} on_details=${() => set_detailed(true)} />
            ${is_detailed &&
              html`<${Details} draft=${draft} change=${change} on_close=${() => set_detailed(false)} />`}
          <//>
  `;
}

/**
 * @param {Record<string, any>} body
 * @param {string} id  the same for every try, so that two tries are one payment
 * @returns {Promise<{ kept: Record<string, any>, receipt: string | null, reason: string | null }>}
 */
async function saved(body, id) {
  try {
    const { receipt, body: kept } = await record("payments.record_payment", body, { id });
    navigator.vibrate?.(TICK_MS);
    return { kept, receipt, reason: null };
  } catch (error) {
    return {
      kept: body,
      receipt: null,
      reason: error instanceof Error && "reason" in error ? String(error.reason) : "failed",
    };
  }
}

/**
 * What the payment settles stands with the keys and the button: in sight whenever it is saved.
 * @param {{
 *   draft: Draft, change: Change, amount_minor: number, on_save: () => Promise<void>,
 *   children?: import("../../vendor/ui.js").Children,
 * }} props
 */
function Foot({ draft, change, amount_minor, on_save, children }) {
  const [is_busy, set_busy] = useState(false);
  const save = async () => {
    set_busy(true);
    await on_save();
    set_busy(false);
  };
  const text = amount_minor === 0 ? t("pay.type_amount") : t("pay.save", { amount: money(amount_minor) });
  return html`<div class="stack close">${children}<${Keypad} typed=${draft.typed} on_typed=${
    type_into(change)
  } />
    <button type="button" class="primary big" disabled=${amount_minor === 0 || is_busy} onClick=${save}>
      ${text}</button></div>`;
}

/** Another amount is another question. @param {Change} change */
function type_into(change) {
  return (/** @type {string} */ typed) => change({ typed, hint: [], is_answered: false });
}

/**
 * Whom it is for, where that is a question: the customer owes on other jobs too.
 * @param {{ job: Row, draft: Draft, change: Change }} props
 */
function For({ job, draft, change }) {
  const all = opens_of_customer(job.customer_id, jobs.value, invoices.value);
  const elsewhere = all.length > opens_of(invoices_of(job.id)).length;
  const meant = invoice_of(draft.invoice_id ?? "");
  if (!elsewhere || meant?.request_id) return null;
  const options = [
    ...(meant ? [{ value: meant.id, label: meant.number }] : []),
    { value: "job", label: t("pay.for_job") },
    { value: "customer", label: t("pay.for_customer") },
  ];
  return html`
    <${Segments} label=${t("pay.for")} options=${options}
      value=${draft.of_customer ? "customer" : draft.invoice_id ?? "job"}
      on_pick=${(/** @type {string} */ picked) =>
        change({
          of_customer: picked === "customer",
          invoice_id: picked === meant?.id ? picked : null,
          hint: [],
          is_answered: false,
        })} />
  `;
}

/** @param {{ job: Row, draft: Draft, change: Change, on_details: () => void }} props */
function Amount({ job, draft, change, on_details }) {
  const parts = job_parts(job, invoices_of(job.id), today_in(settings.value?.zone));
  const collect_minor = sum_of_parts(parts, ...DUE, "left");
  const is_of_job = !draft.invoice_id && !draft.of_customer;
  const quick = quick_amounts(chosen_opens(job, draft), is_of_job ? collect_minor : 0);
  const decimals = decimals_of_currency();
  const on_typed = type_into(change);
  return html`
    <div class="stack close">
      <${MoneyField} typed=${draft.typed} label=${t("pay.amount")} on_typed=${on_typed} />
      <button type="button" class="quiet small centered" onClick=${on_details}>${details_in_words(
        draft,
      )}</button>
      <div class="picks centered" role="group" aria-label=${t("pay.quick")}>${quick.map((
        { amount_minor, name, number },
      ) =>
        html`
          <button key=${`${name}${number}`} type="button"
            onClick=${() => on_typed(typed_of(amount_minor, decimals))}>${brief_money(amount_minor)} · ${t(
              `pay.quick_${name}`,
              { number },
            )}</button>
        `
      )}</div>
    </div>
  `;
}

/** @param {{ job: Row, draft: Draft, amount_minor: number, change: Change }} props */
function Preview({ job, draft, amount_minor, change }) {
  if (amount_minor === 0) return html`<p class="dim small centered">${t("pay.hint")}</p>`;
  const opens = chosen_opens(job, draft);
  const asked = draft.invoice_id || draft.is_answered ? [] : invoices_to_ask_about(amount_minor, opens);
  const left = job_parts(job, invoices_of(job.id), "").find(({ kind }) => kind === "left");
  const said = split_in_sentences(amount_minor, opens, {
    hint: draft.hint,
    whole_only: settings.value?.whole_invoices_only ?? false,
    left_minor: draft.invoice_id || draft.of_customer ? 0 : left?.minor ?? 0,
    of_customer: draft.of_customer,
  });
  const is_over = said.some(({ say }) => say === "split.over" || say === "split.waits");
  return html`<div class=${is_over ? "words wait" : "words"} role="status">
    <p>${said.map((one) => html`<${SplitSentence} key=${one.say + one.number} ...${one} />`)}</p>
    ${
    asked.length > 0 && html`
      <${ExactSum} amount_minor=${amount_minor} asked=${asked} opens=${opens}
        change=${change} />
    `
  }
    ${
    draft.hint.length > 0 && html`<button type="button" class="quiet small" onClick=${() =>
      change({ hint: [] })}>
      ${t("split.exact_no")}</button>`
  }</div>`;
}

/** @param {import("./payment.js").Sentence} props */
function SplitSentence({ say, number, amount_minor, left_minor }) {
  return html`<${Said} say=${say} number=${number} amount=${money(amount_minor)} left=${
    money(left_minor)
  } />${" "}`;
}

/**
 * @param {Row} job
 * @param {Draft} draft
 */
function chosen_opens(job, { invoice_id, of_customer }) {
  if (of_customer) return opens_of_customer(job.customer_id, jobs.value, invoices.value);
  return opens_of(invoices_of(job.id).filter(({ id }) => invoice_id === null || id === invoice_id));
}

/**
 * A payment names all it knows, so that money for an invoice that is gone still finds its job.
 * @param {Row} job
 * @param {Draft} draft
 * @param {number} amount_minor
 */
function body_of(job, draft, amount_minor) {
  const { of_customer } = draft;
  const hint = of_customer ? order_shown(chosen_opens(job, draft), draft.hint) : draft.hint;
  return {
    payment_id: draft.id,
    method: draft.method,
    amount_minor,
    currency: job.currency,
    taken_at: received_at(draft),
    ...(!of_customer && { job_id: job.id }),
    customer_id: job.customer_id,
    ...(draft.invoice_id && { invoice_id: draft.invoice_id }),
    ...(hint.length > 0 && { hint }),
    ...(draft.reference && { reference: draft.reference }),
    ...(draft.note && { note: draft.note }),
  };
}
