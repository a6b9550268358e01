// A section of the settings saves on its own: what is typed over what is stored, and never over what somebody
// else has changed meanwhile.
import { toast } from "../../../components/page.js";
import { t } from "../../../messages.js";
import { html, useRef, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {{ busy: boolean, problem: any, submit: (event: SubmitEvent) => void }} SectionForm */

/**
 * News from elsewhere shows where nothing is typed. What is sent says what was seen when typing began.
 * @template {Record<string, any>} Stored
 * @param {Stored} stored
 * @param {(draft: Stored) => Record<string, any>} [as_body]
 */
export function use_section(stored, as_body = (draft) => draft) {
  const [typed, set_typed] = useState(/** @type {Partial<Stored>} */ ({}));
  const seen = useRef(/** @type {Record<string, any>} */ ({}));
  const { busy, problem, send } = use_mutation();
  const draft = { ...stored, ...typed };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const before = as_body(stored);
    const body = as_body(draft);
    const changed = Object.keys(body).filter((name) => !is_same(body[name], before[name]));
    const wanted = Object.fromEntries(changed.map((name) => [name, body[name]]));
    const known = Object.fromEntries(changed.map((name) => [name, seen.current?.[name] ?? before[name]]));
    const answer = await send("PATCH", "/api/settings", { ...wanted, seen: known });
    // Refused as out of date, the section now shows what is new beside what is typed: the next try means it.
    seen.current = {};
    if (!answer) return;
    set_typed({});
    toast(t("office.saved"));
  };
  const change = (/** @type {Partial<Stored>} */ part) => {
    seen.current = { ...as_body(stored), ...seen.current };
    set_typed((now) => ({ ...now, ...part }));
  };
  return { draft, change, is_dirty: !is_same(draft, stored), form: { busy, problem, submit } };
}

/** @param {unknown} one @param {unknown} other */
function is_same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * @param {{ id: string, title: string, about: string, form: SectionForm, is_dirty: boolean,
 *   children?: any }} props
 */
export function Section({ id, title, about, form, is_dirty, children }) {
  return html`
    <section class="stack close" aria-labelledby=${id}>
      <h2 id=${id} class="panel-head">${title}</h2>
      <form class="card stack" onSubmit=${form.submit}>
        <p class="dim small">${about}</p>
        ${children}
        <${Refused} problem=${form.problem} />
        <div class="form-end"><button class="primary" disabled=${!is_dirty || form.busy}>${t(
          "office.save",
        )}</button></div>
      </form>
    </section>
  `;
}
