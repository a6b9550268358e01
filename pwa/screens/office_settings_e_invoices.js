// Whether each PDF carries the same invoice for a program to read.
import { toast } from "../components/page.js";
import { t } from "../messages.js";
import { html } from "../vendor/ui.js";
import { Check } from "./office_fields.js";
import { Refused, use_mutation } from "./office_mutation.js";

/** What is switched takes effect at once. @param {{ known: import("../store/cache.js").Row }} props */
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
          ${known.e_invoices && !is_said && html`<p class="small" role="status">${t(
            "settings.e_invoices_lacks",
          )}</p>`}
        </div>
        <${Refused} problem=${problem} />
      </div>
    </section>
  `;
}
