"""A company with every kind of fact in it, on both engines, copied for each planted violation."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tests.check.processor import at_processor
from tests.check.said import mailed, texted, told_weekly
from tests.faults.template import BEGAN, REGISTRY, SECRET, Company, Founder, furnish
from tests.laws.teller import UPLOADED
from tests.postgres_server import database_url

from stagebill.documents.tables import KEEP
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.sqlite_file import connect
from stagebill.kernel.ids import derived_id
from stagebill.migrations.runner import migrate
from stagebill.sync.services import Services

_copies = itertools.count()
# Constraints and triggers would stop most violations: a check must not rely on them.
_UNGUARD_POSTGRES = """
DO $$ DECLARE c record; BEGIN
  FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
            WHERE contype IN ('c', 'f', 'u') AND connamespace = current_schema()::regnamespace
            ORDER BY contype DESC LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', c.t, c.conname);
  END LOOP;
  FOR c IN SELECT tgrelid::regclass AS t, tgname AS conname FROM pg_trigger WHERE NOT tgisinternal LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', c.conname, c.t);
  END LOOP;
  FOR c IN SELECT indexrelid::regclass AS t FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE indisunique AND NOT indisprimary AND relnamespace = current_schema()::regnamespace LOOP
    EXECUTE format('DROP INDEX %s', c.t);
  END LOOP;
