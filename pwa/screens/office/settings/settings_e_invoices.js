// Whether each PDF carries the same invoice for a program to read; how programs and transfers reach the
// company.
import { Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { account_or_none, address_or_none } from "../../../domain/electronic_address.js";
import { t } from "../../../messages.js";
import { html } from "../../../vendor/ui.js";
import { ElectronicAddressFields } from "../electronic_address.js";
import { Check } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";
import { Section, use_section } from "./settings_form.js";

/** What is switched takes effect at once. @param {{ known: import("../../../store/cache.js").Row }} props */
export function EInvoices({ known }) {
  const { busy, problem, send } = use_mutation();
  const change = async (/** @type {boolean} */ on) => {
    if (await send("PATCH", "/api/settings", { e_invoices: on })) toast(t("office.saved"));
  };
  const { address, tax_number } = known;
  const is_said = address?.country && address?.city && tax_number;
  return html`
    <section class="stack close" aria-labelledby="e-invoices">
      <h2 id="e-invoices" class="panel-head">${t("settings.e_invoices")}</h2>
      <div class="card stack">
        <p class="dim small">${t("settings.e_invoices_is")}</p>
        <div>
          <${Check} is_switch=${true} label=${t("settings.e_invoices_on")} checked=${known.e_invoices}
            disabled=${busy} on_change=${change} />
          ${known.e_invoices && !is_said && html`<p class="small" role="status">${
            t(
              "settings.e_invoices_lacks",
            )
          }</p>`}
        </div>
        <${Refused} problem=${problem} />
      </div>
    </section>
  `;
}

/** @param {{ known: import("../../../store/cache.js").Row }} props */
export function Reached({ known }) {
  const stored = {
    electronic_address: known.electronic_address ?? { scheme: "", id: "" },
    bank_account: { bic: "", holder: "", ...known.bank_account, number: known.bank_account?.number ?? "" },
  };
  const { draft, change, is_dirty, form } = use_section(stored, ({ electronic_address, bank_account }) => ({
    electronic_address: address_or_none(electronic_address),
    bank_account: account_or_none(bank_account),
  }));
  const account = draft.bank_account;
  const set = (/** @type {Partial<typeof account>} */ part) =>
    change({ bank_account: { ...account, ...part } });
  return html`
    <${Section} id="reached" title=${t("settings.reached")} about=${t("settings.reached_is")} form=${form}
      is_dirty=${is_dirty}>
      <fieldset class="stack">
        <legend>${t("peppol.address")}</legend>
        <${ElectronicAddressFields} value=${draft.electronic_address} help=${t("peppol.own_help")}
          on_change=${(/** @type {any} */ electronic_address) => change({ electronic_address })} />
      </fieldset>
      <fieldset class="stack">
        <legend>${t("settings.bank_account")}</legend>
        <${Field} label=${t("settings.account_number")} value=${account.number} limit=${50} optional=${true}
          required=${Boolean(account.bic || account.holder)} autocomplete="off"
          help=${t("settings.account_help")}
          on_input=${(/** @type {string} */ number) => set({ number })} />
        <div class="fields">
          <${Field} label=${t("settings.account_bic")} value=${account.bic} limit=${11} optional=${true}
            autocomplete="off" on_input=${(/** @type {string} */ bic) => set({ bic })} />
          <${Field} label=${t("settings.account_holder")} value=${account
            .holder} limit=${100} optional=${true}
            autocomplete="off" on_input=${(/** @type {string} */ holder) => set({ holder })} />
        </div>
      </fieldset>
      <//>
  `;
}
