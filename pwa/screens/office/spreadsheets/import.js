// A list from another program: shown with its mistakes first, taken in only then, and never twice.
import { Field, Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Notice } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { settings } from "../../../store/view.js";
import { sync_now } from "../../../sync/engine.js";
import { html, useState } from "../../../vendor/ui.js";
import { import_file, preview_file, wrong_rows_file } from "./import_file.js";
import { Refused } from "../mutation.js";
import { OfficePage } from "../page.js";

/** @typedef {import("./import_file.js").Preview} Preview */
/** @typedef {import("./import_file.js").Progress} Progress */
/** @typedef {import("./import_file.js").Fault} Fault */

const KINDS = ["customers", "jobs"];
const FAULTS_FIRST = 20;
const ROWS_MAX = 10_000;
const TWINS_FIRST = 5;
const SEPARATORS = /** @type {Record<string, string>} */ ({ ",": "comma", ";": "semicolon", "\t": "tab" });

export default function OfficeImport() {
  const [kind, set_kind] = useState("customers");
  const [file, set_file] = useState(/** @type {File | null} */ (null));
  const [preview, set_preview] = useState(/** @type {Preview | null} */ (null));
  const [progress, set_progress] = useState(/** @type {Progress | null} */ (null));
  const [problem, set_problem] = useState(/** @type {any} */ (null));
  const [busy, set_busy] = useState(false);

  const look = async (
    /** @type {string} */ what,
    /** @type {File | null} */ chosen,
    /** @type {string[] | undefined} */ columns = undefined,
  ) => {
    set_problem(null);
    set_progress(null);
    if (!chosen) return set_preview(null);
    set_busy(true);
    const { shown, refused } = await preview_file(what, chosen, columns);
    set_busy(false);
    set_problem(refused);
    // Columns that cannot be so yet stay as they were chosen: the sample is needed to mend them.
    set_preview((before) => shown ?? (columns && before ? { ...before, columns, is_unclear: true } : null));
  };
  const take_in = async () => {
    if (!file || !preview) return;
    set_busy(true);
    set_problem(null);
    set_problem(await import_file(kind, file, preview.columns, set_progress));
    await sync_now().catch(() => {});
    set_busy(false);
  };
  return html`
    <${OfficePage} title=${t("import.title")} back="/customers" kind="narrow">
      <div class="card stack">
        <${Segments} label=${t("import.kind")} value=${kind}
          options=${KINDS.map((value) => ({ value, label: t(`import.${value}`) }))}
          on_pick=${(/** @type {string} */ picked) => (set_kind(picked), void look(picked, file))} />
        <p class="dim small">${t(`import.${kind}_need`)}</p>
        <${FileField} on_pick=${(
          /** @type {File | null} */ chosen,
        ) => (set_file(chosen), void look(kind, chosen))} />
        <${Refused} problem=${problem} />
      </div>
      ${busy && !preview && html`<div class="skeleton as-card"></div>`}
      ${preview && !progress && html`
        <${Columns} preview=${preview} on_change=${(/** @type {string[]} */ columns) =>
          look(kind, file, columns)} />
        <${Findings} preview=${preview} busy=${busy} on_import=${take_in} />
        <${Twins} kind=${kind} preview=${preview} />
        <${Faults} faults=${preview.faults} />
      `}
      ${progress && html`
        <${Outcome} progress=${progress} kind=${kind} file=${file} columns=${preview?.columns ?? []} />
      `}
      <//>
  `;
}

/** The browser's own field speaks the browser's language. @param {{ on_pick: (file: File) => void }} props */
function FileField({ on_pick }) {
  const [name, set_name] = useState("");
  const choose = (/** @type {HTMLInputElement} */ input) => {
    const file = input.files?.[0];
    input.value = ""; // the same file may be chosen again, once it is mended
    if (!file) return;
    set_name(file.name);
    on_pick(file);
  };
  return html`<div class="field"><span class="label">${t("import.file")}</span>
    <div class="row wraps"><label class="button file-pick"><${Icon} name="upload" />${
    t(name ? "import.other_file" : "import.choose")
  }
      <input type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" aria-describedby="import-help"
        onChange=${(/** @type {{ currentTarget: HTMLInputElement }} */ event) =>
    choose(event.currentTarget)} /></label>
      <span class="dim" role="status">${name}</span></div>
    <p class="help" id="import-help">${t("import.file_help", { rows: ROWS_MAX })}</p></div>`;
}

/** What each column means. @param {{ preview: Preview, on_change: (columns: string[]) => void }} props */
function Columns({ preview, on_change }) {
  const options = [
    { value: "", label: t("import.nothing") },
    ...preview.fields.map((field) => ({ value: field, label: t(`import.field_${field}`) })),
  ];
  return html`
    <section class="stack close" aria-labelledby="columns">
      <h2 id="columns" class="panel-head">${t("import.columns")}</h2>
      <div class="card stack">
        <p class="dim small">${t("import.read_as", {
          encoding: preview.encoding.toUpperCase(),
          separator: t(`import.${SEPARATORS[preview.separator]}`),
        })}</p>
        <div class="import-columns">${preview.headings.map((heading, place) =>
          html`
            <${Field} key=${place} label=${heading || t("import.column", { count: place + 1 })}
              value=${preview.columns[place]} options=${options}
              help=${preview.sample.map((cells) => cells[place]).filter(Boolean).slice(0, 2).join(" · ") ||
                "–"}
              on_input=${(/** @type {string} */ field) =>
                on_change(
                  preview.columns.map((before, at) => at === place ? field : before === field ? "" : before),
                )} />
          `
        )}</div>
      </div>
    </section>
  `;
}

