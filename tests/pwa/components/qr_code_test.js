import { path_of } from "../../../pwa/components/qr_code.js";
import { equal } from "../domain/assert.js";

/** @param {string[]} rows  "#" is dark */
const code = (...rows) => ({
  size: rows.length,
  get: (/** @type {number} */ x, /** @type {number} */ y) => rows[y][x] === "#",
});

Deno.test("each run of dark modules is one stroke, four modules in from the edge", () => {
  equal(path_of(code("##.", "..#", "###")), "M4 4h2v1h-2zM6 5h1v1h-1zM4 6h3v1h-3z");
});

Deno.test("a code without a dark module draws nothing", () => {
  equal(path_of(code("..", "..")), "");
});
