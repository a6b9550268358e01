// Inlined in the page, before any module has loaded. A device that remembers nobody asks now what the app
// would ask two round trips later; `sync/api.js` takes the answers. A known member costs no request.
(() => {
  /** @param {string} path */
  const ask = (path) =>
    fetch(path, {
      headers: { Accept: "application/json", "X-Stagebill": "1" },
      cache: "no-store",
      signal: AbortSignal.timeout(20_000),
    }).catch(() => null);
  try {
    if (!["null", null].includes(localStorage.getItem("stagebill.me"))) return;
  } catch {
    return; // no storage: the app says so, in its own time
  }
  const [page] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const has_session = page?.serverTiming?.some(({ name }) => name === "session");
  const state = ask("/auth/state");
  // Not sent without a session: a 401 would be a console error for everybody who is not signed in yet.
  const proved = () =>
    state.then((answer) => answer?.clone().json().catch(() => null))
      .then((there) => there?.me ? ask("/api/sync/snapshot") : null);
  const snapshot = has_session ? ask("/api/sync/snapshot") : proved();
  Object.assign(globalThis, { asked_early: { "/auth/state": state, "/api/sync/snapshot": snapshot } });
})();
