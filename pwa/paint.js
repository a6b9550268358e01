/** When a person has seen what was just drawn, so that less urgent work does not delay it. */

const UNSEEN_MS = 100; // a page in the background is not painted, and must not wait for ever

/** @returns {Promise<void>} */
export function painted() {
  return new Promise((seen) => {
    setTimeout(seen, UNSEEN_MS);
    requestAnimationFrame(() => setTimeout(seen));
  });
}
