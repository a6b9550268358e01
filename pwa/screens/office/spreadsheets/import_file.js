// Sending a file to be looked at and taken in, and giving back the rows that were not.

/** @typedef {{ row: number, column: string, field: string, fault: string, value: string }} Fault */
/**
 * @typedef {{ row: number, name: string, by: string, customer_id: string | null, customer_name: string,
 *   like_row: number | null }} Twin
 */
/**
 * @typedef {{ encoding: string, separator: string, headings: string[], columns: string[], fields: string[],
 *   sample: string[][], row_count: number, new_count: number, known_count: number, wrong_row_count: number,
 *   faults: Fault[], twin_count: number, twins: Twin[], is_unclear?: boolean }} Preview
 * @typedef {{ of: number, added: number, known: number, wrong: number, done: boolean,
 *   faults: Fault[] }} Progress
 * @typedef {{ code: string } & Record<string, any>} Problem
 */

const NO_ANSWER = { code: "office.no_answer" };

/**
 * @param {string} kind @param {File} file @param {string[]} [columns]
 * @returns {Promise<{ shown: Preview | null, refused: Problem | null }>}
 */
export async function preview_file(kind, file, columns) {
  const response = await sent(`/api/imports/${kind}/preview`, file, columns);
  if (!response) return { shown: null, refused: NO_ANSWER };
  const body = await response.json().catch(() => null);
  return response.ok ? { shown: body, refused: null } : { shown: null, refused: problem_of(body) };
}

/**
 * Reads the answer line by line as the rows are taken in. Cut off, it may be sent again: nothing comes twice.
 * @param {string} kind @param {File} file @param {string[]} columns
 * @param {(progress: Progress) => void} on_step
 * @returns {Promise<Problem | null>}
 */
export async function import_file(kind, file, columns, on_step) {
  const response = await sent(`/api/imports/${kind}`, file, columns);
  if (!response) return NO_ANSWER;
  if (!response.ok || !response.body) return problem_of(await response.json().catch(() => null));
  const lines = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let is_done = false;
  try {
    for (let part = await lines.read(); !part.done; part = await lines.read()) {
      text += part.value;
      const whole = text.split("\n");
      text = whole.pop() ?? "";
      const last = whole.at(-1);
      if (!last) continue;
      const progress = /** @type {Progress} */ (JSON.parse(last));
      is_done = progress.done;
      on_step(progress);
    }
  } catch {
    return NO_ANSWER;
  }
  return is_done ? null : NO_ANSWER;
}

/**
 * The rows that were not taken in, under their headings, to be mended and sent again.
 * @param {string} kind @param {File} file @param {string[]} columns
 */
export async function wrong_rows_file(kind, file, columns) {
  const response = await sent(`/api/imports/${kind}/wrong-rows`, file, columns);
  if (!response?.ok) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = file.name.replace(/(\.\w+)?$/, "-errors.csv");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {string} path @param {File} file @param {string[]} [columns] @returns {Promise<Response | null>} */
async function sent(path, file, columns) {
  const query = columns ? `?columns=${encodeURIComponent(columns.join(","))}` : "";
  try {
    return await fetch(path + query, {
      method: "POST",
      headers: { "X-Stagebill": "1", "Content-Type": "text/csv" },
      body: file,
      cache: "no-store",
    });
  } catch {
    return null;
  }
}

/** @param {any} body @returns {Problem} */
function problem_of(body) {
  return body?.code ? body : { code: "unknown" };
}
