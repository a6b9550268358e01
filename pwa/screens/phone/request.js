// An invoice that this phone made and that has no number yet: where it stands, how certain it is, and the way
// out. One that the server did not make as asked waits here for an answer.
import { Dialog, refusal_in_words } from "../../components/forms.js";
import { Icon } from "../../components/icon.js";
import { Later, Page, toast } from "../../components/page.js";
import { Notice, TheNumber } from "../../components/parts.js";
import { clock_time, day, money, t } from "../../messages.js";
import { go, Link } from "../../router.js";
import { entries, HANDED_IN, NotSaved, outbox } from "../../store/outbox.js";
import { MAKES, row_of } from "../../store/requests.js";
import { certainty_of, job as job_of, settings } from "../../store/view.js";
import { sync_now } from "../../sync/engine.js";
import { status } from "../../sync/status.js";
import { html, useState } from "../../vendor/ui.js";
import { terms_in_words } from "./invoice_details.js";
import { Certainty } from "./invoice_preview.js";
import { ways_on } from "./request_ways.js";
import { percent_in_words, who_and_where } from "./words.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {import("../../store/ledger.js").Entry} Entry */

const send = () => import("./send.js");

/** The page of a request, instead of an invoice's. @param {{ invoice: Row }} props */
export function RequestPage({ invoice }) {
  const [is_throwing, set_throwing] = useState(false);
  const job = job_of(invoice.job_id);
  const can_throw = entries.value.some(({ id }) => id === invoice.request_id);
  const beyond_minor = certainty_of(invoice.job_id).by_id.get(invoice.id) ?? 0;
  return html`
    <${Page} title=${t("invoice.number_when_sent")} where=${t("invoice.title")}
      back=${`/jobs/${invoice.job_id}`}
      foot=${invoice.due_minor > 0 && html`
        <${Link} class="button primary" href=${`/jobs/${invoice.job_id}/pay?invoice=${invoice.id}`}>
          <${Icon} name="cash" />${t("pay.record")}<//>
      `}>
      <header class="stack tight"><h1>${t("invoice.number_when_sent")}</h1>
        <p class="dim">${[invoice.title, job?.title].filter(Boolean).join(" · ")}</p>
        ${job && html`<p class="dim small">${who_and_where(job)}</p>`}</header>
      <section class="card stack">
        <${TheNumber} minor=${invoice.total_minor} />
        <${Notice} kind="wait"><p><b>${t(can_throw ? "request.saved" : "request.taken")}</b></p>
          ${can_throw && html`<p class="small">${t("request.saved_then")}</p>`}
          ${can_throw && !status.value.online && html`
            <${Certainty} amount_minor=${invoice.total_minor} beyond_minor=${beyond_minor} />
          `}<//>
      </section>
      ${can_throw && html`<${Later} load=${send} invoice=${invoice} />`}
      <${Facts} invoice=${invoice} />
      ${invoice.message && html`
        <section class="card stack close">
          <h2>${t("invoice.message")}</h2>
          <p class="lines">${invoice.message}</p>
        </section>
      `}
      ${can_throw && html`<button type="button" class="quiet" onClick=${() => set_throwing(true)}>
        ${t("request.throw_away")}</button>`}
      ${is_throwing && html`
        <${ThrowAway} invoice=${invoice} on_close=${() => set_throwing(false)} />
      `}
    <//>
  `;
}

/** @param {{ invoice: Row }} props */
function Facts({ invoice }) {
  const terms = invoice.due_terms ?? settings.value?.due_terms ?? { kind: "receipt" };
  return html`
    <section class="card">
      <dl class="facts">
        <dt>${t("invoice.share")}</dt><dd>${percent_in_words(invoice.percent_bps)}</dd>
        <dt>${t("request.due")}</dt><dd>${invoice.due_on ? day(invoice.due_on) : terms_in_words(terms)}</dd>
    <dt>${t("invoice.sent")}</dt>
    <dd>${t(invoice.sends ? "request.mails_then" : "request.not_mailed")}</dd>
        ${job_of(invoice.job_id)?.retainage && html`
          <dt>${t("invoice.held")}</dt>
          <dd>${
      invoice.retained || invoice.held_minor ? money(invoice.held_minor) : t("request.held_when_sent")
    }</dd>
        `}
        ${invoice.held_minor !== 0 && html`
          <dt>${t("invoice.owed")}</dt>
          <dd>${money(invoice.owed_minor)}</dd>
        `}
        ${invoice.unsent_minor > 0 && html`
          <dt>${t("bar.unsent")}</dt>
          <dd>${money(invoice.unsent_minor)}</dd>
        `}</dl>
    </section>
  `;
}

