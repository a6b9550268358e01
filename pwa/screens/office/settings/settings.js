// How the company works: stages, defaults of an invoice, who is in it, on which devices; and what is mine.
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { t } from "../../../messages.js";
import { Link, route } from "../../../router.js";
import { me, settings } from "../../../store/view.js";
import { Field } from "../../../components/forms.js";
import { html } from "../../../vendor/ui.js";
import { Check, DueTermsField, PaymentOptions, VisibleFields } from "../fields.js";
import { Accent, Company, TaxRates, Texts } from "./settings_company.js";
import { EInvoices, Reached } from "./settings_e_invoices.js";
import { Section, use_section } from "./settings_form.js";
import { Surcharge } from "./surcharge.js";
import { TipPercents, tips_to_type, tips_typed } from "./tip_percents.js";
import { OfficeMessages } from "../messages/messages.js";
import { Indexed } from "./settings_index.js";
import { Logo } from "./settings_logo.js";
import { Numbers } from "./settings_numbers.js";
import { Mine } from "./settings_me.js";
import { CustomerPreview } from "../customers/customer_preview.js";
import { Refused, use_mutation } from "../mutation.js";
import { OfficePage } from "../page.js";
import { DeviceList, Members } from "./settings_people.js";
import { TakingPayments } from "./settings_payments.js";
import { WeeklyMail } from "./settings_weekly.js";
import Notifications from "../../notifications.js";
import { OfficeWebhooks } from "./webhooks.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

export default function OfficeSettings() {
  const { part } = route.value.query;
  if (part === "messages") return html`<${OfficeMessages} />`;
  if (part === "weekly") {
    return html`<${OfficePage} title=${t("weekly.title")} back="/settings" kind="narrow">
      <${WeeklyMail} /><//>`;
  }
  return part === "webhooks" ? html`<${OfficeWebhooks} />` : html`<${Everything} />`;
}

function Everything() {
  const known = settings.value;
  return html`<${OfficePage} title=${t("office.settings")} kind="narrow has-index">
    <${Indexed}>
    ${
    known
      ? html`
        <${Stages} known=${known} />
        <${Defaults} known=${known} />
        <${Cards} known=${known} />
        <${ChangeOrders} known=${known} />
        <${Checklist} known=${known} />
        <${TakingPayments} />
        ${known.currency === "USD" && html`<${Surcharge} known=${known} />`}
        <${Numbers} />
        <${Company} known=${known} />
        <${Logo} known=${known} />
        <${Accent} known=${known} />
        <${TaxRates} known=${known} />
        <${EInvoices} known=${known} />
        <${Reached} known=${known} />
        <${Texts} known=${known} />
        <div class="list">
          <${Part} href="/settings?part=messages" icon="send" name=${t("messages.link")} />
          ${me.value?.role === "owner" &&
            html`<${Part} href="/settings?part=webhooks" icon="link" name=${t("webhooks.link")} />`}
        </div>
      `
      : html`<div class="skeleton as-card"></div>`
  }
    <${Members} />
    <${DeviceList} />
    <${Mine} />
    <${WeeklyMail} />
    <${Notifications} />
    <//>
  <//>`;
}

/**
 * A part of the settings with a screen of its own.
 * @param {{ href: string, icon: string, name: string }} props
 */
function Part({ href, icon, name }) {
  return html`<${Link} class="list-row" href=${href}><${Icon} name=${icon} />
    <span class="grow title">${name}</span><${Icon} name="forward" /><//>`;
}

/** What is switched takes effect at once. @param {{ known: Row }} props */
function Stages({ known }) {
  const { busy, problem, send } = use_mutation();
  const change = async (/** @type {Record<string, any>} */ part) => {
    if (await send("PATCH", "/api/settings", part)) toast(t("office.saved"));
  };
  return html`
    <section class="stack close" aria-labelledby="stages">
      <h2 id="stages" class="panel-head">${t("settings.stages")}</h2>
      <div class="card stack">
        <p class="dim small">${t("settings.stages_is")}</p>
        <div>
          <${Check} is_switch=${true} label=${t("settings.progress")} checked=${known.progress_invoicing}
            disabled=${busy} on_change=${(/** @type {boolean} */ on) => change({ progress_invoicing: on })} />
          <p class="dim small">${t(
            known.progress_invoicing ? "settings.progress_on" : "settings.progress_off",
          )}</p>
        </div>
        <div>
          <${Check} is_switch=${true} label=${t("settings.whole_only")} checked=${known.whole_invoices_only}
            disabled=${busy} on_change=${(/** @type {boolean} */ on) =>
              change({ whole_invoices_only: on })} />
          <p class="dim small">${t("settings.whole_only_is")}</p>
        </div>
        <div>
          <${Check} is_switch=${true} label=${t("settings.technicians_invoice")}
            checked=${known.technicians_invoice} disabled=${busy}
            on_change=${(/** @type {boolean} */ on) => change({ technicians_invoice: on })} />
          <p class="dim small">${t("settings.technicians_invoice_is")}</p>
        </div>
        <${Refused} problem=${problem} />
      </div>
    </section>
  `;
}

