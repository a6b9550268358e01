/**
 * Which answers are really the server's: only an outcome that echoes an entry's id says what became of it.
 */

/** @import { Entry, Outcome } from "../store/ledger.js" */

const SETTLED = new Set(["applied", "conflict", "rejected"]);

/**
 * The outcomes that have an entry's own id and a state that this app knows. Everything else is left for
 * later: a hotel's page, a future state, a truncated answer.
 * @param {Entry[]} batch
 * @param {any[]} outcomes
 * @returns {Outcome[]}
 */
export function settled_of(batch, outcomes) {
  return batch.flatMap(({ id }) => {
    const outcome = outcomes.find((told) => told?.id === id);
    const first = outcome?.state === "duplicate" ? outcome.original : outcome;
    return SETTLED.has(first?.state) ? [{ ...first, id }] : [];
  });
}
