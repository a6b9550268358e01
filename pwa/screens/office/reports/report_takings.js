// Cash and checks with the crew: who has how much of what, and saying that the office got it.
import { toast } from "../../../components/page.js";
import { Dialog, Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Empty, Money } from "../../../components/parts.js";
import { day, instant, money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { html, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";
import { Report, Sums, use_report } from "./report_parts.js";
import { sum_of } from "../money.js";

/** @typedef {Record<string, any>} Row */

const HANDED_AT_ONCE_MAX = 200;
const NOTE_MAX = 4000;

export function Takings() {
  const asked = use_report("/api/reports/takings");
  const before = use_report("/api/takings/handovers?limit=20");
  const again = () => {
    asked.again();
    before.again();
  };
  return html`
    <${Report} asked=${asked}>${(/** @type {Row} */ report) =>
      report.rows.length === 0
        ? html`<${Empty} icon="cash" title=${t("report.none_taken")} text=${t("report.none_taken_text")} />`
        : html`
          <${Sums} sums=${[
            { word: "report.takings_all", minor: report.amount_minor },
            { word: "report.cash", minor: report.cash_minor },
            { word: "report.checks", minor: report.check_minor },
          ]} />
          ${report.rows.map((/** @type {Row} */ row) =>
            html`<${Pocket} key=${row.member_id} row=${row} on_done=${again} />`
          )}
        `}<//>
    <${Before} asked=${before} on_done=${again} />
  `;
}

/** What one member has: each payment can be left out. @param {{ row: Row, on_done: () => void }} props */
function Pocket({ row, on_done }) {
  const [left_out, set_left_out] = useState(/** @type {Set<string>} */ (new Set()));
  const [is_asking, set_asking] = useState(false);
  const chosen = row.payments.filter((/** @type {Row} */ one) => !left_out.has(one.payment_id))
    .slice(0, HANDED_AT_ONCE_MAX);
  const tick = (/** @type {string} */ id) =>
    set_left_out((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return html`
    <section class="stack close" aria-label=${row.member}>
      <div class="row wraps">
        <h2 class="grow">${row.member} <${Money} minor=${row.amount_minor} /></h2>
        <button type="button" class="primary no-print" disabled=${chosen.length === 0}
          onClick=${() => set_asking(true)}><${Icon} name="check" />${t("report.got", {
            sum: money(sum_of(chosen, ({ amount_minor }) => amount_minor)),
          })}</button>
      </div>
      <ul class="list">${row.payments.map((/** @type {Row} */ one) =>
        html`
          <${Taken} key=${one.payment_id} one=${one} is_chosen=${!left_out.has(one.payment_id)}
            on_tick=${() => tick(one.payment_id)} />
        `
      )}</ul>
      ${is_asking && html`
        <${HandOver} row=${row} chosen=${chosen} on_close=${() => set_asking(false)}
          on_done=${on_done} />
      `}
    </section>
  `;
}

/** @param {{ one: Row, is_chosen: boolean, on_tick: () => void }} props */
function Taken({ one, is_chosen, on_tick }) {
  const about = [t(`method.${one.method}`), one.reference, one.receipt, day(one.taken_at)].filter(Boolean);
  return html`
    <li class="list-row wrapping-line taken">
      <label class="tick no-print"><input type="checkbox" checked=${is_chosen} onChange=${on_tick}
          aria-label=${t("report.count_it", { sum: money(one.amount_minor) })} /></label>
      <span
        class="grow stack tight"><span class="title">${one.job_id
          ? html`<${Link} href=${`/office/jobs/${one.job_id}`}>${one.job}<//>`
          : one.customer ?? t("report.nobody")}</span><span class="dim small">${[one.customer, ...about]
          .filter(Boolean).join(" · ")}</span></span>
      <span class="closing"><${Money} minor=${one.amount_minor} /></span>
    </li>
  `;
}

/** @param {{ row: Row, chosen: Row[], on_close: () => void, on_done: () => void }} props */
function HandOver({ row, chosen, on_close, on_done }) {
  const [note, set_note] = useState("");
  const { busy, problem, send } = use_mutation();
  const of = (/** @type {string} */ method) =>
    sum_of(chosen.filter((one) => one.method === method), ({ amount_minor }) => amount_minor);
  const submit = async () => {
    const body = { member_id: row.member_id, payment_ids: chosen.map(({ payment_id }) => payment_id), note };
    if (!await send("POST", "/api/takings/handovers", body)) return;
    toast(t("report.got_done", { name: row.member }));
    on_close();
    on_done();
  };
  return html`
    <${Dialog} title=${t("report.got_title", { name: row.member })} on_close=${on_close} actions=${html`
      <button type="button" class="primary" disabled=${busy} onClick=${submit}>${t("report.got_do")}</button>
      <button type="button" onClick=${on_close}>${t("nav.cancel")}</button>
    `}>
      <p>${t("report.got_sums", { cash: money(of("cash")), checks: money(of("check")) })}</p>
      <p class="dim small">${t("report.got_is")}</p>
      <${Field} label=${t("report.note")} value=${note} lines=${true} optional=${true} limit=${NOTE_MAX}
        on_input=${set_note} />
      <${Refused} problem=${problem} />
      <//>
  `;
}

/**
 * What was handed over before.
 * @param {{ asked: import("./report_parts.js").Asked, on_done: () => void }} props
 */
function Before({ asked, on_done }) {
  if (!asked.report?.items?.length) return null;
  return html`
    <section class="stack close" aria-labelledby="handed-over">
      <h2 id="handed-over" class="panel-head">${t("report.before")}</h2>
      <ul class="list">${asked.report.items.map((/** @type {Row} */ one) =>
        html`<${Handover} key=${one.id} one=${one} on_done=${on_done} />`
      )}</ul>
    </section>
  `;
}

/** @param {{ one: Row, on_done: () => void }} props */
function Handover({ one, on_done }) {
  const { busy, problem, send } = use_mutation();
  const undo = async () => {
    if (!await send("POST", `/api/takings/handovers/${one.id}/undo`)) return;
    toast(t("report.undone", { name: one.member }));
    on_done();
  };
  const is_undone = one.undone_at !== null;
  return html`<li class=${is_undone ? "list-row gone" : "list-row"}>
    <span class="grow stack tight"><span class="title">${one.member}</span>
      <span class="dim small">${
    [instant(one.handed_at), one.receiver && t("report.got_by", { name: one.receiver }), one.note]
      .filter(Boolean).join(" · ")
  }</span><${Refused} problem=${problem} /></span>
    <span class=${is_undone ? "money struck" : "money"}>${money(one.cash_minor + one.check_minor)}</span>
    ${
    is_undone
      ? html`<span class="dim small">${t("report.was_undone")}</span>`
      : html`<button type="button" class="quiet no-print" disabled=${busy} onClick=${undo}>${
        t("report.undo")
      }</button>`
  }
  </li>`;
}
