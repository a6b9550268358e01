// A customer's people and places: a list each, and one dialog that adds, changes or takes away.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Chip } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {Record<string, any>} Part */
/** @typedef {{ place: number, part: Part }} Opened  place -1: a new one */

const PARTS = ["street", "city", "region", "postal_code"];

/** @param {{ customer: Row }} props */
export function Contacts({ customer }) {
  const [opened, set_opened] = useState(/** @type {Opened | null} */ (null));
  const is_mailed = customer.contacts.some((/** @type {Part} */ one) => one.gets_invoices && one.email);
  return html`
    <${PartList} id="contacts" title=${t("customer_page.contacts")} add=${t("customer_page.add_contact")}
      empty=${t("customer_page.no_contacts")} on_add=${() => set_opened({ place: -1, part: {} })}
      note=${is_mailed && t("customer_page.mail_goes_to_contacts")}>
        ${customer.contacts.map((/** @type {Part} */ part, /** @type {number} */ place) =>
          html`<li key=${place}><button type="button" class="list-row"
              onClick=${() => set_opened({ place, part })}>
            <${Icon} name="user" />
            <span class="grow stack tight"><span class="title">${part.name}</span>
              <span class="dim small">${
            [part.role, part.email, part.phone].filter(Boolean).join(" · ")
          }</span></span>
            ${part.gets_invoices && html`<${Chip} state="plain">${t("customer_page.gets")}<//>`}
          </button></li>`
        )}<//>
      ${opened &&
        html`<${ContactDialog} customer=${customer} opened=${opened} on_close=${() => set_opened(null)} />`}
  `;
}

/** @param {{ customer: Row }} props */
export function Sites({ customer }) {
  const [opened, set_opened] = useState(/** @type {Opened | null} */ (null));
  return html`
    <${PartList} id="sites" title=${t("customer_page.sites")} add=${t("customer_page.add_site")}
      empty=${t("customer_page.no_sites")} on_add=${() => set_opened({ place: -1, part: {} })}>
        ${customer.sites.map((/** @type {Part} */ part, /** @type {number} */ place) =>
          html`<li key=${place}><button type="button" class="list-row"
              onClick=${() => set_opened({ place, part })}>
            <${Icon} name="home" />
            <span class="grow stack tight"><span class="title">${part.label || part.address}</span>
              <span class="dim small">${
            [part.label && part.address, part.notes].filter(Boolean).join(" · ")
          }</span></span></button></li>`
        )}<//>
      ${opened &&
        html`<${SiteDialog} customer=${customer} opened=${opened} on_close=${() => set_opened(null)} />`}
  `;
}

/**
 * @param {{ id: string, title: string, add: string, empty: string, note?: string | false,
 *   on_add: () => void, children?: any }} props
 */
function PartList({ id, title, add, empty, note, on_add, children }) {
  return html`<section class="stack close" aria-labelledby=${id}>
    <div class="panel-head"><h2 id=${id} class="grow">${title}</h2>
      <button type="button" class="icon-only" aria-label=${add} onClick=${on_add}>
        <${Icon} name="plus" /></button>
    </div>
    ${
    children.length > 0 ? html`<ul class="list">${children}</ul>` : html`
      <div class="card">
        <p class="dim">${empty}</p>
      </div>
    `
  }
    ${note && html`<p class="dim small">${note}</p>`}
  </section>`;
}

/** @param {{ customer: Row, opened: Opened, on_close: () => void }} props */
function ContactDialog({ customer, opened, on_close }) {
  const part = opened.part;
  const [draft, set_draft] = useState(() => ({
    name: part.name ?? "",
    role: part.role ?? "",
    email: part.email ?? "",
    phone: part.phone ?? "",
    gets_invoices: part.gets_invoices ?? false,
  }));
  const change = (/** @type {Part} */ some) => set_draft((before) => ({ ...before, ...some }));
  const made = {
    name: draft.name.trim(),
    role: draft.role.trim() || null,
    email: draft.email.trim() || null,
    phone: draft.phone.trim() || null,
    gets_invoices: draft.gets_invoices,
  };
  return html`
    <${PartDialog} customer=${customer} field="contacts" opened=${opened} made=${made} on_close=${on_close}
      title=${part.name ?? t("customer_page.add_contact")} take_away=${t("customer_page.remove_contact")}>
      <${Field} label=${t("field.name")} value=${draft.name} required=${true} limit=${200}
        autocomplete="off" on_input=${(/** @type {string} */ name) => change({ name })} />
      <${Field} label=${t("customer_page.contact_role")} value=${draft.role} optional=${true} limit=${200}
        help=${t("customer_page.contact_role_help")}
        on_input=${(/** @type {string} */ role) => change({ role })} />
      <div class="fields">
        <${Field} label=${t("field.email")} type="email" value=${draft.email} optional=${true} limit=${254}
          autocomplete="off" on_input=${(/** @type {string} */ email) => change({ email })} />
        <${Field} label=${t("settings.phone")} type="tel" value=${draft.phone} optional=${true} limit=${32}
          autocomplete="off" on_input=${(/** @type {string} */ phone) => change({ phone })} />
      </div>
      <${Check} label=${t("customer_page.gets_invoices")} checked=${draft.gets_invoices}
        on_change=${(/** @type {boolean} */ gets_invoices) => change({ gets_invoices })} />
      <p class="dim small">${t("customer_page.gets_invoices_is")}</p>
      <//>
  `;
}

