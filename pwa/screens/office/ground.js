// What every office screen stands on: its words and its styles, fetched once, before the first one is shown.
import { load_office_messages } from "../../messages.js";

const SHEETS = [
  import.meta.resolve("../../styles/office.css"),
  import.meta.resolve("../../styles/office_board.css"),
  import.meta.resolve("../../styles/office_forms.css"),
  import.meta.resolve("../../styles/office_company.css"),
  import.meta.resolve("../../styles/office_job.css"),
  import.meta.resolve("../../styles/office_table.css"),
  import.meta.resolve("../../styles/office_list.css"),
  import.meta.resolve("../../styles/office_changes.css"),
  import.meta.resolve("../../styles/office_menu.css"),
  import.meta.resolve("../../styles/office_reports.css"),
];

/** @type {Promise<unknown> | null} */
let ground = null;

/** A failure is forgotten, so that the next try asks again. */
export function prepare() {
  ground ??= Promise.all([load_office_messages(), ...SHEETS.map(load_sheet)]).catch((error) => {
    ground = null;
    throw error;
  });
  return ground;
}

/** @param {string} href */
function load_sheet(href) {
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.onload = resolve;
    link.onerror = () => (link.remove(), reject(new Error(`no styles: ${href}`)));
    document.head.append(link);
  });
}
