// @ts-check
/** The one assertion these tests need, so that they fetch nothing. */

/**
 * @param {unknown} found @param {unknown} expect
 */
export function equal(found, expect) {
  const [one, other] = [spelled(found), spelled(expect)];
  if (one !== other) throw new Error(`found ${one}, expected ${other}`);
}

/**
 * JSON with sorted keys; −0 is told from 0, because a balance of "-$0.00" is a bug that people see.
 * @param {unknown} value
 * @returns {string}
 */
function spelled(value) {
  if (Object.is(value, -0)) return "-0";
  if (Array.isArray(value)) return `[${value.map(spelled).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "undefined";
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${spelled(member)}`).join(",")}}`;
}
