// What happened on a job and what was noted, at the office.
import { Field } from "../../../components/forms.js";
import { Timeline } from "../../../components/timeline.js";
import { t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { JobSection } from "./job_section.js";
import { Refused, use_mutation } from "../mutation.js";
import { cache } from "../../../store/view.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const NOTE_MAX = 4000;

/** @param {{ job: Row }} props */
export function History({ job }) {
  const [text, set_text] = useState("");
  const { busy, problem, send } = use_mutation();
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (await send("POST", `/api/jobs/${job.id}/notes`, { text: text.trim() })) set_text("");
  };
  return html`
    <${JobSection} name="timeline" title=${t("timeline.title")}>
      <div class="card stack">
        <form class="stack close" onSubmit=${save}>
          <${Field} label=${t("note.new")} lines=${true} value=${text} limit=${NOTE_MAX}
            on_input=${set_text} />
          <div><button disabled=${busy || text.trim() === ""}>${t("note.save")}</button></div>
          <${Refused} problem=${problem} />
        </form>
        <${Timeline} job_id=${job.id} changed=${cache.mark.value?.cursor} />
      </div>
      <//>
  `;
}
