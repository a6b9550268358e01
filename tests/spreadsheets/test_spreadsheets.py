"""Lists that come in and go out over HTTP: shown first, taken in once, and harmless where they are opened."""

import csv
import io
import json
from typing import Any

import pytest
from tests.company import Browser, Company

pytestmark = pytest.mark.anyio

PEOPLE = (
    "Reference,Name,E-mail,Phone,Language,Address\n"
    "C1,Jane Marlow,jane@x.example,555 0100,English,18 Alder Street\n"
    "C2,Ben Ortiz,not an address,555 0101,,\n"
    ",,nobody@x.example,,,\n"
    'C3,"Ana Gómez",ana@x.example,,español,"4 Mill Lane, Springfield"\n'
)
WORK = (
    "Reference;Cliente;Título;Concepto;Cantidad;Precio unitario;IVA\n"
    "P-1;Jane Marlow;Tejado;Mano de obra;2,5;1.234,50;21\n"
    "P-1;Jane Marlow;Tejado;Material;1;100,00;21\n"
    "P-2;Nadie;Cocina;;1;10,00;\n"
)


async def send(browser: Browser, path: str, text: str | bytes) -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    return await browser.http.post(path, content=content, headers={"Content-Type": "text/csv"})


async def preview(browser: Browser, kind: str, text: str, more: str = "") -> dict[str, Any]:
    answer = await send(browser, f"/api/imports/{kind}/preview{more}", text)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def taken_in(browser: Browser, kind: str, text: str, more: str = "") -> dict[str, Any]:
    answer = await send(browser, f"/api/imports/{kind}{more}", text)
    assert answer.status_code == 200, answer.text
    last: dict[str, Any] = json.loads(answer.text.strip().splitlines()[-1])
    assert last["done"] is True
    return last


async def items(browser: Browser, what: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await browser.get(f"/api/{what}?limit=200")).json()["items"]
    return listed


async def exported(browser: Browser, name: str) -> list[list[str]]:
    answer = await browser.get(f"/api/{name}.csv")
    assert answer.status_code == 200, answer.text
    assert answer.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""), strict=True))


async def test_a_file_is_shown_with_its_mistakes_and_nothing_is_written(company: Company) -> None:
    shown = await preview(company.dispatcher, "customers", PEOPLE)
    assert shown["columns"] == ["reference", "name", "email", "mobile", "language", "address"]
    assert (shown["row_count"], shown["new_count"], shown["wrong_row_count"]) == (4, 2, 2)
    faults = [(each["row"], each["column"], each["fault"], each["value"]) for each in shown["faults"]]
    assert faults == [(3, "E-mail", "not_right", "not an address"), (4, "Name", "missing", "")]
    assert await items(company.owner, "customers") == []


async def test_a_new_row_like_a_customer_who_is_there_is_named_and_taken_in_all_the_same(
    company: Company,
) -> None:
    await taken_in(
        company.owner, "customers", "Name,E-mail,Mobile\nJane Marlow,jane@x.example,+1 555 010 0100\n"
    )
    rows = (
        "J. Marlow,JANE@x.example,\n",
        "Alder Street,,(555) 010-0100\n",
        "jane  marlow,,\n",
        "Ana Reyes,ana@x.example,555 0100\n",
    )
    text = "Name,E-mail,Mobile\n" + "".join(rows)
    shown = await preview(company.owner, "customers", text)
    alike = [(each["row"], each["by"], each["customer_name"]) for each in shown["twins"]]
    assert alike == [(2, "email", "Jane Marlow"), (3, "mobile", "Jane Marlow"), (4, "name", "Jane Marlow")]
    assert (shown["twin_count"], shown["new_count"]) == (3, 4)
    await taken_in(company.owner, "customers", text)
    assert (await preview(company.owner, "customers", text))["twin_count"] == 0


async def test_two_rows_of_one_file_that_are_alike_are_named_and_the_same_row_twice_is_one(
    company: Company,
) -> None:
    text = (
        "Name,E-mail,Mobile\nAna,ana@x.example,\nAna Gómez,ANA@x.example,\nBen,,+1 555 010 0200\n"
        "Benjamin,,(555) 010-0200\nAna,ana@x.example,\n"
    )
    shown = await preview(company.owner, "customers", text)
    alike = [(each["row"], each["by"], each["like_row"], each["customer_id"]) for each in shown["twins"]]
    assert alike == [(3, "email", 2, None), (5, "mobile", 4, None)]


