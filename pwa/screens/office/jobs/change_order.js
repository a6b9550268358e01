// Writing a change order at the office, or a draft of one anew: its lines, and live in words what they do to
// the job's total.
import { Field } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Notice } from "../../../components/parts.js";
import { effect_of, usual_rate_bps } from "../../../domain/change_order.js";
import { amount, MILLI, quantity_milli } from "../../../domain/line_item.js";
import { invoice_addresses } from "../../../domain/invoice_address.js";
import { day, money, t } from "../../../messages.js";
import { go, route } from "../../../router.js";
import { change_orders_of } from "../../../store/change_orders.js";
import { customer as customer_of, job as job_of, settings } from "../../../store/view.js";
import { html, useState } from "../../../vendor/ui.js";
import { sum_to_type, sum_typed } from "../fields.js";
import { Refused, use_mutation } from "../mutation.js";
import { NotHere, OfficePage } from "../page.js";
import { signed } from "../../phone/changes.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ description: string, quantity: string, price: string, rate: string }} Line */

const TITLE_MAX = 200;
const WORDS_MAX = 4000;
const PERCENT = 100;
const DAYS = 14;

export default function OfficeChangeOrder() {
  const { id, order: order_id } = route.value.params;
  const job = job_of(id);
  if (!job) {
    return html`<${NotHere} title=${t("job.title")} text=${t("office_job.missing")} back="/board"
      icon="job" />`;
  }
  if (!order_id) return html`<${Form} key="new" job=${job} order=${null} />`;
  const order = change_orders_of(job.id).find((one) => one.id === order_id);
  return order?.state === "draft" ? html`<${Form} key=${order_id} job=${job} order=${order} />` : html`
    <${NotHere} title=${t("changes.title")} text=${t("office_changes.not_a_draft")}
      back=${`/office/jobs/${job.id}#changes`} icon="job" />
  `;
}

/** @param {{ job: Row, order: Row | null }} props */
function Form({ job, order }) {
  const { busy, problem, send } = use_mutation();
  const empty = () => ({
    description: "",
    quantity: "1",
    price: "",
    rate: String(usual_rate_bps(job.taxes) / PERCENT),
  });
  const [title, set_title] = useState(String(order?.title ?? ""));
  const [words, set_words] = useState(String(order?.words ?? ""));
  const [days, set_days] = useState(
    String(order?.valid_days ?? settings.value?.change_order_days ?? DAYS),
  );
  const [lines, set_lines] = useState(() => order ? typed_lines(order) : [empty()]);
  const change = (/** @type {number} */ at, /** @type {Partial<Line>} */ part) =>
    set_lines((all) => all.map((line, place) => place === at ? { ...line, ...part } : line));
  const back = `/office/jobs/${job.id}`;
  const save = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const is_to_send = event.submitter?.getAttribute("value") === "send";
    const made = await send(order ? "PATCH" : "POST", `/api/change-orders${order ? `/${order.id}` : ""}`, {
      ...(!order && { job_id: job.id }),
      title,
      words,
      valid_days: Number(days) || DAYS,
      lines: lines.map(wire_of),
    });
    if (!made) return;
    if (!is_to_send) toast(t("office_changes.saved"));
    else {
      const mail = invoice_addresses(customer_of(job.customer_id)).length > 0;
      const sent = await send("POST", `/api/change-orders/${made.id}/send`, { mail });
      if (sent) toast(t("office_changes.sent_now", { day: day(sent.expires_at) }));
    }
    go(`${back}#changes`, { replace: true });
  };
  return html`
    <${OfficePage} title=${order
      ? t("office_changes.edit_title", { number: order.number })
      : t("office_changes.new")} back=${back} about=${job.title} kind="narrow">
      <form class="stack" onSubmit=${save}>
        <${Field} label=${t("changes.what")} value=${title} on_input=${set_title} required=${true}
          limit=${TITLE_MAX} />
        <${Field} label=${t("changes.words")} value=${words} on_input=${set_words} lines=${true}
          optional=${true}
          limit=${WORDS_MAX} />
        <section class="stack close" aria-labelledby="lines"><h2 id="lines">${t("office_changes.lines")}</h2>
          <p class="small dim">${t("office_changes.lines_help")}</p>
          ${lines.map((line, at) =>
            html`
              <${LineFields} key=${at} line=${line} at=${at} change=${change}
                on_remove=${lines.length > 1 &&
                  (() => set_lines((all) => all.filter((_, place) => place !== at)))} />
            `
          )}
          <button type="button" onClick=${() => set_lines((all) => [...all, empty()])}>
            <${Icon} name="plus" />${t("office_changes.add_line")}</button>
        </section>
        <${Field} label=${t("office_changes.days")} type="number" min="1" max="365" value=${days}
          on_input=${set_days} required=${true} />
        <${EffectSaid} job=${job} lines=${lines} />
        <${Refused} problem=${problem} />
        <div class="actions"><button class="primary" value="send" disabled=${busy}>
            <${Icon} name="send" />${t("office_changes.save_send")}</button>
          <button value="draft" disabled=${busy}>${t("office_changes.save")}</button></div>
      </form>
      <//>
  `;
}

