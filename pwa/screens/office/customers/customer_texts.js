// Whether a customer may be texted: what they said about it, when, how, and who wrote it down.
import { Dialog, Field, Segments } from "../../../components/forms.js";
import { Icon } from "../../../components/icon.js";
import { toast } from "../../../components/page.js";
import { Chip } from "../../../components/parts.js";
import { day, t } from "../../../messages.js";
import { call } from "../../../sync/api.js";
import { html, useEffect, useState } from "../../../vendor/ui.js";
import { Refused, use_mutation } from "../mutation.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const HOW = ["in_person", "by_phone", "in_writing"];

/** @param {{ customer: Row }} props */
export function Texts({ customer }) {
  const [known, set_known] = useState(/** @type {Row | null} */ (null));
  const [is_offline, set_offline] = useState(false);
  const [is_asking, set_asking] = useState(false);
  const { busy, problem, send } = use_mutation();
  useEffect(() => {
    call("GET", `/api/customers/${customer.id}/texts`).then(
      ({ body }) => (set_known(body), set_offline(false)),
      () => set_offline(true),
    );
  }, [customer.id, customer.mobile]);
  const end = async () => {
    const answer = await send("POST", `/api/customers/${customer.id}/end-texts`, {});
    if (!answer) return;
    set_known(answer);
    toast(t("consent.ended_done"));
  };
  const state = known && state_of(customer, known);
  return html`
    <section class="stack close" aria-labelledby="texts">
      <div class="panel-head"><h2 id="texts" class="grow">${t("texts.title")}</h2>
        ${state && html`<${Chip} state=${state === "may" ? "paid" : "draft"}>${t(`consent.${state}`)}<//>`}
      </div>
      <div class="card stack">
        ${is_offline && html`<p class="dim" role="status">${t("messages.offline")}</p>`}
        ${!known && !is_offline && html`<div class="skeleton"></div>`}
        ${state && html`<p class="dim">${t(`consent.${state}_is`, { number: known?.number ?? "" })}</p>`}
        ${known && known.words.length > 0 && html`
          <ul class="stack tight small">${known.words.map((/** @type {Row} */ word) =>
            html`<li key=${word.said_at}>${in_words(word)}</li>`
          )}</ul>
        `}
        <${Refused} problem=${problem} />
        ${state === "not_asked" && html`
          <div><button type="button" onClick=${() => set_asking(true)}>
            <${Icon} name="check" size="small" />${t("consent.allow")}</button></div>
        `}
        ${state === "may" && html`
          <div><button type="button" class="quiet" disabled=${busy} onClick=${end}>${t(
            "consent.end",
          )}</button></div>
        `}
      </div>
      ${is_asking && html`
        <${AllowDialog} customer=${customer} number=${known?.number} on_close=${() => set_asking(false)}
          on_done=${set_known} />
      `}
    </section>
  `;
}

/** @param {Row} customer @param {Row} known */
function state_of({ mobile }, { number, may_be_texted, words }) {
  if (!mobile) return "no_mobile";
  if (!number) return "no_number";
  if (may_be_texted) return "may";
  return words[0]?.said === "stopped" ? "stopped" : "not_asked";
}

/** @param {Row} word */
function in_words({ said, how, note, said_at, by }) {
  const facts = { day: day(said_at), how: t(`consent.how_${how}`), by: by ?? "" };
  const sentence = t(`consent.said_${said}`, facts);
  return note ? `${sentence} · ${note}` : sentence;
}

/**
 * @param {{ customer: Row, number: string, on_close: () => void, on_done: (known: Row) => void }} props
 */
function AllowDialog({ customer, number, on_close, on_done }) {
  const [draft, set_draft] = useState({ how: "in_person", note: "" });
  const { busy, problem, send } = use_mutation();
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const body = { how: draft.how, note: draft.note.trim() };
    const answer = await send("POST", `/api/customers/${customer.id}/allow-texts`, body);
    if (!answer) return;
    on_done(answer);
    toast(t("consent.given_done"));
    on_close();
  };
  return html`
    <${Dialog} title=${t("consent.allow")} on_close=${on_close}>
      <form class="stack" onSubmit=${submit}>
        <p>${t("consent.ask", { name: customer.name, number })}</p>
        <${Segments} label=${t("consent.how")} value=${draft.how}
          options=${HOW.map((value) => ({ value, label: t(`consent.how_${value}`) }))}
          on_pick=${(/** @type {string} */ how) => set_draft({ ...draft, how })} />
        <${Field} label=${t("hold.note")} value=${draft.note} limit=${200} optional=${true}
          help=${t("consent.note_help")}
          on_input=${(/** @type {string} */ note) => set_draft({ ...draft, note })} />
        <${Refused} problem=${problem} />
        <div class="dialog-actions"><button class="primary" disabled=${busy}>${t("consent.do")}</button>
          <button type="button" onClick=${on_close}>${t("nav.cancel")}</button></div>
      </form>
      <//>
  `;
}
