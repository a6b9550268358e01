// What reports are made of: the asking, the small chart, the table whose figures lead to what is behind them.
import { Icon } from "../../../components/icon.js";
import { brief_money, Money, Notice } from "../../../components/parts.js";
import { decimal_text, exponent, locale_of } from "../../../domain/money.js";
import { currency as own_currency, language, money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { call, Offline } from "../../../sync/api.js";
import { html, useEffect, useId, useState } from "../../../vendor/ui.js";
import { refused_in_words } from "../words.js";

/** @typedef {Record<string, any>} Row */
/** @typedef {import("../../../vendor/ui.js").Children} Children */
/**
 * `again` asks anew from nothing; `refresh` keeps what is shown until the answer is there.
 * @typedef {{ report: Row | null, problem: Row | null, again: () => void, refresh: () => void }} Asked
 */
/**
 * `kept`: shown when it is nothing, too; `roomy`: only where there is room; `currency`: where it may be
 * another than the company's.
 * @typedef {{ word: string, minor?: number | null, text?: string, href?: string, kept?: boolean,
 *   roomy?: boolean, currency?: string }} Cell
 */

const OFFLINE = { code: "office.offline" };

/**
 * A report, asked for when it is shown and when its address changes; null while it is on its way.
 * @param {string | null} path  null: nothing can be asked yet
 * @returns {Asked}
 */
export function use_report(path) {
  const [found, set_found] = useState(
    /** @type {{ path: string, report?: Row, problem?: Row } | null} */ (
      null
    ),
  );
  const [tries, set_tries] = useState(0);
  useEffect(() => {
    if (path === null) return;
    let is_wanted = true;
    const tell = (/** @type {{ report?: Row, problem?: Row }} */ what) =>
      is_wanted && set_found({ path, ...what });
    call("GET", path).then(
      ({ ok, body }) => tell(ok ? { report: body } : { problem: body ?? OFFLINE }),
      (error) => {
        if (!(error instanceof Offline)) throw error;
        tell({ problem: OFFLINE });
      },
    );
    return () => {
      is_wanted = false;
    };
  }, [path, tries]);
  const is_here = found?.path === path;
  return {
    report: is_here ? found?.report ?? null : null,
    problem: is_here ? found?.problem ?? null : null,
    again: () => {
      set_found(null);
      set_tries((before) => before + 1);
    },
    refresh: () => set_tries((before) => before + 1),
  };
}

/**
 * While it is asked for, when it could not be had, and then the report.
 * @param {{ asked: Asked, children: (report: Row) => Children }} props
 */
export function Report({ asked, children }) {
  const { report, problem, again } = asked;
  if (report) return children(report);
  if (!problem) {
    return html`<div class="skeleton as-card" role="status" aria-label=${t("report.asking")}></div>`;
  }
  const is_offline = problem.code === OFFLINE.code;
  return html`
    <${Notice} kind=${is_offline ? "wait" : "late"} icon=${is_offline ? "offline" : undefined} live=${true}>
      <p>${is_offline ? t("report.offline") : refused_in_words(/** @type {any} */ (problem))}</p>
      <p><button type="button" onClick=${again}><${Icon} name="refresh" size="small" />${t(
        "report.again",
      )}</button></p>
      <//>
  `;
}

const HEIGHT = 100;
const GROUP = 10; // units of width for each group of bars
const GAP = 2;
const GROUPS_MIN = 6; // a few bars stay bars
const LABELS_MAX = 7;

/**
 * Bars side by side. The table below it says the same in figures; a screen reader hears what it is of.
 * @param {{ title: string, about: string, series: { word: string, kind: string }[],
 *   groups: { label: string, values: number[] }[] }} props
 */
export function Bars({ title, about, series, groups }) {
  const id = useId();
  const top = Math.max(1, ...groups.flatMap(({ values }) => values));
  const width = Math.max(groups.length, GROUPS_MIN) * GROUP;
  const empty = Array.from({ length: Math.max(0, GROUPS_MIN - groups.length) });
  const each = (GROUP - GAP) / series.length;
  const step = Math.ceil(groups.length / LABELS_MAX);
  return html`
    <figure class="bars">
      <div class="bars-frame">
        <span class="bars-top dim small" aria-hidden="true">${brief_money(top)}</span>
        <svg viewBox=${`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" role="img"
          aria-labelledby=${`${id}-title ${id}-about`}>
          <title id=${`${id}-title`}>${title}</title>
          <desc id=${`${id}-about`}>${about}</desc>
          ${groups.map(({ label, values }, place) =>
            values.map((value, at) => {
              const height = Math.max(0, value) / top * HEIGHT;
              return height > 0 && html`
                <rect key=${`${label}${at}`} class=${series[at].kind}
                  x=${place * GROUP + GAP / 2 + at * each} y=${HEIGHT -
                    height} width=${each} height=${height} />
              `;
            })
          )}
        </svg>
      </div>
      <div class="bars-labels dim small" aria-hidden="true">${groups.map(({ label }, place) =>
        html`<span key=${label}>${place % step ? "" : label}</span>`
      )}${empty.map((_, place) => html`<span key=${place}></span>`)}</div>
      ${series.length > 1 &&
        html`<ul class="stage-key bars-key" aria-hidden="true">${
          series.map(({ word, kind }) =>
            html`<li key=${kind}><i class=${`swatch ${kind}`}></i>${t(word)}</li>`
          )
        }</ul>`}
    </figure>
  `;
}

/**
 * Figures in rows. Each that has an address leads to what it is made of.
 * @param {{ name: string, head: string[], rows: { key: string, title: Children, cells: Cell[] }[],
 *   total?: { title: string, cells: Cell[] }, roomy?: string[] }} props  `name`: for screen readers
 */
export function Figures({ name, head, rows, total, roomy = [] }) {
  const [first, ...others] = head;
  return html`
    <div class="office-table report-table" tabindex="0" role="region" aria-label=${name}>
      <table>
        <thead><tr><th scope="col">${t(first)}</th>${others.map((word) =>
          html`<th key=${word} scope="col" class=${roomy.includes(word) ? "end roomy" : "end"}>${
            t(word)
          }</th>`
        )}</tr></thead>
        <tbody>${rows.map(({ key, title, cells }) =>
          html`<tr key=${key}><th scope="row">${title}</th>${
            cells.map((cell) => html`<${Figure} ...${cell} />`)
          }</tr>`
        )}</tbody>
        ${total && html`
          <tfoot>
            <tr><th scope="row">${total.title}</th>${total.cells.map((cell) =>
              html`<${Figure} ...${cell} is_sum=${true} />`
            )}</tr>
          </tfoot>
        `}
      </table>
    </div>
  `;
}

/**
 * Nothing is said by nothing, so that the eye finds what there is; what nobody knows is a dash.
 * @param {Cell & { is_sum?: boolean }} props
 */
function Figure({ word, minor, text, href, kept, roomy, currency, is_sum }) {
  const classes = roomy ? "end roomy" : "end";
  if (minor === 0 && !is_sum && !kept) return html`<td class=${classes}></td>`;
  const is_unknown = text === undefined && (minor === null || minor === undefined);
  const shown = text ??
    (is_unknown ? "–" : html`<${MoneyIn} minor=${minor} plain=${!is_sum} currency=${currency} />`);
  const is_file = href?.includes(".csv");
  return html`<td class=${classes} data-label=${t(word)}>${
    !href || is_unknown || minor === 0
      ? shown
      : is_file
      ? html`<a class="figure-link" href=${href} download>${shown}</a>`
      : html`<${Link} class="figure-link" href=${href}>${shown}<//>`
  }</td>`;
}

/** @param {{ minor: number, plain?: boolean, currency?: string }} props */
export function MoneyIn({ minor, plain, currency = own_currency.value }) {
  if (currency === own_currency.value) return html`<${Money} minor=${minor} plain=${plain} />`;
  return html`<span class=${plain ? "money plain" : "money"}>${money_in(minor, currency)}</span>`;
}

/**
 * A sum in its own currency, as its readers write it; in the company's, as everywhere.
 * @param {number} minor @param {string} currency
 */
export function money_in(minor, currency) {
  if (currency === own_currency.value) return money(minor);
  const format = new Intl.NumberFormat(locale_of(language.value, currency), { style: "currency", currency });
  return format.format(/** @type {Intl.StringNumericLiteral} */ (decimal_text(minor, exponent(currency))));
}

/** The sums that matter first. @param {{ sums: { word: string, minor: number, about?: string }[] }} props */
export function Sums({ sums }) {
  return html`<dl class="board-sums report-sums">${
    sums.map(({ word, minor, about }) =>
      html`
        <div key=${word}>
          <dt>${t(word)}</dt>
          <dd><${Money} minor=${minor} />
                ${about && html`<span class="dim small">${about}</span>`}</dd>
        </div>
      `
    )
  }</dl>`;
}

/** Rows that are only in the file. @param {{ report: Row }} props */
export function LeftOff({ report }) {
  return report.left_off > 0 &&
    html`<p class="dim small">${t("report.left_off", { count: report.left_off })}</p>`;
}

/** The report as a spreadsheet, and on paper. @param {{ href: string }} props */
export function Ways({ href }) {
  return html`
    <button type="button" class="no-print" onClick=${() => print()}><${Icon} name="print" /><span
      class="quiet-word">${t("report.print")}</span></button>
    <a class="button no-print" href=${href} download><${Icon} name="download" /><span
      class="quiet-word">${t("report.file")}</span></a>
  `;
}

/** @param {string} path @param {Record<string, string>} query */
export function address(path, query) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  return `${path}?${asked}`;
}
