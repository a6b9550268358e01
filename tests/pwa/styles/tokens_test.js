import { equal } from "../device.js";

const STYLES = new URL("../../../pwa/styles/", import.meta.url);
/** How wide a column has to be is its content's business, in rem; no other size is. */
const COLUMN = /(?:inline-size|max-block-size|flex-basis|grid-template-columns):(?!.*px).*rem/;
const COLOR_OR_SIZE = /#[0-9a-f]{3,8}\b|\b(?:oklch|oklab|rgba?|hsla?)\(|\b\d*\.?\d+(?:px|rem)\b/i;
const SIDED = /\b(?:margin|padding|border|inset)-(?:left|right)\b/;
const FIXED_SIDE = new RegExp(`${SIDED.source}|\\btext-align:\\s*(?:left|right)\\b|\\b(?:left|right):`);

/**
 * The lines that a rule forbids. A media query is let off: it cannot read a token.
 * @param {RegExp} forbidden
 */
function lines_with(forbidden) {
  return [...Deno.readDirSync(STYLES)].filter(({ name }) => name !== "tokens.css").flatMap(({ name }) =>
    Deno.readTextFileSync(new URL(name, STYLES)).replace(/\/\*[\s\S]*?\*\//g, "").split("\n")
      .filter((line) => forbidden.test(line) && !line.includes("@media"))
      .map((line) => `${name}: ${line.trim()}`)
  );
}

Deno.test("colors and sizes are named in tokens.css alone", () => {
  const planted = ["color: #fff", "inset: 2px 0", "color: oklch(1 0 0)"];
  equal(planted.filter((line) => !COLOR_OR_SIZE.test(line)), []);
  equal(lines_with(COLOR_OR_SIZE).filter((line) => !COLUMN.test(line)), []);
});

Deno.test("sides are logical, so that a right-to-left page is the same page mirrored", () => {
  equal(["margin-left: 0", "text-align: right"].filter((line) => !FIXED_SIDE.test(line)), []);
  equal(lines_with(FIXED_SIDE), []);
});
