// @ts-check
/** Whom mail of an invoice, or of a change order, reaches. */

/**
 * The contacts that get it, each once, else the customer's own address.
 * @param {Record<string, any> | null | undefined} customer  with `email` and `contacts`
 * @returns {string[]}
 */
export function invoice_addresses(customer) {
  /** @type {{ gets_invoices?: boolean, email?: string | null }[]} */
  const contacts = customer?.contacts ?? [];
  const chosen = contacts.flatMap(({ gets_invoices, email }) => gets_invoices && email ? [email] : []);
  if (chosen.length > 0) return [...new Set(chosen)];
  return customer?.email ? [customer.email] : [];
}
