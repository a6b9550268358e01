// The last way out: everything that is unsent as a file that a person can hand over.
import { outbox } from "../store/outbox.js";

export function export_unsent() {
  const address = URL.createObjectURL(new Blob([outbox.export_text()], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `stagebill-unsent-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(address);
}