/**
 * @param {{ line: Line, at: number, change: (at: number, part: Partial<Line>) => void,
 *   on_remove: (() => void) | false }} props
 */
function LineFields({ line, at, change, on_remove }) {
  const field = (
    /** @type {keyof Line} */ name,
    /** @type {string} */ label,
    /** @type {object} */ rest = {},
  ) =>
    html`
      <${Field} label=${t(label)} value=${line[name]} required=${true} autocomplete="off" ...${rest}
        on_input=${(/** @type {string} */ typed) => change(at, { [name]: typed })} />
    `;
  const is_no_sum = line.price.trim() !== "" && price_of(line.price) === null;
  return html`<div class="change-line card">
    ${field("description", "new_job.description", { limit: TITLE_MAX })}
    ${field("quantity", "new_job.quantity", { inputmode: "decimal" })}
    ${
    field("price", "new_job.price", {
      inputmode: "text",
      wrong: is_no_sum ? t("refusal.kernel.not_an_amount") : null,
    })
  }
    ${field("rate", "new_job.rate", { inputmode: "decimal" })}
    ${
    on_remove && html`
      <button type="button" class="quiet icon-only"
        aria-label=${t("office_changes.remove_line", { number: at + 1 })} onClick=${on_remove}>
            <${Icon} name="close" /></button>
    `
  }
  </div>`;
}

/** @param {{ job: Row, lines: Line[] }} props */
function EffectSaid({ job, lines }) {
  const priced = lines.map(wire_of);
  if (priced.every(({ unit_price_minor }) => unit_price_minor === 0)) return null;
  const effect = effect_of(
    /** @type {any} */ (job),
    priced.map((line) => ({
      amount_minor: amount(quantity_milli(line.quantity) ?? MILLI, line.unit_price_minor),
      tax_rate_bps: line.tax_rate_bps,
    })),
  );
  if ("code" in effect) {
    return html`
      <${Notice} kind="wait" live=${true}>
        <p>${t(`refusal.${effect.code}`)}</p>
        <//>
    `;
  }
  const left_minor = effect.after_minor - job.invoiced_minor;
  return html`<${Notice} kind=${left_minor < 0 ? "wait" : "act"} live=${true}><p>${
    t("office_changes.effect", {
      before: money(job.total_minor),
      after: money(effect.after_minor),
      change: signed(effect.change_minor),
      tax: signed(effect.tax_minor),
      left: money(Math.max(left_minor, 0)),
    })
  }</p>${
    may_keep_tax(job, effect.change_minor) && html`<p>${t("office_changes.tax_stays")}</p>`
  }${left_minor < 0 && html`<p>${t("office_changes.below", { over: money(-left_minor) })}</p>`}<//>`;
}

/**
 * What is invoiced keeps the tax it was billed with, whatever is taken off. How much that is only the server
 * knows: it reckons it when the draft is saved.
 * @param {Row} job @param {number} change_minor
 */
function may_keep_tax({ invoiced_minor, taxes }, change_minor) {
  return change_minor < 0 && invoiced_minor > 0 && taxes.length > 1;
}

/** As they would be typed. @param {Row} order @returns {Line[]} */
function typed_lines({ lines }) {
  return lines.map((/** @type {Row} */ { description, quantity, unit_price_minor, tax_rate_bps }) => ({
    description,
    quantity: String(quantity),
    price: (unit_price_minor < 0 ? "−" : "") + sum_to_type(Math.abs(unit_price_minor)),
    rate: String(tax_rate_bps / PERCENT),
  }));
}

/** @param {Line} line */
function wire_of({ description, quantity, price, rate }) {
  const rate_bps = Math.round(Number(rate.replace(",", ".")) * PERCENT * PERCENT) / PERCENT;
  return {
    description,
    quantity: quantity.trim().replace(",", "."),
    unit_price_minor: price_of(price) ?? 0,
    tax_rate_bps: Number.isFinite(rate_bps) ? rate_bps : 0,
  };
}

/** A price, which may be below 0: a deduction. @param {string} typed */
function price_of(typed) {
  const bare = typed.trim().replace(/^[-−]\s*/, "");
  const minor = sum_typed(bare);
  return minor === null || bare === typed.trim() ? minor : -minor;
}
