// How the company works: stages, defaults of an invoice, who is in it, on which devices; and what is mine.
import { Field, Segments } from "../components/forms.js";
import { Icon } from "../components/icon.js";
import { toast } from "../components/page.js";
import { language, t } from "../messages.js";
import { me, settings } from "../store/view.js";
import { html, useState } from "../vendor/ui.js";
import { Later } from "../components/page.js";
import { Check, DueTermsField, PaymentOptions, VisibleFields } from "./office_fields.js";
import { Refused, use_mutation } from "./office_mutation.js";
import { OfficePage } from "./office_page.js";
import { DeviceList, Members } from "./office_settings_people.js";

/** @typedef {import("../store/cache.js").Row} Row */

export default function OfficeSettings() {
  const [leaving, set_leaving] = useState(false);
  const known = settings.value;
  return html`<${OfficePage} title=${t("office.settings")} kind="narrow">
    ${
    known
      ? html`
        <${Stages} known=${known} />
        <${Defaults} known=${known} />
        <${Company} known=${known} />
      `
      : html`<div class="skeleton as-card"></div>`
  }
    <${Members} />
    <${DeviceList} />
    <section class="stack close" aria-labelledby="mine"><h2 id="mine" class="panel-head">${
    t("settings.mine")
  }</h2>
      <div class="card stack">
        <p><b>${me.value?.name}</b> <span class="dim">· ${me.value && t(`role.${me.value.role}`)}</span></p>
        <${Segments} label=${t("device.language")} value=${language.value}
          on_pick=${(/** @type {string} */ picked) => (language.value = picked)}
          options=${[{ value: "en", label: "English" }, { value: "es", label: "Español" }]} />
        <button type="button" onClick=${() => set_leaving(true)}><${Icon} name="sign_out" />${
    t("sign_out.do")
  }</button>
      </div></section>
    ${
    leaving && html`
      <${Later} load=${() => import("./phone_device.js")} pick="LeaveDialog"
        on_close=${() => set_leaving(false)} />
    `
  }
  <//>`;
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
        <${Refused} problem=${problem} />
      </div>
    </section>
  `;
}

/** @param {{ known: Row }} props */
function Defaults({ known }) {
  const { due_terms, payment_options, visible_fields } = known;
  const stored = { due_terms, payment_options, visible_fields };
  const { draft, change, is_dirty, form } = use_draft(stored);
  return html`
    <section class="stack close" aria-labelledby="defaults">
      <h2 id="defaults" class="panel-head">${t("settings.defaults")}</h2>
      <form class="card stack" onSubmit=${form.submit}>
        <${DueTermsField} value=${draft.due_terms} no_date=${true}
          on_change=${(/** @type {any} */ value) => change({ due_terms: value })} />
        <${PaymentOptions} value=${draft.payment_options}
          on_change=${(/** @type {any} */ value) => change({ payment_options: value })} />
        <${VisibleFields} value=${draft.visible_fields}
          on_change=${(/** @type {any} */ value) => change({ visible_fields: value })} />
        <${SaveLine} form=${form} is_dirty=${is_dirty} />
      </form>
    </section>
  `;
}

/** @param {{ known: Row }} props */
function Company({ known }) {
  const stored = { name: known.name ?? "", phone: known.phone ?? "", email: known.email ?? "" };
  const { draft, change, is_dirty, form } = use_draft(stored, ({ name, phone, email }) => ({
    name: name.trim(),
    phone: phone.trim() || null,
    email: email.trim() || null,
  }));
  return html`
    <section class="stack close" aria-labelledby="company">
      <h2 id="company" class="panel-head">${t("settings.company")}</h2>
      <form class="card stack" onSubmit=${form.submit}>
        <${Field} label=${t("settings.company_name")} value=${draft.name} required=${true} limit=${200}
          autocomplete="organization" on_input=${(/** @type {string} */ name) => change({ name })} />
        <div class="fields">
          <${Field} label=${t("settings.phone")} type="tel" value=${draft.phone} limit=${32}
            optional=${true} on_input=${(/** @type {string} */ phone) => change({ phone })} />
          <${Field} label=${t("field.email")} type="email" value=${draft.email} limit=${254} optional=${true}
            on_input=${(/** @type {string} */ email) => change({ email })} />
        </div>
        <${SaveLine} form=${form} is_dirty=${is_dirty} />
      </form>
    </section>
  `;
}

/**
 * What is typed over what is stored; news from elsewhere shows where nothing is typed.
 * @template {Record<string, any>} Stored
 * @param {Stored} stored
 * @param {(draft: Stored) => Record<string, any>} [as_body]
 */
function use_draft(stored, as_body = (draft) => draft) {
  const [typed, set_typed] = useState(/** @type {Partial<Stored>} */ ({}));
  const { busy, problem, send } = use_mutation();
  const draft = { ...stored, ...typed };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!await send("PATCH", "/api/settings", as_body(draft))) return;
    set_typed({});
    toast(t("office.saved"));
  };
  const is_dirty = JSON.stringify(draft) !== JSON.stringify(stored);
  const change = (/** @type {Partial<Stored>} */ part) => set_typed((before) => ({ ...before, ...part }));
  return { draft, change, is_dirty, form: { busy, problem, submit } };
}

/** @param {{ form: { busy: boolean, problem: any }, is_dirty: boolean }} props */
function SaveLine({ form, is_dirty }) {
  return html`
    <${Refused} problem=${form.problem} />
    <div class="form-end"><button class="primary" disabled=${!is_dirty || form.busy}>${t(
      "office.save",
    )}</button></div>
  `;
}
