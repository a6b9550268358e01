// What of a job is lent to phones: who has how much until when, and taking it back.
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { clock_time, money, t } from "../../../messages.js";
import { allowances, devices, members } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** What holds something of the job back at this moment. @param {string} job_id @returns {Row[]} */
function lent_of(job_id) {
  const now = new Date().toISOString();
  return allowances.value.filter((row) =>
    row.job_id === job_id && row.amount_minor > 0 && row.expires_at > now
  );
}

/**
 * `amount_minor`: what somebody is about to invoice; then it is said only where that does not fit beside it.
 * `on_recalled`: what was refused for it, done at once when it is free again.
 * @param {{ job: Row, amount_minor?: number, on_recalled?: (() => unknown) | null }} props
 */
export function Lent({ job, amount_minor, on_recalled }) {
  const { busy, problem, send } = use_mutation();
  const lent = lent_of(job.id);
  const lent_minor = lent.reduce((sum, row) => sum + row.amount_minor, 0);
  const free_minor = Math.max(job.left_to_invoice_minor - lent_minor, 0);
  if (lent.length === 0 || (amount_minor !== undefined && amount_minor <= free_minor)) return null;
  const recall = async () => {
    const done = await send("POST", `/api/jobs/${job.id}/recall-allowances`);
    if (!done) return;
    toast(t("lent.recalled", { amount: money(lent_minor) }));
    await on_recalled?.();
  };
  return html`<${Notice} kind=${amount_minor === undefined ? "plain" : "wait"} icon="phone">
    ${
    lent.map((row) =>
      html`<p key=${row.id}>${
        t("lent.to", {
          amount: money(row.amount_minor),
          device: device_name(row.device_id),
          time: clock_time(row.expires_at),
        })
      }</p>`
    )
  }
    <p class="small dim">${t("lent.then")}</p>
    <div class="actions"><button type="button" disabled=${busy} onClick=${recall}>
      <${Icon} name="undo" />${
    t(on_recalled ? "lent.recall_and_issue" : "lent.recall", {
      amount: money(lent_minor),
      asked: money(amount_minor ?? 0),
    })
  }</button></div>
    <${Refused} problem=${problem} /><//>`;
}

/** "Tablet 3 (Luis)". @param {string} id */
function device_name(id) {
  const device = devices.value.find((row) => row.id === id);
  const member = members.value.find((row) => row.id === device?.member_id);
  return [device?.label ?? t("lent.a_phone"), member && `(${member.name})`].filter(Boolean).join(" ");
}
