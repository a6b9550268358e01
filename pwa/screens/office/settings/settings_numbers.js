// How documents are numbered: what stands before the digits, and where an older count is taken up.
import { Field } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { t } from "../../../messages.js";
import { me } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Check } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const PREFIX_MAX = 20;
const YEAR = "{YYYY}";
const DIGITS_MAX = 9;
const NUMBER_MAX = 999_999_999;
const PREFIX = /^[^{}]*(\{YYYY\}|\{YY\})?[^{}]*$/;

export function Numbers() {
  const [series, set_series] = useState(/** @type {Row[]} */ ([]));
  useEffect(() => {
    call("GET", "/api/number-series").then(({ body }) => set_series(body?.items ?? []), () => {});
  }, []);
  const change = (/** @type {Row} */ changed) =>
    set_series((before) => before.map((one) => one.series === changed.series ? changed : one));
  return html`
    <section class="stack close" aria-labelledby="numbers">
      <h2 id="numbers" class="panel-head">${t("numbers.title")}</h2>
      <div class="card stack">
        <p class="dim small">${t("numbers.about")}</p>
        ${series.length === 0 && html`<div class="skeleton"></div>`}
        ${series.map((one) => html`<${Series} key=${one.series} known=${one} on_change=${change} />`)}
      </div>
    </section>
  `;
}

/** @param {{ known: Row, on_change: (changed: Row) => void }} props */
function Series({ known, on_change }) {
  const [typed, set_typed] = useState(/** @type {Record<string, any>} */ ({}));
  const { busy, problem, set_problem, send } = use_mutation();
  const draft = { ...form_of(known), ...typed };
  const wanted = changed_of(known, draft);
  const wrong = wrong_of(known, draft);
  const is_right = Object.keys(wrong).length === 0;
  const change = (/** @type {Record<string, any>} */ part) => {
    set_problem(null);
    set_typed((before) => ({ ...before, ...part }));
  };
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const answer = await send("PATCH", "/api/number-series", { series: known.series, ...wanted });
    if (!answer) return;
    set_typed({});
    on_change(answer);
    toast(t("numbers.done", { number: answer.next_label }));
  };
  const name = t(`numbers.${known.series}`);
  const next = known.is_used || known.series !== "deposit" ? known.next_label : t("numbers.as_invoices");
  if (me.value?.role !== "owner") return html`<p>${name} · <span class="number">${next}</span></p>`;
  return html`
    <details class="more">
      <summary>${name} · ${next}</summary>
      <form class="stack" onSubmit=${submit} aria-label=${name}>
        <div class="fields">
          <${Field} label=${t("numbers.prefix")} value=${draft.prefix} limit=${PREFIX_MAX} autocomplete="off"
            help=${t("numbers.prefix_help", { year: YEAR })} wrong=${wrong.prefix}
            on_input=${(/** @type {string} */ prefix) => change({ prefix })} />
          <${Field} label=${t("numbers.digits")} value=${draft.digits} inputmode="numeric" class="figures"
            wrong=${wrong.digits}
            on_input=${(/** @type {string} */ digits) => change({ digits })} />
          <${Field} label=${t("numbers.next")} value=${draft.next_number} inputmode="numeric" class="figures"
            help=${t("numbers.next_help")} wrong=${wrong.next_number}
            on_input=${(/** @type {string} */ next_number) => change({ next_number })} />
        </div>
        <${Check} label=${t("numbers.yearly")} checked=${draft.yearly}
          on_change=${(/** @type {boolean} */ yearly) => change({ yearly })} />
        ${is_right && html`<p>${t("numbers.then", { number: label_of(draft) })}</p>`}
        <${Refused} problem=${problem} />
        <div class="form-end"><button class="primary" disabled=${busy || !is_right ||
          Object.keys(wanted).length === 0}>${t("office.save")}</button></div>
      </form>
    </details>
  `;
}

/**
 * What cannot be saved as it is typed, by field.
 * @param {Record<string, any>} known @param {Record<string, any>} draft
 * @returns {Record<string, string>}
 */
export function wrong_of({ next_number }, draft) {
  const whole = (/** @type {string} */ typed, /** @type {number} */ from, /** @type {number} */ to) =>
    /^\d+$/.test(typed.trim()) && Number(typed) >= from && Number(typed) <= to
      ? null
      : t("numbers.whole", { from, to });
  const found = {
    prefix: PREFIX.test(draft.prefix) ? null : t("numbers.prefix_wrong", { year: YEAR }),
    digits: whole(draft.digits, 1, DIGITS_MAX),
    next_number: whole(draft.next_number, next_number, NUMBER_MAX),
  };
  const said = Object.entries(found).flatMap(([name, why]) => why === null ? [] : [[name, why]]);
  return Object.fromEntries(said);
}

/** @param {Row} known */
function form_of({ prefix, digits, yearly, next_number }) {
  return { prefix, digits: String(digits), yearly, next_number: String(next_number) };
}

/**
 * What was changed of the form, as the server wants it.
 * @param {Row} known
 * @param {Record<string, any>} draft
 */
function changed_of(known, draft) {
  /** @type {Record<string, any>} */
  const wanted = { ...draft, digits: Number(draft.digits), next_number: Number(draft.next_number) };
  return Object.fromEntries(
    ["prefix", "digits", "yearly", "next_number"]
      .filter((name) => wanted[name] !== known[name])
      .map((name) => [name, wanted[name]]),
  );
}

/** @param {Record<string, any>} draft */
function label_of({ prefix, digits, next_number }) {
  const year = String(new Date().getFullYear());
  const said = prefix.replace(YEAR, year).replace("{YY}", year.slice(-2));
  return said + String(next_number).padStart(Math.min(Number(digits) || 1, 9), "0");
}
