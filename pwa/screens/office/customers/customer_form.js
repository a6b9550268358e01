// Writing down a customer: on its own screen, and inside a new job.
import { Field } from "../../../components/forms.js";
import { address_or_none } from "../../../domain/electronic_address.js";
import { or_none } from "../../../domain/postal_address.js";
import { language, t } from "../../../messages.js";
import { settings } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { address_to_type, AddressFields } from "../address_fields.js";
import { CUSTOMER_LANGUAGES } from "./customer_languages.js";
import { ElectronicAddressFields } from "../electronic_address.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/**
 * @typedef {{ name: string, email: string, mobile: string, language: string, address: string,
 *   notes: string, billing_address: import("../../../domain/postal_address.js").PostalAddress,
 *   electronic_address: import("../../../domain/electronic_address.js").ElectronicAddress,
 *   buyer_reference: string }} Draft
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
    <details class="more" open=${Boolean(customer?.electronic_address || customer?.buyer_reference)}>
      <summary>${t("customer.e_invoices")}</summary>
      <div class="stack">
        <p class="dim small">${t("customer.e_invoices_help")}</p>
        <${ElectronicAddressFields} value=${draft.electronic_address} help=${t("peppol.their_help")}
          on_change=${(/** @type {Draft["electronic_address"]} */ electronic_address) =>
            change({ electronic_address })} />
        <${Field} label=${t("peppol.buyer_reference")} value=${draft.buyer_reference} limit=${200}
          optional=${true} autocomplete="off" help=${t("peppol.buyer_reference_help")}
          on_input=${(/** @type {string} */ buyer_reference) => change({ buyer_reference })} />
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
    electronic_address: customer?.electronic_address ?? { scheme: "", id: "" },
    buyer_reference: customer?.buyer_reference ?? "",
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
    electronic_address: address_or_none(draft.electronic_address),
    buyer_reference: draft.buyer_reference.trim() || null,
  };
  if (customer) return said;
  return { ...said, sites: address.trim() ? [{ address: address.trim() }] : [] };
}

/** What this form changes, as it was when it was opened. @param {Row} customer */
function seen_of({ name, email, mobile, language: spoken, notes, billing_address, ...customer }) {
  const { electronic_address = null, buyer_reference = null } = customer;
  return {
    name,
    email,
    mobile,
    language: spoken,
    notes,
    billing_address,
    electronic_address,
    buyer_reference,
  };
}
