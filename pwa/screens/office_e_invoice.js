// An invoice for programs: what its PDF carries and the XML file, or what the record lacks for one.
import { Dialog } from "../components/forms.js";
import { Icon } from "../components/icon.js";
import { t } from "../messages.js";
import { html, useEffect, useState } from "../vendor/ui.js";

/** @typedef {import("../store/cache.js").Row} Row */

/** Where the company wants them, of what is issued. @param {Row} invoice @param {Row | null} settings */
export function is_for_programs({ status }, settings) {
  return Boolean(settings?.e_invoices) && status !== "draft";
}

/** @param {{ invoice: Row, on_close: () => void }} props */
export function EInvoiceDialog({ invoice, on_close }) {
  const [lacking, set_lacking] = useState(/** @type {string[] | null} */ (null));
  const [is_away, set_away] = useState(false);
  const ask = () => {
    set_away(false);
    asked(invoice).then(set_lacking, () => set_away(true));
  };
  useEffect(ask, [invoice.id]);
  return html`
    <${Dialog} title=${t("e_invoice.title", { number: invoice.number })} on_close=${on_close}>
      <div class="stack">
        ${is_away && html`<p role="alert">${t("e_invoice.away")}</p>`}
        ${!is_away && lacking === null && html`<p class="dim" role="status">${t("e_invoice.looking")}</p>`}
        ${lacking?.length === 0 && html`<p>${t("e_invoice.ready")}</p>
          <p class="dim">${t("e_invoice.ready_file")}</p>`}
        ${lacking && lacking.length > 0 && html`<p>${t("e_invoice.lacking")}</p>
          <ul class="stack tight">${lacking.map((name) =>
            html`<li key=${name}>${t(`e_invoice.lacks_${name}`)}</li>`
          )}</ul>`}
        <div class="dialog-actions">
          ${is_away && html`<button type="button" class="primary" onClick=${ask}>${t(
            "e_invoice.again",
          )}</button>`}
          ${lacking?.length === 0 && html`<a class="button primary" href=${`/api/invoices/${invoice.id}/ubl`}
            download><${Icon} name="download" />${t("e_invoice.take")}</a>`}
          <button type="button" onClick=${on_close}>${t("application.close")}</button>
        </div>
      </div>
      <//>
  `;
}

/** @param {Row} invoice @returns {Promise<string[]>} */
async function asked({ id }) {
  const answer = await fetch(`/api/invoices/${id}/e-invoice`);
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).lacking;
}
