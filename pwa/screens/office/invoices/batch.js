// One thing done to many invoices: what will happen is said before, and what became of each after. Every step
// is a mutation of its own, so that one refusal stops nothing and a repeat does nothing twice.
import { Dialog } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Notice } from "../../../components/parts.js";
import { invoice_addresses } from "../../../domain/invoice_address.js";
import { money, t } from "../../../messages.js";
import { new_id } from "../../../store/outbox.js";
import { customer as customer_of, job as job_of } from "../../../store/view.js";
import { sync_now } from "../../../sync/engine.js";
import { html, useRef, useState } from "../../../vendor/ui.js";
import { owed, sum_of } from "../money.js";
import { ask } from "../mutation.js";
import { number_or_draft, refused_in_words } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ key: string, path: string, body: Row | Record<string, any>, invoices: Row[] }} Step */
/** @typedef {{ invoice: Row, why: string }} Left */
/** @typedef {{ done: Row[], left: Left[] }} Outcome */

/** Whom mail of an invoice reaches, if anybody. @param {Row} invoice @returns {Row | null} */
export function reached(invoice) {
  const customer = customer_of(job_of(invoice.job_id)?.customer_id ?? invoice.customer_id);
  return customer && invoice_addresses(customer).length > 0 ? customer : null;
}

/**
 * What would be done, and which invoices are left alone, with the reason.
 * @param {"send" | "remind"} kind @param {readonly Row[]} invoices
 * @param {(invoice: Row) => Row | null} whom
 * @returns {{ steps: Step[], left: Left[] }}
 */
export function planned(kind, invoices, whom) {
  const reasons = new Map(invoices.map((invoice) => [invoice, hindrance(kind, invoice, whom)]));
  const fit = invoices.filter((invoice) => !reasons.get(invoice));
  const left = invoices.filter((invoice) => reasons.get(invoice)).map((invoice) => ({
    invoice,
    why: String(reasons.get(invoice)),
  }));
  if (kind === "send") {
    return { left, steps: fit.map((invoice) => step(`/api/invoices/${invoice.id}/send`, {}, [invoice])) };
  }
  const by_customer = Map.groupBy(fit, (invoice) => String(whom(invoice)?.id));
  const steps = [...by_customer].map(([id, theirs]) =>
    step(`/api/customers/${id}/remind`, { invoice_ids: theirs.map((one) => one.id) }, theirs)
  );
  return { left, steps };
}

/** @param {string} path @param {Record<string, any>} body @param {Row[]} invoices @returns {Step} */
const step = (path, body, invoices) => ({ key: new_id(), path, body, invoices });

/**
 * @param {"send" | "remind"} kind @param {Row} invoice @param {(invoice: Row) => Row | null} whom
 * @returns {string | null}
 */
function hindrance(kind, invoice, whom) {
  if (invoice.status === "draft" || invoice.status === "void") return `batch.is_${invoice.status}`;
  if (!whom(invoice)) return "batch.no_address";
  if (kind === "send") return null;
  if (owed(invoice) === 0) return "batch.nothing_due";
  return invoice.sent_at === null ? "batch.not_sent" : null;
}

/** A reminder of one invoice. @param {{ invoice: Row, on_close: () => void }} props */
export function RemindDialog({ invoice, on_close }) {
  return html`<${BatchDialog} kind="remind" invoices=${[invoice]} on_close=${on_close} />`;
}

/**
 * @param {{ kind: "send" | "remind", invoices: Row[], on_close: (is_done: boolean) => void }} props
 */
