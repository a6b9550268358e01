// What stands where rows will: the shape of them while they are fetched, words where nothing can fetch them.
import { t } from "../messages.js";
import { status } from "../sync/status.js";
import { html } from "../vendor/ui.js";
import { Empty } from "./parts.js";

/** Before the first sync of this device. @param {{ cards?: number }} props */
export function Awaited({ cards = 1 }) {
  if (!status.value.online) {
    return html`<${Empty} icon="offline" title=${t("awaited.title")} text=${t("awaited.text")} />`;
  }
  return Array.from({ length: cards }, (_, place) => html`<div class="skeleton as-card" key=${place}></div>`);
}