async def test_two_rows_of_a_customer_with_one_title_and_no_reference_are_named_before_they_are_two_jobs(
    company: Company,
) -> None:
    await taken_in(company.owner, "customers", "Name\nAna\nBen\n")
    rows = "Attic,Ana,125.50\nAttic,Ana,1000\nAttic,Ben,70\n"
    shown = await preview(company.owner, "jobs", f"Title,Customer,Unit price\n{rows}")
    assert [(each["row"], each["like_row"]) for each in shown["twins"]] == [(3, 2)]
    rows = "".join(f"7,{row}\n" for row in rows.splitlines()[:2])
    shown = await preview(company.owner, "jobs", f"Job #,Title,Customer,Unit price\n{rows}")
    assert (shown["twin_count"], shown["new_count"]) == (0, 1)


async def test_a_file_is_taken_in_once_however_often_it_is_sent(company: Company) -> None:
    first = await taken_in(company.dispatcher, "customers", PEOPLE)
    assert (first["added"], first["known"], first["wrong"]) == (2, 0, 2)
    before = await items(company.owner, "customers")
    assert {each["name"] for each in before} == {"Jane Marlow", "Ana Gómez"}
    again = await taken_in(company.owner, "customers", PEOPLE.replace("555 0100", "555 0199"))
    assert (again["added"], again["known"], again["wrong"]) == (0, 2, 2)
    assert await items(company.owner, "customers") == before
    shown = await preview(company.owner, "customers", PEOPLE)
    assert (shown["new_count"], shown["known_count"]) == (0, 2)


async def test_the_rows_with_mistakes_come_back_as_a_file_to_mend(company: Company) -> None:
    answer = await send(company.owner, "/api/imports/customers/wrong-rows", PEOPLE)
    text = answer.text.removeprefix("\ufeff")
    assert [row[0] for row in csv.reader(io.StringIO(text))] == ["Reference", "C2", ""]
    mended = text.replace("not an address", "ben@x.example")
    done = await taken_in(company.owner, "customers", mended)
    assert (done["added"], done["wrong"]) == (1, 1)


async def test_rows_without_a_reference_are_known_by_what_they_say(company: Company) -> None:
    text = "Name,E-mail\nJane,j@x.example\nJane,j@x.example\nJane,other@x.example\n"
    done = await taken_in(company.owner, "customers", text)
    assert (done["added"], done["known"]) == (2, 1)
    assert (await taken_in(company.owner, "customers", text))["added"] == 0


async def test_a_list_that_was_exported_changes_nothing_when_it_is_imported(company: Company) -> None:
    await company.owner.post("/api/customers", {"name": "Jane", "mobile": "+1 555 0100"})
    [jane] = await items(company.owner, "customers")
    line = [{"description": "Roof", "unit_price_minor": 500_000}]
    await company.owner.post("/api/jobs", {"customer_id": jane["id"], "title": "Roof", "line_items": line})
    for kind in ("customers", "jobs"):
        text = (await company.owner.get(f"/api/{kind}.csv")).text
        done = await taken_in(company.owner, kind, text)
        assert (done["added"], done["known"], done["wrong"]) == (0, 1, 0), kind
    assert len(await items(company.owner, "customers")) == len(await items(company.owner, "jobs")) == 1


async def test_jobs_come_with_lines_decimal_commas_and_their_customer(company: Company) -> None:
    await taken_in(company.owner, "customers", PEOPLE)
    done = await taken_in(company.owner, "jobs", WORK)
    assert (done["added"], done["wrong"]) == (1, 1)
    assert done["faults"] == [
        {"row": 4, "column": "Cliente", "field": "customer", "fault": "customer_unknown", "value": "Nadie"}
    ]
    [job] = await items(company.owner, "jobs")
    assert (job["title"], job["customer_name"]) == ("Tejado", "Jane Marlow")
    lines = [(each["description"], each["quantity"], each["amount_minor"]) for each in job["line_items"]]
    assert lines == [("Mano de obra", 2.5, 308_625), ("Material", 1, 10_000)]
    assert job["total_minor"] == 318_625 + 66_911
    assert (await taken_in(company.owner, "jobs", WORK))["known"] == 1


