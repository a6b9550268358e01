"""Money that a processor took: given back, failing to be, disputed; and the keys of its account."""

from tests.faults.template import BEGAN, Company, Founder

OPENED = {"gateway_ref": "cs_1", "gateway_url": "https://checkout.example/1"}


async def at_processor(founder: Founder, made: Company) -> None:
    """One payment in full, of which parts went back; one joint attempt that is under way."""
    system, office = founder.acting("system"), made.dispatcher
    await _cards_on_file(founder, made)
    keys = {"gateway": "stripe", "mode": "test", "label": "rk_test_…4242", "sealed_key": "1.c2VhbGVk"}
    await founder.does(system, "paypage.connect_gateway", keys)
    await founder.does(system, "paypage.connect_gateway", {**keys, "sealed_key": "1.bmV4dA"})
    sql = "SELECT customer_id FROM job WHERE id = $1"
    ((customer_id,),) = await made.services.database.reader.rows(sql, made.job_ids[0])
    line = {"description": "Boiler", "unit_price_minor": 90_000}
    job = {"customer_id": customer_id, "title": "Boiler", "line_items": [line],
           "site": "12 Elm St, Peoria, IL 61602"}  # fmt: skip
    job_id = await founder.does(office, "jobs.create_job", job)
    three = {"surcharge": {"percent_bps": 300}}
    await founder.does(office, "settings.change_settings", three)
    made_of = {"job_id": job_id, "payment_options": {"tip": True}}
    invoices = [
        await founder.does(office, "invoices.create_invoice", {**made_of, "amount_minor": amount_minor})
        for amount_minor in (45_000, 25_000, 20_000)
    ]
    attempts = []
    for place, (invoice_id, *others) in enumerate((invoices[:1], invoices[1:])):
        start = {"invoice_id": invoice_id, "gateway": "stripe", "method": "card", "methods": ["card"],
                 "with_invoices": others, "tip_minor": 4_500 if not others else 0,
                 "surcharge_minor": 1_350}  # fmt: skip
        attempts.append((invoice_id, await founder.does(system, "paypage.start_checkout", start)))
        bound = {**OPENED, "checkout_id": attempts[-1][1], "gateway_ref": f"cs_{place}"}
        await founder.does(system, "paypage.bind_checkout", bound)
    paid_id, checkout_id = attempts[0]
    settled = {
        "checkout_id": checkout_id, "gateway_ref": "cs_0", "amount_minor": 50_850, "currency": "USD",
        "taken_at": BEGAN, "funding": "credit",
    }  # fmt: skip
    payment_id = await founder.does(system, "paypage.settle_checkout", settled)
    fee = {"payment_id": payment_id, "payment_ref": "pi_1", "fee_minor": 1_335}
    await founder.does(system, "paypage.note_capture", fee)
    for amount_minor in (1_000, 2_000, 3_000):
        body = {"amount_minor": amount_minor, "invoice_id": paid_id, "reason": "too much"}
        await founder.does(office, "payments.refund_payment", {"payment_id": payment_id, **body})
    refunds = await made.services.database.reader.rows("SELECT id FROM sending ORDER BY asked_at, id")
    for (refund_id,), state in zip(refunds, ("sent", "failed"), strict=False):
        body = {"refund_id": refund_id, "state": state, "gateway_ref": f"re_{state}"}
        outcome = "conflict" if state == "failed" else "applied"
        await founder.does(system, "payments.note_refund", body, outcome)
    await _beside_and_disputes(founder, made, payment_id)
    await _paid_out(founder)


async def _beside_and_disputes(founder: Founder, made: Company, payment_id: str) -> None:
    """A part of its tip and of its surcharge went back; one dispute waits, one was won."""
    system, office = founder.acting("system"), made.dispatcher
    tip_back = {"payment_id": payment_id, "amount_minor": 0, "tip_minor": 500, "reason": "too much"}
    await founder.does(office, "payments.refund_payment", tip_back)
    added_back = {"payment_id": payment_id, "amount_minor": 0, "surcharge_minor": 300, "reason": "too much"}
    await founder.does(office, "payments.refund_payment", added_back)
    await _alike(founder, made, payment_id)
    for state, ref in (("open", "dp_1"), ("open", "dp_2"), ("won", "dp_2")):
        said = {"payment_id": payment_id, "gateway_ref": ref, "amount_minor": 5_000, "reason": "fraudulent"}
        await founder.does(system, "payments.note_dispute", {**said, "state": state})
    took = {"payment_id": payment_id, "dispute_ref": "dp_2"}
    for ref, amount_minor, fee_minor in (("txn_4", -5_000, 1_500), ("txn_5", 5_000, 0)):
        move = {**took, "gateway_ref": ref, "amount_minor": amount_minor, "fee_minor": fee_minor}
        await founder.does(system, "payments.note_dispute_move", move)


