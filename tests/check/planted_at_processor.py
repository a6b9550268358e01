"""What breaks the invariants of money that a processor took: tips, refunds, disputes, payouts, keys."""

AT_PROCESSOR: dict[str, list[str]] = {
    "CF1": [
        "UPDATE kept_card SET customer_id = (SELECT customer_id FROM invoice WHERE number_seq = 1 LIMIT 1)",
        "UPDATE kept_card SET gateway = 'stripe'",
        "UPDATE checkout SET keeps_card = FALSE WHERE keeps_card",
        "UPDATE card_removal SET removed_at = '2020-01-01T00:00:00.000000Z'",
        "UPDATE checkout SET card_id = invoice_id WHERE card_id IS NOT NULL",
        "UPDATE card_agreement SET words = ''",
    ],
    "G1": [
        "UPDATE sending SET gateway_ref = NULL WHERE state = 'sent'",
        "UPDATE sending SET state = 'sent' WHERE state = 'failed'",
        "UPDATE sending SET state = 'failed' WHERE state = 'sent'",
        "UPDATE sending SET state = 'failed' WHERE state = 'sent' AND id IN "
        "(SELECT id FROM refund WHERE amount_minor = 0)",
        "DELETE FROM tip WHERE amount_minor = 100",
        "UPDATE surcharge SET amount_minor = amount_minor + 1 WHERE amount_minor = 50",
        "UPDATE capture SET gateway_ref = 'cs_9'",
        "UPDATE capture SET fee_minor = 50851",
    ],
    "G2": [
        "DELETE FROM outbox WHERE kind = 'paypage.poll'",
        "UPDATE outbox SET state = 'done' WHERE kind = 'paypage.send_refund'",
        "DELETE FROM decision WHERE reason = 'disputed'",
    ],
    "G3": [
        "UPDATE gateway_account SET sealed_key = 'rk_test_4242'",
        "UPDATE gateway_account SET removed_at = connected_at",
        "UPDATE former_key SET sealed_key = 'rk_test_4242'",
        "UPDATE former_key SET key_no = 2",
        "UPDATE checkout SET key_no = 3 WHERE gateway = 'stripe'",
        "UPDATE checkout SET problem = 'unknown' WHERE state = 'settled'",
    ],
    "M22": [
        "DELETE FROM sending",
        "UPDATE refund SET reason = ' '",
        "UPDATE refund SET amount_minor = 10000001",
    ],
    "M23": [
        "UPDATE tip SET amount_minor = amount_minor + 1",
        "DELETE FROM tip",
        "UPDATE tip SET job_id = payment_id",
        "UPDATE tip SET job_id = (SELECT j.id FROM job j WHERE j.id <> tip.job_id LIMIT 1)",
        "UPDATE payment SET method = 'ach' WHERE method = 'card'",
        "UPDATE checkout SET tip_minor = 1 WHERE lead_id IS NOT NULL",
        "UPDATE checkout SET method = 'ach' WHERE tip_minor > 0",
    ],
    "M24": [
        "UPDATE refund SET tip_minor = 4501 WHERE tip_minor > 0",
        "UPDATE refund SET tip_minor = -1 WHERE tip_minor > 0",
        "UPDATE refund SET tip_minor = 0, surcharge_minor = 0 WHERE amount_minor = 0",
        "UPDATE reversal SET tip_minor = 1",
        "UPDATE decision SET reason = 'tip_refund_failed', resolved_at = NULL, resolution = NULL",
    ],
    "M25": [
        "UPDATE surcharge SET amount_minor = amount_minor + 1",
        "DELETE FROM surcharge",
        "UPDATE payment SET method = 'ach' WHERE method = 'card'",
        "UPDATE checkout SET surcharge_minor = 1 WHERE lead_id IS NOT NULL",
        "UPDATE checkout SET method = 'ach' WHERE surcharge_minor > 0",
        "UPDATE checkout SET surcharge_minor = 1351 WHERE surcharge_minor > 0",
    ],
    "M26": [
        "UPDATE refund SET surcharge_minor = 1351 WHERE surcharge_minor > 0",
        "UPDATE refund SET surcharge_minor = -1 WHERE surcharge_minor > 0",
        "UPDATE reversal SET surcharge_minor = 1",
        "UPDATE refund SET amount_minor = 45000 WHERE surcharge_minor = 300",
        "UPDATE decision SET reason = 'surcharge_refund_failed', resolved_at = NULL, resolution = NULL",
    ],
    "PO1": [
        "DELETE FROM payout_item WHERE gateway_ref = 'txn_2'",
        "UPDATE payout SET amount_minor = amount_minor - 1 WHERE gateway_ref = 'po_2'",
    ],
    "PO2": [
        "UPDATE capture SET fee_minor = fee_minor + 1",
        "UPDATE capture SET payment_ref = 'pi_other'",
        "UPDATE payment SET amount_minor = amount_minor + 1 WHERE gateway_ref = 'cs_0'",
        "UPDATE payout_item SET payment_id = (SELECT id FROM payment WHERE gateway_ref IS NULL LIMIT 1) "
        "WHERE gateway_ref = 'txn_1'",
        "UPDATE payout_item SET kind = 'charge', amount_minor = 50850, fee_minor = 1335 "
        "WHERE gateway_ref = 'txn_2'",
    ],
    "PO3": [
        "UPDATE dispute_move SET amount_minor = 5001 WHERE gateway_ref = 'txn_5'",
        "UPDATE dispute_move SET fee_minor = 2000 WHERE gateway_ref = 'txn_4'",
        "UPDATE payout_item SET kind = 'fee' WHERE gateway_ref = 'txn_4'",
        "UPDATE dispute_move SET payment_id = (SELECT id FROM payment WHERE gateway_ref IS NULL LIMIT 1)",
    ],
    "PO4": ["UPDATE payout_item SET amount_minor = -7281 WHERE gateway_ref = 'txn_2'"],
    "PO5": [
        "UPDATE payout_end SET created_at = '2020-01-01T00:00:00.000000Z' WHERE ending = 'failed'",
        "UPDATE payout_end SET problem = 'closed' WHERE ending = 'paid'",
    ],
}  # fmt: skip
