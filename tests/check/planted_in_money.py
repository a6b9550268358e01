"""What breaks the invariants of money: what is billed, paid, credited, handed over."""

from tests.check.planted import SOME_INVOICE, SOME_PAYMENT, STRANGER

IN_MONEY: dict[str, list[str]] = {
    "C1": ["UPDATE payment SET taken_at_adjusted = '2031-01-01T00:00:00.000000Z'"],
    "HO1": [
        "UPDATE handover SET cash_minor = cash_minor + 1",
        "UPDATE handed_payment SET undone_at = '2026-03-02T09:00:00Z'",
        "UPDATE payment SET method = 'other' WHERE id IN (SELECT payment_id FROM handed_payment)",
        "INSERT INTO handed_payment (organization_id, id, handover_id, payment_id, amount_minor) "
        f"SELECT organization_id, {STRANGER}, handover_id, payment_id, amount_minor FROM handed_payment",
    ],
    "M1": [
        "UPDATE job SET total_minor = 90000",
        "UPDATE invoice SET credited_minor = -9000000 WHERE credited_minor > 0",
    ],
    "M2": [
        "UPDATE job SET subtotal_minor = subtotal_minor + 1, total_minor = total_minor + 1",
        "UPDATE line_item SET amount_minor = amount_minor + 1 WHERE position = 0",
    ],
    "M3": [
        f"UPDATE invoice SET base_minor = base_minor + 1 WHERE id = {SOME_INVOICE}",
        f"UPDATE invoice SET total_minor = total_minor + 1 WHERE id = {SOME_INVOICE}",
        "UPDATE credit_note SET base_minor = base_minor + 1",
        "DELETE FROM credit_note",
    ],
    "M4": [
        "UPDATE invoice SET released_minor = 9001, total_minor = 9001, base_minor = 9001 "
        "WHERE released_minor > 0",
        "UPDATE invoice SET held_minor = held_minor + 1 WHERE held_minor > 0",
        "UPDATE invoice SET tax_minor = 1, base_minor = base_minor - 1 WHERE released_minor > 0",
        "UPDATE credit_note SET unheld_minor = unheld_minor - 1 WHERE unheld_minor > 0",
    ],
    "M5": [f"UPDATE payment SET amount_minor = 1 WHERE id = {SOME_PAYMENT}"],
    "M6": [
        f"UPDATE invoice SET total_minor = 1 WHERE id = {SOME_INVOICE}",
        f"UPDATE invoice SET voided_at = issued_at WHERE id = {SOME_INVOICE}",
        "UPDATE invoice SET canceled_at = issued_at WHERE status = 'paid'",
    ],
    "M7": [f"UPDATE payment SET currency = 'EUR' WHERE id = {SOME_PAYMENT}"],
    "M8": ["UPDATE reversal SET amount_minor = 5001", "UPDATE reversal SET reason = ' '"],
    "M9": [
        "UPDATE credit_note SET total_minor = total_minor + 1 WHERE invoice_id IN "
        "(SELECT id FROM invoice WHERE status = 'open')",
        f"INSERT INTO allocation SELECT organization_id, {STRANGER}, payment_id, (SELECT id FROM invoice "
        "WHERE status = 'void' LIMIT 1), 100, NULL, created_at, created_by, mutation_id, NULL "
        "FROM allocation WHERE undoes IS NULL LIMIT 1",
        "UPDATE invoice SET unheld_minor = unheld_minor + 1 WHERE held_minor > 0 AND credited_minor > 0",
    ],
    "M10": [
        "UPDATE allocation SET amount_minor = amount_minor - 1 WHERE undoes IS NOT NULL",
        "UPDATE allocation SET undoes = NULL WHERE undoes IS NOT NULL",
    ],
    "M12": [
        f"UPDATE invoice SET status = 'draft' WHERE id = {SOME_INVOICE}",
        "UPDATE invoice SET status = 'paid' WHERE status = 'open'",
        "UPDATE invoice SET status = 'void' WHERE status = 'canceled'",
    ],
    "M13": [
        "UPDATE invoice SET number_seq = 98765 WHERE number_seq = 2",
        "UPDATE number_series SET next_number = next_number + 1",
        "UPDATE invoice SET number = NULL WHERE number_seq = 2",
        "UPDATE number_skip SET from_number = from_number - 1",
        "DELETE FROM number_skip",
        "UPDATE invoice SET number = 'INV-0001' WHERE number_seq = 2",
    ],
    "M14": [
        f"UPDATE invoice SET title = 'Other words' WHERE id = {SOME_INVOICE}",
        f"UPDATE invoice SET due_on = '2031-01-01', due_terms = '{{\"kind\":\"net\",\"days\":5}}' "
        f"WHERE id = {SOME_INVOICE}",
    ],
    "M15": [
        f"UPDATE payment SET source = 'gateway' WHERE id = {SOME_PAYMENT}",
        "UPDATE checkout SET state = 'expired', ended_at = updated_at WHERE lead_id IS NOT NULL",
        f"UPDATE checkout SET lead_id = {STRANGER} WHERE lead_id IS NOT NULL",
        "UPDATE checkout SET invoice_id = (SELECT i.id FROM invoice i JOIN job j ON j.id = i.job_id"
        " WHERE j.customer_id <> (SELECT k.customer_id FROM job k JOIN invoice l ON l.job_id = k.id"
        " WHERE l.id = checkout.invoice_id) ORDER BY i.id LIMIT 1) WHERE lead_id IS NOT NULL",
    ],
    "M16": [
        "DELETE FROM decision",
        "DELETE FROM decision WHERE reason = 'job_canceled'",
        "UPDATE decision SET payment_id = (SELECT payment_id FROM reversal)",
    ],
    "M17": [
        "UPDATE payment SET note = 'card 4111 1111 1111 1111'",
        "UPDATE customer SET name = '5500005555555559'",
    ],
    "M18": [
        "UPDATE credit_note SET total_minor = total_minor + 1",
        "UPDATE invoice SET credited_minor = credited_minor + 1 WHERE credited_minor > 0",
        "UPDATE invoice SET voided_at = issued_at WHERE credited_minor > 0",
        "UPDATE credit_note SET reason = ' '",
        f"UPDATE credit_note SET customer_id = {STRANGER}",
    ],
    "M19": [
        "UPDATE credit_note SET number_seq = 3 WHERE number_seq = 2",
        "UPDATE number_series SET next_number = next_number + 1 WHERE series = 'credit_note'",
    ],
    "M20": [
        "UPDATE job SET canceled_at = NULL WHERE canceled_at IS NOT NULL",
        "UPDATE invoice SET issued_at = '2031-01-01T00:00:00.000000Z' WHERE canceled_at IS NOT NULL",
        "UPDATE job SET cancel_reason = NULL WHERE canceled_at IS NOT NULL",
        "UPDATE invoice SET canceled_at = issued_at WHERE status = 'open'",
    ],
}  # fmt: skip
