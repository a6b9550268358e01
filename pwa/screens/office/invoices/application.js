// An invoice as an application for payment: made once its figures tie out, else refused in words.
import { Dialog } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { Refused } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("../mutation.js").Problem} Problem */

/** What is billed line by line, or holds money back, is asked for so. @param {Row} invoice */
export function is_applied_for({ status, lines, held_minor, released_minor }) {
  const is_live = status === "open" || status === "paid";
  return is_live && ((lines?.length ?? 0) > 0 || held_minor !== 0 || released_minor !== 0);
}

/** @param {{ invoice: Row, on_close: () => void }} props */
export function ApplicationDialog({ invoice, on_close }) {
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState(/** @type {Problem | null} */ (null));
  const take = async () => {
    set_busy(true);
    set_problem(await taken(invoice).catch(() => ({ code: "office.no_answer" })));
    set_busy(false);
  };
  return html`
    <${Dialog} title=${t("application.title", { number: invoice.number })} on_close=${on_close}>
      <div class="stack">
        <p>${t("application.about")}</p>
        <p class="dim">${t("application.checked")}</p>
        <${Refused} problem=${problem} />
        <div class="dialog-actions">
          <button type="button" class="primary" disabled=${busy} onClick=${take}>
            <${Icon} name="download" />${t("application.take")}</button>
          <button type="button" onClick=${on_close}>${t("application.close")}</button>
        </div>
      </div>
      <//>
  `;
}

/**
 * Saves the file; what the server refused it for otherwise.
 * @param {Row} invoice @returns {Promise<Problem | null>}
 */
async function taken({ id, number }) {
  const answer = await fetch(`/api/invoices/${id}/pay-application/pdf`);
  if (!answer.ok) {
    const problem = await answer.json();
    return problem.tie ? { ...problem, code: `${problem.code}.${problem.tie}` } : problem;
  }
  const place = URL.createObjectURL(await answer.blob());
  const link = Object.assign(document.createElement("a"), { href: place });
  link.download = `${t("application.title", { number })}.pdf`;
  link.click();
  URL.revokeObjectURL(place);
  return null;
}
