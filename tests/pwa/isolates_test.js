import { isolate_texts, isolated } from "../../pwa/isolates.js";
import { html, options } from "../../pwa/vendor/ui.js";
import { equal } from "./device.js";

const NAME = "ليلى الخطيب";
const HELD = `\u2068${NAME}\u2069`;

Deno.test("a name that runs to the left is held apart from the street number that follows it", () => {
  equal(isolated(`${NAME} · 18 Alder Street`), `${HELD} · 18 Alder Street`);
  equal(isolated(`INV-0012 · ${NAME} · ${NAME} 2`), `INV-0012 · ${HELD} · \u2068${NAME} 2\u2069`);
});

Deno.test("what runs to the right, or is held apart already, stays as it is", () => {
  equal(isolated("Petra Novák · 5 Quarry Court"), "Petra Novák · 5 Quarry Court");
  equal(isolated(`Paid by ${HELD} · 2`), `Paid by ${HELD} · 2`);
  equal(isolated(""), "");
});

Deno.test("every text of an element is held apart, and what is typed into a field is not touched", () => {
  const before = options.vnode;
  isolate_texts();
  const row = html`<b title=${NAME}>${NAME} ${2} <i>${NAME}</i></b>`;
  const field = html`<input value=${NAME} />`;
  options.vnode = before;
  const [name, , count, , inner] = /** @type {any[]} */ (row.props.children);
  equal([name, count, inner.props.children], [HELD, 2, HELD]);
  equal([row.props.title, field.props.value], [NAME, NAME]);
});
