// Types of qr.js: the part of lean-qr that this app uses.

export interface Bitmap2D {
  /** The width and height of the code in modules, without its quiet zone. */
  readonly size: number;
  /** Whether a module is dark; false outside the code. */
  get(x: number, y: number): boolean;
}

export const correction: Readonly<Record<"L" | "M" | "Q" | "H", number>>;

export function generate(
  data: string,
  options?: Readonly<{ minCorrectionLevel?: number; minVersion?: number }>,
): Bitmap2D;
