// What the company says of itself: its names, how it is reached, its color, its taxes, its own words.
import { Field, Segments } from "../../../components/forms.js";
import { in_bps, PPM } from "../../../domain/money.js";
import { or_none } from "../../../domain/postal_address.js";
import { Icon } from "../../../components/icon.js";
import { t } from "../../../messages.js";
import { language } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { address_to_type, AddressFields } from "../address_fields.js";
import { CUSTOMER_LANGUAGES } from "../customers/customer_languages.js";
import { Check } from "../fields.js";
import { Section, use_section } from "./settings_form.js";
import { PaperPreview } from "./settings_paper.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ name: string, rate: string, default: boolean }} Rate */

const TEXTS = ["invoice_message", "mail_greeting", "receipt_footer"];
const WAS_BLUE = "#2b4aa8"; // what the pay page wears without a color of the company's own

/** @param {{ known: Row }} props */
export function Company({ known }) {
  const stored = {
    name: known.name ?? "",
    legal_name: known.legal_name ?? "",
    address: address_to_type(known.address),
    phone: known.phone ?? "",
    email: known.email ?? "",
    website: known.website ?? "",
    tax_number: known.tax_number ?? "",
  };
  const { draft, change, is_dirty, form } = use_section(stored, ({ name, address, ...rest }) => ({
    name: name.trim(),
    address: or_none(address),
    ...Object.fromEntries(Object.entries(rest).map(([field, text]) => [field, text.trim() || null])),
  }));
  /** @param {Exclude<keyof typeof stored, "address">} name @param {Record<string, any>} more */
  const field = (name, more) =>
    html`
      <${Field} value=${draft[name]} on_input=${(/** @type {string} */ text) => change({ [name]: text })}
        ...${more} />
    `;
  return html`
    <${Section} id="company" title=${t("settings.company")} about=${t("settings.company_is")} form=${form}
      is_dirty=${is_dirty}>
        ${field("name", {
          label: t("settings.company_name"),
          required: true,
          limit: 200,
          autocomplete: "organization",
        })}
        ${field("legal_name", {
          label: t("settings.legal_name"),
          optional: true,
          limit: 200,
          help: t("settings.legal_name_help"),
        })}
        <fieldset class="stack">
          <legend>${t("customer.address")}</legend>
          <${AddressFields} value=${draft.address}
            on_change=${(/** @type {typeof stored.address} */ address) => change({ address })} />
        </fieldset>
        <div class="fields">
          ${field("phone", { label: t("settings.phone"), type: "tel", optional: true, limit: 32 })}
          ${field("email", { label: t("field.email"), type: "email", optional: true, limit: 254 })}
        </div>
        <div class="fields">
          ${field("website", {
            label: t("settings.website"),
            type: "url",
            optional: true,
            limit: 200,
            placeholder: "https://",
          })}
          ${field("tax_number", { label: t("settings.tax_number"), optional: true, limit: 50 })}
        </div>
      <//>
  `;
}

/** The color that customers see, as it stays readable. @param {{ known: Row }} props */
export function Accent({ known }) {
  const { draft, change, is_dirty, form } = use_section({ accent: known.accent });
  const color = draft.accent ?? WAS_BLUE;
  return html`
    <${Section} id="accent" title=${t("settings.accent")} about=${t("settings.accent_is")} form=${form}
      is_dirty=${is_dirty}>
      <div class="row wraps">
          <label class="accent-field"><span class="unseen">${t("settings.accent")}</span>
            <input type="color" value=${color} onInput=${(/** @type {any} */ event) =>
              change({ accent: event.currentTarget.value.toLowerCase() })} /></label>
          <span class="accent-sample light" style=${worn(color, 44)}>${t("settings.pay_button")}</span>
          <span class="accent-sample dark" style=${worn(color, 78)}>${t("settings.pay_button")}</span>
          ${draft.accent &&
            html`<button type="button" onClick=${() => change({ accent: null })}>${
              t("settings.accent_none")
            }</button>`}
        </div>
      <p class="dim small">${t("settings.accent_corrected")}</p>
      <${PaperPreview} accent=${draft.accent} />
      <//>
  `;
}

/** The color at a lightness that stays readable, as the pay page reckons it. */
function worn(/** @type {string} */ color, /** @type {number} */ lightness) {
  return `background:oklch(from ${color} ${lightness}% c h)`;
}

