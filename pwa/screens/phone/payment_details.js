// What a payment may also say: the check's number, the day it was received, a note.
import { holds_card_number } from "../../components/card_number.js";
import { Dialog, Field } from "../../components/forms.js";
import { today_in } from "../../components/parts.js";
import { day, t } from "../../messages.js";
import { settings } from "../../store/view.js";
import { html } from "../../vendor/ui.js";

/** @typedef {import("./record_payment.js").Draft} Draft */
/** @typedef {import("./record_payment.js").Change} Change */

const REFERENCE_MAX = 100;
const NOTE_MAX = 1000;

/**
 * A card's number or a day to come does not leave this dialog: neither may reach the disk.
 * @param {{ draft: Draft, change: Change, on_close: () => void }} props
 */
export function Details({ draft, change, on_close }) {
  const today = today_in(settings.value?.zone);
  const is_check = draft.method === "check";
  const is_to_come = draft.taken_on > today;
  const [in_reference, in_note] = [draft.reference, draft.note].map(holds_card_number);
  const is_right = !is_to_come && !in_reference && !in_note;
  const leave = () => {
    if (in_reference) change({ reference: "" });
    if (in_note) change({ note: "" });
    if (is_to_come) change({ taken_on: "" });
    on_close();
  };
  return html`
    <${Dialog} title=${t("pay.details")} on_close=${leave} actions=${html`
      <button type="button" class="primary" disabled=${!is_right} onClick=${leave}>${t("nav.done")}</button>
    `}>
      <${Field} label=${t(is_check ? "pay.check_number" : "pay.reference")} value=${draft.reference}
        limit=${REFERENCE_MAX} optional=${true} inputmode=${is_check ? "numeric" : "text"}
        wrong=${in_reference && t("pay.no_card_numbers")}
        on_input=${(/** @type {string} */ reference) => change({ reference })} />
      <${Field} label=${t("pay.taken_on")} type="date" value=${draft.taken_on || today} max=${today}
        wrong=${is_to_come && t("pay.no_future")}
        on_input=${(/** @type {string} */ taken_on) => change({ taken_on })} />
      <${Field} label=${t("pay.note")} value=${draft.note} limit=${NOTE_MAX} lines=${true} optional=${true}
        wrong=${in_note && t("pay.no_card_numbers")} on_input=${(/** @type {string} */ note) =>
          change({ note })} />
      <//>
  `;
}

/** @param {Draft} draft */
export function details_in_words({ method, reference, taken_on, note }) {
  const named = reference ? `${t(`method.${method}`)} ${reference}` : "";
  const asked = method === "check" ? t("pay.add_check_number") : "";
  const is_today = taken_on === "" || taken_on === today_in(settings.value?.zone);
  const when = is_today ? t("pay.today") : day(taken_on);
  return [named || asked, when, t(note ? "pay.with_note" : "pay.add_note")].filter(Boolean).join(" · ");
}

/**
 * Now, or noon of the day that was chosen.
 * @param {Draft} draft
 */
export function received_at({ taken_on }) {
  const is_today = taken_on === "" || taken_on === today_in(settings.value?.zone);
  return (is_today ? new Date() : new Date(`${taken_on}T12:00:00`)).toISOString();
}
