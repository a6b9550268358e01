"""What breaks the invariants of the work: customers, photos, lines, plans, change orders, questions."""

from tests.check.planted import OF_A_STRANGER, SOME_INVOICE, STRANGER

IN_WORK: dict[str, list[str]] = {
    "AL1": [
        "UPDATE allowance SET amount_minor = 170001 WHERE ended_at IS NULL",
        "UPDATE allowance SET ended_at = NULL, amount_minor = 900000 WHERE ended_at IS NOT NULL",
    ],
    "AL2": [
        "UPDATE allowance SET expires_at = '2031-01-01T00:00:00.000000Z'",
        "UPDATE allowance SET member_id = (SELECT id FROM member WHERE role = 'owner')",
    ],
    "CO1": [
        "UPDATE change_order SET approval = NULL WHERE state = 'approved'",
        "UPDATE change_order SET ended_at = NULL WHERE state = 'declined'",
        "UPDATE change_order SET link_digest = 'secret' WHERE state = 'declined'",
    ],
    "CO2": [
        "UPDATE change_order SET title = 'Two skylights' WHERE state = 'approved'",
        "UPDATE change_order SET digest = 'x' WHERE state = 'approved'",
    ],
    "CO3": [
        "UPDATE line_item SET change_order_id = NULL",
        "UPDATE line_item SET amount_minor = amount_minor + 1 WHERE change_order_id IS NOT NULL",
        f"UPDATE line_item SET change_order_id = {STRANGER} WHERE change_order_id IS NULL",
        "INSERT INTO message (organization_id, id, kind, to_address, subject, body_text, body_html,"
        " dedupe_key, created_at, change_order_id) SELECT organization_id, id, 'mail.change_order',"
        f" 'a@b.example', '', '', '', CAST(id AS TEXT), created_at, {STRANGER} FROM customer",
    ],
    "F1": [
        "UPDATE attachment SET removed_at = created_at",
        f"UPDATE attachment SET job_id = {STRANGER}",
        f"UPDATE invoice SET attachment_ids = '[\"{'0' * 8}-0000-7000-8000-000000000000\"]'",
    ],
    "F2": [
        "UPDATE attachment SET sha256 = 'x'",
        "UPDATE blob SET thumbnail_sha256 = NULL",
        f"UPDATE visit SET job_id = {STRANGER}",
        f"UPDATE attachment SET line_item_id = {STRANGER}",
    ],
    "F3": [
        "UPDATE visit SET done_at = NULL",
        "UPDATE visit SET ends_at = starts_at",
        "UPDATE assignment SET active = NOT active",
    ],
    "F4": [
        f"UPDATE document SET invoice_id = {STRANGER} WHERE rendition = 'void'",
        "UPDATE document SET rendition = 'canceled' WHERE rendition = 'void'",
        "UPDATE document SET sha256 = 'x'",
    ],
    "F5": ["UPDATE as_told SET kind = 'credit_note' WHERE kind = 'receipt'"],
    "K1": [
        "UPDATE customer SET merged_into = id, archived_at = created_at, merge_reason = 'twice'",
        f"UPDATE customer SET merged_into = {STRANGER}, archived_at = created_at, merge_reason = 'twice'",
    ],
    "K2": [
        f"UPDATE invoice SET customer_name = NULL WHERE id = {SOME_INVOICE}",
        "UPDATE invoice SET customer_name = 'Jane' WHERE issued_at IS NULL",
    ],
    "L1": [
        "UPDATE invoice_line SET base_minor = base_minor + 60000 WHERE goods = 'work'",
        "UPDATE invoice_line SET base_minor = base_minor - 1 WHERE goods = 'work'",
        "UPDATE invoice_line SET description = 'Other words' WHERE goods = 'work'",
        # 3,000 above the line: of the 4,619 that are credited of its invoice, 2,053 are of it.
        "UPDATE line_item SET amount_minor = 37000 "
        "WHERE id = (SELECT line_item_id FROM invoice_line WHERE goods = 'stored')",
        f"UPDATE credit_note SET lines = {OF_A_STRANGER} WHERE lines <> '[]'",
        "UPDATE credit_note SET base_minor = base_minor + 1 WHERE lines <> '[]'",
        "UPDATE line_item SET amount_minor = 30000 "
        "WHERE id = (SELECT line_item_id FROM invoice_line WHERE goods = 'stored')",
        "UPDATE invoice SET job_id = (SELECT job_id FROM invoice_line LIMIT 1) WHERE series = 'opening'",
    ],
    "L2": [
        "UPDATE installation SET amount_minor = 40001",
        "UPDATE invoice_line SET goods = 'work' WHERE goods = 'stored'",
    ],
    "L3": [
        "UPDATE opening_balance SET paid_minor = paid_minor + 1",
        "UPDATE opening_balance SET held_minor = held_minor + 1",
        "UPDATE opening_balance SET signed_name = ' '",
        "UPDATE invoice SET job_id = (SELECT job_id FROM opening_balance), "
        "issued_at = '2020-01-01T00:00:00.000000Z' WHERE number_seq = 1 AND series = 'invoice'",
    ],
    "P1": [
        f"UPDATE invoice SET stage_id = {STRANGER} WHERE number_seq = 1",
        "UPDATE stage SET kind = 'progress' WHERE kind = 'deposit'",
        "UPDATE stage SET job_id = (SELECT job_id FROM invoice WHERE number = 'INV-0001') WHERE position = 1",
        "UPDATE stage SET dropped_at = created_at WHERE position = 1",
    ],
    "P2": [
        "UPDATE stage SET position = 0",
        "UPDATE stage SET percent_ppm = 950000 WHERE position = 1",
        "UPDATE stage SET percent_ppm = NULL WHERE position = 1",
        "DELETE FROM schedule",
    ],
    "Q1": [
        "UPDATE question SET text = ' '",
        "UPDATE question SET answer = '' WHERE ending = 'answered'",
        "UPDATE question SET ended_at = '2020-01-01T00:00:00.000000Z' WHERE ending = 'closed'",
        "UPDATE question SET questioned_minor = 10000001",
        f"UPDATE question SET job_id = {STRANGER}",
    ],
    "Q2": ["UPDATE question SET asked_at = '2020-01-01T00:00:00.000000Z' WHERE ended_at IS NULL"],
    "Q3": [
        "UPDATE acceptance SET total_minor = total_minor + 1",
        "UPDATE acceptance SET name = ' '",
        f"UPDATE acceptance SET job_id = {STRANGER}",
    ],
    "R1": [
        f"UPDATE invoice SET replaces_id = {STRANGER} WHERE replaces_id IS NOT NULL",
        "UPDATE invoice SET replaces_id = (SELECT id FROM invoice WHERE number_seq = 90) "
        "WHERE replaces_id IS NOT NULL",
        "UPDATE invoice SET kind = 'progress' WHERE replaces_id IS NOT NULL",
    ],
}  # fmt: skip
