// A photo's small copy: from this device where it is kept, else from the server, and then kept.
import { photos } from "../store/photos.js";
import { html, useEffect, useState } from "../vendor/ui.js";
import { Icon } from "./icon.js";

/** @typedef {import("../store/cache.js").Row} Row */

/**
 * `bytes` are those of a photo that is not sent yet.
 * @param {{ id: string, alt: string, bytes?: ArrayBuffer }} props
 */
export function Thumbnail({ id, alt, bytes }) {
  const [url, set_url] = useState("");
  const [missing, set_missing] = useState(false);
  useEffect(() => {
    let made = "";
    let is_wanted = true;
    const show = (/** @type {ArrayBuffer | null} */ found) => {
      if (!is_wanted) return;
      if (!found) return set_missing(true);
      made = URL.createObjectURL(new Blob([found], { type: "image/jpeg" }));
      set_url(made);
    };
    void (bytes ? Promise.resolve(bytes) : small_of(id)).then(show, () => show(null));
    return () => {
      is_wanted = false;
      URL.revokeObjectURL(made);
    };
  }, [id]);
  if (missing) {
    return html`<span class="no-photo" role="img" aria-label=${alt}><${Icon} name="camera" /></span>`;
  }
  return url ? html`<img src=${url} alt=${alt} />` : html`<span class="no-photo"></span>`;
}

/** @param {string} id */
async function small_of(id) {
  const kept = await photos.small(id).catch(() => null);
  if (kept) return kept;
  const response = await fetch(`/api/attachments/${id}/thumbnail`);
  if (!response.ok) return null;
  const bytes = await response.arrayBuffer();
  void photos.keep_small(id, bytes).catch(() => {});
  return bytes;
}
