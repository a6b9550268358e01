// The parts of a postal address, asked for in the order in which people say them.
import { Field } from "../../components/forms.js";
import { COUNTRIES, country_name, NO_ADDRESS } from "../../domain/postal_address.js";
import { language, t } from "../../messages.js";
import { settings } from "../../store/view.js";
import { html, useMemo } from "../../vendor/ui.js";

/** @typedef {import("../../domain/postal_address.js").PostalAddress} PostalAddress */

const LIMITS = { street: 500, city: 100, region: 100, postal_code: 20 };

/**
 * What a form begins with: the address that is known, or one in the company's own country.
 * @param {PostalAddress | null | undefined} known @returns {PostalAddress}
 */
export function address_to_type(known) {
  return known ?? { ...NO_ADDRESS, country: home_country() };
}

/** Where the company is; before it said so, where its browser is. @returns {string | null} */
function home_country() {
  return settings.peek()?.address?.country ?? region_of(navigator.language);
}

/** @param {string} tag */
function region_of(tag) {
  const region = new Intl.Locale(tag).region ?? "";
  return COUNTRIES.includes(region) ? region : null;
}

/** @param {{ value: PostalAddress, on_change: (value: PostalAddress) => void }} props */
export function AddressFields({ value, on_change }) {
  const countries = useMemo(() => country_choices(language.value), [language.value]);
  const part = (/** @type {keyof typeof LIMITS} */ name, /** @type {Record<string, unknown>} */ more = {}) =>
    html`
      <${Field} label=${t(`address.${name}`)} value=${value[name]} optional=${true} limit=${LIMITS[name]}
        autocomplete="off" ...${more} on_input=${(/** @type {string} */ text) =>
      on_change({ ...value, [name]: text })} />
    `;
  return html`
    ${part("street", { lines: true, rows: 2 })}
    <div class="fields">${part("city")}${part("region")}</div>
    <div class="fields">${part("postal_code")}
      <${Field} label=${t("address.country")} value=${value.country ?? ""} options=${countries}
        on_input=${(/** @type {string} */ country) => on_change({ ...value, country: country || null })} />
    </div>
  `;
}

/** By name, as the reader sorts. @param {string} spoken */
function country_choices(spoken) {
  const named = COUNTRIES.map((value) => ({ value, label: country_name(value, spoken) }));
  return [
    { value: "", label: t("address.no_country") },
    ...named.sort((one, other) => one.label.localeCompare(other.label, spoken)),
  ];
}
