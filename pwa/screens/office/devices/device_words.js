// What the office calls a device.
import { members } from "../../../store/view.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** @param {Row} device */
export function owner_name({ member_id, label }) {
  return members.value.find(({ id }) => id === member_id)?.name ?? label;
}

/** Its own name, whose it is, and the code that its receipts begin with. @param {Row} device */
export function device_name(device) {
  return [device.name, owner_name(device), device.short_code].filter(Boolean).join(" · ");
}