/** @param {{ known: Row }} props */
function Cards({ known }) {
  const { busy, problem, send } = use_mutation();
  const change = async (/** @type {boolean} */ on) => {
    if (await send("PATCH", "/api/settings", { keeps_cards: on })) toast(t("office.saved"));
  };
  return html`
    <section class="stack close" aria-labelledby="cards">
      <h2 id="cards" class="panel-head">${t("cards.title")}</h2>
      <div class="card stack">
        <div>
          <${Check} is_switch=${true} label=${t("cards.keeps")} checked=${known.keeps_cards}
            disabled=${busy} on_change=${change} />
          <p class="dim small">${t("cards.keeps_is")}</p>
        </div>
        <${Refused} problem=${problem} />
      </div>
    </section>
  `;
}

/** How long a customer has to answer a change order. @param {{ known: Row }} props */
function ChangeOrders({ known }) {
  const stored = { change_order_days: String(known.change_order_days) };
  const { draft, change, is_dirty, form } = use_section(stored, ({ change_order_days }) => (
    { change_order_days: Number(change_order_days) }
  ));
  return html`
    <${Section} id="change_orders" title=${t("changes.title")} about=${t("settings.change_orders_is")}
      form=${form} is_dirty=${is_dirty}>
      <div class="fields">
        <${Field} label=${t("office_changes.days")} type="number" min="1" max="365" required=${true}
          value=${draft.change_order_days}
          on_input=${(/** @type {string} */ days) => change({ change_order_days: days })} />
      </div>
      <//>
  `;
}

/** One line an item: what technicians tick at each visit. @param {{ known: Row }} props */
function Checklist({ known }) {
  const stored = { typed: (known.visit_checklist ?? []).join("\n") };
  const { draft, change, is_dirty, form } = use_section(stored, ({ typed }) => (
    { visit_checklist: typed.split("\n").map((/** @type {string} */ line) => line.trim()).filter(Boolean) }
  ));
  return html`
    <${Section} id="checklist" title=${t("checks.title")} about=${t("settings.checklist_is")}
      form=${form} is_dirty=${is_dirty}>
      <${Field} label=${t("settings.checklist")} lines=${true} optional=${true} limit=${6000}
        value=${draft.typed} help=${t("settings.checklist_help")}
        on_input=${(/** @type {string} */ typed) => change({ typed })} />
      <//>
  `;
}

/** @param {{ known: Row }} props */
function Defaults({ known }) {
  const { due_terms, payment_options, visible_fields } = known;
  const tips = tips_to_type(known);
  const stored = { due_terms, payment_options, visible_fields, tips };
  const { draft, change, is_dirty, form } = use_section(stored, ({ tips: typed, ...rest }) => ({
    ...rest,
    tip_percents_bps: tips_typed(typed),
  }));
  return html`
    <${Section} id="defaults" title=${t("settings.defaults")} about=${t("settings.defaults_is")} form=${form}
      is_dirty=${is_dirty}>
      <${DueTermsField} value=${draft.due_terms} no_date=${true}
        on_change=${(/** @type {any} */ value) => change({ due_terms: value })} />
      <${PaymentOptions} value=${draft.payment_options}
        on_change=${(/** @type {any} */ value) => change({ payment_options: value })} />
      ${draft.payment_options.tip &&
        html`<${TipPercents} value=${draft.tips} on_change=${(/** @type {string[]} */ value) =>
          change({ tips: value })} />`}
      <div class="beside-preview">
        <${VisibleFields} value=${draft.visible_fields}
          on_change=${(/** @type {any} */ value) => change({ visible_fields: value })} />
        <${CustomerPreview} visible=${draft.visible_fields} options=${draft.payment_options}
          name=${known.name} />
      </div>
      <//>
  `;
}
