// A photo made small enough to send from a cellar, on the phone itself. What the camera wrote beside it
// (place, time, device) goes, since only the pixels are drawn anew.
import { PhotoNotKept } from "../store/photos.js";

const SIDE_MAX = 2048;
const SMALL_SIDE_MAX = 480;
const QUALITY = 0.82;
const SMALL_QUALITY = 0.72;
const TYPE = "image/jpeg";

/**
 * @param {Blob} file
 * @returns {Promise<{bytes: ArrayBuffer, small: ArrayBuffer, sha256: string, type: string}>}
 */
export async function shrunk(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" }).catch((error) => {
    throw new PhotoNotKept("unreadable", error);
  });
  try {
    const bytes = await drawn(image, SIDE_MAX, QUALITY);
    const small = await drawn(image, SMALL_SIDE_MAX, SMALL_QUALITY);
    return { bytes, small, sha256: await sha256_of(bytes), type: TYPE };
  } finally {
    image.close();
  }
}

/** @param {ArrayBuffer} bytes  as 64 hex digits */
export async function sha256_of(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The size that fits into a square, never larger than it is.
 * @param {number} width
 * @param {number} height
 * @param {number} side_max
 */
export function fitted(width, height, side_max) {
  const scale = Math.min(1, side_max / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * @param {ImageBitmap} image
 * @param {number} side_max
 * @param {number} quality
 */
async function drawn(image, side_max, quality) {
  const { width, height } = fitted(image.width, image.height, side_max);
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { alpha: false });
  if (!pen) throw new PhotoNotKept("failed");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, width, height);
  return await (await canvas.convertToBlob({ type: TYPE, quality })).arrayBuffer();
}
