// The company's invoices: by list, word, customer and day; the sums of what is found; and what may be done to
// many at once.
import { Concerns } from "../../../components/concerns.js";
import { Field, Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Menu } from "../../../components/menu.js";
import { Empty, Money, Notice, Search, today_in } from "../../../components/parts.js";
import { money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { customer as customer_of, customers, job as job_of, ready, settings } from "../../../store/view.js";
import { html, useEffect, useRef, useState } from "../../../vendor/ui.js";
import { BatchDialog } from "./batch.js";
import { file_of, payments_of_list } from "../spreadsheets/export.js";
import { DEFAULTS, query_of, search_of, SORTS, TABS, use_invoice_list } from "./invoice_list.js";
import { owed, sum_of } from "../money.js";
import { focus_search, OfficePage, use_keys } from "../page.js";
import { ListEnd, Pick, use_query, use_typed } from "../query.js";
import { SavedViews } from "../saved_views.js";
import { Billed, Sum } from "../table.js";
import { due_day, number_or_draft, share_in_words } from "../words.js";
import { InvoiceState } from "../../phone/words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {import("./invoice_list.js").List} List */
/** @typedef {Record<string, string>} Query */

export default function OfficeInvoices() {
  const [asked, change] = use_query(DEFAULTS);
  const query = query_of(asked);
  const [typed, set_typed] = use_typed(query.q, (q) => change({ q }, true));
  const today = today_in(settings.value?.zone);
  const [list, more] = use_invoice_list(query, today);
  const [picked, set_picked] = useState(/** @type {Set<string>} */ (new Set()));
  const [batch, set_batch] = useState(/** @type {"send" | "remind" | null} */ (null));
  const is_first = !list.is_loading && list.sums.all?.count === 0;
  const chosen = list.rows.filter(({ id }) => picked.has(id));
  use_keys({ "/": focus_search });
  useEffect(() => set_picked(new Set()), [search_of(query)]);
  const close = (/** @type {boolean} */ is_done) => {
    set_batch(null);
    if (is_done) set_picked(new Set());
  };
  return html`
    <${OfficePage} title=${t("office.invoices")} actions=${!is_first && html`
      <${Menu} label=${t("export.do")} icon="download" items=${exports_of(query)} />
    `}>
      ${!is_first && html`
        <div class="office-tools">
          <${Search} value=${typed} label=${t("invoices.search")} on_input=${set_typed} />
          <${Choices} query=${query} sums=${list.sums} on_change=${change} />
        </div>
      `}
      ${list.is_local && html`<${Notice} kind="wait" icon="offline">${t("invoices.local")}<//>`}
      ${list.rows.length > 0 && html`
        <${Table} list=${list} query=${query} today=${today} picked=${picked} on_pick=${set_picked} />
      `}
      ${list.next &&
        html`<${ListEnd} text=${
          t("list.more", { shown: list.rows.length, count: list.sums[query.show]?.count ?? 0 })
        } busy=${list.is_loading} on_more=${more} />`}
      ${ready.value && !list.is_loading && list.rows.length === 0 && html`<${None} is_first=${is_first} />`}
      ${chosen.length > 0 && html`
        <${Bar} chosen=${chosen} on_batch=${set_batch} on_clear=${() => set_picked(new Set())} />
      `}
      ${batch && html`<${BatchDialog} kind=${batch} invoices=${chosen} on_close=${close} />`}
      <//>
  `;
}

/** What goes out has the same filters; its order is its own. @param {Query} query */
function exports_of(query) {
  return [
    file_of("invoices", t("invoices.export"), search_of({ ...query, sort: "" })),
    payments_of_list({
      customer_id: query.customer_id,
      taken_from: query.issued_from,
      taken_to: query.issued_to,
    }),
  ];
}

/** @param {{ is_first: boolean }} props  `is_first`: the company has none at all */
function None({ is_first }) {
  return html`
    <${Empty} icon="invoice" title=${t("invoices.empty")}
      text=${t(is_first ? "invoices.empty_text" : "invoices.none_found")}>
      ${is_first && html`<${Link} class="button primary" href="/board">${t("office.board")}<//>`}<//>
  `;
}

/** @param {{ query: Query, sums: List["sums"], on_change: (changes: Query) => void }} props */
function Choices({ query, sums, on_change }) {
  const tabs = TABS.filter((tab) => tab === query.show || tab === "all" || (sums[tab]?.count ?? 0) > 0);
  const by_name = customers.value.filter(({ merged_into }) => !merged_into)
    .toSorted((one, other) => one.name.localeCompare(other.name));
  const date = (/** @type {string} */ name) =>
    html`
      <${Field} label=${t(`invoices.${name}`)} type="date" value=${query[name]}
        on_input=${(/** @type {string} */ on) => on_change({ [name]: on })} />
    `;
  return html`
    <${Segments} as="picks scrolls" label=${t("today.filter")} value=${query.show}
      on_pick=${(/** @type {string} */ show) => on_change({ show })}
      options=${tabs.map((value) => ({
        value,
        label: html`<${TabName} name=${value} sums=${sums[value]} />`,
      }))} />
    <details class="office-more" open=${query.customer_id !== "" || query.issued_from !== "" ||
      query.issued_to !== ""}>
      <summary>${t("invoices.filters")}</summary>
      <div class="fields">
        <${Field} label=${t("table.customer")} value=${query.customer_id}
          options=${[
            { value: "", label: t("invoices.any_customer") },
            ...by_name.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          on_input=${(/** @type {string} */ customer_id) => on_change({ customer_id })} />
        ${date("issued_from")}${date("issued_to")}
      </div>
    </details>
    <div class="office-choices">
      <${Pick} label=${t("list.sort")} value=${query.sort}
        options=${SORTS.map((value) => ({ value, label: t(`invoices.sort_${value}`) }))}
        on_pick=${(/** @type {string} */ sort) => on_change({ sort })} />
      <${SavedViews} place="/invoices" />
    </div>
  `;
}

/** @param {{ name: string, sums?: { count: number, total_minor: number, due_minor: number } }} props */
function TabName({ name, sums }) {
  const due = sums && sums.due_minor > 0 && t("invoices.sum_due", { amount: money(sums.due_minor) });
  const said = due || (sums && sums.total_minor > 0 && money(sums.total_minor));
  return html`${t(`invoices.only_${name}`)}${
    sums && html`
      <span class="tab-sum">${sums.count}${said ? ` · ${said}` : ""}</span>
    `
  }`;
}

/**
 * @param {{ list: List, query: Query, today: string, picked: Set<string>,
 *   on_pick: (picked: Set<string>) => void }} props
 */
function Table({ list, query, today, picked, on_pick }) {
  const last = useRef(-1);
  const rows = list.rows;
  const is_whole = rows.every(({ id }) => picked.has(id));
  const pick = (/** @type {number} */ place, /** @type {boolean} */ on, /** @type {boolean} */ is_range) => {
    const [from, to] = is_range && last.current >= 0
      ? [last.current, place].sort((a, b) => a - b)
      : [place, place];
    const next = new Set(picked);
    for (const { id } of rows.slice(from, to + 1)) on ? next.add(id) : next.delete(id);
    last.current = place;
    on_pick(next);
  };
  const sums = list.sums[query.show] ?? { count: rows.length, total_minor: 0, due_minor: 0 };
  return html`
    <div class="office-table">
      <table>
        <thead>
          <tr>
            <th scope="col" class="tick-cell">
              <${Tick} label=${t("invoices.pick_all", { count: rows.length })}
                checked=${is_whole} on_tick=${(/** @type {boolean} */ on) =>
                  on_pick(new Set(on ? rows.map(({ id }) => id) : []))} />
            </th>
            <th scope="col">${t("invoice.title")}</th>
            <th scope="col">${t("table.state")}</th>
            <th scope="col" class="end roomy">${t("table.share")}</th>
            <th scope="col" class="end">${t("table.amount")}</th>
            <th scope="col" class="end">${t("table.due")}</th>
            <th scope="col" class="end">${t("table.due_on")}</th>
          </tr>
        </thead>
        <tbody>${rows.map((invoice, place) =>
          html`
            <${InvoiceRow} key=${invoice.id} invoice=${invoice} today=${today} is_picked=${picked.has(
              invoice.id,
            )}
              on_pick=${(/** @type {boolean} */ on, /** @type {boolean} */ is_range) =>
                pick(place, on, is_range)} />
          `
        )}</tbody>
        <tfoot>
          <tr>
            <td></td>
            <th scope="row" colspan="2">${t("job.invoices", { count: sums.count })}</th>
            <td class="roomy"></td>
            <${Sum} word="table.amount" minor=${sums.total_minor} sum=${true} />
            <${Sum} word="table.due" minor=${sums.due_minor} sum=${true} />
            <td></td>
          </tr>
        </tfoot>
      </table>
    </div>
  `;
}

/**
 * @param {{ invoice: Row, today: string, is_picked: boolean,
 *   on_pick: (on: boolean, is_range: boolean) => void }} props
 */
function InvoiceRow({ invoice, today, is_picked, on_pick }) {
  const number = number_or_draft(invoice);
  return html`
    <tr class=${invoice.status === "void" ? "gone" : ""} data-invoice=${invoice.number}>
      <td class="tick-cell">
        <${Tick} label=${t("invoices.pick", { number })} checked=${is_picked} on_tick=${on_pick} />
      </td>
      <th scope="row">
        <${Link} class="job-link" href=${`/office/jobs/${invoice.job_id}`}>${number}<//>
          <span class="dim small">${about(invoice)}</span></th>
      <td><${InvoiceState} invoice=${invoice} today=${today} />
        <${Concerns} invoice=${invoice} today=${today} /></td>
      <td class="end roomy" data-label=${t("table.share")}>${share_in_words(invoice)}</td>
      <${Billed} invoice=${invoice} />
      <${Sum} word="table.due" minor=${owed(invoice)} />
      <td class="end" data-label=${t("table.due_on")}>${due_day(invoice)}</td>
    </tr>
  `;
}

/** @param {Row} invoice */
function about({ customer_id, job_id, title }) {
  const job = job_of(job_id);
  const customer = customer_of(job?.customer_id ?? customer_id);
  return [customer?.name, job?.title, title].filter(Boolean).join(" · ");
}

/**
 * One tick of a selection; with the shift key it reaches back to the last one.
 * @param {{ label: string, checked: boolean, on_tick: (on: boolean, is_range: boolean) => void }} props
 */
function Tick({ label, checked, on_tick }) {
  const with_shift = useRef(false);
  return html`<label class="tick"><span class="unseen">${label}</span>
    <input type="checkbox" checked=${checked}
      onClick=${(/** @type {MouseEvent} */ event) => (with_shift.current = event.shiftKey)}
      onChange=${(/** @type {{ currentTarget: HTMLInputElement }} */ event) =>
    on_tick(event.currentTarget.checked, with_shift.current ?? false)} /></label>`;
}

/**
 * What may be done to those that were picked, at the thumb.
 * @param {{ chosen: Row[], on_batch: (kind: "send" | "remind") => void, on_clear: () => void }} props
 */
function Bar({ chosen, on_batch, on_clear }) {
  const ids = chosen.map(({ id }) => id).join(",");
  return html`
    <div class="batch-bar" role="region" aria-label=${t("batch.bar")}>
      <p class="grow" role="status"><b>${t("batch.picked", { count: chosen.length })}</b>
          <span class="dim"> <${Money} minor=${sum_of(chosen, owed)} /> ${t("found.due")}</span></p>
      <button type="button" onClick=${() => on_batch("send")}><${Icon} name="send" size="small" />${t(
        "invoice_do.send",
      )}</button>
      <button type="button" onClick=${() => on_batch("remind")}><${Icon} name="clock" size="small" />${t(
        "invoice_do.remind",
      )}</button>
      <a class="button" href=${`/api/invoices.csv?ids=${ids}`} download>
        <${Icon} name="download" size="small" />${t(
          "batch.export",
        )}</a>
      <button type="button" class="quiet" onClick=${on_clear}>${t("batch.clear")}</button>
    </div>
  `;
}