/**
 * Says what will happen before it does.
 * @param {{ preview: Preview, busy: boolean, on_import: () => void }} props
 */
function Findings({ preview, busy, on_import }) {
  const { new_count, known_count, wrong_row_count, row_count } = preview;
  const said = [
    new_count > 0 && t("import.will_add", { count: new_count }),
    known_count > 0 && t("import.already", { count: known_count }),
    wrong_row_count > 0 && t("import.with_errors", { count: wrong_row_count }),
  ].filter(Boolean);
  return html`<div class="card stack">
    <p><b>${t("import.rows", { count: row_count })}</b>${said.length > 0 && ` ${said.join(" ")}`}</p>
    ${
    new_count === 0 && wrong_row_count === 0 && known_count === 0 &&
    html`<p class="wait-text">${t("import.say_columns")}</p>`
  }
    <div class="form-end"><button type="button" class="primary" disabled=${
    busy || new_count === 0 ||
    preview.is_unclear
  } onClick=${on_import}>${
    busy ? t("import.busy") : t("import.confirm", { count: new_count })
  }</button><span class="dim small">${t("import.nothing_yet")}</span></div></div>`;
}

/**
 * New customers who seem to be here already, and jobs that stand in the file twice.
 * @param {{ kind: string, preview: Preview }} props
 */
function Twins({ kind, preview: { twins, twin_count } }) {
  const [is_whole, set_whole] = useState(false);
  if (twin_count === 0) return null;
  const shown = is_whole ? twins : twins.slice(0, TWINS_FIRST);
  return html`<${Notice} kind="wait" icon="customers">
    <p><b>${t("import.twins", { count: twin_count })}</b></p>
    <ul class="stack tight">${
    shown.map((twin) =>
      html`<li key=${twin.row}>${
        twin.customer_id
          ? html`
            <${Link} href=${`/office/customers/${twin.customer_id}`}>${twin_in_words(twin)}<//>
          `
          : twin_in_words(twin)
      }</li>`
    )
  }</ul>
    ${
    shown.length < twins.length
      ? html`<button type="button" class="small" onClick=${() => set_whole(true)}>${
        t("today.show_all", { count: twins.length })
      }</button>`
      : twin_count > twins.length &&
        html`<p>${t("import.twins_more", { count: twin_count - twins.length })}</p>`
  }
    <p class="dim small">${t(`import.twins_then_${kind}`)}</p><//>`;
}

/** @param {import("./import_file.js").Twin} twin */
function twin_in_words({ row, name, by, customer_name, like_row }) {
  const known = like_row ? t("import.twin_row", { name: customer_name, row: like_row }) : customer_name;
  return t(`import.twin_${by}`, { row, name, known });
}

/** @param {{ faults: Fault[] }} props */
function Faults({ faults }) {
  const [is_whole, set_whole] = useState(false);
  if (faults.length === 0) return null;
  const shown = is_whole ? faults : faults.slice(0, FAULTS_FIRST);
  return html`<section class="stack close" aria-labelledby="faults">
    <h2 id="faults" class="panel-head">${t("import.faults", { count: faults.length })}</h2>
    <ul class="list">${
    shown.map((fault, place) =>
      html`<li key=${place} class="list-row"><${Icon} name="alert" /><span class="grow">${
        fault_in_words(fault)
      }</span></li>`
    )
  }</ul>
    ${
    shown.length < faults.length && html`
      <button type="button" class="centered"
        onClick=${() => set_whole(true)}>${t("today.show_all", { count: faults.length })}</button>
    `
  }
  </section>`;
}

/** @param {Fault} fault */
function fault_in_words({ row, column, field, fault, value }) {
  const where = column || field
    ? t("import.in_cell", { row, column: column || t(`import.field_${field}`) })
    : t("import.in_row", { row });
  const why = fault === "refused"
    ? t(`refusal.${value}`)
    : t(`import.fault_${fault}`, { value, currency: settings.value?.currency ?? "" });
  return `${where} ${why}`;
}

/** @param {{ progress: Progress, kind: string, file: File | null, columns: string[] }} props */
function Outcome({ progress, kind, file, columns }) {
  const { of, added, known, wrong, done, faults } = progress;
  const download = () => file && wrong_rows_file(kind, file, columns);
  return html`<div class="stack" aria-live="polite">
    <div class="card stack">
      <progress class="import-progress" max=${of} value=${done ? of : added + known + wrong}
        aria-label=${t("import.busy")}></progress>
      <p><b>${t(done ? "import.done" : "import.busy")}</b> ${
    [
      t("import.added", { count: added }),
      known > 0 && t("import.already", { count: known }),
      wrong > 0 && t("import.with_errors", { count: wrong }),
    ].filter(Boolean).join(" ")
  }</p>
      ${
    done && html`
      <div class="form-end">
        <${Link} class="button primary" href=${kind === "jobs" ? "/jobs" : "/customers"}>${t(
          `import.see_${kind}`,
        )}<//>
              ${wrong > 0 &&
                html`<button type="button" onClick=${download}><${Icon} name="download" />${
                  t("import.download")
                }</button>`}</div>
    `
  }
      ${done && wrong > 0 && html`<p class="dim small">${t("import.mend")}</p>`}
    </div>
    ${done && html`<${Faults} faults=${faults} />`}
    ${
    !done && html`
      <${Notice} kind="wait">
        <p>${t("import.stay")}</p>
        <//>
    `
  }</div>`;
}
