// What credit notes took off a job's invoices, and off which of its lines: asked of the server when there is
// something to ask for, and again when more is credited.
import { Icon } from "../../../components/icon.js";
import { day, money, t } from "../../../messages.js";
import { settings } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { ECreditDialog } from "../invoices/e_invoice.js";
import { JobSection } from "./job_section.js";
import { sum_of } from "../money.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const NOTES_MAX = 200;

/**
 * Newest first; null while they are on their way, and where the server does not answer.
 * @param {Row} job @param {Row[]} invoices @returns {Row[] | null}
 */
export function use_credit_notes(job, invoices) {
  const credited_minor = sum_of(invoices, (invoice) => invoice.credited_minor ?? 0);
  const [notes, set_notes] = useState(/** @type {Row[] | null} */ (null));
  useEffect(() => {
    set_notes(null);
    if (credited_minor === 0) return;
    let is_wanted = true;
    const path = `/api/credit-notes?job_id=${job.id}&limit=${NOTES_MAX}`;
    call("GET", path).then(({ ok, body }) => ok && is_wanted && set_notes(body.items), () => {});
    return () => void (is_wanted = false);
  }, [job.id, credited_minor]);
  return notes;
}

/** @param {{ job: Row, notes: Row[] | null }} props */
export function Credits({ job, notes }) {
  const [opened, set_opened] = useState(/** @type {Row | null} */ (null));
  if (!notes || notes.length === 0) return null;
  return html`
    <${JobSection} name="credits" title=${t("credit.notes")}
      about=${t("credit.sum", { count: notes.length, amount: money(sum_of(notes, total_of)) })}>
      <ul class="list">${notes.map((note) =>
        html`<li key=${note.id} class="list-row top">
          <${Icon} name="receipt" />
          <span class="grow stack tight"><span class="title">${note.number} · ${note.invoice_number}</span>
            <span class="small">${note.reason}</span>
            <span class="dim small">${day(note.issued_on)} · ${of_lines(job, note)}</span></span>
          <span class="end stack tight"><span class="money">${money(-note.total_minor)}</span>
            <span class="row"><a class="button quiet small" href=${`/api/credit-notes/${note.id}/pdf`}
              aria-label=${t("paper.of", { number: note.number })}>
              <${Icon} name="download" size="small" />PDF</a>
            ${
          settings.value?.e_invoices && html`
            <button type="button" class="quiet small"
              aria-label=${`XML, ${t("e_invoice.title_credit", { number: note.number })}`}
              onClick=${() => set_opened(note)}>XML</button>
          `
        }</span></span></li>`
      )}</ul>
      ${opened && html`<${ECreditDialog} note=${opened} on_close=${() => set_opened(null)} />`}
      <//>
  `;
}

/** @param {Row} note */
const total_of = ({ total_minor }) => total_minor;

/**
 * Which lines, and how much of each before tax. A note of an invoice that bills the job as a whole, or of a
 * time before notes named lines, took of all alike.
 * @param {Row} job @param {Row} note
 */
export function of_lines(job, { lines, tax_minor }) {
  if (lines.length === 0) return t("credit.of_all");
  const said = lines.map((/** @type {Row} */ { line_item_id, base_minor }) => {
    const line = job.line_items.find((/** @type {Row} */ { id }) => id === line_item_id);
    return `${line?.description ?? t("credit.gone_line")} ${money(base_minor)}`;
  });
  return [...said, tax_minor !== 0 && t("credit.with_tax", { amount: money(tax_minor) })].filter(Boolean)
    .join(" · ");
}

/**
 * What is billed of a line of a job that is billed line by line, and which notes took some of it back.
 * @param {Row} line @param {Row[] | null} notes
 */
export function line_standing({ id, billed_minor, net_minor }, notes) {
  const credits = (notes ?? []).flatMap(({ number, lines }) =>
    lines.filter((/** @type {Row} */ { line_item_id }) => line_item_id === id)
      .map((/** @type {Row} */ { base_minor }) => t("credit.line", { amount: money(base_minor), number }))
  );
  if (billed_minor === 0 && credits.length === 0) return null;
  return [t("credit.line_billed", { amount: money(billed_minor), of: money(net_minor) }), ...credits]
    .join(" · ");
}
