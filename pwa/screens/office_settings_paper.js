// How the company's paper looks in a colour, before it is saved: a picture that the server sets.
import { t } from "../messages.js";
import { html, useEffect, useState } from "../vendor/ui.js";

const WAITS_MS = 400; // a colour is chosen by dragging, and each picture is set anew

/** @param {{ accent: string | null }} props */
export function PaperPreview({ accent }) {
  const [shown, set_shown] = useState(accent);
  const [failed, set_failed] = useState(false);
  useEffect(() => {
    const soon = setTimeout(() => {
      set_failed(false);
      set_shown(accent);
    }, WAITS_MS);
    return () => clearTimeout(soon);
  }, [accent]);
  const query = shown ? `?accent=${encodeURIComponent(shown)}` : "";
  if (failed) return html`<p class="dim small">${t("settings.paper_none")}</p>`;
  return html`
    <figure class="paper-preview">
      <figcaption class="dim small">${t("settings.paper")}</figcaption>
      <img src=${`/api/settings/paper${query}`} alt=${t("settings.paper_alt")} width="816" height="1056"
        loading="lazy" decoding="async" onError=${() => set_failed(true)} />
    </figure>
  `;
}
