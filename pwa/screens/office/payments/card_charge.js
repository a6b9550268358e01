// Charging a card on file for an invoice: the sum is said before, what became of it after, and one way on.
import { Concerns } from "../../../components/concerns.js";
import { Dialog } from "../../../components/forms.js";
import { toast } from "../../../components/page.js";
import { Notice, today_in } from "../../../components/parts.js";
import { day, money, t } from "../../../messages.js";
import { settings } from "../../../store/view.js";
import { call } from "../../../sync/api.js";
import { sync_now } from "../../../sync/engine.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { card_name, month_of } from "../customers/customer_cards.js";
import { SendDialog } from "../invoices/invoice_dialogs.js";
import { Refused, use_mutation } from "../mutation.js";
import { number_or_draft } from "../words.js";

/** @typedef {import("../../../store/cache.js").Row} Row */
/** @typedef {{ on: string, is_open: boolean }} Application */
/**
 * @typedef {{ items: Row[], last_charge: Row | null, receipt_by: string, application: Application | null }}
 *   Found
 */

/** @type {Found} */
const NONE = { items: [], last_charge: null, receipt_by: "none", application: null };
const LOOK_EVERY_MS = 700;
const LOOKS_MAX = 25;
const ENDED = ["settled", "failed", "expired", "canceled"];

/** @param {{ job: Row, invoice: Row, on_close: () => void }} props */
export function ChargeDialog({ job, invoice, on_close }) {
  const [found, set_found] = useState(/** @type {Found | null} */ (null));
  const [picked, set_picked] = useState("");
  const [charge, set_charge] = useState(/** @type {Row | null} */ (null));
  const [is_silent, set_silent] = useState(false);
  const [sends, set_sends] = useState(false);
  const { busy, problem, send } = use_mutation();
  const path = `/api/invoices/${invoice.id}/cards`;
  useEffect(() => {
    call("GET", path).then(({ body }) => {
      set_found(body);
      const last = body?.last_charge;
      if (last?.problem === "unknown") set_charge(last);
      else if (last?.state === "open") void watch(last);
    }, () => set_found(NONE));
  }, [path]);
  const watch = async (/** @type {Row} */ begun) => {
    set_charge(begun);
    for (let look = 0; look < LOOKS_MAX; look++) {
      const answer = await call("GET", path).catch(() => null);
      const last = answer?.body?.last_charge;
      if (last?.id === begun.id && ENDED.includes(last.state)) {
        await sync_now().catch(() => {});
        if (last.state === "settled") {
          toast(t("cards.charged", { amount: money(last.amount_minor), card: card_name(last) }));
          return on_close();
        }
        return set_charge(last);
      }
      await new Promise((later) => setTimeout(later, LOOK_EVERY_MS));
    }
    set_silent(true);
  };
  if (sends) return html`<${SendDialog} job=${job} invoice=${invoice} on_close=${on_close} />`;
  const card = found?.items.find(({ id }) => id === picked) ?? found?.items[0];
  const number = number_or_draft(invoice);
  const due_minor = invoice.due_minor - invoice.pending_minor;
  const amount = money(due_minor);
  const submit = async () => {
    if (!card) return;
    const body = { card_id: card.id, seen_minor: due_minor };
    const begun = await send("POST", `/api/invoices/${invoice.id}/charge`, body);
    if (begun) await watch(begun);
  };
  const close = html`<button type="button" onClick=${on_close}>${
    t(charge ? "nav.close" : "nav.cancel")
  }</button>`;
  const failed = charge ?? (found?.last_charge?.state === "settled" ? null : found?.last_charge ?? null);
  const has_failed = failed !== null && ENDED.includes(failed.state);
  if (charge && !has_failed) {
    const waiting = charge.problem === "unknown" ? "in_doubt" : is_silent ? "unknown" : "charging";
    return html`<${Dialog} title=${t("cards.charge", { card: card_name(charge) })} on_close=${on_close}>
      <${Notice} kind="wait" live=${true}><p>${t(`cards.${waiting}`)}</p><//>
      ${waiting !== "charging" && html`<div class="dialog-actions">${close}</div>`}<//>`;
  }
  const title = title_of({ charge, card, number });
  return html`
    <${Dialog} title=${title} on_close=${on_close} actions=${html`
      ${has_failed && html`<button type="button" class="primary" onClick=${() => set_sends(true)}>${t(
        "cards.send_link",
      )}</button>`}
      ${card && !charge && html`<button type="button" class=${has_failed ? "" : "primary"}
        disabled=${busy || found?.application?.is_open} onClick=${submit}>
        ${t("cards.charge_do", { amount })}</button>`}
      ${close}
    `}>
      ${has_failed && html`<${Failed} charge=${failed} job=${job} is_now=${charge !== null} />`}
      ${found === null && html`<div class="skeleton"></div>`}
      ${found !== null && !card && !has_failed && html`<p>${t("cards.none")}</p>`}
      ${card && !charge && html`
        ${found && found.items.length > 1 && html`
          <${Which} items=${found.items} picked=${card.id} on_pick=${set_picked} />`}
        <${Concerns} invoice=${invoice} today=${today_in(settings.value?.zone)} />
        ${found?.application && html`<${AtLender} application=${found.application} job=${job} />`}
        <p>${t("cards.charge_said", {
          amount,
          number,
          name: job.customer_name,
          day: day(card.kept_at),
          receipt: t(`cards.receipt_${found?.receipt_by ?? "none"}`),
        })}</p>
      `}
      <${Refused} problem=${problem} />
      <//>
  `;
}

/** @param {{ charge: Row | null, card: Row | undefined, number: string }} facts */
function title_of({ charge, card, number }) {
  if (charge) return t("cards.charge", { card: card_name(charge) });
  return card ? t("cards.charge_title", { card: card_name(card), number }) : t("cards.title");
}

/** Why, in plain words, and the one thing to do. @param {{ charge: Row, job: Row, is_now: boolean }} props */
function Failed({ charge, job, is_now }) {
  const name = job.customer_name;
  return html`
    <${Notice} kind="late" live=${true}>
      <p><b>${t("cards.failed", { card: card_name(charge) })}</b> ${
    t(`cards.because_${charge.problem ?? "not_sent"}`, { name })
  }</p>
      <p>${t("cards.then_link", { name })}</p>
      ${!is_now && html`<p class="small">${t("cards.last_try", { day: day(charge.created_at) })}</p>`}
      <//>
  `;
}

/**
 * What a lender may pay out, a card should not pay too.
 * @param {{ application: Application, job: Row }} props
 */
function AtLender({ application, job }) {
  const said = t(application.is_open ? "cards.lender_open" : "cards.lender_let_go", {
    day: day(application.on),
    name: job.customer_name,
  });
  return html`<${Notice} kind="wait"><p>${said}</p><//>`;
}

/** @param {{ items: Row[], picked: string, on_pick: (id: string) => void }} props */
function Which({ items, picked, on_pick }) {
  return html`<div role="radiogroup" aria-label=${t("cards.which")}><ul class="list">${
    items.map((card) =>
      html`
        <li key=${card.id}><label class="list-row choice">
          <input type="radio" name="card" checked=${card.id === picked} onChange=${() => on_pick(card.id)} />
          <span class="grow"><span class="title"><bdi dir="ltr">${card_name(card)}</bdi></span>
            <span class="dim small"> · ${t("cards.until", { month: month_of(card) })}</span></span>
        </label></li>
      `
    )
  }</ul></div>`;
}
