// Money that needs a decision: each row says in a sentence what came and why it has no place; one tap
// places it.
import { beside_in_words } from "../../../components/aftermath.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Chip, Empty, Money, Notice, Said } from "../../../components/parts.js";
import { Field, refusal_in_words } from "../../../components/forms.js";
import { day, instant, money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import {
  customer as customer_of,
  decisions,
  devices,
  invoice as invoice_of,
  job as job_of,
  members,
  payments,
  ready,
} from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { sum_of } from "../money.js";
import { ArrivalsNotice } from "../devices/arrivals.js";
import { dispute_in_words } from "./dispute_words.js";
import { InDoubt } from "./in_doubt.js";
import { PlaceDialog, RefundDialog, SURCHARGE, TIP } from "./money_dialogs.js";
import { use_mutation } from "../mutation.js";
import { OfficePage } from "../page.js";
import { PayoutNotice } from "../board/payout_notice.js";
import { asking_count } from "../invoices/question.js";
import { Questions, SetBack, StuckDebits } from "../invoices/questions.js";
import { waiting_decisions } from "../board/standing.js";
import { number_or_draft } from "../words.js";
import { method_icon, payment_name, who_and_where } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const DECIDED_SHOWN = 10;
const NOTE_MAX = 200;

export default function OfficeDecisions() {
  const open = decisions.value.filter(({ resolved_at }) => resolved_at === null)
    .sort((one, other) => one.opened_at < other.opened_at ? -1 : 1);
  const done = decisions.value.filter(({ resolved_at }) => resolved_at !== null)
    .sort((one, other) => one.resolved_at < other.resolved_at ? 1 : -1).slice(0, DECIDED_SHOWN);
  const credit = credit_of_customers();
  const about = open.length > 0 &&
    t("decide.sum", { count: open.length, amount: money(sum_of(open, (row) => row.amount_minor)) });
  return html`<${OfficePage} title=${t("decide.title")} about=${about} kind="narrow">
    <${ArrivalsNotice} />
    <${PayoutNotice} />
    <${Questions} />
    <${StuckDebits} />
    <${InDoubt} />
    <${SetBack} />
    ${open.length > 0 && html`<h2 class="unseen">${t("office.decide")}</h2>`}
    ${open.map((decision) => html`<${Open} key=${decision.id} decision=${decision} />`)}
    ${
    ready.value && open.length === 0 && asking_count.value === 0 &&
    html`<${Empty} icon="check" title=${t("decide.empty")} text=${t("decide.empty_text")} />`
  }
    ${credit.length > 0 && html`<${CustomerCredit} payments=${credit} />`}
    ${
    done.length > 0 && html`
      <section class="stack close" aria-labelledby="done">
        <h2 id="done" class="panel-head">${t("decide.done")}</h2>
        <ul class="list">${done.map((decision) =>
          html`<${Done} key=${decision.id} decision=${decision} />`
        )}</ul>
      </section>
    `
  }
  <//>`;
}

/** Money that was kept for a customer and hangs on no job: nobody would find it there. */
function credit_of_customers() {
  const waiting = new Set(waiting_decisions.value.map(({ payment_id }) => payment_id));
  return payments.value.filter(({ id, job_id, unapplied_minor, unsent }) =>
    unapplied_minor > 0 && !job_id && !unsent && !waiting.has(id)
  );
}

/** @param {{ payments: Row[] }} props */
function CustomerCredit({ payments: kept }) {
  const [placing, set_placing] = useState(/** @type {Row | null} */ (null));
  return html`
    <section class="stack close" aria-labelledby="credit">
      <h2 id="credit" class="panel-head">${t("decide.credit", {
        amount: money(sum_of(kept, ({ unapplied_minor }) => unapplied_minor)),
      })}</h2>
      <ul class="list">${kept.map((payment) =>
        html`
          <li key=${payment.id} class="list-row wrapping-line"><span class="grow stack tight">
              <span class="title">${payment_name(payment)}</span>
              <span class="dim small">${[customer_of(payment.customer_id)?.name, day(payment.taken_at)]
                .filter(Boolean).join(" · ")}</span></span>
            <${Money} minor=${payment.unapplied_minor} />
            <button type="button" class="small" onClick=${() => set_placing(payment)}>${t(
              "payment_do.apply",
            )}</button></li>
        `
      )}</ul>
      ${placing && html`<${PlaceDialog} payment=${placing} on_close=${() => set_placing(null)} />`}
    </section>
  `;
}

/** @type {Record<string, string>} */
const HEADS = {
  job_canceled: "decide.kept_canceled",
  disputed: "decide.disputed",
  refund_failed: "decide.refund_failed",
  tip_refund_failed: "decide.tip_refund_failed",
  surcharge_refund_failed: "decide.surcharge_refund_failed",
  dispute_won: "decide.dispute_won",
};

/** Money beside its payment that could not be given back. @type {Record<string, string>} */
const BESIDE = { tip_refund_failed: TIP, surcharge_refund_failed: SURCHARGE };

/** @type {Record<string, string>} */
const KEEPS = {
  job_canceled: "decide.keep_canceled",
  tip_refund_failed: "decide.keep_tip",
  surcharge_refund_failed: "decide.keep_surcharge",
};

/** What is beside a payment is nobody's credit. @param {string} reason @param {string} resolution */
function done_key(reason, resolution) {
  return reason in BESIDE && resolution === "keep_credit"
    ? `decide.done_keep_${BESIDE[reason]}`
    : `decide.done_${resolution}`;
}

/** @param {{ decision: Row }} props */
function Open({ decision }) {
  const { busy, problem, send } = use_mutation();
  const [wanted, set_wanted] = useState("");
  const [note, set_note] = useState(/** @type {string | null} */ (null));
  const [opened, set_opened] = useState(/** @type {"place" | "refund" | null} */ (null));
  const payment = payments.value.find(({ id }) => id === decision.payment_id);
  const job = decision.job_id ? job_of(decision.job_id) : null;
  const is_disputed = decision.reason === "disputed";
  const beside = BESIDE[decision.reason];
  const choose = async (/** @type {Row} */ { choice, invoice_id, number, amount_minor }) => {
    set_wanted(invoice_id ?? choice);
    const body = { choice, ...(invoice_id && { invoice_id }), ...(note && { note: note.trim() }) };
    if (!await send("POST", `/api/decisions/${decision.id}/resolve`, body)) return;
    toast(t(done_key(decision.reason, choice), {
      amount: money(amount_minor),
      number: number ?? invoice_of(invoice_id)?.number ?? "",
    }));
  };
  const give_back = payment && !is_disputed && html`
    <button type="button" class=${beside ? "primary" : ""} disabled=${busy} onClick=${() =>
      set_opened("refund")}>${t("refund.begin")}</button>
  `;
  return html`<article class="card stack" data-decision=${decision.id}>
    <div class="row top-aligned"><${Icon} name=${method_icon(decision.method)} />
      <div class="grow stack tight">
        <h3><${Said} say=${HEADS[decision.reason] ?? "decide.kept"} amount=${
    money(decision.amount_minor)
  } method=${t(`method.${decision.method}`)} by=${t(`method.by_${decision.method}`)}
          who=${payer(payment)} /></h3>
        <p>${reason_in_words(decision)}</p>
        ${is_disputed && dispute_in_words(payment) && html`<p>${dispute_in_words(payment)}</p>`}
        <p class="dim small">${
    [
      job && who_and_where(job),
      payment && taken_in_words(payment),
      device_of(payment),
      payment && beside_in_words(payment),
      payment?.reference,
      payment?.note,
    ].filter(Boolean).join(" · ")
  }</p>
        ${
    payment?.suspect_duplicate && html`
      <p>
        <${Chip} state="attention">${t("decide.duplicate")}<//></p>
    `
  }
      </div><${Money} minor=${decision.amount_minor} /></div>
    ${problem && html`<${Notice} kind="late" live=${true}>${refusal_in_words(problem)}<//>`}
    ${
    note !== null && html`
      <${Field} label=${t("decide.note")} value=${note} limit=${NOTE_MAX} autocomplete="off"
        help=${t("decide.note_help")} on_input=${set_note} />
    `
  }
    <div class="actions">${beside && give_back}${
    decision.proposals.map((/** @type {Row} */ proposal, /** @type {number} */ place) =>
      html`
        <button key=${proposal.invoice_id ??
          proposal.choice} type="button" class=${place === 0 && proposal.choice === "apply" ? "primary" : ""}
          disabled=${busy} onClick=${() => choose(proposal)}>
              ${busy && wanted === (proposal.invoice_id ?? proposal.choice) &&
                html`<${Icon} name="spinner" size="small" />`}
              ${proposal_in_words(proposal, decision)}</button>
      `
    )
  }
      ${!beside && give_back}
      ${
    payment && !is_disputed && !beside && decision.reason !== "job_canceled" && html`
      <button type="button" disabled=${busy} onClick=${() => set_opened("place")}>${t("place.other")}</button>
    `
  }
      ${
    note === null && !is_disputed &&
    html`<button type="button" class="quiet" onClick=${() => set_note("")}>${t("decide.add_note")}</button>`
  }
      ${
    job && html`<${Link} class="button quiet" href=${`/office/jobs/${job.id}`}>${t("decide.open_job")}<//>`
  }</div>
    ${
    opened === "refund" &&
    html`
      <${RefundDialog} payment=${payment} from_id=${beside}
        asked_minor=${beside ? decision.amount_minor : undefined} on_close=${() => set_opened(null)} />
    `
  }
    ${
    opened === "place" &&
    html`<${PlaceDialog} payment=${payment} decision=${decision} on_close=${() => set_opened(null)} />`
  }
  </article>`;
}

/** Whose money it is. @param {Row | undefined} payment */
function payer(payment) {
  return customer_of(payment?.customer_id)?.name ?? t("decide.somebody");
}

/** When it was received, and which of the company's people took it. @param {Row} payment */
function taken_in_words({ taken_at, recorded_by }) {
  const who = members.value.find(({ id }) => id === recorded_by)?.name;
  const time = instant(taken_at);
  return who ? t("decide.taken_by", { time, who }) : t("decide.taken", { time });
}

/** On which device it was recorded. @param {Row | undefined} payment */
function device_of(payment) {
  const device = devices.value.find(({ id }) => id === payment?.device_id);
  return device &&
    t("decide.device", { device: [device.label, device.short_code].filter(Boolean).join(" · ") });
}

/** "INV-0010 was voided Nov 3, 10:12: wrong stage." @param {Row} decision */
function reason_in_words({ reason, invoice_id, due_by, problem }) {
  const invoice = invoice_id ? invoice_of(invoice_id) : null;
  if (reason === "invoice_void" && invoice?.voided_at) {
    return t("decide.voided", {
      number: number_or_draft(invoice),
      time: instant(invoice.voided_at),
      reason: invoice.void_reason ?? "",
    });
  }
  return t(`decide.because_${reason}${due_by ? "_until" : problem === "keys_removed" ? "_keys" : ""}`, {
    number: invoice ? number_or_draft(invoice) : t("decide.an_invoice"),
    day: due_by ? day(due_by) : "",
  });
}

/** @param {Row} proposal @param {Row} decision */
function proposal_in_words({ choice, amount_minor, number, invoice_id }, decision) {
  if (choice === "keep_credit") {
    const kept = KEEPS[decision.reason] ?? "decide.keep";
    return t(kept, { amount: money(amount_minor) });
  }
  const left_minor = decision.amount_minor - amount_minor;
  const name = number ?? (invoice_id && invoice_of(invoice_id)?.number) ?? "";
  return t(left_minor > 0 ? "decide.apply_part" : "decide.apply", {
    number: name,
    amount: money(amount_minor),
    left: money(left_minor),
  });
}

/** The invoices that the decided money is on now. @param {Row} decision */
function places_of(decision) {
  const payment = payments.value.find(({ id }) => id === decision.payment_id);
  const numbers = (payment?.allocations ?? []).map((/** @type {Row} */ { invoice_id }) =>
    invoice_of(invoice_id)?.number
  );
  return numbers.filter(Boolean).join(", ") || t("decide.an_invoice");
}

/** @param {{ decision: Row }} props */
function Done({ decision }) {
  const job = decision.job_id ? job_of(decision.job_id) : null;
  return html`<li class="list-row"><${Icon} name="check" /><span class="grow stack tight">
      <span class="title">${
    t(done_key(decision.reason, decision.resolution), {
      amount: money(decision.amount_minor),
      number: places_of(decision),
    })
  }</span>
      <span class="dim small">${
    [day(decision.resolved_at), job && who_and_where(job), job?.title].filter(Boolean).join(" · ")
  }</span></span>
    <${Chip} state="paid">${t("decide.decided")}<//></li>`;
}
