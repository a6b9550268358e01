// Writing down a customer: on its own screen, and inside a new job.
import { Field } from "../components/forms.js";
import { or_none } from "../domain/postal_address.js";
import { language, t } from "../messages.js";
import { settings } from "../store/view.js";
import { html, useState } from "../vendor/ui.js";
import { address_to_type, AddressFields } from "./office_address_fields.js";
import { CUSTOMER_LANGUAGES } from "./office_customer_languages.js";
import { Refused, use_mutation } from "./office_mutation.js";

/** @typedef {import("../store/cache.js").Row} Row */
/**
 * @typedef {{ name: string, email: string, mobile: string, language: string, address: string,
 *   notes: string, billing_address: import("../domain/postal_address.js").PostalAddress }} Draft
 */

const ADDRESS_MAX = 200;

/**
 * `name`: what was already typed in a search.
 * @param {{ customer?: Row | null, name?: string, on_done: (customer: Row) => void,
 *   on_cancel: () => void }} props
 */
export function CustomerForm({ customer = null, name = "", on_done, on_cancel }) {
  const [draft, set_draft] = useState(() => draft_of(customer, name));
  const [seen] = useState(customer);
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    event.stopPropagation();
    const body = body_of(draft, seen);
    const answer = seen
      ? await send("PATCH", `/api/customers/${seen.id}`, { ...body, seen: seen_of(seen) })
      : await send("POST", "/api/customers", body);
    if (answer) on_done(answer);
  };
  return html`
    <form class="stack" onSubmit=${submit}>
      <${Asked} draft=${draft} customer=${customer}
        change=${(/** @type {Partial<Draft>} */ part) => set_draft((before) => ({ ...before, ...part }))} />
      <${Refused} problem=${problem} />
      <div class="form-end dialog-actions"><button class="primary" disabled=${busy}>${t(
        customer ? "office.save" : "customer.create",
      )}</button>
          <button type="button" onClick=${on_cancel}>${t("nav.cancel")}</button></div>
    </form>
  `;
}

/**
 * Places are asked for here only of somebody new: a known customer has a list of them.
 * @param {{ draft: Draft, customer: Row | null, change: (part: Partial<Draft>) => void }} props
 */
function Asked({ draft, customer, change }) {
  return html`
    <${Field} label=${t("customer.name")} value=${draft.name} required=${true} limit=${200}
      autocomplete="off" on_input=${(/** @type {string} */ name) => change({ name })} />
    <div class="fields">
      <${Field} label=${t("field.email")} type="email" value=${draft.email} limit=${254} optional=${true}
        autocomplete="off" help=${t("customer.email_help")}
        on_input=${(/** @type {string} */ email) => change({ email })} />
      <${Field} label=${t("customer.mobile")} type="tel" value=${draft.mobile} limit=${32} optional=${true}
        autocomplete="off" on_input=${(/** @type {string} */ mobile) => change({ mobile })} />
    </div>
    <div class="fields">
      ${!customer && html`
        <${Field} label=${t("customer.address")} value=${draft.address} limit=${ADDRESS_MAX} optional=${true}
          autocomplete="off" on_input=${(/** @type {string} */ address) => change({ address })} />
      `}
      <${Field} label=${t("customer.language")} value=${draft.language}
        options=${CUSTOMER_LANGUAGES}
        on_input=${(/** @type {string} */ wanted) => change({ language: wanted })} />
    </div>
    <details class="more" open=${Boolean(customer?.billing_address)}>
      <summary>${t("customer.billing_address")}</summary>
      <div class="stack">
        <p class="dim small">${t("customer.billing_address_help")}</p>
        <${AddressFields} value=${draft.billing_address}
          on_change=${(/** @type {Draft["billing_address"]} */ billing_address) =>
    change({ billing_address })} />
      </div>
    </details>
    <${Field} label=${t("customer_page.notes")} value=${draft.notes} lines=${true} limit=${4000}
      optional=${true} help=${t("customer_page.notes_help")}
      on_input=${(/** @type {string} */ notes) => change({ notes })} />
  `;
}

/** @param {Row | null} customer @param {string} name @returns {Draft} */
function draft_of(customer, name) {
  return {
    name: customer?.name ?? name,
    email: customer?.email ?? "",
    mobile: customer?.mobile ?? "",
    language: customer ? customer.language ?? settings.peek()?.language ?? "en" : language.peek(),
    address: "",
    notes: customer?.notes ?? "",
    billing_address: address_to_type(customer?.billing_address),
  };
}

/** @param {Draft} draft @param {Row | null} customer */
function body_of(draft, customer) {
  const { name, email, mobile, language: spoken, address, notes } = draft;
  const said = {
    name: name.trim(),
    email: email.trim() || null,
    mobile: mobile.trim() || null,
    language: spoken,
    notes: notes.trim(),
    billing_address: or_none(draft.billing_address),
  };
  if (customer) return said;
  return { ...said, sites: address.trim() ? [{ address: address.trim() }] : [] };
}

/** What this form changes, as it was when it was opened. @param {Row} customer */
function seen_of({ name, email, mobile, language: spoken, notes, billing_address }) {
  return { name, email, mobile, language: spoken, notes, billing_address };
}
