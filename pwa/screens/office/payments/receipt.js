// The receipt of a payment in the list, mailed to its customer, again if need be.
import { Dialog } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { invoice_addresses } from "../../../domain/invoice_address.js";
import { money, t } from "../../../messages.js";
import { customer as customer_of, invoice as invoice_of } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** @param {{ payment: Row, on_close: () => void }} props  a payment of which something is on an invoice */
export function ReceiptDialog({ payment, on_close }) {
  const { busy, problem, send } = use_mutation();
  const invoice = invoice_of(payment.allocations[0]?.invoice_id);
  const customer = customer_of(invoice?.customer_id ?? payment.customer_id);
  const addresses = invoice_addresses(customer);
  const submit = async () => {
    if (!await send("POST", `/api/payments/${payment.id}/send-receipt`, {})) return;
    toast(t("receipt.on_its_way"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("receipt.send_title", { amount: money(payment.amount_minor) })} on_close=${on_close}
      actions=${html`
        <button type="button" class="primary" disabled=${busy ||
          addresses.length === 0} onClick=${submit}>${t("receipt.send")}</button>
        <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
      `}>
      <p>${addresses.length > 0
        ? t("receipt.send_to", { name: customer?.name ?? "", to: addresses.join(", ") })
        : t("refusal.invoices.no_address")}</p>
      <${Refused} problem=${problem} />
      <//>
  `;
}
