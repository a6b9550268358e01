// What a customer sees of an invoice, as the ticks stand. An invoice at hand has its own figures,
// the settings have made-up ones; the arrangement is the true one.
import { Money, today_in } from "../../../components/parts.js";
import { joined, span_of } from "../../../domain/service_days.js";
import { day, in_locale, t } from "../../../messages.js";
import { members, settings, visits_of } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";

/**
 * @typedef {{ id: string, description: string, quantity: number | null, unit_price_minor: number | null,
 *   net_minor: number | null }} ShownLine `net_minor` null: how much of it is billed is not said yet
 * @typedef {{ title: string, total_minor: number | null, tax_minor: number, lines: ShownLine[],
 *   technicians: string[], days: string[] }} Shown
 */

/** @returns {Shown} */
const made_up = () => ({
  title: t("preview.stage"),
  total_minor: 272_188,
  tax_minor: 22_188,
  lines: [
    { id: "1", description: t("preview.line_one"), quantity: 2, unit_price_minor: 45_000, net_minor: 90_000 },
    {
      id: "2",
      description: t("preview.line_two"),
      quantity: 1,
      unit_price_minor: 160_000,
      net_minor: 160_000,
    },
  ],
  technicians: [t("preview.technician")],
  days: [day("2026-03-04")],
});

const WAYS = ["card", "ach", "financing", "part", "tip"];

/**
 * @param {{ visible: Record<string, boolean>, options: Record<string, boolean>, name: string,
 *   shown?: Shown }} props `options`: the ways to pay that it offers
 */
export function CustomerPreview({ visible, options, name, shown = made_up() }) {
  const { title, total_minor, tax_minor, lines, technicians, days } = shown;
  return html`
    <figure class="customer-preview" aria-label=${t("preview.title")}>
      <figcaption class="dim small">${t("preview.title")}</figcaption>
      <div class="card stack close">
        <p><b>${name}</b> <span class="dim small">· ${title}</span></p>
        <p class="the-sum">${total_minor === null ? "—" : html`<${Money} minor=${total_minor} />`}</p>
        <ul class="preview-ways" aria-label=${t("options.payment")}>${
    WAYS.filter((way) => options[way]).map((way) => html`<li key=${way}>${t(`preview.pay_${way}`)}</li>`)
  }</ul>
        ${visible.technician && html`<${Told} word="preview.technicians" texts=${technicians} />`}
        ${visible.service_dates && html`<${Told} word="visible.service_dates" texts=${days} />`}
        ${visible.line_items && html`
          <table class="preview-lines">
            <tbody>${lines.map((line) =>
              html`<${Line} key=${line.id} line=${line} visible=${visible} />`
            )}</tbody>
          </table>
        `}
        ${visible.tax && tax_minor > 0 && html`
          <p class="row small"><span class="grow">${t("visible.tax")}</span>
            <${Money} minor=${tax_minor} plain=${true} /></p>
        `}
        ${visible.progress && html`
          <div class="preview-bar" role="img" aria-label=${t("visible.progress")}>
            <i class="paid"></i><i class="due"></i><i class="left"></i></div>
        `}
      </div>
    </figure>
  `;
}

/** Nothing of what nobody knows. @param {{ word: string, texts: string[] }} props */
function Told({ word, texts }) {
  return texts.length > 0 && html`
    <p class="small"><span class="dim">${t(word)}</span> ${texts.join(", ")}</p>
  `;
}

/** @param {{ line: ShownLine, visible: Record<string, boolean> }} props */
function Line({ line, visible }) {
  const { description, quantity, unit_price_minor, net_minor } = line;
  return html`
    <tr>
      <th scope="row">${description}</th>
      ${visible.quantities && html`<td>${quantity === null ? "" : `${in_locale(Number(quantity))} ×`}</td>`}
      ${visible.unit_prices && html`<td>${
    unit_price_minor !== null && html`<${Money} minor=${unit_price_minor} plain=${true} />`
  }</td>`}
      ${net_minor !== null && html`<td><${Money} minor=${net_minor} plain=${true} /></td>`}
    </tr>
  `;
}

/**
 * The job's lines as an invoice shows them: all of them, or what it bills of some. Units and their price are
 * said of a line that is billed by units.
 * @param {import("../../../store/cache.js").Row | null | undefined} job
 * @param {{ line_item_id: string, quantity?: number | null, base_minor?: number }[] | null} billed
 * @returns {ShownLine[]}
 */
export function lines_shown(job, billed) {
  const lines = job?.line_items ?? [];
  return billed === null ? lines : billed.flatMap(({ line_item_id, quantity = null, base_minor }) => {
    const line = lines.find((/** @type {any} */ { id }) => id === line_item_id);
    const unit_price_minor = quantity === null ? null : line?.unit_price_minor;
    return line ? [{ ...line, quantity, unit_price_minor, net_minor: base_minor ?? null }] : [];
  });
}

/**
 * Who is on the job and when its visits took place, as an invoice that is issued now says it.
 * @param {import("../../../store/cache.js").Row | null | undefined} job
 */
export function service_shown(job) {
  const crew = new Set(job?.technician_ids ?? []);
  const done = job ? visits_of(job.id).filter(({ state }) => state === "done") : [];
  return service_told({
    technicians: members.value.filter(({ id }) => crew.has(id)).map(({ name }) => name),
    days: joined(
      done.map(({ starts_on, ends_on, done_at }) =>
        span_of(starts_on, ends_on, today_in(settings.value?.zone, new Date(done_at)))
      ),
    ),
  });
}

/**
 * What an invoice says of that: one that is issued keeps what was so on its day, which only the server knows.
 * @param {import("../../../store/cache.js").Row} invoice
 * @param {import("../../../store/cache.js").Row | null | undefined} job
 */
export function use_service(invoice, job) {
  const is_draft = invoice.status === "draft";
  const [told, set_told] = useState(() => service_told({ technicians: [], days: [] }));
  useEffect(() => {
    if (is_draft) return;
    call("GET", `/api/invoices/${invoice.id}/service`).then(
      ({ ok, body }) => ok && set_told(service_told(body)),
      () => {}, // without signal the preview leaves out what nobody here knows
    );
  }, [invoice.id, is_draft]);
  return is_draft ? service_shown(job) : told;
}

/**
 * @param {{ technicians: string[], days: { first: string, last: string }[] }} told
 */
export function service_told({ technicians, days }) {
  return {
    technicians,
    days: days.map(({ first, last }) => first === last ? day(first) : `${day(first)} – ${day(last)}`),
  };
}
