// Canceling a job: what ends with it, and that nothing is refunded by itself.
import { Dialog, Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { money, t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const REASON_MAX = 200;

/** @param {{ job: Row, invoices: Row[], on_close: () => void }} props */
export function CancelJob({ job, invoices, on_close }) {
  const [reason, set_reason] = useState("");
  const { busy, problem, send } = use_mutation();
  const count = invoices.filter(({ status }) => status === "open").length;
  const received_minor = job.paid_minor + job.unapplied_minor;
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!await send("POST", `/api/jobs/${job.id}/cancel`, { reason: reason.trim() })) return;
    toast(t("cancel.done", { number: job.number }));
    on_close();
  };
  return html`
    <${Dialog} title=${t("cancel.title", { number: job.number })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <div class="words stack close">
          <p>${t("cancel.none")}</p>
          ${count > 0 && html`<p>${t("cancel.open", { count })}</p>`}
          ${received_minor > 0 && html`<p>${t("cancel.money", { amount: money(received_minor) })}</p>`}
        </div>
        <${Field} label=${t("cancel.reason")} value=${reason} required=${true} limit=${REASON_MAX}
          autocomplete="off" on_input=${set_reason} />
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="danger primary" disabled=${busy}>${t(
          "cancel.save",
        )}</button>
          <button type="button" onClick=${on_close}>${t("cancel.keep")}</button></div>
      </form>
      <//>
  `;
}
