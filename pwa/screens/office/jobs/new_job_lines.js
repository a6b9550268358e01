// The priced lines of a job as they are typed, and what they come to: by the same rules as the server.
import { Field, refusal_in_words } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { Money } from "../../../components/parts.js";
import { totals } from "../../../domain/contract.js";
import { amount, quantity_milli } from "../../../domain/line_item.js";
import { in_bps, rate_ppm } from "../../../domain/money.js";
import { money, t } from "../../../messages.js";
import { settings } from "../../../store/view.js";
import { html, useEffect, useId, useRef, useState } from "../../../vendor/ui.js";
import { Check, sum_to_type, sum_typed, SumField } from "../fields.js";
import { percent_in_words } from "../../phone/words.js";

/**
 * `id`: of a line that the job has already; `group`: the heading it stands under.
 * @typedef {{ key: number, id?: string, description: string, quantity: string, price: string, rate: string,
 *   exempt: boolean, group: string }} Line
 */
/** @typedef {ReturnType<typeof totals>} Sums */

const LINES_MAX = 500;
const BPS_OF_PERCENT = 100;
const PERCENT = /^(\d{1,3})(?:[.,](\d{1,4}))?\s*%?$/;
let next_key = 0;

/** The company's own rates, as they are typed. */
function own_rates() {
  /** @type {{ name: string, rate_bps: number, default: boolean }[]} */
  const known = settings.peek()?.tax_rates ?? [];
  return known.map((rate) => ({ ...rate, typed: String(Number(rate.rate_bps) / 100) }));
}

/** Most jobs have one rate of tax, and a new line belongs where the last one does. @param {Line} [last] */
export function blank_line(last) {
  const usual = own_rates().find((one) => one.default)?.typed ?? "";
  const { rate = usual, exempt = false, group = "" } = last ?? {};
  return /** @type {Line} */ ({
    key: ++next_key,
    description: "",
    quantity: "1",
    price: "",
    rate,
    exempt,
    group,
  });
}

/**
 * A line that the job has, as it would be typed.
 * @param {import("../../../store/cache.js").Row} line
 * @returns {Line}
 */
export function typed_line(
  { id, description, quantity, unit_price_minor, tax_rate_bps, exempt, group_title },
) {
  return {
    key: ++next_key,
    id,
    description,
    quantity: String(quantity),
    price: sum_to_type(unit_price_minor),
    rate: tax_rate_bps === 0 ? "" : percent_to_type(tax_rate_bps),
    exempt,
    group: group_title ?? "",
  };
}

/** @param {number} bps */
const percent_to_type = (bps) => String(bps / BPS_OF_PERCENT);

/** @param {import("../../../store/cache.js").Row | null} discount */
export function discount_to_type(discount) {
  if (!discount) return "";
  return discount.kind === "percent"
    ? `${percent_to_type(discount.percent_bps)}%`
    : sum_to_type(discount.amount_minor);
}

/**
 * Parts per million of a typed percent; null if it is none. 20, 8.875 and 33.3333 are.
 * @param {string} typed
 */
export function percent_typed(typed) {
  const match = PERCENT.exec(typed.trim());
  return match ? Number(match[1] + (match[2] ?? "").padEnd(4, "0")) : null;
}

/** @param {Line} line */
function priced(line) {
  const milli = milli_of(line);
  const unit_price_minor = sum_typed(line.price);
  const tax_rate_ppm = line.exempt || line.rate.trim() === "" ? 0 : percent_typed(line.rate);
  if (milli === null || unit_price_minor === null || tax_rate_ppm === null) return null;
  if (rate_ppm(in_bps(tax_rate_ppm)) === null) return null;
  return { milli, unit_price_minor, tax_rate_ppm, amount_minor: amount(milli, unit_price_minor) };
}

/**
 * What is not right in a line, by field and in words; of a blank one nothing, unless it is needed.
 * @param {Line} line @param {boolean} is_needed
 * @returns {Partial<Record<"description" | "quantity" | "price" | "rate", string>>}
 */
export function wrongs_of(line, is_needed) {
  if (is_blank(line) && !is_needed) return {};
  return {
    ...(line.description.trim() === "" && { description: t("new_job.description_missing") }),
    ...(milli_of(line) === null && { quantity: t("refusal.jobs.not_a_quantity") }),
    ...(sum_typed(line.price) === null && {
      price: t(line.price.trim() === "" ? "new_job.price_missing" : "refusal.kernel.not_an_amount"),
    }),
    ...(!is_rate(line) && { rate: t("refusal.kernel.not_a_rate") }),
  };
}

/** @param {Line} line */
const milli_of = ({ quantity }) => quantity_milli(quantity.trim().replace(",", "."));

/** @param {Line} line */
function is_rate({ exempt, rate }) {
  if (exempt || rate.trim() === "") return true;
  const ppm = percent_typed(rate);
  return ppm !== null && rate_ppm(in_bps(ppm)) !== null;
}

