// A job's photos on the phone: taken or chosen, kept here at once, sent when there is signal.
import { Icon } from "../../components/icon.js";
import { Later } from "../../components/page.js";
import { shrunk } from "../../components/shrink.js";
import { Notice } from "../../components/parts.js";
import { Thumbnail } from "../../components/thumbnail.js";
import { t } from "../../messages.js";
import { PhotoNotKept, photos } from "../../store/photos.js";
import { attachments, files_of, me } from "../../store/view.js";
import { html, useEffect, useState } from "../../vendor/ui.js";
import { refusal_in_words } from "../../components/forms.js";

/** @typedef {import("../../store/cache.js").Row} Row */
/** @typedef {import("../../store/photos.js").Photo} Photo */

const lines = () => import("./photo_line.js");

/** @param {{ job: Row }} props */
export function JobPhotos({ job }) {
  const [busy, set_busy] = useState(0);
  const [wrong, set_wrong] = useState("");
  const [line_item_id, set_line] = useState("");
  useEffect(() => {
    const who = me.peek();
    if (who) void photos.open(who.organization_id, who.member_id).catch(() => {});
  }, []);
  const known = new Set(attachments.value.map(({ id }) => id));
  const here = photos.queue.value.filter(({ id, job_id }) => job_id === job.id && !known.has(id));
  const there = files_of(job.id);
  const take = async (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const files = [...input.files ?? []];
    input.value = "";
    set_wrong("");
    for (const [place, file] of files.entries()) {
      set_busy(files.length - place);
      const reason = await kept(job, file, line_item_id).then(() => "", why_not);
      if (reason) set_wrong(t(`photo.${reason}`));
    }
    set_busy(0);
  };
  return html`
    <section class="stack close" aria-labelledby="photos">
      <div class="section-head"><h2 id="photos" class="grow">${t("photo.title", {
        count: here.length + there.length,
      })}</h2></div>
      ${here.length + there.length === 0 && html`
        <div class="card">
          <p class="dim">${t("photo.none")}</p>
        </div>
      `}
      <ul class="photos">
        ${here.map((photo) => html`<${Waiting} key=${photo.id} job=${job} photo=${photo} />`)}
        ${there.filter(({ width }) => width !== null).map((row) =>
          html`<li key=${row.id}><a href=${file_path(row)} target="_blank" rel="noreferrer">
          <${Thumbnail} id=${row.id} alt=${row.caption || t("photo.one")} /></a>
          ${row.caption && html`<span class="small dim one-line">${row.caption}</span>`}
          <${Later} load=${lines} pick="PhotoLine" job=${job} row=${row} /></li>`
        )}
      </ul>
      <ul class="list documents">${there.filter(({ width }) => width === null).map((row) =>
        html`<li key=${row.id}><a class="list-row" href=${file_path(row)}>
        <${Icon} name="invoice" /><span class="grow">${
          row.caption || row.name || t("photo.document")
        }</span></a></li>`
      )}</ul>
      ${wrong && html`<${Notice} kind="late" live=${true}>${wrong}<//>`}
      <${Later} load=${lines} pick="LineChoice" job=${job} value=${line_item_id} on_input=${set_line} />
      <div class="actions">
        <${Pick} camera=${true} label=${t("photo.take")} on_change=${take} />
        <${Pick} label=${t("photo.choose")} on_change=${take} />
      </div>
      ${busy > 0 && html`<p class="small dim" role="status">${t("photo.shrinking", { count: busy })}</p>`}
    </section>
  `;
}

/**
 * A file input that looks like a button.
 * @param {{ label: string, camera?: boolean, on_change: (event: Event) => void }} props
 */
function Pick({ label, camera, on_change }) {
  return html`<label class="button file-pick"><${Icon} name=${camera ? "camera" : "plus"} />${label}
    <input type="file" accept="image/*" capture=${camera ? "environment" : undefined} multiple=${!camera}
      onChange=${on_change} /></label>`;
}

/** @param {{ job: Row, photo: Photo }} props */
function Waiting({ job, photo }) {
  const is_refused = photo.state === "refused";
  return html`<li class=${is_refused ? "refused" : "waiting"}>
    <${Thumbnail} id=${photo.id} bytes=${photo.small} alt=${t("photo.one")} />
    <span class="small">${
    is_refused ? refusal_in_words({ code: photo.code ?? "unknown" }) : t(`photo.${photo.state}`)
  }</span>
    ${
    is_refused && html`<button type="button" class="small" onClick=${() => photos.drop(photo.id)}>
      ${t("photo.throw_away")}</button>`
  }
    ${
    !is_refused && html`
      <${Later} load=${lines} pick="PhotoLine" job=${job}
        row=${{ ...photo, created_by: me.value?.member_id }} />
    `
  }</li>`;
}

/** @param {Row} job @param {File} file @param {string} line_item_id */
async function kept(job, file, line_item_id) {
  const made = await shrunk(file);
  const taken_at = new Date(file.lastModified || Date.now()).toISOString();
  await photos.keep({ job_id: job.id, line_item_id: line_item_id || null, ...made, name: "", taken_at });
}

/** @param {unknown} error */
const why_not = (error) => error instanceof PhotoNotKept ? error.reason : "failed";

/** @param {Row} row */
const file_path = ({ id }) => `/api/attachments/${id}/file`;