async def test_a_job_with_a_single_total_is_one_line_of_that_price(company: Company) -> None:
    await taken_in(company.owner, "customers", PEOPLE)
    text = 'Customer ID,Job title,Total,Start date\nC3,Kitchen,"$12,000.50",2026-04-01\n'
    assert (await taken_in(company.owner, "jobs", text))["added"] == 1
    [job] = await items(company.owner, "jobs")
    assert (job["customer_name"], job["total_minor"], job["starts_on"]) == (
        "Ana Gómez",
        1_200_050,
        "2026-04-01",
    )


@pytest.mark.parametrize(
    ("row", "field", "fault"),
    [
        ("Jane,Roof,1e3", "total", "not_a_number"), ("Jane,Roof,", "total", "missing"),
        ("Jane,,5", "title", "missing"), (",Roof,5", "customer", "missing"),
        ("Jane,Roof,0", "total", "total_is_nothing"), ("Jane,Roof,-5", "total", "not_a_number"),
        ("Jane,Roof,5,extra", "", "too_many_cells"), (f"Jane,{'x' * 5000},5", "title", "too_long"),
        ("Twin,Roof,5", "customer", "customer_ambiguous"),
    ],
)  # fmt: skip
async def test_each_mistake_is_said_by_row_and_column(
    company: Company, row: str, field: str, fault: str
) -> None:
    for name in ("Jane", "Twin", "Twin"):
        await company.owner.post("/api/customers", {"name": name})
    shown = await preview(company.owner, "jobs", f"Customer,Title,Total\n{row}\n")
    assert [(each["row"], each["field"], each["fault"]) for each in shown["faults"]] == [(2, field, fault)]


@pytest.mark.parametrize("rate", ["150", "100.01", "eight", "-5"])
async def test_a_tax_rate_that_is_none_is_said_to_be_none_and_not_to_be_no_number(
    company: Company, rate: str
) -> None:
    await company.owner.post("/api/customers", {"name": "Jane"})
    text = f"Customer,Title,Total,Tax %\nJane,Roof,5,{rate}\nJane,Wall,5,100\n"
    shown = await preview(company.owner, "jobs", text)
    said = [(each["row"], each["column"], each["fault"], each["value"]) for each in shown["faults"]]
    assert said == [(2, "Tax %", "not_a_rate", rate)]


async def test_columns_can_be_said_where_headings_say_nothing(company: Company) -> None:
    text = "A,B\nJane,j@x.example\n"
    shown = await preview(company.owner, "customers", text)
    assert (shown["columns"], shown["new_count"]) == (["", ""], 0)
    shown = await preview(company.owner, "customers", text, "?columns=name,email")
    assert shown["new_count"] == 1
    assert (await taken_in(company.owner, "customers", text, "?columns=name,email"))["added"] == 1
    refused = await send(company.owner, "/api/imports/customers?columns=email,", text)
    assert (refused.status_code, refused.json()["code"]) == (422, "spreadsheets.column_missing")


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (b"Name\nJane\x00\n", 422), (b'Name\n"Jane\n', 422), (b"Name\n" + b"x" * (9 << 20), 413),
     (b"\xff\xfe\x00", 422), (b"=cmd|' /C calc'!A0\n=1\n", 200)],
)  # fmt: skip
async def test_a_hostile_file_is_answered_and_writes_nothing(
    company: Company, content: bytes, status: int
) -> None:
    answer = await send(company.owner, "/api/imports/customers/preview", content)
    assert answer.status_code == status
    assert await items(company.owner, "customers") == []


async def test_what_was_typed_as_a_formula_goes_out_as_text(company: Company) -> None:
    names = ['=HYPERLINK("http://x.example")', "+1", "@x", "-2", "محمد 👷🏽‍♀️"]
    for name in names:
        await company.owner.post("/api/customers", {"name": name, "notes": "a\nb"})
    rows = await exported(company.owner, "customers")
    assert sorted(row[1] for row in rows[1:]) == sorted(
        name if name.startswith("م") else f"'{name}" for name in names
    )
    text = (await company.owner.get("/api/customers.csv")).text
    done = await taken_in(company.owner, "customers", text)
    assert (done["added"], done["known"], done["wrong"]) == (0, 5, 0)


