// How the company's paper looks in a color, before it is saved: a picture that the server sets.
import { Segments } from "../../../components/forms.js";
import { t } from "../../../messages.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";

const KINDS = ["invoice", "receipt", "statement", "credit_note", "change_order"];
const WAITS_MS = 400; // a color is chosen by dragging, and each picture is set anew

/** @param {{ accent: string | null }} props */
export function PaperPreview({ accent }) {
  const [shown, set_shown] = useState(accent);
  const [kind, set_kind] = useState("invoice");
  const [failed, set_failed] = useState(false);
  useEffect(() => {
    const soon = setTimeout(() => {
      set_failed(false);
      set_shown(accent);
    }, WAITS_MS);
    return () => clearTimeout(soon);
  }, [accent]);
  const query = new URLSearchParams({ kind, ...(shown ? { accent: shown } : {}) });
  if (failed) return html`<p class="dim small">${t("settings.paper_none")}</p>`;
  return html`
    <figure class="paper-preview">
      <figcaption class="dim small">${t("settings.paper")}</figcaption>
      <${Segments} label=${t("settings.paper_kind")} value=${kind} on_pick=${set_kind}
        options=${KINDS.map((value) => ({ value, label: t(`settings.paper_${value}`) }))} />
      <img src=${`/api/settings/paper?${query}`} alt=${t("settings.paper_alt")} width="816" height="1056"
        loading="lazy" decoding="async" onError=${() => set_failed(true)} />
    </figure>
  `;
}
