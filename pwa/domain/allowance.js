// @ts-check
/** What a phone may invoice of a job without signal, for certain: one after the other uses its allowance. */

/**
 * How much of each invoice, in the order in which they were made, reaches beyond what is lent to this phone.
 * @param {number} allowance_minor @param {readonly number[]} amounts
 * @returns {number[]}
 */
export function to_confirm(allowance_minor, amounts) {
  let left_minor = allowance_minor;
  return amounts.map((amount_minor) => {
    const beyond_minor = Math.max(amount_minor - left_minor, 0);
    left_minor = Math.max(left_minor - amount_minor, 0);
    return beyond_minor;
  });
}
