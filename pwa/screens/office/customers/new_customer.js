// A new customer, and then straight on to their first job.
import { t } from "../../../messages.js";
import { go } from "../../../router.js";
import { html } from "../../../vendor/ui.js";
import { CustomerForm } from "./customer_form.js";
import { OfficePage } from "../page.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

export default function OfficeNewCustomer() {
  return html`
    <${OfficePage} title=${t("customer.new")} back="/customers" kind="narrow">
      <div class="card roomy">
        <${CustomerForm} on_cancel=${() => go("/customers")}
          on_done=${(/** @type {Row} */ { id }) => go(`/jobs/new?customer=${id}`, { replace: true })} />
      </div>
      <//>
  `;
}
