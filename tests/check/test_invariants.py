"""Each invariant finds the violation planted for it, on both engines; clean data has none."""

import asyncio

import pytest
from tests.check.conftest import plant
from tests.check.planted_at_processor import AT_PROCESSOR

from stagebill.check.run import INVARIANTS, check
from stagebill.kernel.config import Config

SOME_INVOICE = "(SELECT id FROM invoice WHERE number_seq = 1 AND series = 'invoice')"
SOME_PAYMENT = "(SELECT id FROM payment ORDER BY amount_minor DESC LIMIT 1)"
STRANGER = "'00000000-0000-7000-8000-00000000dead'"

OF_A_STRANGER = '\'[{"line_item_id": "00000000-0000-7000-8000-00000000dead", "base_minor": 4619}]\''

# Invariant → what breaks it. Several where it claims several things.
PLANTED: dict[str, list[str]] = {
    **AT_PROCESSOR,
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
    "M9": [
        "UPDATE credit_note SET total_minor = total_minor + 1 WHERE invoice_id IN "
        "(SELECT id FROM invoice WHERE status = 'open')",
        f"INSERT INTO allocation SELECT organization_id, {STRANGER}, payment_id, (SELECT id FROM invoice "
        "WHERE status = 'void' LIMIT 1), 100, NULL, created_at, created_by, mutation_id, NULL "
        "FROM allocation WHERE undoes IS NULL LIMIT 1",
        "UPDATE invoice SET unheld_minor = unheld_minor + 1 WHERE held_minor > 0 AND credited_minor > 0",
    ],
    "WH1": [
        "UPDATE webhook SET paused_because = 'asked', paused_at = NULL",
        "UPDATE webhook SET url = 'hooks.example'",
    ],
    "WH2": ["DELETE FROM webhook"],
    "HO1": [
        "UPDATE handover SET cash_minor = cash_minor + 1",
        "UPDATE handed_payment SET undone_at = '2026-03-02T09:00:00Z'",
        "UPDATE payment SET method = 'other' WHERE id IN (SELECT payment_id FROM handed_payment)",
        "INSERT INTO handed_payment (organization_id, id, handover_id, payment_id, amount_minor) "
        f"SELECT organization_id, {STRANGER}, handover_id, payment_id, amount_minor FROM handed_payment",
    ],
    "K1": [
        "UPDATE customer SET merged_into = id, archived_at = created_at, merge_reason = 'twice'",
        f"UPDATE customer SET merged_into = {STRANGER}, archived_at = created_at, merge_reason = 'twice'",
    ],
    "K2": [
        f"UPDATE invoice SET customer_name = NULL WHERE id = {SOME_INVOICE}",
        "UPDATE invoice SET customer_name = 'Jane' WHERE issued_at IS NULL",
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
    "R1": [
        f"UPDATE invoice SET replaces_id = {STRANGER} WHERE replaces_id IS NOT NULL",
        "UPDATE invoice SET replaces_id = (SELECT id FROM invoice WHERE number_seq = 90) "
        "WHERE replaces_id IS NOT NULL",
        "UPDATE invoice SET kind = 'progress' WHERE replaces_id IS NOT NULL",
    ],
    "S1": ["UPDATE mutation SET fingerprint = 'x' WHERE type = 'jobs.create_job'"],
    "S2": [
        f"UPDATE payment SET mutation_id = {STRANGER} WHERE id = {SOME_PAYMENT}",
        f"UPDATE allocation SET mutation_id = {STRANGER}",
        f"UPDATE reversal SET mutation_id = {STRANGER}",
        f"UPDATE refund SET mutation_id = {STRANGER}",
        "DELETE FROM customer",
    ],
    "S3": [
        "UPDATE mutation SET rev = rev + 1 WHERE rev = (SELECT MAX(rev) FROM mutation)",
        "UPDATE audit SET rev = rev + 1 WHERE n = 2",
    ],
    "S4": [
        "UPDATE mutation SET device_id = (SELECT id FROM device WHERE short_code = 'T01'), seq = 7 "
        "WHERE type = 'settings.change_settings'",
    ],
    "S5": [
        "UPDATE feed_head SET rev = rev + 1",
        "DELETE FROM change WHERE rev = 3",
        "UPDATE change SET at = '2020-01-01T00:00:00.000000Z' WHERE rev = 5",
    ],
    "S6": [
        f"DELETE FROM change WHERE entity = 'invoice' AND record_id = {SOME_INVOICE}",
        f"UPDATE change SET record_id = {STRANGER} WHERE entity = 'customer'",
        "DELETE FROM change WHERE op = 'del'",
        "UPDATE change SET op = 'del' WHERE entity = 'customer'",
    ],
    "S7": [
        "UPDATE handed_in SET outcome = 'conflict' WHERE state = 'accepted'",
        "UPDATE handed_in SET outcome = 'applied' WHERE state = 'declined'",
        "UPDATE handed_in SET reason = ' ' WHERE state = 'declined'",
        "UPDATE handed_in SET decided_at = NULL WHERE state = 'accepted'",
    ],
    "S10": [
        f"UPDATE change SET scope_id = {STRANGER} WHERE entity = 'invoice'",
        f"UPDATE change SET scope_id = {STRANGER} WHERE entity = 'payment'",
        "UPDATE change SET audience = 'everyone', scope_id = NULL WHERE entity = 'job'",
        "UPDATE change SET audience = 'everyone' WHERE entity = 'decision'",
    ],
    "W1": [
        "INSERT INTO delivery (gateway, event_id, body, received_at, attempts, run_at) VALUES "
        "('sandbox', 'evt_1', '', '2020-01-01T00:00:00.000000Z', 5, '2020-01-01T00:00:00.000000Z')",
    ],
    "W2": [
        "DELETE FROM outbox WHERE kind = 'mail.invoice'",
        "UPDATE outbox SET dedupe_key = 'x' || dedupe_key WHERE kind = 'mail.invoice'",
    ],
    "W3": ["UPDATE outbox SET state = 'dead', done_at = created_at, last_error = NULL"],
    "W4": [
        "UPDATE message SET delivered_at = NULL WHERE state = 'sent'",
        "UPDATE message SET words = '' WHERE state = 'refused'",
        "UPDATE message SET state = 'lost' WHERE state = 'refused'",
        f"UPDATE message SET again_of = {STRANGER} WHERE again_of IS NOT NULL",
    ],
    "W5": [
        "DELETE FROM outbox WHERE kind = 'mail.deliver'",
        "UPDATE outbox SET state = 'done', done_at = created_at WHERE kind = 'mail.deliver'",
        "UPDATE outbox SET dedupe_key = 'x' || dedupe_key WHERE kind = 'mail.deliver'",
    ],
    "W6": [
        "UPDATE message SET again_of = NULL",
        f"UPDATE message SET dedupe_key = 'mail.invoice:' || {STRANGER} WHERE state = 'refused'",
    ],
    "W8": [
        "UPDATE message SET to_address = '+15035550199' WHERE kind = 'text.invoice'",
        f"INSERT INTO text_consent SELECT organization_id, {STRANGER}, customer_id, number, 9, 'given', how, "
        "note, said_at, said_by FROM text_consent WHERE place = 1",
        "UPDATE text_consent SET said = 'given' WHERE place = 3",
    ],
    "W7": [
        "DELETE FROM outbox WHERE kind = 'mail.reminder'",
        "DELETE FROM reminder",
        "UPDATE mutation SET type = 'notifications.write_message' "
        "WHERE type = 'notifications.remind_by_plan'",
        f"UPDATE reminder SET mutation_id = {STRANGER} WHERE step = 14",
        "UPDATE invoice SET sent_at = NULL WHERE id IN (SELECT invoice_id FROM reminder)",
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
    "A1": [
        "UPDATE audit SET actor = 'owner:nobody' WHERE n = 3",
        "DELETE FROM audit WHERE n = 3",
        "UPDATE feed_head SET audit_hash = 'x'",
        "UPDATE audit SET at = '2020-01-01T00:00:00.000000Z' WHERE n = 4",
    ],
    "A2": [
        "UPDATE audit SET actor = '' WHERE n = 2",
        f"UPDATE audit SET mutation_id = {STRANGER} WHERE n = 2",
        "UPDATE audit SET action = 'jobs.delete_job' WHERE n = 2",
    ],
    "T1": ["CREATE TABLE loose (organization_id TEXT, id TEXT PRIMARY KEY)",
           "CREATE TABLE looser (organization_id TEXT, loose_id TEXT REFERENCES loose (id))"],
    "T2": ["CREATE TABLE loose (id TEXT PRIMARY KEY, organization_id TEXT)"],
    "T4": [
        "INSERT INTO session (token_digest, organization_id, member_id, kind, created_at, last_used_at,"
        " expires_at) SELECT 'short', organization_id, id, 'cookie', created_at, created_at, created_at"
        " FROM member WHERE role = 'owner'",
        "INSERT INTO sign_in_link (token_digest, organization_id, member_id, reusable, created_at,"
        " expires_at) SELECT 'short', organization_id, id, active, created_at, created_at FROM member"
        " WHERE role = 'owner'",
        "UPDATE pay_link SET token_digest = 'secret' WHERE id = (SELECT id FROM pay_link LIMIT 1)",
    ],
    "AL1": [
        "UPDATE allowance SET amount_minor = 170001 WHERE ended_at IS NULL",
        "UPDATE allowance SET ended_at = NULL, amount_minor = 900000 WHERE ended_at IS NOT NULL",
    ],
    "AL2": [
        "UPDATE allowance SET expires_at = '2031-01-01T00:00:00.000000Z'",
        "UPDATE allowance SET member_id = (SELECT id FROM member WHERE role = 'owner')",
    ],
    "C1": ["UPDATE payment SET taken_at_adjusted = '2031-01-01T00:00:00.000000Z'"],
}  # fmt: skip
TOGETHER = {"T1"}
CASES = [
    (invariant, statements if invariant in TOGETHER else [statement])
    for invariant, statements in PLANTED.items()
    for statement in (statements[:1] if invariant in TOGETHER else statements)
]


def test_clean_data_has_no_violation(filled: Config) -> None:
    assert asyncio.run(check(filled)) == []


@pytest.mark.parametrize(("invariant", "statements"), CASES, ids=[f"{id_}-{s[0][:40]}" for id_, s in CASES])
def test_a_planted_violation_is_found(invariant: str, statements: list[str], filled: Config) -> None:
    plant(filled, *statements)
    assert invariant in {finding.invariant_id for finding in asyncio.run(check(filled))}


def test_every_invariant_has_its_violation() -> None:
    assert {invariant.id for invariant in INVARIANTS} == set(PLANTED)
