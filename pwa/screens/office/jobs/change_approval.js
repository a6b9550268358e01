// Recording the customer's yes at the office: what it does to the job is said before, and a change that takes
// the job below what is invoiced is settled in the same step.
import { Dialog, Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { money, t } from "../../../messages.js";
import { customer as customer_of } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { Effects, use_simulation } from "./lines_effects.js";
import { Refused, use_mutation } from "../mutation.js";
import { settle_to_try, SettlementChoice } from "./settlement.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("./settlement.js").Choice} Choice */

const REASON_MAX = 1000;
const NAME_MAX = 200;

/** @param {{ job: Row, order: Row, on_close: () => void }} props */
export function RecordApproval({ job, order, on_close }) {
  const { busy, problem, send } = use_mutation();
  const [name, set_name] = useState(String(customer_of(job.customer_id)?.name ?? ""));
  const [note, set_note] = useState("");
  const [reason, set_reason] = useState(String(order.title));
  const [choice, set_choice] = useState(/** @type {Choice | null} */ (null));
  const path = `/api/change-orders/${order.id}`;
  const tried = settle_to_try(choice);
  const { simulation, wrong, is_working } = use_simulation(path, tried, job.revision);
  const settle = simulation?.settle;
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!simulation) return;
    const after_minor = simulation.after.total_minor;
    const body = {
      via: "office",
      name,
      note,
      seen_total_minor: simulation.before.total_minor,
      seen_after_minor: after_minor,
      ...(settle && { settle: { ...settle, reason: reason.trim() } }),
    };
    if (!await send("POST", `${path}/approve`, body)) return;
    toast(t("office_changes.recorded", { number: order.number, after: money(after_minor) }));
    on_close();
  };
  const cannot = busy || is_working || !simulation || simulation.blocked_minor > 0;
  return html`
    <${Dialog} title=${t("office_changes.record_title", { number: order.number })} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Effects} job=${job} simulation=${simulation} wrong=${wrong} is_working=${is_working}
          is_unclear=${!tried} unclear="settle.unclear" />
        <${SettlementChoice} job=${job} simulation=${simulation} choice=${choice} on_change=${set_choice} />
        ${settle && simulation.blocked_minor === 0 && html`
          <${Field} label=${t("lines.reason")} value=${reason} on_input=${set_reason} required=${true}
            limit=${NAME_MAX} autocomplete="off" />
        `}
        <${Field} label=${t("office_changes.record_note")} value=${note} on_input=${set_note} required=${true}
          limit=${REASON_MAX} placeholder=${t("office_changes.record_hint")} autocomplete="off" />
        <${Field} label=${t("office_changes.record_name")} value=${name} on_input=${set_name}
          limit=${NAME_MAX} autocomplete="off" />
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button class="primary" disabled=${cannot}>${do_in_words(simulation)}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/** @param {Row | null} simulation */
function do_in_words(simulation) {
  if (!simulation?.settle) return t("office_changes.record_do");
  const settled_minor = simulation.invoices.reduce(
    (/** @type {number} */ sum, /** @type {Row} */ { amount_minor }) => sum + amount_minor,
    0,
  );
  return t("office_changes.record_settle", { amount: money(settled_minor) });
}