/** @param {{ customer: Row, opened: Opened, on_close: () => void }} props */
function SiteDialog({ customer, opened, on_close }) {
  const part = opened.part;
  const has_parts = PARTS.some((name) => part[name]);
  const [draft, set_draft] = useState(() => ({
    label: part.label ?? "",
    street: has_parts ? part.street ?? "" : part.address ?? "",
    city: part.city ?? "",
    region: part.region ?? "",
    postal_code: part.postal_code ?? "",
    notes: part.notes ?? "",
  }));
  const change = (/** @type {Part} */ some) => set_draft((before) => ({ ...before, ...some }));
  const made = Object.fromEntries(
    Object.entries(draft).map(([name, text]) => [name, text.trim() || null]),
  );
  const address = [made.street, made.city, [made.region, made.postal_code].filter(Boolean).join(" ")]
    .filter(Boolean).join(", ");
  return html`
    <${PartDialog} customer=${customer} field="sites" opened=${opened} made=${{ ...made, address }}
      title=${part.address ?? t("customer_page.add_site")} take_away=${t("customer_page.remove_site")}
      on_close=${on_close}>
      <${Field} label=${t("customer_page.site_label")} value=${draft.label} optional=${true} limit=${200}
        help=${t("customer_page.site_label_help")}
        on_input=${(/** @type {string} */ label) => change({ label })} />
      <${Field} label=${t("customer_page.street")} value=${draft.street} required=${true} limit=${200}
        autocomplete="off" on_input=${(/** @type {string} */ street) => change({ street })} />
      <${Field} label=${t("customer_page.city")} value=${draft.city} optional=${true} limit=${100}
        autocomplete="off" on_input=${(/** @type {string} */ city) => change({ city })} />
      <div class="fields">
        <${Field} label=${t("customer_page.region")} value=${draft.region} optional=${true} limit=${50}
          autocomplete="off" on_input=${(/** @type {string} */ region) => change({ region })} />
        <${Field} label=${t("customer_page.postal_code")} value=${draft.postal_code} optional=${true}
          limit=${20} autocomplete="off"
          on_input=${(/** @type {string} */ postal_code) => change({ postal_code })} />
      </div>
      <${Field} label=${t("customer_page.site_notes")} value=${draft.notes} lines=${true} optional=${true}
        limit=${4000} help=${t("customer_page.site_notes_help")}
        on_input=${(/** @type {string} */ notes) => change({ notes })} />
      <//>
  `;
}

/**
 * Saves the list with this part added, changed or taken away, unless the list is not any more what was seen.
 * @param {{ customer: Row, field: "contacts" | "sites", opened: Opened, made: Part, title: string,
 *   take_away: string, on_close: () => void, children?: any }} props
 */
function PartDialog({ customer, field, opened, made, title, take_away, on_close, children }) {
  const { busy, problem, send } = use_mutation();
  const [seen] = useState(/** @type {Part[]} */ (customer[field]));
  const save = async (/** @type {Part[]} */ list) => {
    const body = { [field]: list, seen: { [field]: seen } };
    if (await send("PATCH", `/api/customers/${customer.id}`, body)) (toast(t("office.saved")), on_close());
  };
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void save(opened.place < 0 ? [...seen, made] : seen.with(opened.place, made));
  };
  return html`
    <${Dialog} title=${title} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>${children}
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("office.save")}</button>
          ${opened.place >= 0 && html`
            <button type="button" class="danger" disabled=${busy}
              onClick=${() => save(seen.toSpliced(opened.place, 1))}>${take_away}</button>
          `}
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}
