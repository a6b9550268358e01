"""What breaks the record of what was done, who may, and what left the house: feed, audit, mail, links."""

from tests.check.planted import SOME_INVOICE, SOME_PAYMENT, STRANGER

IN_RECORD: dict[str, list[str]] = {
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
    "W9": [
        "UPDATE message SET member_id = NULL WHERE kind = 'mail.weekly'",
        f"UPDATE message SET member_id = {STRANGER} WHERE kind = 'mail.weekly'",
        f"UPDATE message SET member_id = {STRANGER} WHERE kind = 'mail.invoice'",
        "UPDATE mutation SET type = 'notifications.write_message' WHERE type = 'notifications.ask_weekly'",
    ],
    "W7": [
        "DELETE FROM outbox WHERE kind = 'mail.reminder'",
        "DELETE FROM reminder",
        "UPDATE mutation SET type = 'notifications.write_message' "
        "WHERE type = 'notifications.remind_by_plan'",
        f"UPDATE reminder SET mutation_id = {STRANGER} WHERE step = 14",
        "UPDATE invoice SET sent_at = NULL WHERE id IN (SELECT invoice_id FROM reminder)",
    ],
    "W8": [
        "UPDATE message SET to_address = '+15035550199' WHERE kind = 'text.invoice'",
        f"INSERT INTO text_consent SELECT organization_id, {STRANGER}, customer_id, number, 9, 'given', how, "
        "note, said_at, said_by FROM text_consent WHERE place = 1",
        "UPDATE text_consent SET said = 'given' WHERE place = 3",
    ],
    "WH1": [
        "UPDATE webhook SET paused_because = 'asked', paused_at = NULL",
        "UPDATE webhook SET url = 'hooks.example'",
    ],
    "WH2": ["DELETE FROM webhook"],
}  # fmt: skip