END $$
"""


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Services]:
    database = await Database.open(config)
    try:
        yield Services(config, database, FrozenClock(BEGAN), REGISTRY)
    finally:
        await database.close()


async def fill(config: Config) -> None:
    """Paid, part paid, void and draft invoices; a reversal, an undone allocation, an open decision."""
    async with opened(config) as services:
        made = await furnish(services, derived_id("organization", "alder"))
        founder = Founder(services, made.organization_id)
        founder.count_on()
        await _live(founder, made)
        await _changed(founder, made)
        await _works(founder, made)
        await _by_line(founder, made)
        await _on_paper(made)
        await _adds(services, founder, made)
        await _lends(founder, made)
        await _shut_out(founder, made)
        await mailed(founder, made)
        await told_weekly(founder, made)
        await texted(founder, made)
        await _reminds(founder, made)
        await at_processor(founder, made)


async def _reminds(founder: Founder, made: Company) -> None:
    """An invoice of March is reminded of by plan three weeks later."""
    office, clock = made.dispatcher, made.services.clock
    assert isinstance(clock, FrozenClock)
    await founder.does(office, "settings.change_settings", {"reminders": {"is_on": True}})
    lines = [{"description": "All of it", "unit_price_minor": 40_000}]
    late = {"customer_id": made.customer_id, "title": "Late", "line_items": lines}
    job = await founder.does(office, "jobs.create_job", late)
    bill = {"job_id": job, "amount_minor": 40_000, "send": True, "visible_fields": {"approval": True}}
    whole = await founder.does(office, "invoices.create_invoice", bill)
    clock.advance(timedelta(days=21))
    system, day = founder.acting("system"), {"day": clock.now().date().isoformat()}
    await founder.does(system, "notifications.remind_by_plan", {"customer_id": made.customer_id, **day})
    await founder.does(system, "questions.accept_stage", {"invoice_id": whole, "name": "Jane"})
    for verb, more in (("answer", {"answer": "The red one."}), ("close", {}), (None, {})):
        asked = {"invoice_id": whole, "text": "Which valve?"}
        question = await founder.does(system, "questions.ask_question", asked)
        if verb:
            await founder.does(office, f"questions.{verb}_question", {"question_id": question, **more})


async def _shut_out(founder: Founder, made: Company) -> None:
    """What a lost phone handed in: one note was taken, another was not."""
    technician, office = made.technicians[0], made.dispatcher
    written = {"job_id": made.job_ids[0], "text": "Dog in the yard"}
    taken = await founder.does(technician, "jobs.add_note", written)
    for note, verb, more in (
        (taken, "accept", {}),
        (derived_id("handed in", "other"), "decline", {"reason": "nobody knows of it"}),
    ):
        sent = {"id": note, "type": "jobs.add_note", "body": written}
        body = {"mutation_id": note, "type": "jobs.add_note", "sent": sent}
        by = {"member_id": technician.member_id, "device_id": technician.device_id}
        await founder.does(founder.acting("system"), "quarantine.keep", {**body, **by})
        await founder.does(office, f"quarantine.{verb}", {"mutation_id": note, **more})
    told = {"mutation_id": taken, "outcome": "applied"}
    await founder.does(founder.acting("system"), "quarantine.note_outcome", told)


async def _adds(services: Services, founder: Founder, made: Company) -> None:
    """A change order approved, one declined, one still to be answered."""
    office, job = made.dispatcher, made.job_ids[1]
    total_minor = await _total_of(services, made, job)
    for verb, more in (
        ("approve", {"via": "office", "note": "by phone", "seen_total_minor": total_minor,
                     "seen_after_minor": total_minor + 60_000}),
        ("decline", {"reason": "too dear"}),
        ("send", {"mail": False}),
    ):  # fmt: skip
        line = {"description": "Skylight", "unit_price_minor": 60_000, "tax_rate_bps": 0}
        body = {"job_id": job, "title": "Skylight", "lines": [line]}
        order = await founder.does(office, "change_orders.create_change_order", body)
        await founder.does(office, f"change_orders.{verb}_change_order", {"change_order_id": order, **more})


async def _total_of(services: Services, made: Company, job_id: str) -> int:
    sql = "SELECT total_minor FROM job WHERE organization_id = $1 AND id = $2"
    rows = await services.database.reader.rows(sql, made.organization_id, job_id)
    return int(rows[0][0])


async def _live(founder: Founder, made: Company) -> None:
    office, technician = made.dispatcher, made.technicians[0]
    job, other = made.job_ids[0], made.job_ids[1]
    second = await founder.does(
        office, "invoices.create_invoice", {"job_id": job, "amount_minor": 100_000, "title": "Second"}
    )
    await founder.does(office, "invoices.send_invoice", {"invoice_id": second})
    draft = {"job_id": job, "percent_bps": 100, "draft": True}
    await founder.does(office, "invoices.create_invoice", draft)
    waste = await founder.does(office, "invoices.create_invoice", draft)
    await founder.does(office, "invoices.discard_draft", {"invoice_id": waste})
    await _pays(founder, technician, amount_minor=120_000, job_id=job, method="check")
    mistake = await _pays(founder, technician, amount_minor=5_000, job_id=job)
    await founder.does(
        technician, "payments.reverse_payment", {"payment_id": mistake, "reason": "typed twice"}
    )
    pocket = await _pays(founder, technician, amount_minor=2_000, job_id=job)
    hooks = {"url": "https://hooks.example/", "events": ["invoice.paid"]}
    webhook = await founder.does(made.owner, "webhooks.add_webhook", hooks)
    await founder.does(made.owner, "webhooks.send_test_event", {"webhook_id": webhook})
    handed = {"member_id": technician.member_id, "payment_ids": [pocket]}
    await founder.does(office, "takings.receive_takings", handed)
    void = await founder.does(office, "invoices.create_invoice", {"job_id": other, "amount_minor": 7_700})
    moved = await _pays(founder, technician, amount_minor=7_000, invoice_id=void)
    await founder.does(office, "payments.unapply_invoice", {"invoice_id": void, "reason": "wrong job"})
    await founder.does(office, "invoices.void_invoice", {"invoice_id": void, "reason": "wrong job"})
    await founder.does(office, "payments.refund_payment", {
        "payment_id": moved, "amount_minor": 1_000, "reason": "she moved away",
    })  # fmt: skip
    await founder.does(technician, "payments.record_payment", {
        "method": "cash", "amount_minor": 4_000, "invoice_id": void, "job_id": other,
    }, state="conflict")  # fmt: skip
    await _planned(founder, made)


async def _planned(founder: Founder, made: Company) -> None:
    """A plan whose first stage was billed, voided, billed again and then corrected; and an older count."""
    office = made.dispatcher
    job = await founder.does(office, "jobs.create_job", {
        "customer_id": made.customer_id, "title": "In stages",
        "line_items": [{"description": "All of it", "unit_price_minor": 400_000, "tax_rate_bps": 825}],
    })  # fmt: skip
    stages = [
        {"title": "Deposit", "kind": "deposit", "percent_bps": 1000, "bill_when": {"kind": "approval"}},
        {"title": "Walls", "percent_bps": 3000, "bill_when": {"kind": "date", "on": "2026-05-01"}},
        {"title": "Final", "rest": True, "bill_when": {"kind": "milestone", "name": "Keys"}},
    ]
    stages = [{**stage, "stage_id": derived_id("stage", str(place))} for place, stage in enumerate(stages)]
    await founder.does(office, "schedules.plan_stages", {"job_id": job, "stages": stages})
    first = {"stage_id": stages[0]["stage_id"]}
    wrong = await founder.does(office, "schedules.issue_stage", first)
    await founder.does(office, "invoices.void_invoice", {"invoice_id": wrong, "reason": "too early"})
    deposit = await founder.does(office, "schedules.issue_stage", first)
    correction = {"invoice_id": deposit, "reason": "agreed on less", "amount_minor": 20_000}
    await founder.does(office, "invoices.replace_invoice", correction)
    await founder.does(made.owner, "settings.change_number_series", {"series": "invoice", "next_number": 90})
    await founder.does(office, "schedules.issue_stage", {"stage_id": stages[1]["stage_id"]})


async def _changed(founder: Founder, made: Company) -> None:
    """A job that grew and was credited after it was paid; and one that was canceled with money on it."""
    office, job = made.dispatcher, made.job_ids[2]
    rest = await founder.does(office, "invoices.create_invoice", {"job_id": job, "rest": True})
    await _pays(founder, office, amount_minor=300_000, invoice_id=rest)
    credit = {"invoice_id": rest, "amount_minor": 100_000, "reason": "not done"}
    await founder.does(office, "scope.credit_invoice", credit)
    lines = [
        {"description": "Labor", "unit_price_minor": 400_000, "tax_rate_bps": 700},
        {"description": "Parts", "unit_price_minor": 200_000, "tax_rate_bps": 887.5, "group_title": "Roof"},
    ]
    body = {"job_id": job, "seen_revision": 0, "line_items": lines, "tax_mode": "per_line"}
    await founder.does(office, "scope.change_lines", body)
    await founder.does(office, "invoices.create_invoice", {"job_id": job, "percent_bps": 1000})
    ended = await founder.does(office, "jobs.create_job", {
        "customer_id": made.customer_id, "title": "Ended", "line_items": lines,
    })  # fmt: skip
    open_ = await founder.does(office, "invoices.create_invoice", {"job_id": ended, "percent_bps": 5000})
    await _pays(founder, office, amount_minor=40_000, invoice_id=open_)
    await founder.does(office, "scope.cancel_job", {"job_id": ended, "reason": "house sold"})


async def _works(founder: Founder, made: Company) -> None:
    """A visit that is done and one that is ahead, a note, and a photo that an invoice shows."""
    office, technician, job = made.dispatcher, made.technicians[0], made.job_ids[0]
    times = {"starts_at": "2026-03-09T13:00:00Z", "ends_at": "2026-03-09T15:00:00Z"}
    visits = [
        await founder.does(office, "jobs.plan_visit", {
            "job_id": job, **times, "technician_ids": [technician.member_id],
        }) for _ in range(2)
    ]  # fmt: skip
    await founder.does(technician, "jobs.report_visit", {"visit_id": visits[0], "state": "done"})
    await founder.does(technician, "jobs.add_note", {"job_id": job, "text": "Gate 7"})
    digest = "a" * 64
    await made.services.database.write(
        lambda tx: tx.run(UPLOADED, made.organization_id, digest, made.services.clock.now())
    )
    photo = {"job_id": job, "sha256": digest, "visit_id": visits[0], "caption": "Before"}
    shown = await founder.does(technician, "attachments.attach_file", photo)
    await founder.does(office, "invoices.create_invoice", {
        "job_id": job, "percent_bps": 500, "draft": True, "attachment_ids": [shown],
    })  # fmt: skip


async def _on_paper(made: Company) -> None:
    """A void invoice that was set before it was void, and again after."""
    reader = made.services.database.reader
    of = "SELECT id FROM invoice WHERE organization_id = $1 AND status = 'void' ORDER BY id LIMIT 1"
    ((invoice,),) = await reader.rows(of, made.organization_id)
    for rendition in ("issued", "void"):
        values = (made.organization_id, derived_id("document", invoice, rendition), invoice, rendition,
                  "{}", "b" * 64, 100, "", BEGAN, "")  # fmt: skip
        await made.services.database.write(lambda tx, values=values: tx.run(KEEP, *values))


async def _by_line(founder: Founder, made: Company) -> None:
    """Lines of a job, with retainage, stored material and a release; and a job that was begun elsewhere."""
    office = made.dispatcher
    customer = await founder.does(office, "customers.create_customer", {"name": "School"})
    lines = [{"description": name, "unit_price_minor": 100_000, "tax_rate_bps": 825} for name in "ab"]
    begun = await founder.does(
        office, "jobs.create_job", {"customer_id": customer, "title": "Begun", "line_items": lines}
    )
    await founder.does(office, "opening.enter_opening_balance", {
        "job_id": begun, "billed_minor": 50_000, "held_minor": 2_000, "paid_minor": 30_000,
        "signed_name": "Sam",
    })  # fmt: skip
    school = await founder.does(
        office, "jobs.create_job", {"customer_id": customer, "title": "School", "line_items": lines}
    )
    one, two = (derived_id("line_item", school, str(place)) for place in (0, 1))
    await founder.does(office, "invoices.set_retainage", {"job_id": school, "rate_bps": 1000})
    stored = {"line_item_id": two, "amount_minor": 40_000, "stored": True, "note": "in the yard"}
    first = await founder.does(office, "invoices.create_invoice", {
        "job_id": school, "lines": [{"line_item_id": one, "percent_bps": 5000}, stored],
    })  # fmt: skip
    line = derived_id("invoice_line", first, "1")
    await founder.does(office, "invoices.install_material", {"invoice_line_id": line, "amount_minor": 10_000})
    await founder.does(office, "invoices.release_retainage", {"job_id": school, "amount_minor": 3_000})
    credit = {"invoice_id": first, "amount_minor": 5_000, "reason": "not done"}
    await founder.does(office, "scope.credit_invoice", credit)


async def _lends(founder: Founder, made: Company) -> None:
    """A phone that has something of a job, has used some of it, and gave back what it had of another."""
    phone = made.technicians[0]
    body = {"customer_id": made.customer_id, "title": "Lent", "technician_ids": [phone.member_id]}
    lines = [{"description": "All of it", "unit_price_minor": 200_000}]
    jobs = [
        await founder.does(made.dispatcher, "jobs.create_job", {**body, "line_items": lines})
        for _ in range(2)
    ]
    for job_ids in (jobs, jobs[:1]):
        await founder.does(
            phone, "invoices.lend_allowances", {"device_id": phone.device_id, "job_ids": job_ids}
        )
    await founder.does(phone, "invoices.create_invoice", {
        "job_id": jobs[0], "amount_minor": 30_000, "send": True,
    })  # fmt: skip


async def _pays(founder: Founder, context: Any, **body: Any) -> str:
    return await founder.does(context, "payments.record_payment", {"method": "cash", **body})


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = Config(data=tmp_path_factory.mktemp("filled"), secret=SECRET)
    asyncio.run(migrate(config))
    asyncio.run(fill(config))
    return config.sqlite_file


@pytest.fixture(scope="session")
def filled_postgres(postgres: str) -> str:
    asyncio.run(on_server(postgres, "CREATE DATABASE filled"))
    config = Config(database_url=database_url(postgres, "filled"), secret=SECRET)
    asyncio.run(migrate(config))
    asyncio.run(fill(config))
    return "filled"


@pytest.fixture
def filled_sqlite_config(filled_sqlite: Path, tmp_path: Path) -> Config:
    config = Config(data=tmp_path, secret=SECRET)
    shutil.copy(filled_sqlite, config.sqlite_file)
    return config


@pytest.fixture
def filled_postgres_config(postgres: str, filled_postgres: str, tmp_path: Path) -> Iterator[Config]:
    name = f"check_{next(_copies)}"
    asyncio.run(on_server(postgres, f"CREATE DATABASE {name} TEMPLATE {filled_postgres}"))
    yield Config(data=tmp_path, database_url=database_url(postgres, name), secret=SECRET)
    asyncio.run(on_server(postgres, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgres"])
def filled(request: pytest.FixtureRequest) -> Config:
    found: Config = request.getfixturevalue(f"filled_{request.param}_config")
    return found


async def on_server(folder: str, sql: str) -> None:
    connection = await asyncpg.connect(database_url(folder, "postgres"))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def plant(config: Config, *statements: str) -> None:
    """Write what the product never would, past every constraint and trigger."""
    if config.dialect == "postgres":
        asyncio.run(_plant_postgres(config.database_url, statements))
        return
    connection = connect(config.sqlite_file)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    unique = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'"
    for (name,) in connection.execute(unique).fetchall():
        connection.execute(f"DROP INDEX {name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


async def _plant_postgres(url: str, statements: tuple[str, ...]) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_UNGUARD_POSTGRES)
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
