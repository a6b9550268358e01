// What was agreed: priced lines, discount, tax, total; and who works on it.
import { Icon } from "../../../components/icon.js";
import { Money } from "../../../components/parts.js";
import { day, in_locale, money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { members } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { line_standing } from "./job_credits.js";
import { JobSection } from "./job_section.js";
import { PurchaseOrder } from "./purchase_order.js";
import { Refused, use_mutation } from "../mutation.js";
import { Sum } from "../table.js";
import { percent_in_words } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** @param {{ job: Row, notes: Row[] | null }} props */
export function Contract({ job, notes }) {
  return html`
    <${JobSection} name="contract" title=${t("office_job.contract")} about=${money(job.total_minor)}
      actions=${!job.canceled_at && html`<${Link} class="button quiet" href=${`/office/jobs/${job.id}/lines`}>
        <${Icon} name="edit" size="small" />${t("lines.open")}<//>`}>
      <div class="office-table">
        <table>
          <thead>
            <tr>
              <th scope="col">${t("new_job.description")}</th>
              <th scope="col" class="end">${t("new_job.quantity")}</th>
              <th scope="col" class="end">${t("new_job.price")}</th>
              <th scope="col" class="end">${t("new_job.rate")}</th>
              <th scope="col" class="end">${t("table.amount")}</th>
            </tr>
          </thead>
          <tbody>${job.line_items.map((/** @type {Row} */ line, /** @type {number} */ place) =>
            html`
              ${line.group_title && line.group_title !== job.line_items[place - 1]?.group_title &&
                html`
                  <tr key=${`over ${line.id}`}>
                    <th scope="rowgroup" colspan="5" class="strong">${line.group_title}</th>
                  </tr>
                `}
              <tr key=${line.id}>
                <th scope="row">${line.description}<span class="dim small">${line_standing(
                  line,
                  notes,
                )}</span></th>
                <td class="end" data-label=${t("new_job.quantity")}>${in_locale(line.quantity)}</td>
                <${Sum} word="new_job.price" minor=${line.unit_price_minor} />
                <td class="end" data-label=${t("new_job.rate")}>${line.exempt
                  ? t("lines.exempt_short")
                  : percent_in_words(line.tax_rate_bps)}</td>
                <${Sum} word="table.amount" minor=${line.amount_minor} />
              </tr>
            `
          )}</tbody>
          <tfoot>${sums(job).map(([name, label, minor]) =>
            html`
              <tr key=${name}>
                <th scope="row" colspan="4" class=${name === "total" ? "strong" : ""}>${label}</th>
                <td class="end">
                  <${Money} minor=${minor} plain=${name !== "total"} />
                </td>
              </tr>
            `
          )}</tfoot>
        </table>
      </div>
      <${PurchaseOrder} job=${job} />
      <//>
  `;
}

/** @param {Row} job @returns {[name: string, label: string, minor: number][]} */
function sums({ subtotal_minor, discount_minor, taxes, total_minor }) {
  /** @type {[string, string, number][]} */
  const rows = [["subtotal", t("new_job.subtotal"), subtotal_minor]];
  if (discount_minor > 0) rows.push(["discount", t("new_job.discount"), -discount_minor]);
  for (const { rate_bps, tax_minor } of taxes) {
    if (tax_minor !== 0) {
      rows.push([`tax ${rate_bps}`, t("invoice.tax", { rate: percent_in_words(rate_bps) }), tax_minor]);
    }
  }
  return [...rows, ["total", t("table.total"), total_minor]];
}

/** A tick takes effect at once: the job comes to that phone, or leaves it. @param {{ job: Row }} props */
export function Crew({ job }) {
  const { busy, problem, send } = use_mutation();
  const crew = members.value.filter(({ id, active, role }) =>
    (active && role === "technician") || job.technician_ids.includes(id)
  );
  const set = (/** @type {string} */ id, /** @type {boolean} */ on) => {
    const others = job.technician_ids.filter((/** @type {string} */ one) => one !== id);
    return send("POST", `/api/jobs/${job.id}/technicians`, { member_ids: on ? [...others, id] : others });
  };
  const dates = [
    job.starts_on && t("office_job.starts", { day: day(job.starts_on) }),
    job.completes_on && t("office_job.completes", { day: day(job.completes_on) }),
  ].filter(Boolean);
  return html`
    <${JobSection} name="crew" title=${t("new_job.crew")}>
      <div class="card stack close">
          ${crew.length === 0 && html`<p class="dim">${t("new_job.no_crew")}</p>`}
          <div class="checks">${crew.map(({ id, name }) =>
            html`
              <${Check} key=${id} label=${name} checked=${job.technician_ids.includes(id)} disabled=${busy}
                on_change=${(/** @type {boolean} */ on) => set(id, on)} />
            `
          )}</div>
          <p class="dim small">${t("office_job.crew_help")}</p>
          ${dates.length > 0 && html`<p class="dim small">${dates.join(" · ")}</p>`}
          <${Refused} problem=${problem} />
        </div>
      <//>
  `;
}
