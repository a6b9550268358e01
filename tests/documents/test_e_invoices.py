"""Electronic invoices: what the referees of EN 16931 say of them, and that they say what the paper says."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from tests.documents.referee import faults
from tests.documents.test_invoice_pdf import pdf
from tests.paypage.shop import Shop
from tests.paypage.test_service_facts import done

from stagebill.documents.einvoices.cii import cii
from stagebill.documents.einvoices.einvoice import (
    Billed,
    Earlier,
    EInvoice,
    Party,
    check_ties,
    lacking,
    lines_of,
)
from stagebill.documents.einvoices.ubl import ubl
from stagebill.jobs.attendance import Span
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.postal_address import PostalAddress
from stagebill.kernel.records import replace

BERLIN = PostalAddress(
    street="Hauptstraße 1\nHinterhaus\n2. OG", city="Berlin", postal_code="10115", country="DE"
)
PARIS = PostalAddress(street="2 rue de la Paix", city="Paris", postal_code="75002", country="FR")
SELLER = Party(
    name="Alder GmbH", trade_name="Alder Plumbing", tax_number="DE 123 456 789", email="a@alder.example",
    phone="+49 30 123456", address=BERLIN,
)  # fmt: skip
STAGE = EInvoice(
    kind="380", number="INV-0007", issued_on=date(2026, 11, 26), due_on=date(2026, 12, 26), currency="EUR",
    seller=SELLER, buyer=Party(name="Doe & Söhne <1>", address=PARIS),
    lines=(Billed("Rough-in", 1900, 100_000), Billed("Taken off", 1900, -1_000), Billed("Permit", 0, 5_000)),
    taxes=(TaxLine(1900, 99_000, 18_811), TaxLine(0, 5_000, 0)), total_minor=122_811, terms="",
    exemption="Free of tax", notes=("Re-pipe",),
    earlier=(Earlier("INV-0001", date(2026, 1, 2)), Earlier("INV-0002", date(2026, 2, 2))),
)  # fmt: skip
TEXAS = Party(
    name="Alder LLC", tax_number="12-3456789", address=PostalAddress(city="Austin", region="TX", country="US")
)
CASES = {
    "a stage with two rates, an exempt line, a deduction and earlier invoices": STAGE,
    "a tax that is cumulative over the job and so one unit off its base times its rate": replace(
        STAGE, taxes=(TaxLine(1900, 99_000, 18_810), TaxLine(0, 5_000, 0)), total_minor=122_810
    ),
    "a company with a number that is none of VAT": replace(
        STAGE, seller=TEXAS, currency="USD", exemption="", due_on=None, terms="On receipt"
    ),
    "a currency without decimals": replace(
        STAGE,
        currency="JPY",
        taxes=(TaxLine(1900, 99_000, 18_810), TaxLine(0, 5_000, 0)),
        total_minor=122_810,
    ),
    "days of service": replace(STAGE, period=Span(date(2026, 11, 2), date(2026, 11, 20))),
    "one day of service, and an order": replace(
        STAGE, period=Span(date(2026, 11, 2), date(2026, 11, 2)), order_reference="PO 7"
    ),
    "a credit note": replace(STAGE, kind="381", due_on=None, terms="Broken", earlier=STAGE.earlier[:1]),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("syntax", [cii, ubl])
def test_the_referees_find_nothing_in(case: str, syntax: Any) -> None:
    check_ties(CASES[case])
    assert faults(syntax(CASES[case])) == []


def test_the_referees_find_a_period_that_ends_before_it_begins() -> None:
    """The control of the two cases above: BR-29."""
    backwards = replace(STAGE, period=Span(date(2026, 11, 20), date(2026, 11, 2)))
    assert all(any("BR-29" in fault for fault in faults(syntax(backwards))) for syntax in (cii, ubl))


@pytest.mark.parametrize("syntax", [cii, ubl])
def test_the_referees_find_a_total_one_unit_off_a_kind_that_is_none_and_a_buyer_without_country(
    syntax: Any,
) -> None:
    """The negative control."""
    off = syntax(STAGE).replace("1228.11", "1228.12", 1)
    assert any("BR-CO-1" in fault or "BR-CO-25" in fault for fault in faults(off)), faults(off)
    assert faults(syntax(replace(STAGE, kind="999")))  # type: ignore[arg-type]
    nowhere = replace(STAGE, buyer=Party(name="Doe", address=PostalAddress(city="Paris")))
    assert faults(syntax(nowhere))


def test_a_yen_beside_base_times_rate_is_too_much_for_the_standard_and_a_cent_is_not() -> None:
    off = (TaxLine(1900, 99_000, 18_811),)
    assert lacking(SELLER, PARIS, "JPY", off) == ("tax",)
    assert lacking(SELLER, PARIS, "EUR", off) == ()
    assert lacking(SELLER, PARIS, "KWD", off) == ("currency",)


def test_lines_stand_where_they_come_to_each_rate_s_base_and_else_one_for_each_rate() -> None:
    taxes = (TaxLine(1900, 99_000, 18_810), TaxLine(0, 5_000, 0))
    assert lines_of(STAGE.lines, taxes, "") == STAGE.lines
    assert lines_of(STAGE.lines[:1], taxes, "All") == (Billed("All", 1900, 99_000), Billed("All", 0, 5_000))
    assert lines_of((), taxes[:1], "All") == (Billed("All", 1900, 99_000),)


@pytest.mark.parametrize(
    ("number", "country", "vat"),
    [
        ("DE 123 456 789", "DE", "DE123456789"),
        ("EL123456789", "GR", "EL123456789"),
        ("12-3456789", "US", ""),
        ("DE123456789", "US", ""),
    ],
)
def test_a_tax_number_is_one_of_vat_where_it_begins_with_its_country(
    number: str, country: Any, vat: str
) -> None:
    party = Party(name="x", tax_number=number, address=PostalAddress(country=country))
    assert party.vat_number == vat


def test_what_people_typed_is_text_and_what_xml_cannot_hold_is_left_out() -> None:
    typed = replace(STAGE, notes=("]]><x/>&amp;\x01\x0b",))
    for syntax in (cii, ubl):
        assert "]]&gt;&lt;x/&gt;&amp;amp;<" in syntax(typed)


async def ready(shop: Shop, **more: Any) -> None:
    """A company that wants electronic invoices and says who it is, and a customer who says where."""
    company = {"legal_name": "Alder LLC", "address": {"city": "Austin", "region": "TX", "country": "US"}}
    company |= {"tax_number": "12-3456789", "e_invoices": True, **more}
    answer = await shop.company.owner.patch("/api/settings", company)
    assert answer.status_code == 200, answer.text
    where = {"billing_address": {"street": "2 rue de la Paix", "city": "Paris", "country": "FR"}}
    assert (await shop.office.patch(f"/api/customers/{shop.customer_id}", where)).status_code == 200


def attached(body: bytes) -> str:
    with pikepdf.open(io.BytesIO(body)) as document:
        return str(document.attachments["factur-x.xml"].get_file().read_bytes().decode())


@pytest.mark.anyio
async def test_a_pdf_carries_the_invoice_for_programs_and_stays_what_it_was(shop: Shop) -> None:
    await ready(shop)
    first = await shop.invoice(100_000)
    shop.clock.advance(timedelta(minutes=1))
    second = await shop.invoice(150_000)
    body = await pdf(shop, second)
    xml = attached(body)
    assert faults(xml) == []
    assert first["number"] in xml
    assert ">1500.00</ram:GrandTotalAmount>" in xml
    assert ">Alder LLC</ram:Name>" in xml
    with pikepdf.open(io.BytesIO(body)) as document:
        told = document.Root.Metadata.read_bytes().decode()
        assert str(document.Root.AF[0].AFRelationship) == "/Alternative"
    for part in ("fx:ConformanceLevel>EN 16931<", "pdfaid:part>3<", "pdfuaid:part>1<"):
        assert part in told, told
    assert told.count("<pdfaExtension:schemas>") == 1
    await ready(shop, tax_number="98-7654321")
    assert await pdf(shop, second) == body
    answer = await shop.office.get(f"/api/invoices/{second['id']}/ubl")
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "application/xml")
    assert faults(answer.text) == []
    assert "12-3456789" in answer.text


@pytest.mark.anyio
async def test_the_days_of_service_are_its_period_where_the_paper_says_them_and_nowhere_else(
    shop: Shop,
) -> None:
    """Visits on 18 and 25 February; one after the issue is none of its days."""
    await ready(shop)
    for day in ("2026-02-25", "2026-02-18"):
        await done(shop, day)
    invoice = await shop.invoice(100_000)
    await done(shop, "2026-03-01")
    path = f"/api/invoices/{invoice['id']}"
    assert "InvoicePeriod" not in (await shop.office.get(f"{path}/ubl")).text
    shown = await shop.office.patch(path, {"visible_fields": {"service_dates": True}})
    assert shown.status_code == 200, shown.text
    told, carried = (await shop.office.get(f"{path}/ubl")).text, attached(await pdf(shop, invoice))
    assert re.findall(r"<cbc:(Start|End)Date>([\d-]+)<", told) == [
        ("Start", "2026-02-18"),
        ("End", "2026-02-25"),
    ]
    days = carried.partition("BillingSpecifiedPeriod>")[2].partition("</ram:BillingSpecifiedPeriod")[0]
    assert re.findall(r">(\d{8})<", days) == ["20260218", "20260225"]
    assert (faults(told), faults(carried)) == ([], [])


@pytest.mark.anyio
async def test_a_company_that_did_not_ask_for_them_has_none_in_its_pdfs(shop: Shop) -> None:
    await ready(shop, e_invoices=False)
    invoice = await shop.invoice(100_000)
    with pikepdf.open(io.BytesIO(await pdf(shop, invoice))) as document:
        assert not document.attachments
    await ready(shop)
    assert attached(await pdf(shop, invoice))


@pytest.mark.anyio
async def test_what_is_lacking_is_said_by_name_and_the_pdf_goes_on_without(shop: Shop) -> None:
    await shop.company.owner.patch("/api/settings", {"e_invoices": True})
    invoice = await shop.invoice(100_000)
    state = (await shop.office.get(f"/api/invoices/{invoice['id']}/e-invoice")).json()
    lacking = ["company_country", "company_city", "company_tax_number", "customer_country", "customer_city"]
    assert state == {"is_on": True, "lacking": lacking, "lacking_for_peppol": []}
    answer = await shop.office.get(f"/api/invoices/{invoice['id']}/ubl")
    assert (answer.status_code, answer.json()["code"]) == (409, "documents.no_e_invoice")
    assert answer.json()["lacking"] == lacking
    assert (await pdf(shop, invoice)).startswith(b"%PDF-")
    await shop.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "Twice"})
    state = (await shop.office.get(f"/api/invoices/{invoice['id']}/e-invoice")).json()
    assert state["lacking"] == ["ended"]
    assert not re.search("factur-x", (await pdf(shop, invoice)).decode("latin-1"))


@pytest.mark.anyio
async def test_a_credit_note_is_kind_381_and_names_its_invoice(shop: Shop) -> None:
    await ready(shop)
    invoice = await shop.invoice(100_000)
    body = {"amount_minor": 30_000, "reason": "Broken tile"}
    made = await shop.office.post(f"/api/invoices/{invoice['id']}/credit", body)
    assert made.status_code == 200, made.text
    note = (await shop.office.get(f"/api/invoices/{invoice['id']}")).json()
    rows = await shop.rows("SELECT id, number FROM credit_note")
    answer = await shop.office.get(f"/api/credit-notes/{rows[0][0]}/ubl")
    assert answer.status_code == 200, answer.text
    assert faults(answer.text) == []
    for part in (
        ">381<", f"<cbc:ID>{rows[0][1]}<", f"<cbc:ID>{note['number']}<", ">300.00</cbc:PayableAmount>"
    ):  # fmt: skip
        assert part in answer.text


@pytest.mark.anyio
async def test_held_money_is_billed_and_taxed_whole_and_said_in_words(shop: Shop) -> None:
    await ready(shop)
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/retainage", {"rate_bps": 1000})
    assert answer.status_code in (200, 201), answer.text
    invoice = await shop.invoice(100_000)
    text = (await shop.office.get(f"/api/invoices/{invoice['id']}/ubl")).text
    assert faults(text) == []
    assert ">1000.00</cbc:PayableAmount>" in text
    assert "$100.00 is held back until the work is accepted; $900.00 is to pay now." in text
