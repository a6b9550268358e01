// What stands over the jobs: money that needs a decision, devices that have not sent, the four sums.
import { Icon } from "../../../components/icon.js";
import { Money, Said, today_in } from "../../../components/parts.js";
import { clock_time, day, money, t } from "../../../messages.js";
import { Link } from "../../../router.js";
import { devices, members, settings } from "../../../store/view.js";
import { html } from "../../../vendor/ui.js";
import { sum_of } from "../money.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

const DAY_MS = 86_400_000;

/** @param {{ decisions: Row[] }} props  those not yet taken */
export function NeedsDecision({ decisions }) {
  if (decisions.length === 0) return null;
  const oldest = decisions.map(({ opened_at }) => opened_at).sort()[0];
  const days = Math.floor((Date.now() - Date.parse(oldest)) / DAY_MS);
  return html`
    <section class="notice wait board-need" aria-label=${t("decide.title")}>
      <${Icon} name="decide" />
      <div class="grow"><b>${t("board.need", { count: decisions.length })}</b>
          <span class="dim">${` · ${money(sum_of(decisions, ({ amount_minor }) => amount_minor))} · ${
            days > 0 ? t("board.oldest_days", { count: days }) : t("board.oldest_today")
          }`}</span></div>
      <${Link} class="button" href="/decisions">${t("office.decide")}<//>
      </section>
  `;
}

/** Money on somebody's phone that the office does not have yet. */
export function Devices() {
  const behind = devices.value.filter(({ unsent_count, revoked_at }) => unsent_count > 0 && !revoked_at);
  if (behind.length === 0) return null;
  return html`
    <section class="notice wait" aria-label=${t("board.devices")} role="status">
      <${Icon} name="phone" />
      <ul class="grow stack tight">${behind.map((device) =>
        html`
          <li key=${device.id}>
            <${Said} say="board.device" who=${owner_of(device)} count=${device.unsent_count}
              amount=${money(device.unsent_minor)} since=${since(
                device.oldest_unsent_at ?? device.last_seen_at,
              )} />
          </li>
        `
      )}</ul>
    </section>
  `;
}

/** @param {Row} device */
function owner_of(device) {
  const name = members.value.find(({ id }) => id === device.member_id)?.name ?? device.label;
  return `${name} · ${device.short_code}`;
}

/** An hour of today, else the day with it. @param {string} instant */
function since(instant) {
  const zone = settings.value?.zone;
  const its_day = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(
    new Date(instant),
  );
  return its_day === today_in(zone) ? clock_time(instant) : `${day(instant)}, ${clock_time(instant)}`;
}

/** @param {{ sums: Record<string, number> }} props */
export function Sums({ sums }) {
  return html`<dl class="board-sums">${
    Object.entries(sums).map(([name, minor]) =>
      html`
        <div key=${name} class=${name === "overdue" && minor > 0 ? "late-text" : ""}>
          <dt>${t(`board.sum_${name}`)}</dt>
          <dd>
            <${Money} minor=${minor} />
          </dd>
        </div>
      `
    )
  }</dl>`;
}
