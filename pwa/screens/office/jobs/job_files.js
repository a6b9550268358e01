// A job's photos and documents at the office: added from the desk, seen, taken off.
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { sha256_of, shrunk } from "../../../components/shrink.js";
import { t } from "../../../messages.js";
import { new_id } from "../../../store/outbox.js";
import { files_of, invoices_of } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { sync_now } from "../../../sync/engine.js";
import { html, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { JobSection } from "./job_section.js";
import { Refused, use_mutation } from "../mutation.js";
import { refused_in_words } from "../words.js";
import { LineChoice } from "../../phone/photo_line.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const ACCEPTED = "image/*,application/pdf";
const CAPTION_MAX = 200;

/** @param {{ job: Row }} props */
export function Files({ job }) {
  const [caption, set_caption] = useState("");
  const [line_item_id, set_line] = useState("");
  const { busy, wrong, add } = use_adding(job, () => set_caption(""));
  const list = files_of(job.id);
  return html`
    <${JobSection} name="files" title=${t("office_files.title")} about=${list.length || ""}>
      ${list.length === 0 && html`
        <div class="card">
          <p class="dim">${t("office_files.none")}</p>
        </div>
      `}
      <ul class="photos">${list.filter(({ width }) => width !== null).map((row) =>
        html`<li key=${row.id}><a href=${file_url(row)} target="_blank" rel="noreferrer"><img loading="lazy"
          src=${`/api/attachments/${row.id}/thumbnail`} alt=${row.caption || t("photo.one")} /></a>
          <${About} job=${job} row=${row} /></li>`
      )}</ul>
      <ul class="list documents">${list.filter(({ width }) => width === null).map((row) =>
        html`<li key=${row.id} class="list-row"><${Icon} name="invoice" />
          <a class="grow" href=${file_url(row)}>${
          file_name(row)
        }</a><${About} job=${job} row=${row} plain=${true} /></li>`
      )}</ul>
      <div class="card row wraps bottom-aligned">
        <div class="grow"><${Field} label=${t(
          "office_files.caption",
        )} optional=${true} limit=${CAPTION_MAX} value=${caption}
          on_input=${set_caption} /></div>
        <${LineChoice} job=${job} value=${line_item_id} on_input=${set_line} />
        <${AddButton} busy=${busy} wrong=${wrong}
          on_pick=${(/** @type {Event} */ event) => add(event, caption.trim(), line_item_id)} />
      </div>
    <//>
  `;
}

/** @param {{ busy: number, wrong: string, on_pick: (event: Event) => void }} props */
function AddButton({ busy, wrong, on_pick }) {
  return html`
    <label class="button file-pick"><${Icon} name="plus" />${t("office_files.add")}
      <input type="file" accept=${ACCEPTED} multiple=${true} disabled=${busy > 0} onChange=${on_pick} />
    </label>
    ${busy > 0 &&
      html`<p class="small dim" role="status">${t("office_files.sending", { count: busy })}</p>`}
    ${wrong && html`<${Notice} kind="late" live=${true}>${wrong}<//>`}
  `;
}

/**
 * Files that somebody picked are sent one after the other; `on_added` hears which are there.
 * @param {Row} job @param {(ids: string[]) => void} on_added
 */
function use_adding(job, on_added) {
  const [busy, set_busy] = useState(0);
  const [wrong, set_wrong] = useState("");
  const add = async (
    /** @type {Event} */ event,
    /** @type {string} */ caption,
    /** @type {string} */ line_item_id = "",
  ) => {
    const input = /** @type {HTMLInputElement} */ (event.currentTarget);
    const files = [...input.files ?? []];
    const ids = [];
    set_wrong("");
    for (const [place, file] of files.entries()) {
      set_busy(files.length - place);
      const { id, problem } = await added(job, file, { caption, line_item_id: line_item_id || null });
      if (id) ids.push(id);
      if (problem) set_wrong(problem);
    }
    input.value = "";
    set_busy(0);
    await sync_now().catch(() => {});
    on_added(ids);
  };
  return { busy, wrong, add };
}

/** @param {{ job: Row, row: Row, plain?: boolean }} props */
function About({ job, row, plain }) {
  const { busy, problem, send } = use_mutation();
  const [is_captioning, set_captioning] = useState(false);
  const remove = async () => {
    if (await send("POST", `/api/attachments/${row.id}/remove`)) toast(t("office_files.removed"));
  };
  const on = invoices_of(job.id).filter(({ status, attachment_ids }) =>
    status !== "void" && attachment_ids.includes(row.id)
  );
  return html`
    ${!plain && row.caption && html`<span class="small one-line">${row.caption}</span>`}
    ${line_of(job, row) && html`
      <span class="small dim one-line">${line_of(job, row)}</span>
    `}
    <button type="button" class="quiet small" onClick=${() => set_captioning(true)}
      aria-label=${`${t("office_files.recaption")}: ${file_name(row)}`}>${
    t("office_files.recaption")
  }</button>
    ${is_captioning && html`
      <${CaptionDialog} job=${job} row=${row} on_close=${() => set_captioning(false)} />
    `}
    ${on.length > 0
      ? html`<span class="small dim">${
        t("office_files.on", {
          numbers: on.map(({ number }) => number ?? t("state.draft")).join(", "),
        })
      }</span>`
      : html`
        <button type="button" class="quiet small" disabled=${busy}
          aria-label=${`${t("office_files.remove")}: ${file_name(row)}`} onClick=${remove}>${t(
            "office_files.remove",
          )}</button>
      `}<${Refused} problem=${problem} />
  `;
}

/** @param {{ job: Row, row: Row, on_close: () => void }} props */
function CaptionDialog({ job, row, on_close }) {
  const [caption, set_caption] = useState(row.caption);
  const [line_item_id, set_line] = useState(row.line_item_id ?? "");
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const path = `/api/attachments/${row.id}`;
    const is_other_line = line_item_id !== (row.line_item_id ?? "");
    if (caption.trim() !== row.caption && !await send("PATCH", path, { caption: caption.trim() })) return;
    if (is_other_line && !await send("POST", `${path}/line`, { line_item_id: line_item_id || null })) return;
    toast(t("office.saved"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("office_files.caption_title")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${Field} label=${t("office_files.caption")} value=${caption} limit=${CAPTION_MAX} optional=${true}
          autocomplete="off" help=${t("office_files.caption_help")} on_input=${set_caption} />
        ${row.width !== null && html`
          <${LineChoice} job=${job} value=${line_item_id} help=${t("photo.line_help")} on_input=${set_line} />
        `}
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("office.save")}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}

/**
 * Which of the job's files an invoice shows.
 * @param {{ job: Row, value: string[], on_change: (ids: string[]) => void }} props
 */
export function FilesField({ job, value, on_change }) {
  const list = files_of(job.id);
  const { busy, wrong, add } = use_adding(job, (ids) => on_change([...value, ...ids]));
  const set = (/** @type {string} */ id, /** @type {boolean} */ on) =>
    on_change(on ? [...value, id] : value.filter((each) => each !== id));
  return html`
    <fieldset class="field">
      <legend>${t("office_files.show")}</legend>
      <ul class="photos picks">${list.map((row) =>
        html`<li key=${row.id}>
        ${
          row.width === null
            ? html`<span class="no-photo"><${Icon} name="invoice" size="large" /></span>`
            : html`<img loading="lazy" src=${`/api/attachments/${row.id}/thumbnail`} alt="" />`
        }
        <${Check} label=${file_name(row)} checked=${value.includes(row.id)}
          on_change=${(/** @type {boolean} */ on) => set(row.id, on)} /></li>`
      )}</ul>
      <${AddButton} busy=${busy} wrong=${wrong} on_pick=${(/** @type {Event} */ event) => add(event, "")} />
    </fieldset>
  `;
}

/** @param {Row} row */
const file_name = ({ caption, name, width }) =>
  caption || name || t(width === null ? "photo.document" : "photo.one");

/** The line's words; nothing for the whole job. @param {Row} job @param {Row} row */
const line_of = ({ line_items: lines = [] }, { line_item_id }) =>
  lines.find((/** @type {Row} */ { id }) => id === line_item_id)?.description ?? "";

/** @param {Row} row */
const file_url = ({ id }) => `/api/attachments/${id}/file`;

/**
 * @param {Row} job
 * @param {File} file
 * @param {{ caption: string, line_item_id: string | null }} about
 * @returns {Promise<{ id?: string, problem?: string }>}  what went wrong, in words
 */
async function added(job, file, { caption, line_item_id }) {
  const small = file.type.startsWith("image/") && await shrunk(file).catch(() => null);
  const bytes = small ? small.bytes : await file.arrayBuffer();
  const sha256 = small ? small.sha256 : await sha256_of(bytes);
  const kind = file.type.startsWith("image/") ? "photo" : "document";
  const sent = await fetch(`/api/blobs/${sha256}`, {
    method: "PUT",
    body: bytes,
    headers: { "X-Stagebill": "1" },
  })
    .catch(() => null);
  if (!sent?.ok) {
    const said = await sent?.json().catch(() => null);
    return { problem: refused_in_words(said ?? { code: "office.no_answer" }) };
  }
  const shown = { caption, line_item_id: kind === "photo" ? line_item_id : null };
  const body = { job_id: job.id, sha256, kind, name: file.name.slice(0, 200), ...shown };
  const answer = await call("POST", "/api/attachments", body, { key: new_id() }).catch(() => null);
  if (answer?.ok) return { id: answer.body.id };
  return { problem: refused_in_words(answer?.body ?? { code: "office.no_answer" }) };
}
