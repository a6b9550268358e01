import { credited_words } from "../../../pwa/screens/office/invoices/credited_words.js";
import { equal } from "../domain/assert.js";

const credited = { amount_minor: 123_450, currency: "USD", number: "INV-0007", lines: "Copper pipes" };

Deno.test("a credit of 1,234.50 is told to the customer in the language that they read", () => {
  equal(
    credited_words(credited, "en"),
    "We took $1,234.50 off invoice INV-0007: Copper pipes. Your page shows what is left to pay.",
  );
  equal(
    credited_words({ ...credited, lines: "" }, "es"),
    "Descontamos $1,234.50 de la factura INV-0007. Su página muestra lo que queda por pagar.",
  );
  const arabic = credited_words(credited, "ar");
  equal(arabic.includes("\u2068INV-0007\u2069"), true);
  equal(arabic.includes("\u2068Copper pipes\u2069"), true);
  equal(/1,234\.50/.test(arabic), true);
});

Deno.test("a language that nobody wrote for is answered in English", () => {
  equal(credited_words(credited, null).startsWith("We took"), true);
  equal(credited_words(credited, "toString").startsWith("We took"), true);
});