export function BatchDialog({ kind, invoices, on_close }) {
  const plan = useRef(planned(kind, invoices, reached)).current;
  const settled = useRef(new Set());
  const [state, set_state] = useState({
    at: 0,
    is_busy: false,
    outcome: /** @type {Outcome | null} */ (null),
  });
  const [broken, set_broken] = useState(false);
  const run = async () => {
    set_broken(false);
    const outcome = state.outcome ?? { done: [], left: [...plan.left] };
    for (const each of plan.steps) {
      if (settled.current.has(each.key)) continue;
      set_state({ at: settled.current.size + 1, is_busy: true, outcome });
      const { answer, refused } = await ask("POST", each.path, each.body, each.key);
      if (refused?.code === "office.no_answer") {
        set_broken(true);
        break;
      }
      settled.current.add(each.key);
      take(outcome, each, answer, refused);
    }
    await sync_now().catch(() => {});
    set_state({ at: 0, is_busy: false, outcome });
  };
  const is_done = settled.current.size === plan.steps.length && state.outcome !== null && !state.is_busy;
  const count = plan.steps.flatMap((each) => each.invoices).length;
  return html`
    <${Dialog} title=${t(is_done ? `batch.${kind}_after` : `batch.${kind}_title`, {
      count: invoices.length,
    })} on_close=${() => on_close(is_done)}
      actions=${is_done
        ? html`<button type="button" class="primary" onClick=${() => on_close(true)}>${
          t("nav.done")
        }</button>`
        : html`
          <button type="button" class="primary" disabled=${count === 0 || state.is_busy} onClick=${run}>
                        ${state.is_busy && html`<${Icon} name="spinner" size="small" />`}
                        ${state.is_busy
                          ? t("batch.at", { at: state.at, count: plan.steps.length })
                          : t(broken ? "batch.again" : `batch.${kind}_do`, { count })}</button>
          <button type="button" onClick=${() => on_close(false)}>${t("nav.cancel")}</button>
        `}>
      ${is_done && state.outcome ? html`<${Said} kind=${kind} outcome=${state.outcome} />` : html`
        <p>${said_before(kind, plan.steps)}</p>
        <${LeftOut} left=${plan.left} />
      `}
      ${broken && html`<${Notice} kind="late" live=${true}>${t("refusal.office.no_answer")}<//>`}
      <//>
  `;
}

/**
 * @param {Outcome} outcome @param {Step} each @param {Record<string, any>} answer
 * @param {Record<string, any> | null} refused
 */
function take(outcome, each, answer, refused) {
  const done = refused ? [] : answer.invoice_ids ?? each.invoices.map(({ id }) => id);
  for (const invoice of each.invoices) {
    if (done.includes(invoice.id)) outcome.done.push(invoice);
    else {outcome.left.push({
        invoice,
        why: refused ? refused_in_words(/** @type {any} */ (refused)) : "batch.nothing_due",
      });}
  }
}

/** @param {"send" | "remind"} kind @param {Step[]} steps */
function said_before(kind, steps) {
  const invoices = steps.flatMap((each) => each.invoices);
  if (invoices.length === 0) return t("batch.none");
  const customers = new Set(invoices.map((invoice) => reached(invoice)?.id)).size;
  return t(`batch.${kind}_then`, {
    count: invoices.length,
    customers: t("batch.customers", { count: customers }),
    amount: money(sum_of(invoices, owed)),
  });
}

/** @param {{ kind: string, outcome: Outcome }} props */
function Said({ kind, outcome }) {
  return html`
    <${Notice} kind=${outcome.done.length > 0 ? "paid" : "wait"} live=${true}>
      <b>${t(`batch.${kind}_done`, { count: outcome.done.length })}</b>
      ${outcome.done.length > 0 && html`<p class="small">${outcome.done.map(number_or_draft).join(", ")}</p>`}
      <//>
    <${LeftOut} left=${outcome.left} />
  `;
}

/** Those that nothing is done to, each with its reason. @param {{ left: Left[] }} props */
function LeftOut({ left }) {
  return left.length > 0 && html`
    <section class="stack close">
      <h2 class="small dim">${t("batch.left_out", { count: left.length })}</h2>
      <ul class="stack tight small">${left.map(({ invoice, why }) =>
        html`<li key=${invoice.id}><b>${number_or_draft(invoice)}</b> ${
          why.startsWith("batch.") ? t(why) : why
        }</li>`
      )}</ul>
    </section>
  `;
}
