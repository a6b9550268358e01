"""The demo company, Alder Plumbing: a founding and then a list of mutations, told through the one write path.

Its ids are derived from its story, so telling it twice changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from stagebill.identity.password import hash_password
from stagebill.identity.sign_in import issue_link
from stagebill.invoices.queries import pay_url
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.context import Context, Role
from stagebill.kernel.ids import Id, derived_id
from stagebill.settings.mutations import owner_id
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.services import Services

PASSWORD: Final = "stagebill-demo"
COMPANY: Final = "Alder Plumbing"
ADDRESS: Final = "demo.example"
CURRENCY: Final = "USD"
ZONE: Final = "America/New_York"


def demo_id(*parts: str) -> Id:
    """The id that a thing of this story always has."""
    return derived_id("demo", *parts)


ORGANIZATION_ID: Final = demo_id("organization")
_TOLD: Final = "SELECT 1 FROM mutation WHERE organization_id = $1 AND id = $2"
_OTHERS: Final = "SELECT 1 FROM organization WHERE id <> $1"


@dataclass(frozen=True)
class Told:
    """One line of the story: so many days ago, somebody did this."""

    days_ago: int
    who: str
    type: str
    name: str
    body: dict[str, Any]


def founding() -> list[Told]:
    return [
        Told(91, "system", "settings.found_company", "founding", {
            "company": COMPANY, "currency": CURRENCY, "zone": ZONE, "language": "en", "name": "Ruth Alder",
            "email": f"owner@{ADDRESS}", "password_hash": _password_of("owner"),
        })
    ]  # fmt: skip


def _password_of(login: str) -> str:
    """The demo's password with a salt that is the same each time, and so the same mutation."""
    return hash_password(PASSWORD, demo_id("salt", login).encode()[:22])


def members() -> list[Told]:
    people = [
        ("dispatcher", "Sam Ortiz", "dispatcher"),
        ("technician", "Maya Lindqvist", "technician"),
        ("technician2", "Luis Vega", "technician"),
    ]
    return [
        Told(90, "owner", "identity.add_member", f"member.{login}", {
            "name": name, "email": f"{login}@{ADDRESS}", "role": role, "language": "en",
            "password_hash": _password_of(login),
        })
        for login, name, role in people
    ]  # fmt: skip


def settings() -> list[Told]:
    body = {"progress_invoicing": True, "phone": "+1 555 010 4477", "email": f"office@{ADDRESS}"}
    return [Told(89, "owner", "settings.change_settings", "settings", body)]


def customers() -> list[Told]:
    people = [
        ("marlow", "Jane Marlow", "jane.marlow", "18 Alder Street"),
        ("okafor", "Chidi Okafor", "chidi.okafor", "4 Mill Lane"),
        ("reyes", "Ana Reyes", "ana.reyes", "77 Harbor Road"),
        ("greenfield", "Town of Greenfield", "works", "Elm Street"),
        ("st_anne", "St Anne School", "facilities", "210 Chapel Hill"),
        ("novak", "Petra Novák", "petra.novak", "5 Quarry Court"),
    ]
    return [
        Told(80, "dispatcher", "customers.create_customer", f"customer.{key}", {
            "customer_id": demo_id("customer", key), "name": name, "email": f"{mail}@customer.example",
            "language": "es" if key == "reyes" else "en", "sites": [{"label": "Site", "address": address}],
        })
        for key, name, mail, address in people
    ]  # fmt: skip


def _job(days_ago: int, key: str, customer: str, title: str, site: str, lines: list[tuple[str, int, int]],
         crew: tuple[str, ...]) -> Told:  # fmt: skip
    """Lines are (description, price, tax rate)."""
    return Told(days_ago, "dispatcher", "jobs.create_job", f"job.{key}", {
        "job_id": demo_id("job", key), "customer_id": demo_id("customer", customer), "title": title,
        "site": site,
        "line_items": [
            {"description": text, "quantity": 1, "unit_price_minor": price, "tax_rate_bps": rate}
            for text, price, rate in lines
        ],
        "technician_ids": [member_id(login) for login in crew],
    })  # fmt: skip


def member_id(login: str) -> Id:
    """A member's id is that of the mutation that added them."""
    return owner_id(ORGANIZATION_ID) if login == "owner" else mutation_id(f"member.{login}")


def mutation_id(name: str) -> Id:
    return demo_id("mutation", name)


