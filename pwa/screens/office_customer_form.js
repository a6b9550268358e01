// Writing down a customer: on its own screen, and inside a new job.
import { Field } from "../components/forms.js";
import { language, t } from "../messages.js";
import { html, useState } from "../vendor/ui.js";
import { Refused, use_mutation } from "./office_mutation.js";

/** @typedef {import("../store/cache.js").Row} Row */
/** @typedef {{ name: string, email: string, mobile: string, language: string, address: string }} Draft */

const ADDRESS_MAX = 200;

/**
 * `name`: what was already typed in a search.
 * @param {{ customer?: Row | null, name?: string, on_done: (customer: Row) => void,
 *   on_cancel: () => void }} props
 */
export function CustomerForm({ customer = null, name = "", on_done, on_cancel }) {
  const [draft, set_draft] = useState(() => draft_of(customer, name));
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    event.stopPropagation();
    const body = body_of(draft, customer);
    const answer = customer
      ? await send("PATCH", `/api/customers/${customer.id}`, body)
      : await send("POST", "/api/customers", body);
    if (answer) on_done(answer);
  };
  return html`
    <form class="stack" onSubmit=${submit}>
      <${Asked} draft=${draft}
        change=${(/** @type {Partial<Draft>} */ part) => set_draft((before) => ({ ...before, ...part }))} />
      <${Refused} problem=${problem} />
      <div class="form-end"><button class="primary" disabled=${busy}>${t(
        customer ? "office.save" : "customer.create",
      )}</button>
          <button type="button" onClick=${on_cancel}>${t("nav.cancel")}</button></div>
    </form>
  `;
}

/** @param {{ draft: Draft, change: (part: Partial<Draft>) => void }} props */
function Asked({ draft, change }) {
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
      <${Field} label=${t("customer.address")} value=${draft.address} limit=${ADDRESS_MAX} optional=${true}
        autocomplete="off" on_input=${(/** @type {string} */ address) => change({ address })} />
      <${Field} label=${t("customer.language")} value=${draft.language}
        options=${[{ value: "en", label: "English" }, { value: "es", label: "Español" }]}
        on_input=${(/** @type {string} */ wanted) => change({ language: wanted })} />
    </div>
  `;
}

/** @param {Row | null} customer @param {string} name @returns {Draft} */
function draft_of(customer, name) {
  return {
    name: customer?.name ?? name,
    email: customer?.email ?? "",
    mobile: customer?.mobile ?? "",
    language: customer?.language ?? language.peek(),
    address: customer?.sites[0]?.address ?? "",
  };
}

/**
 * The first address is the one that is asked for here; others stay.
 * @param {Draft} draft @param {Row | null} customer
 */
function body_of({ name, email, mobile, language: spoken, address }, customer) {
  const [first, ...others] = customer?.sites ?? [];
  const site = address.trim() && { ...first, address: address.trim() };
  return {
    name: name.trim(),
    email: email.trim() || null,
    mobile: mobile.trim() || null,
    language: spoken,
    sites: site ? [site, ...others] : others,
  };
}