/** @param {{ invoice: Row, on_close: () => void }} props */
function ThrowAway({ invoice, on_close }) {
  const [wrong, set_wrong] = useState("");
  const amount = money(invoice.total_minor);
  const throw_away = async () => {
    const body = { invoice_id: invoice.id };
    const said = await kept(() => outbox.replace(invoice.request_id, "invoices.discard_request", body));
    if (said) return set_wrong(said);
    on_close();
    toast(t("request.thrown"));
    go(`/jobs/${invoice.job_id}`, { replace: true });
    void sync_now();
  };
  return html`
    <${Dialog} title=${t("request.throw_title", { amount })} on_close=${on_close}
      actions=${html`
        <button type="button" class="danger primary" onClick=${throw_away}>${t("request.throw_away")}</button>
        <button type="button" onClick=${on_close}>${t("request.keep")}</button>
      `}>
      <p>${t("request.throw_then")}</p>
      ${invoice.unsent_minor > 0 &&
        html`<p>${t("request.throw_money", { amount: money(invoice.unsent_minor) })}</p>`}
      ${wrong && html`<${Notice} kind="late" live=${true}>${wrong}<//>`}
    <//>
  `;
}

/**
 * Refused requests that nobody here has answered yet; what is with the office is the office's to answer.
 * @param {(row: Row) => boolean} of
 */
function refused_requests(of) {
  return entries.value.filter(({ mutation, parked }) =>
    parked && !parked.mended_by && parked.code !== HANDED_IN && MAKES.has(mutation.type)
  ).filter((entry) => of(row_of(entry)));
}

/** The page of an invoice that the server did not make as asked. @param {{ entry: Entry }} props */
export function RefusedPage({ entry }) {
  const row = row_of(entry);
  const job = job_of(row.job_id);
  return html`
    <${Page} title=${t("invoice.title")} where=${job?.title ?? ""} back=${`/jobs/${row.job_id}`}>
      <article class="card stack">
        <${TheNumber} minor=${row.total_minor} />
        ${entry.parked?.code === HANDED_IN
          ? html`<${WithTheOffice} />`
          : html`<${Answer} entry=${entry} on_answered=${() =>
            go(`/jobs/${row.job_id}`, { replace: true })} />`}
      </article>
      <//>
  `;
}

/** Left with the office by a phone that was switched off: nothing is to be done about it here. */
function WithTheOffice() {
  const phone = settings.value?.phone;
  return html`
    <${Notice} kind="wait"><p>${refusal_in_words({ code: HANDED_IN })}</p>
      <p class="small">${t("request.office_decides")}</p><//>
    ${phone && html`<a class="button" href=${`tel:${phone}`}>${t("unsent.call_office")}</a>`}
  `;
}

/** On the job: what waits for an answer. @param {{ job: Row }} props */
export default function Refused({ job }) {
  const refused = refused_requests((row) => row.job_id === job.id);
  if (refused.length === 0) return null;
  return html`
    <${Notice} kind="late">
      <p>${t("request.refused", { count: refused.length })}</p>
      <div class="actions">
        <${Link} class="button" href="/unsent">${t("request.answer")}<//></div><//>
  `;
}

/**
 * Why, and each way on in one tap: a new mutation from the old one's content.
 * @param {{ entry: Entry, on_answered?: () => void }} props
 */
export function Answer({ entry, on_answered = () => {} }) {
  const [wrong, set_wrong] = useState("");
  const parked = /** @type {NonNullable<Entry["parked"]>} */ (entry.parked);
  const ways = ways_on(entry);
  const phone = settings.value?.phone;
  const answer = async (/** @type {import("./request_ways.js").Way} */ way) => {
    const { type, body, seen, amount_minor } = way;
    const said = await kept(() => outbox.record(type, body, { seen, mends: entry.id }));
    if (said) return set_wrong(said);
    toast(t("request.made_anew", { amount: money(amount_minor) }));
    on_answered();
    void sync_now();
  };
  const let_go = async () => {
    const said = await kept(() => outbox.let_go(entry.id));
    if (said) return set_wrong(said);
    toast(t("request.thrown"));
    on_answered();
  };
  return html`
    <${Notice} kind="late"><p>${reason_of(parked)}</p>
      ${ways.length === 0 && html`<p class="small">${t("request.nothing_to_bill")}</p>`}<//>
    <div class="stack close">
      ${ways.map((way, place) =>
        html`
          <button key=${way.say} type="button" class=${place === 0 ? "primary full" : "full"}
            onClick=${() => answer(way)}>${t(`request.${way.say}`, {
              amount: money(way.amount_minor),
              percent: way.percent,
            })}</button>
        `
      )}
      <div class="actions"><button type="button" class="quiet" onClick=${let_go}>${t(
        "request.throw_away",
      )}</button>
        ${phone && html`<a class="button quiet" href=${`tel:${phone}`}>${t("unsent.call_office")}</a>`}</div>
      ${wrong && html`<${Notice} kind="late" live=${true}>${wrong}<//>`}
    </div>
  `;
}

/** @param {NonNullable<Entry["parked"]>} parked */
function reason_of({ code, facts = {} }) {
  const until_at = facts.until_at ? { until_at: clock_time(String(facts.until_at)) } : {};
  return refusal_in_words({ ...facts, ...until_at, code });
}

/** Why it is not on this phone's disk; empty when it is. @param {() => Promise<unknown>} work */
async function kept(work) {
  try {
    await work();
    return "";
  } catch (error) {
    return t(error instanceof NotSaved ? `not_saved.${error.reason}` : "not_saved.failed");
  }
}
