// For the accountant: what a period's journal comes to, its files, and what the company calls its accounts.
import { toast } from "../../../components/page.js";
import { Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Empty } from "../../../components/parts.js";
import { t } from "../../../messages.js";
import { html, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";
import { address, Figures, Report, use_report } from "./report_parts.js";

/** @typedef {Record<string, any>} Row */
/** @typedef {import("../../report_period.js").Span} Span */

const NAME_MAX = 200;
const CODE_MAX = 20;
const FORMS = { quickbooks: "QuickBooks", xero: "Xero", beancount: "beancount", hledger: "hledger" };

/** @param {{ span: Span | null, today: string }} props */
export function Accountant({ span, today }) {
  const asked = use_report(span && address("/api/books/journal", { ...span }));
  return html`
    ${span &&
      html`<${Report} asked=${asked}>${(/** @type {Row} */ report) =>
        report.entry_count === 0
          ? html`<${Empty} icon="reports" title=${t("report.none_entered")} text=${
            t("report.none_entered_text")
          } />`
          : html`
            <section class="stack close" aria-labelledby="files">
              <h2 id="files" class="panel-head">${t("report.files")}</h2>
              <div class="card stack no-print">
                <p class="dim small">${t("report.entries", {
                  count: report.entry_count,
                })}${span.to_on >= today ? ` ${t("report.not_over")}` : ""}</p>
                <div class="row wraps">${report.forms.flatMap((/** @type {Row} */ form) =>
                  files_of(form, span)
                )}</div>
                <p class="dim small">${t("report.files_how")}</p>
              </div>
            </section>
            <${Figures} name=${t("report.balance")} head=${[
              "report.account",
              "report.debit",
              "report.credited",
            ]}
              rows=${report.accounts.map((/** @type {Row} */ row) => ({
                key: row.key + row.rate_bps + row.currency,
                title: html`${row.name} <span class="dim small">${row.code}</span>`,
                cells: [
                  { word: "report.debit", minor: Math.max(row.amount_minor, 0) },
                  { word: "report.credited", minor: Math.max(-row.amount_minor, 0) },
                ],
              }))}
              total=${{ title: t("table.total"), cells: sides_of(report.accounts) }} />
          `}<//>`}
    <${Accounts} />
  `;
}

/** Both sides come to the same sum. @param {Row[]} accounts */
function sides_of(accounts) {
  const side = (/** @type {number} */ sign) =>
    accounts.reduce((sum, { amount_minor }) => sum + Math.max(sign * amount_minor, 0), 0);
  return [{ word: "report.debit", minor: side(1) }, { word: "report.credited", minor: side(-1) }];
}

/** @param {Row} form @param {Span} span */
function files_of({ name, parts }, span) {
  return Array.from({ length: parts }, (_, place) => {
    const part = String(place + 1);
    const named = FORMS[/** @type {keyof typeof FORMS} */ (name)];
    return html`
      <a class="button" key=${name + part} download
        href=${address("/api/books/export", { form: name, ...span, part: parts > 1 ? part : "" })}>
            <${Icon} name="download" size="small" />${parts > 1
              ? t("report.part", { name: named, part, parts })
              : named}</a>
    `;
  });
}

function Accounts() {
  const asked = use_report("/api/books/accounts");
  return html`
    <section class="stack close no-print" aria-labelledby="accounts">
      <h2 id="accounts" class="panel-head">${t("report.accounts")}</h2>
      <details class="card more">
        <summary>${t("report.accounts_do")}</summary>
        <${Report} asked=${asked}>${(/** @type {Row} */ known) =>
          html`<${Names} key=${JSON.stringify(known)} known=${known} on_done=${asked.again} />`}<//>
        </details>
      </section>
  `;
}

/** @param {{ known: Row, on_done: () => void }} props */
function Names({ known, on_done }) {
  const [typed, set_typed] = useState(/** @type {Record<string, Row>} */ ({}));
  const [rate, set_rate] = useState(known.tax_rate_name);
  const { busy, problem, send } = use_mutation();
  const change = (/** @type {Row} */ account, /** @type {Row} */ part) =>
    set_typed((before) => ({
      ...before,
      [account.key]: { name: account.name, code: account.code, ...before[account.key], ...part },
    }));
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!await send("PATCH", "/api/books/accounts", { accounts: typed, tax_rate_name: rate })) return;
    toast(t("office.saved"));
    on_done();
  };
  return html`
    <form class="stack" onSubmit=${submit}>
      <p class="dim small">${t("report.accounts_how")}</p>
      ${known.accounts.map((/** @type {Row} */ account) => {
        const draft = { ...account, ...typed[account.key] };
        return html`
          <fieldset key=${account.key} class="fields account">
            <legend class="small">${t(`report.account_${account.key}`)}</legend>
            <${Field} label=${t("report.account_name")} value=${draft.name} required=${true} limit=${NAME_MAX}
              autocomplete="off" on_input=${(/** @type {string} */ name) => change(account, { name })} />
            <${Field} label=${t("report.account_code")} value=${draft
              .code} limit=${CODE_MAX} autocomplete="off"
              on_input=${(/** @type {string} */ code) => change(account, { code })} />
          </fieldset>
        `;
      })}
      <${Field} label=${t("report.tax_rate_name")} help=${t("report.tax_rate_help")} value=${rate}
        required=${true} limit=${NAME_MAX} autocomplete="off" on_input=${set_rate} />
      <${Refused} problem=${problem} />
      <div class="form-end"><button class="primary" disabled=${busy ||
        (Object.keys(typed).length === 0 && rate === known.tax_rate_name)}>${t("office.save")}</button></div>
    </form>
  `;
}