/** A line in which nothing is typed yet is no line. @param {Line} line */
const is_blank = ({ description, price }) => description.trim() === "" && price.trim() === "";

/** @param {string} typed  "10%" or a sum; null if it is neither, undefined if there is none */
function discount_typed(typed) {
  if (typed.trim() === "") return undefined;
  if (typed.includes("%")) {
    const ppm = percent_typed(typed);
    return ppm === null ? null : /** @type {const} */ ({ kind: "percent", percent_bps: in_bps(ppm) });
  }
  const amount_minor = sum_typed(typed);
  return amount_minor === null ? null : /** @type {const} */ ({ kind: "amount", amount_minor });
}

/**
 * What is typed so far comes to this; null while nothing can be reckoned.
 * @param {Line[]} lines @param {string} discount
 */
export function sums_of(lines, discount) {
  const known = lines.map(priced).filter((line) => line !== null);
  return known.length === 0 ? null : totals(known, discount_typed(discount) ?? null);
}

/**
 * The lines as the server takes them; null while one of them is unclear.
 * @param {Line[]} lines @param {string} discount
 */
export function body_of_lines(lines, discount) {
  const written = lines.filter((line) => !is_blank(line));
  const line_items = written.map((line) => {
    const found = priced(line);
    if (!found || line.description.trim() === "") return null;
    return {
      ...(line.id && { line_item_id: line.id }),
      description: line.description.trim(),
      quantity: line.quantity.trim().replace(",", "."),
      unit_price_minor: found.unit_price_minor,
      tax_rate_bps: in_bps(found.tax_rate_ppm),
      ...(line.exempt && { exempt: true }),
      ...(line.group.trim() !== "" && { group_title: line.group.trim() }),
    };
  });
  const less = discount_typed(discount);
  if (line_items.length === 0 || line_items.includes(null) || less === null) return null;
  return { line_items, ...(less && { discount: less }) };
}

/**
 * `is_checked`: somebody wanted to go on, so what is missing is said, too.
 * @param {{ lines: Line[], on_change: (lines: Line[]) => void, is_checked?: boolean }} props
 */
export function PriceLines({ lines, on_change, is_checked = false }) {
  const set = (/** @type {number} */ key, /** @type {Partial<Line>} */ part) =>
    on_change(lines.map((line) => line.key === key ? { ...line, ...part } : line));
  const add = () => on_change([...lines, blank_line(lines.at(-1))]);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const moved = useRef(/** @type {{ key: number, step: number } | null} */ (null));
  const move = (/** @type {number} */ place, /** @type {number} */ step) => {
    moved.current = { key: lines[place].key, step };
    on_change(lines.toSpliced(place, 1).toSpliced(place + step, 0, lines[place]));
  };
  // A line that moves in the document loses the focus, and whoever moves it by key wants to go on.
  useEffect(() => {
    if (!moved.current) return;
    const { key, step } = moved.current;
    moved.current = null;
    const movers = [...list.current?.querySelectorAll(`[data-line="${key}"] .movers button`) ?? []];
    const wanted = /** @type {HTMLButtonElement[]} */ (step < 0 ? movers : movers.toReversed());
    wanted.find(({ disabled }) => !disabled)?.focus();
  });
  return html`
    <div class="stack"
      ref=${list}>${lines.map((line, place) =>
        html`
          <${PriceLine} key=${line.key} line=${line} place=${place} count=${lines.length}
            above=${lines[place - 1]} is_checked=${is_checked}
            is_needed=${lines.length === 1 || (place === 0 && lines.every(is_blank))}
            on_move=${(/** @type {number} */ step) => move(place, step)}
            change=${(/** @type {Partial<Line>} */ part) => set(line.key, part)}
            on_drop=${() => on_change(lines.filter(({ key }) => key !== line.key))} />
        `
      )}<div><button type="button" disabled=${lines.length >= LINES_MAX} onClick=${add}>
          <${Icon} name="plus" />${t("new_job.add_line")}</button></div></div>
  `;
}

/**
 * @param {{ line: Line, place: number, count: number, above?: Line, is_checked: boolean,
 *   is_needed: boolean, change: (part: Partial<Line>) => void, on_move: (step: number) => void,
 *   on_drop: () => void }} props
 */
