// The number by which programs reach somebody on the Peppol network, and the register that it is of.
import { Field } from "../../components/forms.js";
import { scheme_of, SCHEMES } from "../../domain/electronic_address.js";
import { country_name } from "../../domain/postal_address.js";
import { language, t } from "../../messages.js";
import { html, useMemo } from "../../vendor/ui.js";

/** @typedef {import("../../domain/electronic_address.js").ElectronicAddress} ElectronicAddress */

/**
 * @param {{ value: ElectronicAddress, help: string,
 *   on_change: (value: ElectronicAddress) => void }} props
 */
export function ElectronicAddressFields({ value, help, on_change }) {
  const schemes = useMemo(() => scheme_choices(language.value), [language.value]);
  return html`
    <div class="fields">
      <${Field} label=${t("peppol.scheme")} value=${value.scheme} options=${schemes} optional=${true}
        required=${value.id.trim() !== ""}
        on_input=${(/** @type {string} */ scheme) => on_change({ ...value, scheme })} />
      <${Field} label=${t("peppol.number")} value=${value.id} limit=${50} optional=${true}
        required=${value.scheme !== ""} autocomplete="off" help=${help}
        on_input=${(/** @type {string} */ id) => on_change({ ...value, id })} />
    </div>
  `;
}

/** What people call the register: its country first. @param {string} scheme @param {string} spoken */
export function scheme_name(scheme, spoken) {
  const { country, kind } = scheme_of(scheme);
  const said = t(`peppol.kind_${kind}`);
  return country ? `${country_name(country, spoken)}: ${said} (${scheme})` : `${said} (${scheme})`;
}

/** By name, as the reader sorts. @param {string} spoken */
function scheme_choices(spoken) {
  const named = SCHEMES.map((value) => ({ value, label: scheme_name(value, spoken) }));
  return [
    { value: "", label: t("peppol.no_scheme") },
    ...named.sort((one, other) => one.label.localeCompare(other.label, spoken)),
  ];
}
