// What a customer sees of an invoice, as the ticks stand: made-up figures, the true arrangement.
import { Money } from "../components/parts.js";
import { t } from "../messages.js";
import { html } from "../vendor/ui.js";

const LINES = [["preview.line_one", 2, 45_000], ["preview.line_two", 1, 160_000]];
const TAX_MINOR = 22_188;
const TOTAL_MINOR = 272_188;

/** @param {{ visible: Record<string, boolean>, name: string }} props */
export function CustomerPreview({ visible, name }) {
  return html`
    <figure class="customer-preview" aria-label=${t("preview.title")}>
      <figcaption class="dim small">${t("preview.title")}</figcaption>
      <div class="card stack close">
          <p><b>${name}</b> <span class="dim small">· ${t("preview.stage")}</span></p>
          <p class="the-sum"><${Money} minor=${TOTAL_MINOR} /></p>
          ${visible.line_items && html`
            <table class="preview-lines">
              <tbody>${LINES.map(([say, count, price_minor]) =>
                html`<tr key=${say}><th scope="row">${t(String(say))}</th>
          ${visible.quantities && html`<td>${count} ×</td>`}
          ${
                  visible.unit_prices && html`
                    <td>
                      <${Money} minor=${Number(price_minor)} plain=${true} />
                    </td>
                  `
                }
          <td><${Money} minor=${Number(count) * Number(price_minor)} plain=${true} /></td></tr>`
              )}</tbody>
            </table>
          `}
          ${visible.tax && html`<p class="row small"><span class="grow">${t("visible.tax")}</span>
      <${Money} minor=${TAX_MINOR} plain=${true} /></p>`}
          ${visible.progress && html`<div class="preview-bar" role="img" aria-label=${t("visible.progress")}>
        <i class="paid"></i><i class="due"></i><i class="left"></i></div>`}
        </div>
    </figure>
  `;
}
