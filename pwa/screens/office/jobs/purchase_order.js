// The number under which the customer ordered the work: invoices name it, and their bookkeeping looks for it.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** @param {{ job: Row }} props */
export function PurchaseOrder({ job }) {
  const [is_open, set_open] = useState(false);
  return html`
    <p class="row wraps">
      ${job.purchase_order && html`<span>${t("order.is", { number: job.purchase_order })}</span>`}
      <button type="button" class="quiet" onClick=${() =>
        set_open(true)}><${Icon} name="edit" size="small" />${t(
          job.purchase_order ? "order.change" : "order.add",
        )}</button>
    </p>
    ${is_open && html`<${OrderDialog} job=${job} on_close=${() => set_open(false)} />`}
  `;
}

/** @param {{ job: Row, on_close: () => void }} props */
function OrderDialog({ job, on_close }) {
  const [number, set_number] = useState(job.purchase_order ?? "");
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const body = { purchase_order: number.trim() || null };
    if (!await send("POST", `/api/jobs/${job.id}/purchase-order`, body)) return;
    toast(t("office.saved"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("order.title")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Field} label=${t("order.number")} value=${number} limit=${200} optional=${true} autocomplete="off"
          help=${t("order.help")} on_input=${set_number} />
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("office.save")}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}