def jobs() -> list[Told]:
    both = ("technician", "technician2")
    return [
        _job(40, "kitchen", "marlow", "Kitchen and bath re-pipe", "18 Alder Street",
             [("Labor, two plumbers", 230_000, 0), ("Copper, valves and fixtures", 250_000, 800)], both),
        _job(45, "heat_pump", "okafor", "Heat pump, two zones", "4 Mill Lane",
             [("Heat pump and air handlers", 1_000_000, 0), ("Installation", 400_000, 0)], ("technician",)),
        _job(30, "bathroom", "reyes", "Basement bathroom", "77 Harbor Road",
             [("Rough-in", 400_000, 0), ("Fixtures", 350_000, 0), ("Finish", 150_000, 0)], both),
        _job(60, "water_main", "greenfield", "Water main replacement", "Elm Street",
             [("Excavation and pipe", 1_250_000, 800)], ("technician2",)),
        _job(75, "boiler", "st_anne", "Boiler room, phase 2", "210 Chapel Hill",
             [("Boiler, 2 × 80 kW", 1_680_000, 0), ("Piping and controls", 600_000, 0)], ("technician",)),
        _job(6, "drain", "novak", "Drain relining", "5 Quarry Court",
             [("Camera survey", 24_000, 800), ("Relining, 18 m", 276_000, 800)], ("technician",)),
        _job(20, "laundry", "novak", "Laundry room move", "5 Quarry Court",
             [("Move supply, drain and vent", 286_000, 0)], ("technician2",)),
        _job(3, "water_heater", "marlow", "Tankless water heater", "18 Alder Street",
             [("Heater, condensing", 189_000, 800), ("Installation", 85_880, 0)], ("technician",)),
    ]  # fmt: skip


def _invoice(days_ago: int, key: str, job: str, title: str, **share: Any) -> Told:
    body = {"invoice_id": demo_id("invoice", key), "job_id": demo_id("job", job), "title": title, **share}
    return Told(days_ago, "dispatcher", "invoices.create_invoice", f"invoice.{key}", body)


def _sent(days_ago: int, key: str) -> Told:
    body = {"invoice_id": demo_id("invoice", key)}
    return Told(days_ago, "dispatcher", "invoices.send_invoice", f"send.{key}", body)


def _paid(days_ago: int, key: str, who: str, method: str, amount_minor: int, **target: Any) -> Told:
    body = {"payment_id": demo_id("payment", key), "method": method, "amount_minor": amount_minor, **target}
    return Told(days_ago, who, "payments.record_payment", f"payment.{key}", body)


def billing() -> list[Told]:
    return [
        _invoice(35, "kitchen_1", "kitchen", "Rough-in", percent_bps=2000, due_terms={"kind": "receipt"}),
        _sent(35, "kitchen_1"),
        _invoice(12, "kitchen_2", "kitchen", "Fixtures set", amount_minor=250_000,
                 due_terms={"kind": "net", "days": 15}),
        _sent(12, "kitchen_2"),
        _paid(5, "kitchen", "technician", "check", 300_000, job_id=demo_id("job", "kitchen"),
              reference="1182"),
        _invoice(44, "heat_pump_1", "heat_pump", "Equipment ordered", percent_bps=3000,
                 due_terms={"kind": "receipt"}),
        _sent(44, "heat_pump_1"),
        _paid(40, "heat_pump_1", "dispatcher", "check", 420_000, invoice_id=demo_id("invoice", "heat_pump_1"),
              reference="20871"),
        _invoice(18, "heat_pump_2", "heat_pump", "Zone one running", amount_minor=231_000,
                 due_terms={"kind": "net", "days": 15}),
        _sent(18, "heat_pump_2"),
        _invoice(28, "bathroom_1", "bathroom", "Start", amount_minor=200_000, due_terms={"kind": "receipt"}),
        _sent(28, "bathroom_1"),
        _paid(27, "bathroom_1", "technician2", "cash", 200_000, invoice_id=demo_id("invoice", "bathroom_1")),
        _invoice(2, "bathroom_2", "bathroom", "Fixtures set", amount_minor=690_000,
                 due_terms={"kind": "net", "days": 30}),
        _sent(2, "bathroom_2"),
        _invoice(55, "water_main_1", "water_main", "Trench and pipe", amount_minor=800_000,
                 due_terms={"kind": "net", "days": 30}),
        _sent(55, "water_main_1"),
        _paid(31, "water_main_1", "dispatcher", "ach", 800_000,
              invoice_id=demo_id("invoice", "water_main_1")),
        _invoice(70, "boiler_1", "boiler", "Half", percent_bps=5000, due_terms={"kind": "net", "days": 30}),
        _sent(70, "boiler_1"),
        _invoice(50, "boiler_2", "boiler", "Done", rest=True, due_terms={"kind": "net", "days": 30}),
        _sent(50, "boiler_2"),
        _paid(38, "boiler", "dispatcher", "check", 2_280_000, job_id=demo_id("job", "boiler"),
              reference="4410"),
        _invoice(16, "laundry_1", "laundry", "Half", percent_bps=5000),
        _sent(16, "laundry_1"),
        _void(10, "laundry_1", "The vent was moved to another stage"),
        _invoice(10, "laundry_2", "laundry", "Supply and drain", percent_bps=4000),
        _sent(10, "laundry_2"),
        _paid(2, "laundry", "technician2", "cash", 45_000, invoice_id=demo_id("invoice", "laundry_1"),
              job_id=demo_id("job", "laundry"), note="Paid in the driveway"),
        _invoice(1, "water_heater_1", "water_heater", "Deposit", percent_bps=2500, draft=True),
    ]  # fmt: skip


