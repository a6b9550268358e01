"""Alder Plumbing: its people, its customers, and the jobs that show how billing in stages goes."""

from functools import cache

from stagebill.demo import texts
from stagebill.demo.told import (
    ADDRESS,
    COMPANY,
    CURRENCY,
    PASSWORD,
    ZONE,
    Told,
    demo_id,
    invoice,
    job,
    paid,
    sent,
    void,
)
from stagebill.identity.password import hash_password

# A town and a school are billed at their offices, not where the work is.
# Over the border in New Hampshire, where a credit card may add its surcharge; at home it may not.
_OVER_THE_BORDER = {"city": "Hinsdale", "region": "NH", "postal_code": "03451"}
_BILLED_ELSEWHERE = {
    "greenfield": "Town Hall\n14 Court Square",
    "st_anne": "Diocese, Facilities\n9 Elliot Street",
}


def founding() -> list[Told]:
    return [
        Told(91, "system", "settings.found_company", "founding", {
            "company": COMPANY, "currency": CURRENCY, "zone": ZONE, "language": "en", "name": "Ruth Alder",
            "email": f"owner@{ADDRESS}", "password_hash": _password_of("owner"),
        })
    ]  # fmt: skip


@cache
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
    body = {
        "progress_invoicing": True,
        "phone": "+1 555 010 4477",
        "email": f"office@{ADDRESS}",
        "address": _address("120 Foundry Row, Unit 4"),
        "payment_options": {"part": True, "tip": True},
        "surcharge": {"percent_bps": 300},
        "visit_checklist": ["Water off, valve tagged", "Pressure held for 15 minutes", "Photos, swept clean"],
    }
    return [Told(89, "owner", "settings.change_settings", "settings", body)]


def _address(street: str, town: dict[str, str] | None = None) -> dict[str, str]:
    town = town or {"city": "Greenfield", "region": "MA", "postal_code": "01301"}
    return {"street": street, **town, "country": "US"}


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
            "billing_address": _address(
                _BILLED_ELSEWHERE.get(key, address), _OVER_THE_BORDER if key == "okafor" else None
            ),
            "mobile": texts.MOBILES.get(key),
        })
        for key, name, mail, address in people
    ]  # fmt: skip


def jobs() -> list[Told]:
    both = ("technician", "technician2")
    return [
        job(40, "kitchen", "marlow", "Kitchen and bath re-pipe", "18 Alder Street",
             [("Labor, two plumbers", 230_000, 0), ("Copper, valves and fixtures", 250_000, 800)], both),
        job(45, "heat_pump", "okafor", "Heat pump, two zones", "4 Mill Lane, Hinsdale, NH",
             [("Heat pump and air handlers", 1_000_000, 0), ("Installation", 400_000, 0)], ("technician",)),
        job(30, "bathroom", "reyes", "Basement bathroom", "77 Harbor Road",
             [("Rough-in", 400_000, 0), ("Fixtures", 350_000, 0), ("Finish", 150_000, 0)], both),
        job(60, "water_main", "greenfield", "Water main replacement", "Elm Street",
             [("Excavation and pipe", 1_250_000, 800)], ("technician2",)),
        job(75, "boiler", "st_anne", "Boiler room, phase 2", "210 Chapel Hill",
             [("Boiler, 2 × 80 kW", 1_680_000, 0), ("Piping and controls", 600_000, 0)], ("technician",)),
        job(6, "drain", "novak", "Drain relining", "5 Quarry Court",
             [("Camera survey", 24_000, 800), ("Relining, 18 m", 276_000, 800)], ("technician",)),
        job(20, "laundry", "novak", "Laundry room move", "5 Quarry Court",
             [("Move supply, drain and vent", 286_000, 0)], ("technician2",)),
        job(3, "water_heater", "marlow", "Tankless water heater", "18 Alder Street",
             [("Heater, condensing", 189_000, 800), ("Installation", 85_880, 0)], ("technician",)),
    ]  # fmt: skip


def billing() -> list[Told]:
    return [
        invoice(35, "kitchen_1", "kitchen", "Rough-in", percent_bps=2000, due_terms={"kind": "receipt"}),
        sent(35, "kitchen_1"),
        invoice(12, "kitchen_2", "kitchen", "Fixtures set", amount_minor=250_000,
                 due_terms={"kind": "net", "days": 15}),
        sent(12, "kitchen_2"),
        paid(5, "kitchen", "technician", "check", 300_000, job_id=demo_id("job", "kitchen"),
              reference="1182"),
        invoice(44, "heat_pump_1", "heat_pump", "Equipment ordered", percent_bps=3000,
                 due_terms={"kind": "receipt"}),
        sent(44, "heat_pump_1"),
        invoice(18, "heat_pump_2", "heat_pump", "Zone one running", amount_minor=231_000,
                 due_terms={"kind": "net", "days": 15}),
        sent(18, "heat_pump_2"),
        invoice(28, "bathroom_1", "bathroom", "Start", amount_minor=200_000, due_terms={"kind": "receipt"}),
        sent(28, "bathroom_1"),
        paid(27, "bathroom_1", "technician2", "cash", 200_000, invoice_id=demo_id("invoice", "bathroom_1")),
        invoice(2, "bathroom_2", "bathroom", "Fixtures set", amount_minor=690_000,
                 due_terms={"kind": "net", "days": 30}),
        sent(2, "bathroom_2"),
        invoice(55, "water_main_1", "water_main", "Trench and pipe", amount_minor=800_000,
                 due_terms={"kind": "net", "days": 30}),
        sent(55, "water_main_1"),
        invoice(70, "boiler_1", "boiler", "Half", percent_bps=5000, due_terms={"kind": "net", "days": 30}),
        sent(70, "boiler_1"),
        invoice(50, "boiler_2", "boiler", "Done", rest=True, due_terms={"kind": "net", "days": 30}),
        sent(50, "boiler_2"),
        paid(38, "boiler", "dispatcher", "check", 2_280_000, job_id=demo_id("job", "boiler"),
              reference="4410"),
        invoice(16, "laundry_1", "laundry", "Half", percent_bps=5000),
        sent(16, "laundry_1"),
        void(10, "laundry_1", "The vent was moved to another stage"),
        invoice(10, "laundry_2", "laundry", "Supply and drain", percent_bps=4000),
        sent(10, "laundry_2"),
        paid(2, "laundry", "technician2", "cash", 45_000, invoice_id=demo_id("invoice", "laundry_1"),
              job_id=demo_id("job", "laundry"), note="Paid in the driveway"),
        invoice(1, "water_heater_1", "water_heater", "Deposit", percent_bps=2500, draft=True),
    ]  # fmt: skip


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
    """How the company began, and its first jobs."""
    return [*founding(), *members(), *settings(), *customers(), *jobs(), *notes(), *billing()]
