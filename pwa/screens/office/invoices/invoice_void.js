// Voiding an invoice: what will be true afterwards, the reason, and the ways out while money is on it.
import { Dialog, Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { instant, money, t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { InTheWay, WayOut } from "./invoice_ways_out.js";
import { Refused, use_mutation } from "../mutation.js";
import { number_or_draft } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("./invoice_ways_out.js").Way} Way */

const REASON_MAX = 200;
const HAS_MONEY = "invoices.has_money";

/** @param {{ job: Row, invoice: Row, on_close: () => void }} props */
export function VoidDialog({ job, invoice, on_close }) {
  const [reason, set_reason] = useState("");
  const [way, set_way] = useState(/** @type {Way | null} */ (null));
  const { busy, problem, send } = use_mutation();
  const refused = problem?.code === HAS_MONEY ? problem : null;
  const paid_minor = Math.max(invoice.paid_minor, refused?.paid_minor ?? 0);
  const pending_minor = Math.max(invoice.pending_minor, refused?.pending_minor ?? 0);
  const is_free = paid_minor === 0 && pending_minor === 0;
  const number = number_or_draft(invoice);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!await send("POST", `/api/invoices/${invoice.id}/void`, { reason: reason.trim() })) return;
    toast(t("void.done", { number, amount: money(invoice.total_minor) }));
    on_close();
  };
  // Its own voiding closes the dialog; whatever else ended it was done elsewhere.
  if (!busy && ["void", "canceled"].includes(invoice.status)) {
    return html`<${WasFaster} invoice=${invoice} number=${number} on_close=${on_close} />`;
  }
  if (way) {
    return html`
      <${WayOut} way=${way} invoice=${invoice} on_back=${() => set_way(null)} on_credited=${on_close} />
    `;
  }
  return html`
    <${Dialog} title=${t("void.title", { number })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
          ${is_free
            ? html`<p>${
              t("void.then", {
                number,
                amount: money(invoice.total_minor),
                left: money(job.left_to_invoice_minor + invoice.total_minor),
              })
            }</p>`
            : html`
              <${InTheWay} invoice=${invoice} paid_minor=${paid_minor} pending_minor=${pending_minor}
                on_way=${set_way} />
            `}
          ${is_free && html`
            <${Field} label=${t("void.reason")} value=${reason} required=${true}
              limit=${REASON_MAX} autocomplete="off" placeholder=${t(
                "void.reason_hint",
              )} on_input=${set_reason} />
          `}
          <${Refused} problem=${refused ? null : problem} />
          <div class="dialog-actions">
            ${is_free && html`<button class="danger primary" disabled=${busy}>${t("void.do")}</button>`}
            <button type="button" onClick=${on_close}>${t("void.keep")}</button></div>
        </form>
      <//>
  `;
}

/**
 * It ended elsewhere while this was open: that word stands, and the row says it too.
 * @param {{ invoice: Row, number: string, on_close: () => void }} props
 */
function WasFaster({ invoice, number, on_close }) {
  const said = { number, time: instant(invoice.voided_at), reason: invoice.void_reason ?? "" };
  return html`
    <${Dialog} title=${t("void.title", { number })} on_close=${on_close}
      actions=${html`<button type="button" class="primary" onClick=${on_close}>${t("nav.close")}</button>`}>
      <${Notice} kind="wait" live=${true}>${
    t(invoice.status === "void" ? "decide.voided" : "replace.canceled", said)
  }<//>
      <//>
  `;
}
