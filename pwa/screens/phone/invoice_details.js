// What an invoice made on the phone may also say: when it is due, a note, whether it is mailed.
import { holds_card_number } from "../../components/card_number.js";
import { Dialog, Field } from "../../components/forms.js";
import { today_in } from "../../components/parts.js";
import { invoice_addresses } from "../../domain/invoice_address.js";
import { day, t } from "../../messages.js";
import { customer as customer_of, settings } from "../../store/view.js";
import { html, useState } from "../../vendor/ui.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {import("./new_invoice.js").Draft} Draft */
/** @typedef {import("./new_invoice.js").Change} Change */

const NOTE_MAX = 4000;
const DAYS = [7, 15, 30];

/**
 * A card's number does not leave this dialog: it may not reach the disk.
 * @param {{ job: Row, draft: Draft, change: Change, on_close: () => void }} props
 */
export function Details({ job, draft, change, on_close }) {
  const [is_checked, set_checked] = useState(false);
  const to = mail_of(job);
  const holds_card = holds_card_number(draft.message);
  const is_day_missing = draft.due_terms?.kind === "date" && !draft.due_terms.on;
  const leave = () => {
    if (holds_card) change({ message: "" });
    if (is_day_missing) change({ due_terms: null });
    on_close();
  };
  const done = () => (set_checked(true), !holds_card && !is_day_missing && on_close());
  const on_pick = (/** @type {string} */ value) => change({ due_terms: terms_of(value) });
  const options = [
    { value: "", label: t("request.due_usual", { terms: terms_in_words(usual(job, draft)) }) },
    { value: "receipt", label: t("request.due_receipt") },
    ...DAYS.map((count) => ({ value: String(count), label: t("request.due_net", { count }) })),
    { value: "date", label: t("request.due_date") },
  ];
  return html`
    <${Dialog} title=${t("request.details")} on_close=${leave}
      actions=${html`<button type="button" class="primary" onClick=${done}>${t("nav.done")}</button>`}>
      <${Field} label=${t("request.due")} value=${value_of(draft.due_terms)} options=${options}
        on_input=${on_pick} />
      ${draft.due_terms?.kind === "date" && html`
        <${Field} label=${t("request.due_day")} type="date" value=${draft.due_terms.on}
          min=${today_in(settings.value?.zone)}
          wrong=${is_checked && is_day_missing ? t("request.due_day_missing") : null}
          on_input=${(/** @type {string} */ on) => change({ due_terms: { kind: "date", on } })} />
      `}
      <${Field} label=${t("request.note")} value=${draft.message} lines=${true} optional=${true}
        limit=${NOTE_MAX} wrong=${holds_card ? t("pay.no_card_numbers") : null}
        on_input=${(/** @type {string} */ message) => change({ message })} />
      ${to && html`<label class="signed-words"><input type="checkbox" checked=${draft.send}
        onChange=${() => change({ send: !draft.send })} /><span>${t("request.send", { to })}</span></label>`}
    <//>
  `;
}

/** @param {Row} job @param {Draft} draft */
export function details_in_words(job, draft) {
  const terms = draft.due_terms ?? usual(job, draft);
  const mail = mail_of(job) && t(draft.send ? "request.mails" : "request.not_mailed");
  return [terms_in_words(terms), t(draft.message ? "request.with_note" : "request.add_note"), mail]
    .filter(Boolean).join(" · ");
}

/** What the company or the stage says where nobody says anything. @param {Row} job @param {Draft} draft */
function usual(job, { way, stage_id }) {
  const stage = way === "stage" &&
    job.schedule?.stages.find((/** @type {Row} */ { id }) => id === stage_id);
  return (stage && stage.due_terms) || settings.value?.due_terms || { kind: "receipt" };
}

/** @param {Row} job @returns {string | null} */
function mail_of(job) {
  return invoice_addresses(customer_of(job.customer_id)).join(", ") || null;
}

/** @param {string} value */
function terms_of(value) {
  if (value === "") return null;
  if (value === "receipt") return { kind: "receipt" };
  return value === "date" ? { kind: "date", on: "" } : { kind: "net", days: Number(value) };
}

/** @param {any} terms */
function value_of(terms) {
  return !terms ? "" : terms.kind === "net" ? String(terms.days) : terms.kind;
}

/** @param {any} terms */
export function terms_in_words(terms) {
  if (terms.kind === "net") return t("request.due_net", { count: terms.days });
  return terms.kind === "date" && terms.on ? day(terms.on) : t(`request.due_${terms.kind}`);
}
