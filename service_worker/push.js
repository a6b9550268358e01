/** From a push message to a notification, and from a tap on it to the right screen. */

/**
 * Always something to show: after three pushes without a visible notification Apple revokes the subscription.
 * @param {string | undefined} text the message's body, JSON when it is ours
 * @returns {{title: string, options: NotificationOptions, badge_count: number | null}}
 */
export function notification_of(text) {
  const said = parsed(text);
  return {
    title: sentence(said.title) ?? "Stagebill",
    options: {
      body: sentence(said.body) ?? "",
      tag: sentence(said.tag) ?? "stagebill",
      lang: sentence(said.lang) ?? "",
      data: { path: sentence(said.path) ?? "/" },
    },
    badge_count: Number.isSafeInteger(said.badge_count) ? Number(said.badge_count) : null,
  };
}

/**
 * Only a path of this app is opened, whatever a message says.
 * @param {unknown} path @param {string} origin
 */
export function address_of(path, origin) {
  if (typeof path !== "string" || !URL.canParse(path, origin)) return origin + "/";
  const url = new URL(path, origin);
  return url.origin === origin ? url.href : origin + "/";
}

/** @param {string | undefined} text @returns {Record<string, unknown>} */
function parsed(text) {
  try {
    const value = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return { body: text };
  }
}

/** @param {unknown} value */
function sentence(value) {
  return typeof value === "string" && value !== "" ? value : undefined;
}