function PriceLine({ line, place, count, above, is_checked, is_needed, change, on_move, on_drop }) {
  const is_only = count === 1;
  const found = priced(line);
  const wrong = wrongs_of(line, is_needed);
  const said = is_checked ? wrong : {};
  const list = useId();
  return html`
    <div class="price-line" role="group" data-line=${line.key} aria-label=${t("new_job.line", {
      place: place + 1,
    })}>
      <${Field} label=${t("new_job.description")} value=${line.description} limit=${200} required=${is_only}
        wrong=${said.description} autocomplete="off"
        on_input=${(/** @type {string} */ description) => change({ description })} />
      <${Field} label=${t("new_job.quantity")} value=${line.quantity} inputmode="decimal" class="figures"
        autocomplete="off" wrong=${said.quantity} aria-invalid=${wrong.quantity ? "true" : undefined}
        on_input=${(/** @type {string} */ quantity) => change({ quantity })} />
      <${SumField} label=${t("new_job.price")} value=${line.price} required=${is_only}
        wrong=${said.price}
        on_input=${(/** @type {string} */ price) => change({ price })} />
      <${Field} label=${t("new_job.rate")} value=${line.exempt ? "" : line.rate} inputmode="decimal"
        class="figures" disabled=${line.exempt}
        autocomplete="off" placeholder="0" list=${list} wrong=${said.rate}
        aria-invalid=${wrong.rate ? "true" : undefined}
        on_input=${(/** @type {string} */ rate) => change({ rate })} />
      <datalist id=${list}>${
    own_rates().map(({ name, typed }) => html`<option key=${name} value=${typed}>${name}</option>`)
  }</datalist>
      <button type="button" class="icon-only" disabled=${is_only} onClick=${on_drop}
        aria-label=${t("new_job.drop_line", { place: place + 1 })}><${Icon} name="close" /></button>
      <${LineTools} line=${line} place=${place} count=${count} above=${above} change=${change}
        on_move=${on_move} amount=${found && line.quantity.trim() !== "1"
          ? t("new_job.line_amount", { amount: money(found.amount_minor) })
          : ""} />
    </div>
  `;
}

/**
 * Its place, its heading, and whether the law frees it of tax. The heading of the line above is not asked
 * for again.
 * @param {{ line: Line, place: number, count: number, above?: Line, amount: string,
 *   change: (part: Partial<Line>) => void, on_move: (step: number) => void }} props
 */
function LineTools({ line, place, count, above, amount, change, on_move }) {
  const [asks_group, set_asks] = useState(line.group !== "" && line.group !== above?.group);
  const mover = (/** @type {"up" | "down"} */ way, /** @type {number} */ step) =>
    html`
      <button type="button" class="icon-only quiet" disabled=${place + step < 0 || place + step >= count}
        onClick=${() => on_move(step)} aria-label=${`${t(`lines.${way}`)}: ${
          line.description || t("new_job.line", { place: place + 1 })
        }`}><${Icon} name=${way} size="small" /></button>
    `;
  return html`
    <div class="line-tools">
      ${count > 1 && html`<span class="row close movers">${mover("up", -1)}${mover("down", 1)}</span>`}
      <${Check} label=${t("lines.exempt")} checked=${line.exempt}
        on_change=${(/** @type {boolean} */ exempt) => change({ exempt })} />
      ${asks_group
        ? html`
          <${Field} label=${t("lines.group")} value=${line.group} limit=${200} autocomplete="off"
            on_input=${(/** @type {string} */ group) => change({ group })} />
        `
        : html`
          <button type="button" class="quiet small" onClick=${() => set_asks(true)}>
            <${Icon} name="plus" size="small" />${line.group || t("lines.group_add")}</button>
        `}
      <p class="amount-of-line">${amount}</p>
    </div>
  `;
}

/** @param {{ value: string, on_input: (value: string) => void }} props */
export function DiscountField({ value, on_input }) {
  return html`
    <div class="fields">
      <${Field} label=${t("new_job.discount")} value=${value} optional=${true}
        on_input=${on_input} help=${t("new_job.discount_help")} autocomplete="off"
        wrong=${discount_typed(value) === null ? t("new_job.discount_wrong") : null} />
    </div>
  `;
}

/** @param {{ sums: Sums | null }} props */
export function Totals({ sums }) {
  if (sums && "code" in sums) return html`<p class="late-text" role="status">${refusal_in_words(sums)}</p>`;
  const { subtotal_minor = 0, discount_minor = 0, taxes = [], total_minor = 0 } = sums ?? {};
  return html`<dl class="facts" aria-live="polite">
    <dt>${t("new_job.subtotal")}</dt><dd><${Money} minor=${subtotal_minor} plain=${true} /></dd>
    ${
    discount_minor > 0 && html`
      <dt>${t("new_job.discount")}</dt>
      <dd>
        <${Money} minor=${-discount_minor} plain=${true} />
      </dd>
    `
  }
    ${
    taxes.filter(({ tax_minor }) => tax_minor !== 0).map(({ rate_ppm: rate, tax_minor }) =>
      html`
        <dt key=${`rate-${rate}`}>${t("invoice.tax", { rate: percent_in_words(in_bps(rate)) })}</dt>
        <dd key=${`tax-${rate}`}>
          <${Money} minor=${tax_minor} plain=${true} />
        </dd>
      `
    )
  }
    <dt class="total strong">${
    t("table.total")
  }</dt><dd class="total"><${Money} minor=${total_minor} /></dd></dl>`;
}