def _void(days_ago: int, key: str, reason: str) -> Told:
    body = {"invoice_id": demo_id("invoice", key), "reason": reason}
    return Told(days_ago, "dispatcher", "invoices.void_invoice", f"void.{key}", body)


def _noted(days_ago: int, key: str, who: str, text: str) -> Told:
    return Told(days_ago, who, "jobs.add_note", f"note.{key}", {"job_id": demo_id("job", key), "text": text})


def notes() -> list[Told]:
    return [
        _noted(
            38, "kitchen", "technician", "The meter is in the cellar, left of the stairs. Dog in the yard."
        ),
        _noted(5, "drain", "technician", "Camera survey: roots at 11 m, one open joint at 14 m."),
    ]


def story() -> list[Told]:
    """Everything that happened at Alder Plumbing, in its order."""
    told = [*founding(), *members(), *settings(), *customers(), *jobs(), *notes(), *billing()]
    return sorted(told, key=lambda line: -line.days_ago)


# The invoice whose pay page the printed link opens: partly paid, with 500.00 still due.
PAYABLE_INVOICE_ID: Final = demo_id("invoice", "kitchen_2")


class StoryRefused(Exception):
    """The product refused a line of its own demo: one of the two is wrong."""


class OtherCompany(Exception):
    """The data folder already holds a real company."""


async def tell_once(services: Services) -> int:
    """Tell the story to an empty database; how many of its lines were new."""
    reader = services.database.reader
    if await reader.rows(_TOLD, ORGANIZATION_ID, mutation_id(story()[-1].name)):
        return 0
    if await reader.rows(_OTHERS, ORGANIZATION_ID):
        raise OtherCompany("this folder holds a real company; give the demo a folder of its own: --data")
    return await tell(services)


async def tell(services: Services) -> int:
    """Apply every line as of its day; a line told before changes nothing."""
    now = services.clock.now()
    told = 0
    for line in story():
        then = replace(services, clock=FrozenClock(now - timedelta(days=line.days_ago)))
        mutation = Mutation(id=mutation_id(line.name), type=line.type, body=line.body)
        answered = await apply(then, mutation, acting(line.who, now))
        if answered.outcome.state == "rejected":
            raise StoryRefused(f"{line.name}: {answered.outcome.code} {answered.outcome.facts}")
        told += not answered.replayed
    return told


def acting(who: str, now: datetime) -> Context:
    """A member of the company, or the system that founds it."""
    roles: dict[str, Role] = {"system": "system", "owner": "owner", "dispatcher": "dispatcher"}
    return Context(
        organization_id=ORGANIZATION_ID,
        member_id=None if who == "system" else member_id(who),
        role=roles.get(who, "technician"),
        mutation_id=ORGANIZATION_ID,
        now=now,
        zone=ZONE,
        currency=CURRENCY,
        language="en",
        name=COMPANY,
    )


async def links(services: Services) -> dict[str, str]:
    """The three doors: a technician's phone, the dispatcher's board, a customer's pay page."""
    database, config = services.database, services.config
    return {
        "Technician's phone": await issue_link(database, config, f"technician@{ADDRESS}", reusable=True),
        "Dispatcher's board": await issue_link(database, config, f"dispatcher@{ADDRESS}", reusable=True),
        "Customer's pay page": pay_url(config, ORGANIZATION_ID, PAYABLE_INVOICE_ID),
    }
