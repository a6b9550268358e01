// Fields that the office's forms share: a sum, a tick, when an invoice falls due, how it may be paid, what
// it shows.
import { Field } from "../../components/forms.js";
import { decimals_of_currency, group_of_currency } from "../../components/money_field.js";
import { today_in } from "../../components/parts.js";
import { minor_of, typed_of } from "../../components/typed_amount.js";
import { day, t } from "../../messages.js";
import { settings } from "../../store/view.js";
import { html, useEffect, useState } from "../../vendor/ui.js";

/** @typedef {import("../../domain/due_terms.js").DueTerms} DueTerms */
/** @typedef {Record<string, boolean>} Ticks */

const NET_DAYS = [3, 5, 7, 10, 14, 15, 20, 30, 40, 45, 60, 90];
const NET_DAYS_MAX = 365;
const OPTIONS = ["card", "ach", "financing", "part", "tip"];
const VISIBLE = [
  "line_items",
  "quantities",
  "unit_prices",
  "tax",
  "progress",
  "technician",
  "service_dates",
  "approval",
];

/**
 * Marks every field of a form that is not right yet, once somebody wants to go on, and leads to the first.
 * `check` takes whether all is right, and gives it back.
 */
export function use_marks() {
  const [tries, set_tries] = useState(0);
  useEffect(() => {
    const first = /** @type {HTMLElement | null} */ (document.querySelector("main [aria-invalid=true]"));
    if (tries > 0) first?.focus();
  }, [tries]);
  const check = (/** @type {boolean} */ is_right) => {
    set_tries(is_right ? 0 : tries + 1);
    return is_right;
  };
  return { is_checked: tries > 0, check };
}

/** The sum that was typed; null for none, and for what is no sum. @param {string} typed */
export function sum_typed(typed) {
  return typed.trim() === "" ? null : minor_of(typed, decimals_of_currency(), group_of_currency());
}

/** @param {number} minor */
export function sum_to_type(minor) {
  return typed_of(minor, decimals_of_currency());
}

/**
 * A sum, typed as text. It is said to be wrong only when something is typed that is no sum.
 * @param {{ label: string, value: string, on_input: (value: string) => void, wrong?: string | null }
 *   & Record<string, unknown>} props
 */
export function SumField({ value, wrong, ...rest }) {
  const is_no_sum = value.trim() !== "" && sum_typed(value) === null;
  return html`
    <${Field} ...${rest} value=${value} inputmode="decimal" autocomplete="off" class="figures"
      wrong=${wrong ?? (is_no_sum ? t("refusal.kernel.not_an_amount") : null)} />
  `;
}

/**
 * One yes or no. `is_switch` for what takes effect at once.
 * @param {{ label: string, checked: boolean, on_change: (checked: boolean) => void, is_switch?: boolean,
 *   disabled?: boolean }} props
 */
export function Check({ label, checked, on_change, is_switch, disabled }) {
  return html`<label class=${is_switch ? "check switch" : "check"}>
    <input type="checkbox" role=${is_switch ? "switch" : undefined} checked=${checked} disabled=${disabled}
      onChange=${(/** @type {{ currentTarget: HTMLInputElement }} */ event) =>
    on_change(event.currentTarget.checked)} />
    <span>${label}</span></label>`;
}

/**
 * @param {{ legend: string, names: string[], words: string, value: Ticks,
 *   on_change: (value: Ticks) => void }} props
 */
function Checks({ legend, names, words, value, on_change }) {
  return html`
    <fieldset class="field">
      <legend>${legend}</legend>
      <div class="checks">${names.map((name) =>
        html`
          <${Check} key=${name} label=${t(`${words}.${name}`)} checked=${value[name] ?? false}
            on_change=${(/** @type {boolean} */ checked) => on_change({ ...value, [name]: checked })} />
        `
      )}</div>
    </fieldset>
  `;
}

/** @param {{ value: Ticks, on_change: (value: Ticks) => void }} props */
export function PaymentOptions(props) {
  return html`<${Checks} legend=${t("options.payment")} names=${OPTIONS} words="option" ...${props} />`;
}

/** @param {{ value: Ticks, on_change: (value: Ticks) => void }} props */
export function VisibleFields(props) {
  return html`<${Checks} legend=${t("options.visible")} names=${VISIBLE} words="visible" ...${props} />`;
}

/**
 * When it falls due: a choice of the usual, any other number of days, and a day of the calendar.
 * @param {{ value: DueTerms, on_change: (value: DueTerms) => void, help?: string, no_date?: boolean }} props
 */
export function DueTermsField({ value, on_change, help, no_date }) {
  const is_rare = value.kind === "net" && !NET_DAYS.includes(value.days);
  const [is_other, set_other] = useState(is_rare);
  const is_typed = value.kind === "net" && (is_other || is_rare);
  const picked = is_typed ? "net" : value.kind === "net" ? `net ${value.days}` : value.kind;
  const options = [
    { value: "receipt", label: t("terms.receipt") },
    ...NET_DAYS.map((count) => ({ value: `net ${count}`, label: t("terms.net", { count }) })),
    { value: "net", label: t("terms.other") },
    { value: "start", label: t("terms.start") },
    { value: "completion", label: t("terms.completion") },
    ...(no_date ? [] : [{ value: "date", label: t("terms.date") }]),
  ];
  return html`
    <${Field} label=${t("terms.name")} value=${picked} options=${options} help=${help}
      on_input=${(/** @type {string} */ wanted) => {
        set_other(wanted === "net");
        on_change(terms_of(wanted));
      }} />
        ${is_typed && html`<${Days} days=${value.days} on_change=${on_change} />`}
        ${value.kind === "date" && html`
          <${Field} label=${t("terms.on")} type="date" required=${true}
            help=${is_past(value.on) && t("terms.past")} value=${value.on}
            on_input=${(/** @type {string} */ on) => on_change({ kind: "date", on })} />
        `}
  `;
}

/** @param {{ days: number, on_change: (value: DueTerms) => void }} props */
function Days({ days, on_change }) {
  const [typed, set_typed] = useState(days > 0 ? String(days) : "");
  const is_wrong = typed !== "" && !(days >= 1 && days <= NET_DAYS_MAX);
  return html`
    <${Field} label=${t("terms.days")} value=${typed} type="number" min="1" max=${NET_DAYS_MAX}
      inputmode="numeric" required=${true} class="figures"
      wrong=${is_wrong ? t("numbers.whole", { from: 1, to: NET_DAYS_MAX }) : null}
      on_input=${(/** @type {string} */ next) => {
        set_typed(next);
        on_change({ kind: "net", days: /^\d+$/.test(next) ? Number(next) : 0 });
      }} />
  `;
}

/** @param {string} on */
function is_past(on) {
  return on !== "" && on < today_in(settings.value?.zone);
}

/** No number of days is typed yet where another is wanted: 0. @param {string} wanted @returns {DueTerms} */
function terms_of(wanted) {
  const [kind, days] = wanted.split(" ");
  if (kind === "net") return { kind, days: Number(days ?? 0) };
  if (kind === "date") return { kind, on: "" };
  return { kind: kind === "start" || kind === "completion" ? kind : "receipt" };
}

/** @param {DueTerms} terms */
export function terms_in_words(terms) {
  if (terms.kind === "net") return t("terms.net", { count: terms.days });
  if (terms.kind === "date") return terms.on ? day(terms.on) : t("terms.date");
  return t(`terms.${terms.kind}`);
}
