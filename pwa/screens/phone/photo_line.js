// Which line of its job a photo shows: chosen before it is taken, or said of one's own later, also while it
// still waits here. Kept on this phone first, as all is.
import { Dialog, Field } from "../../components/forms.js";
import { toast } from "../../components/page.js";
import { t } from "../../messages.js";
import { entries, NotSaved, record } from "../../store/outbox.js";
import { PhotoNotKept, photos } from "../../store/photos.js";
import { me } from "../../store/view.js";
import { html, useState } from "../../vendor/ui.js";

/** @typedef {import("../../store/cache.js").Row} Row */

const TIE = "attachments.tie_file";

/**
 * A job of one line has no choice.
 * @param {{ job: Row, value: string, help?: string, on_input: (id: string) => void }} props
 */
export function LineChoice({ job, value, help, on_input }) {
  const { line_items: lines = [] } = job;
  if (lines.length < 2) return null;
  return html`
    <${Field} label=${t("photo.line")} value=${value} help=${help} on_input=${on_input}
      options=${[
        { value: "", label: t("photo.whole_job") },
        ...lines.map((/** @type {Row} */ { id, description }) => ({ value: id, label: description })),
      ]} />
  `;
}

/**
 * Under a photo: the line that it shows, and for whoever took it the way to say another.
 * @param {{ job: Row, row: Row }} props
 */
export function PhotoLine({ job, row }) {
  const [is_open, set_open] = useState(false);
  const { line_items: lines = [] } = job;
  if (lines.length < 2) return null;
  const line = lines.find((/** @type {Row} */ { id }) => id === line_said(row))?.description;
  const text = line ?? t("photo.line");
  if (row.created_by !== me.value?.member_id) {
    return line ? html`<span class="small dim one-line">${line}</span>` : null;
  }
  return html`
    <button type="button" class="quiet small" onClick=${() => set_open(true)}
      aria-label=${`${t("photo.line")}: ${line ?? t("photo.whole_job")}`}>${text}</button>
    ${is_open && html`<${LineDialog} job=${job} row=${row} on_close=${() => set_open(false)} />`}
  `;
}

/** What was said of it here last and is not sent yet; else what the server has. @param {Row} row */
export function line_said(row) {
  const said = entries.value.findLast(({ mutation, parked }) =>
    mutation.type === TIE && !parked && mutation.body.attachment_id === row.id
  );
  return String((said ? said.mutation.body.line_item_id : row.line_item_id) ?? "");
}

/**
 * A photo that waits takes its line along when it is sent; of one that is on the server, or on its way there,
 * it is a word of its own that follows.
 * @param {string} id @param {string | null} line_item_id
 */
export async function say_line(id, line_item_id) {
  const waits = photos.queue.peek().some((photo) => photo.id === id && photo.state === "waiting");
  if (waits) await photos.mark(id, { line_item_id });
  else await record(TIE, { attachment_id: id, line_item_id });
}

/** @param {{ job: Row, row: Row, on_close: () => void }} props */
function LineDialog({ job, row, on_close }) {
  const [line_item_id, set_line] = useState(line_said(row));
  const [busy, set_busy] = useState(false);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    set_busy(true);
    try {
      await say_line(row.id, line_item_id || null);
      toast(t("photo.line_kept"));
      on_close();
    } catch (error) {
      const is_known = error instanceof NotSaved || error instanceof PhotoNotKept;
      toast(t(is_known && error.reason !== "unreadable" ? `not_saved.${error.reason}` : "not_saved.failed"));
      set_busy(false);
    }
  };
  return html`
    <${Dialog} title=${t("photo.line")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <${LineChoice} job=${job} value=${line_item_id} help=${t("photo.line_help")} on_input=${set_line} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("photo.line_save")}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}