/** @param {{ known: Row }} props */
export function TaxRates({ known }) {
  const stored = { tax_rates: /** @type {Rate[]} */ (known.tax_rates.map(rate_to_type)) };
  const { draft, change, is_dirty, form } = use_section(stored, ({ tax_rates }) => ({
    tax_rates: tax_rates.map(rate_of),
  }));
  const rates = draft.tax_rates;
  const set = (/** @type {number} */ place, /** @type {Partial<Rate>} */ part) =>
    change({ tax_rates: rates.map((rate, at) => at === place ? { ...rate, ...part } : rate) });
  const begin_with = (/** @type {number} */ place, /** @type {boolean} */ on) =>
    change({ tax_rates: rates.map((rate, at) => ({ ...rate, default: on && at === place })) });
  return html`
    <${Section} id="taxes" title=${t("settings.taxes")} about=${t("settings.taxes_is")} form=${form}
      is_dirty=${is_dirty}>
        ${rates.length === 0 && html`<p class="dim">${t("settings.no_taxes")}</p>`}
        ${rates.map((rate, place) =>
          html`
            <div key=${place} class="tax-line">
              <${Field} label=${t("settings.tax_name")} value=${rate.name} required=${true} limit=${100}
                on_input=${(/** @type {string} */ name) => set(place, { name })} />
              <${Field} label=${t("settings.tax_percent")} value=${rate
                .rate} required=${true} inputmode="decimal"
                class="figures" wrong=${bps_of(rate.rate) === null ? t("refusal.kernel.not_a_rate") : null}
                on_input=${(/** @type {string} */ typed) => set(place, { rate: typed })} />
              <button type="button" class="icon-only" aria-label=${t("settings.tax_remove", {
                name: rate.name,
              })}
                onClick=${() =>
                  change({ tax_rates: rates.toSpliced(place, 1) })}><${Icon} name="close" /></button>
              <${Check} label=${t("settings.tax_default")} checked=${rate.default}
                on_change=${(/** @type {boolean} */ on) => begin_with(place, on)} />
            </div>
          `
        )}
        <div><button type="button" onClick=${() =>
          change({ tax_rates: [...rates, { name: "", rate: "", default: rates.length === 0 }] })}>
          <${Icon} name="plus" />${t("settings.tax_add")}</button></div>
      <//>
  `;
}

/** @param {Row} rate @returns {Rate} */
function rate_to_type({ name, rate_bps, default: is_default }) {
  return { name, rate: String(Number(rate_bps) / 100), default: is_default };
}

/** What is no percent is sent as it is typed: the server says so. @param {Rate} rate */
function rate_of({ name, rate, default: is_default }) {
  return { name: name.trim(), rate_bps: bps_of(rate) ?? -1, default: is_default };
}

/** Hundredths of a percent, exact to a hundredth of them. @param {string} typed */
function bps_of(typed) {
  const found = /^(\d{1,3})(?:[.,](\d{1,4}))?$/.exec(typed.trim().replace(/\s*%$/, ""));
  if (!found) return null;
  const ppm = Number(`${found[1]}${(found[2] ?? "").padEnd(4, "0")}`);
  return ppm > PPM ? null : in_bps(ppm);
}

/** @param {{ known: Row }} props */
export function Texts({ known }) {
  const [spoken, set_spoken] = useState(/** @type {string} */ (language.peek()));
  const { draft, change, is_dirty, form } = use_section({ texts: known.texts });
  const set = (/** @type {string} */ name, /** @type {string} */ text) =>
    change({ texts: { ...draft.texts, [name]: { ...draft.texts[name], [spoken]: text } } });
  return html`
    <${Section} id="texts" title=${t("settings.texts")} about=${t("settings.texts_is")} form=${form}
      is_dirty=${is_dirty}>
        <${Segments} label=${t(
          "customer.language",
        )} value=${spoken} options=${CUSTOMER_LANGUAGES} on_pick=${set_spoken} />
        ${TEXTS.map((name) =>
          html`
            <${Field} key=${`${name} ${spoken}`} label=${t(`settings.text_${name}`)} lines=${true}
              limit=${4000} optional=${true} value=${draft.texts[name][spoken] ?? ""} help=${t(
                `settings.text_${name}_is`,
              )}
              on_input=${(/** @type {string} */ text) => set(name, text)} />
          `
        )}
      <//>
  `;
}
