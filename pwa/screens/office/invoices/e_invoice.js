// An invoice or a credit note for programs: what its PDF carries, the XML file, whether the Peppol network
// would carry it, and what the record lacks for either.
import { Dialog } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { t } from "../../../messages.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ is_on: boolean, lacking: string[], lacking_for_peppol: string[] }} State */

/** Where the company wants them, of what is issued. @param {Row} invoice @param {Row | null} settings */
export function is_for_programs({ status }, settings) {
  return Boolean(settings?.e_invoices) && status !== "draft";
}

/** @param {{ invoice: Row, on_close: () => void }} props */
export function EInvoiceDialog({ invoice, on_close }) {
  const path = `/api/invoices/${invoice.id}`;
  return html`<${ForPrograms} path=${path} kind="invoice" number=${invoice.number} on_close=${on_close} />`;
}

/** @param {{ note: Row, on_close: () => void }} props */
export function ECreditDialog({ note, on_close }) {
  const path = `/api/credit-notes/${note.id}`;
  return html`<${ForPrograms} path=${path} kind="credit" number=${note.number} on_close=${on_close} />`;
}

/** @param {{ path: string, kind: "invoice" | "credit", number: string, on_close: () => void }} props */
function ForPrograms({ path, kind, number, on_close }) {
  const [state, set_state] = useState(/** @type {State | null} */ (null));
  const [is_away, set_away] = useState(false);
  const ask = () => {
    set_away(false);
    asked(path).then(set_state, () => set_away(true));
  };
  useEffect(ask, [path]);
  const is_ready = state?.lacking.length === 0;
  return html`
    <${Dialog} title=${t(`e_invoice.title_${kind}`, { number })} on_close=${on_close}>
      <div class="stack">
        ${is_away && html`<p role="alert">${t("e_invoice.away")}</p>`}
        ${!is_away && state === null && html`<p class="dim" role="status">${t("e_invoice.looking")}</p>`}
        ${is_ready && state.is_on && html`<p>${t(`e_invoice.ready_${kind}`)}</p>`}
        ${is_ready && html`<${Peppol} kind=${kind} lacking=${state.lacking_for_peppol} />`}
        ${state && !is_ready && html`
          <p>${t(`e_invoice.lacking_${kind}`)}</p>
          <${Names} names=${state.lacking} word=${(/** @type {string} */ name) =>
            t(`e_invoice.lacks_${name}`)} />
        `}
        <div class="dialog-actions">
          ${is_away && html`<button type="button" class="primary" onClick=${ask}>${
            t(
              "e_invoice.again",
            )
          }</button>`}
          ${is_ready && html`<a class="button primary" href=${`${path}/ubl`} download><${Icon}
            name="download" />${t("e_invoice.take")}</a>`}
          <button type="button" onClick=${on_close}>${t("application.close")}</button>
        </div>
      </div>
      <//>
  `;
}

/** @param {{ kind: string, lacking: string[] }} props */
function Peppol({ kind, lacking }) {
  if (lacking.length === 0) return html`<p>${t(`peppol.ready_${kind}`)}</p>`;
  return html`
    <p>${t(`peppol.lacking_${kind}`)}</p>
    <${Names} names=${lacking} word=${(/** @type {string} */ name) => t(`peppol.lacks_${name}`)} />
    <p class="dim small">${t("peppol.lacking_file")}</p>
  `;
}

/** @param {{ names: string[], word: (name: string) => string }} props */
function Names({ names, word }) {
  return html`<ul class="stack tight">${
    names.map((name) =>
      html`<li key=${name} class="row top-aligned"><span aria-hidden="true">–</span>${word(name)}</li>`
    )
  }</ul>`;
}

/** @param {string} path @returns {Promise<State>} */
async function asked(path) {
  const answer = await fetch(`${path}/e-invoice`);
  if (!answer.ok) throw new Error(String(answer.status));
  return await answer.json();
}