async def _alike(founder: Founder, made: Company, payment_id: str) -> None:
    """Twice 1.00 of the tip and 0.50 of the surcharge go back alone; in one moment one of each two fails."""
    sql = """SELECT s.id FROM sending s JOIN refund f ON f.id = s.id WHERE f.reason = 'alike'
             AND s.state = 'asked'"""
    for beside in ({"tip_minor": 100}, {"surcharge_minor": 50}):
        for state, outcome in (("sent", "applied"), ("failed", "conflict")):
            body = {"payment_id": payment_id, "amount_minor": 0, "reason": "alike", **beside}
            await founder.does(made.dispatcher, "payments.refund_payment", body)
            ((refund_id,),) = await made.services.database.reader.rows(sql)
            said = {"refund_id": refund_id, "state": state, "gateway_ref": f"re_{refund_id[-4:]}"}
            await founder.does(founder.acting("system"), "payments.note_refund", said, outcome)


async def _cards_on_file(founder: Founder, made: Company) -> None:
    """A card that was kept with a payment, charged twice and removed, before an account is connected."""
    system, office = founder.acting("system"), made.dispatcher
    await founder.does(founder.acting("owner"), "settings.change_settings", {"keeps_cards": True})
    customer_id = await founder.does(office, "customers.create_customer", {"name": "Card on file"})
    line = {"description": "Gate", "unit_price_minor": 30_000}
    job = {"customer_id": customer_id, "title": "Gate", "line_items": [line]}
    job_id = await founder.does(office, "jobs.create_job", job)
    first, second, third = [
        await founder.does(office, "invoices.create_invoice", {"job_id": job_id, "amount_minor": 10_000})
        for _ in range(3)
    ]
    agreed = {"words": "Keep this card.", "language": "en", "page": "pay"}
    start = {"invoice_id": first, "gateway": "sandbox", "method": "card", "methods": ["card"]}
    checkout_id = await founder.does(system, "paypage.start_checkout", {**start, "agreed": agreed})
    bound = {"checkout_id": checkout_id, "gateway_ref": "kept_1"}
    await founder.does(system, "paypage.bind_checkout", bound)
    seen = {"customer_ref": "sandbox", "method_ref": "4242", "brand": "visa", "last_four": "4242",
            "expires": "2031-08"}  # fmt: skip
    settled = {**bound, "amount_minor": 10_000, "currency": "USD", "taken_at": BEGAN, "card": seen}
    await founder.does(system, "paypage.settle_checkout", settled)
    for place, invoice_id in enumerate((second, third)):
        charge = {"invoice_id": invoice_id, "card_id": checkout_id, "seen_minor": 10_000}
        charge_id = await founder.does(office, "paypage.charge_card", charge)
        ended = {"checkout_id": charge_id, "ending": "failed", "problem": "declined"}
        if place == 0:
            await founder.does(system, "paypage.end_checkout", ended)
            continue
        bound = {"checkout_id": charge_id, "gateway_ref": "charge_2"}
        await founder.does(system, "paypage.bind_checkout", bound)
        settled = {**bound, "amount_minor": 10_000, "currency": "USD", "taken_at": BEGAN}
        await founder.does(system, "paypage.settle_checkout", settled)
    await founder.does(office, "paypage.remove_card", {"card_id": checkout_id})


async def _paid_out(founder: Founder) -> None:
    """One payout with a payment and what of it went back; one that took money from the bank, and failed."""
    system = founder.acting("system")
    known = {"payment_ref": "pi_1", "made_at": BEGAN}
    kept = [
        {"gateway_ref": "txn_1", "kind": "charge", "amount_minor": 50_850, "fee_minor": 1_335, **known},
        {"gateway_ref": "txn_2", "kind": "refund", "amount_minor": -1_000, "fee_minor": 0, **known},
    ]
    disputed = [
        {"gateway_ref": "txn_4", "kind": "dispute", "amount_minor": -5_000, "fee_minor": 1_500, **known},
        {"gateway_ref": "txn_5", "kind": "dispute", "amount_minor": 5_000, "fee_minor": 0, **known},
        {"gateway_ref": "txn_6", "kind": "fee", "amount_minor": -200, "fee_minor": 0, "made_at": BEGAN},
    ]
    for ref, amount_minor, items in (("po_1", 48_515, kept), ("po_2", -1_700, disputed)):
        payout = {"gateway": "stripe", "gateway_ref": ref, "currency": "USD", "arrival_on": "2026-03-04"}
        body = {**payout, "amount_minor": amount_minor, "made_at": BEGAN, "items": items}
        payout_id = await founder.does(system, "paypage.note_payout", body)
        await founder.does(system, "paypage.end_payout", {"payout_id": payout_id, "ending": "paid"})
    failed = {"payout_id": payout_id, "ending": "failed", "problem": "account closed"}
    await founder.does(system, "paypage.end_payout", failed)
