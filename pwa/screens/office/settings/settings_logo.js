// The company's picture: uploaded by its digest, decoded by the server, shown on the customer's page.
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { t } from "../../../messages.js";
import { html } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const BYTES_MAX = 1024 * 1024;

/** @param {{ known: Row }} props */
export function Logo({ known }) {
  const { busy, problem, set_problem, send } = use_mutation();
  const choose = async (/** @type {HTMLInputElement} */ input) => {
    const file = input.files?.[0];
    input.value = ""; // the same file may be chosen again, once it is mended
    if (!file) return;
    if (file.size > BYTES_MAX) return set_problem({ code: "settings.logo_too_large" });
    const bytes = await file.arrayBuffer();
    const digest = hex(await crypto.subtle.digest("SHA-256", bytes));
    const refused = await uploaded(digest, bytes, file.type);
    if (refused) return set_problem(refused);
    const body = { logo_sha256: digest, seen: { logo_sha256: known.logo_sha256 } };
    if (await send("PATCH", "/api/settings", body)) toast(t("office.saved"));
  };
  const take_away = async () => {
    if (await send("PATCH", "/api/settings", { logo_sha256: null })) toast(t("office.saved"));
  };
  return html`
    <section class="stack close" aria-labelledby="logo">
      <h2 id="logo" class="panel-head">${t("settings.logo")}</h2>
      <div class="card stack">
          <p class="dim small">${t("settings.logo_is")}</p>
          ${known.logo_sha256 && html`
            <img class="logo-sample" src=${`/api/settings/logo?${known.logo_sha256.slice(0, 12)}`}
              alt=${t("settings.logo")} />
          `}
          <div class="row wraps">
            <label class="button file-pick">
              <${Icon} name="upload" />
              ${t(known.logo_sha256 ? "settings.logo_change" : "settings.logo_choose")}
              <input type="file" accept="image/png,image/jpeg,image/webp" disabled=${busy}
                aria-describedby="logo-help"
                onChange=${(/** @type {{ currentTarget: HTMLInputElement }} */ event) =>
                  choose(event.currentTarget)} /></label>
            ${known.logo_sha256 && html`
              <button type="button" disabled=${busy} onClick=${take_away}>
                <${Icon} name="close" />${t("settings.logo_remove")}</button>
            `}</div>
          <p class="dim small" id="logo-help">${t("settings.logo_help")}</p>
          <${Refused} problem=${problem} />
        </div>
    </section>
  `;
}

/** @param {ArrayBuffer} digest */
function hex(digest) {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} digest @param {ArrayBuffer} bytes @param {string} type
 * @returns {Promise<{ code: string } | null>}
 */
async function uploaded(digest, bytes, type) {
  try {
    const response = await fetch(`/api/blobs/${digest}`, {
      method: "PUT",
      headers: { "X-Stagebill": "1", "Content-Type": type },
      body: bytes,
    });
    if (response.ok) return null;
    const body = await response.json().catch(() => null);
    return body?.code ? body : { code: "unknown" };
  } catch {
    return { code: "office.no_answer" };
  }
}
