// A customer's cards on file: which there are, what was agreed to, and their end. The processor keeps them;
// here they have a brand, four digits and a month.
import { Dialog } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { day, t } from "../../../messages.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const BRANDS = /** @type {Record<string, string>} */ ({
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "American Express",
  discover: "Discover",
  diners: "Diners Club",
  jcb: "JCB",
  unionpay: "UnionPay",
});

/** As people know it: "Visa ••4242". @param {Row} card */
export function card_name({ brand, last_four }) {
  return `${BRANDS[brand] ?? brand} ••${last_four}`;
}

/** As it stands on the card. @param {Row} card */
export function month_of({ expires }) {
  const [year, month] = expires.split("-");
  return `${month}/${year.slice(-2)}`;
}

/**
 * Asked for when they are to be seen, and kept on no device. None while there is no signal.
 * @param {string} customer_id @param {boolean} [is_wanted]
 * @returns {[Row[], (items: Row[]) => void]}
 */
export function use_cards(customer_id, is_wanted = true) {
  const [cards, set_cards] = useState(/** @type {Row[]} */ ([]));
  useEffect(() => {
    if (!is_wanted) return;
    call("GET", `/api/customers/${customer_id}/cards`).then(
      ({ body }) => set_cards(body?.items ?? []),
      () => set_cards([]),
    );
  }, [customer_id, is_wanted]);
  return [cards, set_cards];
}

/** @param {{ customer: Row }} props */
export function CustomerCards({ customer }) {
  const [cards, set_cards] = use_cards(customer.id);
  const [ending, set_ending] = useState(/** @type {Row | null} */ (null));
  const { busy, problem, send } = use_mutation();
  if (cards.length === 0) return null;
  const remove = async (/** @type {Row} */ card) => {
    if (!await send("POST", `/api/cards/${card.id}/remove`)) return;
    set_cards(cards.filter(({ id }) => id !== card.id));
    set_ending(null);
    toast(t("cards.removed", { card: card_name(card) }));
  };
  return html`
    <section class="stack close" aria-labelledby="cards">
      <h2 id="cards" class="panel-head">${t("cards.title")}</h2>
      <ul class="list">${cards.map((card) =>
        html`
          <li key=${card.id} class="list-row wrapping-line">
            <${Icon} name="card" />
            <div class="grow stack tight"><span class="title">${card_name(card)}</span>
              <span class="dim small">${t("cards.until", { month: month_of(card) })} · ${t(
                "cards.agreed_on",
                { day: day(card.kept_at) },
              )}</span>
              <details class="small"><summary>${t("cards.agreed", { name: customer.name })}</summary>
                <p class="dim" dir="auto">${card.words}</p></details></div>
            <div class="row-actions"><button type="button" class="quiet small danger"
              aria-label=${`${t("cards.remove")}: ${card_name(card)}`}
              onClick=${() => set_ending(card)}>${t("cards.remove")}</button></div>
          </li>
        `
      )}</ul>
      ${ending && html`
        <${Dialog} title=${t("cards.remove_title", { card: card_name(ending) })}
          on_close=${() => set_ending(null)} actions=${html`
            <button type="button" class="primary" disabled=${busy} onClick=${() => remove(ending)}>${t(
              "cards.remove",
            )}</button>
            <button type="button" onClick=${() => set_ending(null)}>${t("nav.cancel")}</button>
          `}>
          <p>${t("cards.remove_then", { name: customer.name })}</p>
          <${Refused} problem=${problem} />
          <//>
      `}
    </section>
  `;
}
