/** How the app is installed on this device and what the browser keeps of it: for the screens that ask. */

/** Opened from the home screen, in a window of its own. */
export function is_installed() {
  const ios = /** @type {{standalone?: boolean}} */ (navigator).standalone === true;
  return ios || matchMedia("(display-mode: standalone)").matches;
}

/** iOS has no install prompt: the way is Share, then "Add to Home Screen", and has to be shown. */
export function needs_ios_instructions() {
  const { userAgent, platform, maxTouchPoints } = navigator;
  const ipad = platform === "MacIntel" && maxTouchPoints > 1; // it calls itself a Mac
  return !is_installed() && (ipad || /iPhone|iPad|iPod/.test(userAgent));
}

/**
 * Asks the browser to keep what is stored here, payments not yet sent above all.
 * @returns {Promise<boolean>}
 */
export async function persist() {
  try {
    return await navigator.storage.persisted() || await navigator.storage.persist();
  } catch {
    return false; // an old browser, or no secure context
  }
}

/**
 * The version of the worker that answers for this page, for the device's health screen.
 * @returns {Promise<string>}
 */
export function worker_version() {
  const controller = navigator.serviceWorker?.controller;
  if (!controller) return Promise.resolve("");
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => resolve(data);
    controller.postMessage("version", [channel.port2]);
  });
}