async def test_lists_of_money_go_out_with_plain_decimals_in_the_members_language(company: Company) -> None:
    await company.owner.patch("/api/settings", {"progress_invoicing": True})
    customer = (await company.owner.post("/api/customers", {"name": "Jane"})).json()
    line = [{"description": "Roof", "unit_price_minor": 500_000}]
    body = {"customer_id": customer["id"], "title": "Roof", "line_items": line}
    job = (await company.owner.post("/api/jobs", body)).json()
    await company.owner.post("/api/invoices", {"job_id": job["id"], "percent_bps": 2000})
    paid = {"job_id": job["id"], "method": "cash", "amount_minor": 40_005}
    await company.owner.post("/api/payments", paid)
    [names, invoice] = await exported(company.owner, "invoices")
    told = dict(zip(names, invoice, strict=True))
    assert (told["Invoice number"], told["Customer"], told["Status"]) == ("INV-0001", "Jane", "Open")
    assert (told["Amount"], told["Paid"], told["Due"]) == ("1000.00", "400.05", "599.95")
    await company.dispatcher.patch("/api/me", {"language": "es"})
    [names, payment] = await exported(company.dispatcher, "payments")
    told = dict(zip(names, payment, strict=True))
    assert (told["Importe"], told["Método"], told["Cliente"]) == ("400.05", "Efectivo", "Jane")
    [_, job_row] = await exported(company.owner, "jobs")
    assert "5000.00" in job_row


async def test_a_long_list_goes_out_whole(company: Company) -> None:
    text = "Name\n" + "".join(f"Customer {number:04}\n" for number in range(450))
    assert (await taken_in(company.owner, "customers", text))["added"] == 450
    names = [row[1] for row in (await exported(company.owner, "customers"))[1:]]
    assert sorted(names) == [f"Customer {number:04}" for number in range(450)]


async def test_spreadsheets_are_the_offices(company: Company) -> None:
    for path in ("/api/imports/customers/preview", "/api/imports/customers"):
        answer = await send(company.technician, path, PEOPLE)
        assert (answer.status_code, answer.json()["code"]) == (403, "sync.not_allowed")
    assert (await company.technician.get("/api/customers.csv")).status_code == 403
    for name in ("members.csv", "customers.exe"):
        assert (await company.owner.get(f"/api/{name}")).status_code in {404, 405}
    assert (await send(company.owner, "/api/imports/members", PEOPLE)).status_code in {400, 404, 422}


async def test_nothing_of_another_company_goes_out(company: Company) -> None:
    await company.add_foreign_organization()
    for name in ("customers", "jobs", "invoices", "payments"):
        assert "CANARY" not in (await company.owner.get(f"/api/{name}.csv")).text


async def test_billing_addresses_come_in_by_their_columns_and_go_out_as_they_came(company: Company) -> None:
    text = (
        "Name,Billing street,Billing city,Billing state,Billing ZIP code,Country\n"
        "Town,14 Court Square,Greenfield,MA,01301,United States\n"
        "Ana,Gartenweg 5,Köln,,50667,Alemania\n"
        "Ben,1 A St,Bath,,,Atlantis\n"
        "Eve,,,,,usa\n"
    )
    shown = await preview(company.owner, "customers", text)
    assert [(each["row"], each["fault"], each["value"]) for each in shown["faults"]] == [
        (4, "not_a_country", "Atlantis")
    ]
    await taken_in(company.owner, "customers", text)
    found = {each["name"]: each["billing_address"] for each in await items(company.owner, "customers")}
    assert found == {
        "Town": {
            "street": "14 Court Square", "city": "Greenfield", "region": "MA", "postal_code": "01301",
            "country": "US",
        },
        "Ana": {
            "street": "Gartenweg 5", "city": "Köln", "region": "", "postal_code": "50667", "country": "DE",
        },
        "Eve": None,
    }  # fmt: skip
    sheet = (await company.owner.get("/api/customers.csv")).text
    (row,) = [line for line in sheet.splitlines() if "Gartenweg" in line]
    assert ",Gartenweg 5,Köln,,50667,DE," in row
