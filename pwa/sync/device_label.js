/** What the server and people call this device, until somebody names it. */

/** What people call it → the family that the server keeps. The first that the user agent names. */
const PLATFORMS = Object.entries({
  iPhone: "ios",
  iPad: "ios",
  Android: "android",
  Mac: "desktop",
  Windows: "desktop",
  Linux: "desktop",
});

export function platform() {
  return PLATFORMS.find(([name]) => navigator.userAgent.includes(name)) ?? ["Browser", "other"];
}

export function device_label() {
  const is_small = Math.min(globalThis.screen?.width ?? 0, globalThis.screen?.height ?? 0) < 600;
  return `${platform()[0]} ${is_small ? "phone" : "tablet"}`;
}
