// Which invoices their customers ask about, on which a bank debit does not arrive, and whose bank
// payment failed or was taken back: as the rows here say.
import { concerns_of, has_concern, late_debits } from "../../../components/concerns.js";
import { brought_nothing } from "../../../domain/next_step.js";
import { today_in } from "../../../components/parts.js";
import { invoices, settings } from "../../../store/view.js";
import { computed } from "../../../vendor/ui.js";

/** How many questions wait for the office. */
export const question_count = computed(() =>
  invoices.value.reduce(
    (count, invoice) => count + concerns_of(invoice).filter(({ kind }) => kind === "question").length,
    0,
  )
);

/** Invoices whose bank debit should have arrived by now. */
export const stuck = computed(() => {
  const today = today_in(settings.value?.zone);
  return invoices.value.filter((invoice) => late_debits(invoice, today).length > 0);
});

/** Invoices whose bank payment failed, or was taken back by the customer's bank; nothing came since. */
export const set_back = computed(() => invoices.value.filter(brought_nothing));

/** Invoices with an attempt to pay of which the office has to say whether the processor took the money. */
export const in_doubt = computed(() => invoices.value.filter((invoice) => has_concern(invoice, "in_doubt")));

/** How many of all of these wait for somebody to look. */
export const asking_count = computed(() =>
  question_count.value + stuck.value.length + set_back.value.length + in_doubt.value.length
);
