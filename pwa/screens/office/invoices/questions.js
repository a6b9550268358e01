// Questions of customers: what they ask about which invoice, to be answered in words or closed with one tap.
import {
  late_debits,
  PENDING_DAYS_MAX,
  setback_in_words,
  setbacks_of,
} from "../../../components/concerns.js";
import { Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Money, Notice, today_in } from "../../../components/parts.js";
import { day, instant, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import {
  cache,
  customer as customer_of,
  invoice as invoice_of,
  job as job_of,
  me,
  settings,
} from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { credited_words } from "./credited_words.js";
import { credit_for, creditable_of, CreditDialog } from "./credit.js";
import { Refused, use_mutation } from "../mutation.js";
import { question_count, set_back, stuck } from "./question.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const ANSWER_MAX = 4000;

export function Questions() {
  const count = question_count.value;
  const [items, set_items] = useState(/** @type {Row[] | null} */ (null));
  const [is_offline, set_offline] = useState(false);
  useEffect(() => {
    call("GET", "/api/questions?open=true").then(
      ({ body }) => (set_items(body?.items ?? []), set_offline(false)),
      () => set_offline(true),
    );
  }, [count, cache.mark.value?.cursor]);
  if (count === 0 && !items?.length) return null;
  return html`
    <section class="stack close" aria-labelledby="questions">
      <h2 id="questions" class="panel-head">${t("questions.title", { count })}</h2>
      <p class="dim small">${t("questions.is")}</p>
      ${is_offline && html`<${Notice} kind="wait" icon="offline">${t("questions.offline", { count })}<//>`}
      ${items === null && !is_offline && html`<div class="skeleton as-card"></div>`}
      ${items?.toReversed().map((question) => html`<${Open} key=${question.id} question=${question} />`)}
    </section>
  `;
}

/** Bank debits that should have arrived: nobody decides on them here, but somebody has to look. */
export function StuckDebits() {
  const today = today_in(settings.value?.zone);
  if (stuck.value.length === 0) return null;
  return html`
    <section class="stack close" aria-labelledby="stuck">
      <h2 id="stuck" class="panel-head">${t("stuck.title")}</h2>
      <p class="dim small">${t("stuck.is", { count: PENDING_DAYS_MAX })}</p>
      <ul class="list">${stuck.value.map((invoice) =>
        html`
          <li key=${invoice.id}>
            <${Link} class="list-row" href=${`/office/jobs/${invoice.job_id}`}>
              <${Icon} name="bank" />
              <span class="grow stack tight"><span class="title">${[invoice.number, invoice.customer_name]
                .filter(Boolean).join(" · ")}</span>
                <span class="dim small">${late_debits(invoice, today).map(({ on }) =>
                  t("concern.late", { day: day(on ?? "") })
                ).join(" · ")}</span></span>
              <${Money} minor=${invoice.pending_minor} />
              <//>
              </li>
        `
      )}</ul>
    </section>
  `;
}

/** Paid, or thought so, and then not: the invoice is due, and its customer has to be asked again. */
export function SetBack() {
  if (set_back.value.length === 0) return null;
  return html`
    <section class="stack close" aria-labelledby="set-back">
      <h2 id="set-back" class="panel-head">${t("set_back.title")}</h2>
      <p class="dim small">${t("set_back.is")}</p>
      <ul class="list">${set_back.value.map((invoice) =>
        html`<${BackRow} key=${invoice.id} invoice=${invoice} />`
      )}</ul>
    </section>
  `;
}

/** @param {{ invoice: Row }} props */
function BackRow({ invoice }) {
  const back = setbacks_of(invoice);
  return html`
    <li>
      <${Link} class="list-row" href=${`/office/jobs/${invoice.job_id}`}>
        <${Icon} name="bank" />
        <span class="grow stack tight"><span class="title">${[invoice.number, invoice.customer_name]
          .filter(Boolean).join(" · ")}</span>
          <span class="dim small">${back.map(setback_in_words).join(" · ")}</span></span>
        <${Money} minor=${back.reduce((sum, { amount_minor }) => sum + amount_minor, 0)} />
        <//>
        </li>
  `;
}

/** @param {{ question: Row }} props */
function Open({ question }) {
  const [answer, set_answer] = useState("");
  const [is_crediting, set_crediting] = useState(false);
  const { busy, problem, send } = use_mutation();
  const invoice = invoice_of(question.invoice_id);
  const customer = customer_of(question.customer_id);
  const job = job_of(question.job_id);
  const name = customer?.name ?? t("decide.somebody");
  const tell = async (/** @type {string} */ word) => {
    if (!await send("POST", `/api/questions/${question.id}/answer`, { answer: word.trim() })) return;
    toast(t("questions.answered", { name }));
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void tell(answer);
  };
  const close = async () => {
    if (await send("POST", `/api/questions/${question.id}/close`, {})) toast(t("questions.closed"));
  };
  // The credit stands, whatever becomes of the answer: that is then in its field, to be sent again.
  const credited = (/** @type {string} */ word) => {
    set_answer(word);
    void (word ? tell(word) : close());
  };
  return html`
    <article class="card stack" data-question=${question.id}>
      <div class="row top-aligned"><${Icon} name="note" />
        <div class="grow stack tight"><h3>${t("questions.about", {
          name,
          number: question.number ?? "",
        })}</h3>
          <p class="dim small">${[job?.title, instant(question.asked_at)].filter(Boolean).join(
            " · ",
          )}</p></div></div>
      <blockquote class="as-typed" dir="auto">${question.text}</blockquote>
      ${question.lines.length > 0 && html`
        <ul class="list">${question.lines.map((/** @type {Row} */ line, /** @type {number} */ place) =>
          html`<li key=${place} class="list-row"><span class="grow">${line.description}</span>
            <${Money} minor=${line.amount_minor} /></li>`
        )}</ul>
      `}
      <form class="stack" onSubmit=${submit}>
        <${Field} label=${t("questions.answer")} value=${answer} lines=${true} required=${true}
          limit=${ANSWER_MAX} help=${t("questions.answer_help")} on_input=${set_answer} />
        <${Refused} problem=${problem} />
        <div class="actions">
          <button class="primary" disabled=${busy}>${t("questions.do_answer")}</button>
          ${invoice && creditable_of(invoice) > 0 && html`
            <button type="button" disabled=${busy} onClick=${() => set_crediting(true)}>
              ${question.lines.length > 0
                ? t("questions.credit", { count: question.lines.length })
                : t("questions.credit_part")}</button>
          `}
          <button type="button" disabled=${busy} onClick=${close}>${t("questions.do_close")}</button>
          <${Link} class="button quiet" href=${`/office/jobs/${question.job_id}`}>${t("decide.open_job")}<//>
        </div>
      </form>
      ${is_crediting && invoice && html`
        <${CreditDialog} invoice=${invoice} amount_minor=${credit_for(invoice, question.questioned_minor)}
          reason=${lines_of(question)} word_for=${(/** @type {number} */ amount_minor) =>
            credited_in_words(question, amount_minor)}
          on_credited=${credited} on_close=${() => set_crediting(false)} />
      `}
    </article>
  `;
}

/** @param {Row} question */
const lines_of = ({ lines }) => lines.map((/** @type {Row} */ { description }) => description).join(", ");

/** What the customer is told of a credit, until somebody writes it otherwise. @param {Row} question */
function credited_in_words(question, /** @type {number} */ amount_minor) {
  const spoken = customer_of(question.customer_id)?.language ?? settings.peek()?.language;
  const facts = {
    amount_minor,
    currency: me.peek()?.currency ?? "USD",
    number: question.number ?? "",
    lines: lines_of(question),
  };
  return credited_words(facts, spoken);
}
