"""What goes by the Peppol network: the rules of its Billing 3.0, as it publishes them, find nothing."""

from datetime import date
from typing import Any

import pytest
from tests.documents.referee import faults, peppol_faults
from tests.documents.test_e_invoices import STAGE, attached, ready
from tests.documents.test_kept_papers import given
from tests.paypage.shop import Shop

from stagebill.documents.einvoices.cii import cii
from stagebill.documents.einvoices.einvoice import Billed, EInvoice, Party
from stagebill.documents.einvoices.peppol import for_peppol, lacking_for_peppol
from stagebill.documents.einvoices.ubl import ubl
from stagebill.jobs.attendance import Span
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.electronic_address import (
    BankAccount,
    ElectronicAddress,
    NotAnAccount,
    NotAnElectronicAddress,
    check_account,
    check_electronic_address,
)
from stagebill.kernel.postal_address import PostalAddress
from stagebill.kernel.records import replace

IBAN = BankAccount(number="DE89 3704 0044 0532 0130 00", bic="COBADEFF", holder="Alder GmbH")
GLN = ElectronicAddress(scheme="0088", id="4000001000005")


def electronic(scheme: Any, number: str) -> ElectronicAddress:
    return ElectronicAddress(scheme=scheme, id=number)


def party(country: Any, tax: str, reached: ElectronicAddress) -> Party:
    where = PostalAddress(street="Main 1", city="Town", postal_code="1000", country=country)
    return Party(
        name="Alder", trade_name="Alder & Sons", tax_number=tax, email="a@alder.example",
        phone="+49 30 12345", address=where, electronic=reached,
    )  # fmt: skip


GERMAN = replace(
    STAGE, seller=replace(STAGE.seller, electronic=electronic("9930", "DE123456789")),
    buyer=replace(STAGE.buyer, electronic=GLN), account=IBAN, buyer_reference="04011000-1234-03",
    order_reference="PO 7",
)  # fmt: skip
_SWEDISH = (TaxLine(2500, 99_000, 24_750), TaxLine(0, 5_000, 0))
CASES = {
    "a stage from Germany to France": GERMAN,
    "within Germany": replace(GERMAN, buyer=party("DE", "", electronic("9930", "DE987654321"))),
    "days of service": replace(GERMAN, period=Span(date(2026, 11, 2), date(2026, 11, 20))),
    "a credit note": replace(GERMAN, kind="381", due_on=None, terms="Broken", earlier=STAGE.earlier[:1]),
    "with a number of the order alone": replace(GERMAN, buyer_reference=""),
    "without an account, due at a day": replace(
        GERMAN, account=None, seller=party("BE", "BE0202239951", electronic("0208", "0202239951"))
    ),
    "within the Netherlands": replace(
        GERMAN, seller=party("NL", "NL123456789B01", electronic("0106", "12345678")),
        buyer=party("NL", "", electronic("0190", "00000001234567890000")),
    ),
    "from Norway": replace(GERMAN, seller=party("NO", "NO923609016MVA", electronic("0192", "923609016"))),
    "from Sweden": replace(
        GERMAN, seller=party("SE", "SE556036079301", electronic("0007", "5560360793")), taxes=_SWEDISH,
        lines=(Billed("Rough-in", 2500, 99_000), Billed("Permit", 0, 5_000)), total_minor=128_750,
    ),
    "from Italy": replace(GERMAN, seller=party("IT", "IT12345670017", electronic("0211", "IT12345670017"))),
    "a company of a country without VAT": replace(
        GERMAN, seller=party("US", "12-3456789", GLN), currency="USD",
        account=BankAccount(number="000123-456789", holder="Alder LLC"), exemption="",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_network_s_rules_and_the_standard_s_find_nothing_in(case: str) -> None:
    shown = for_peppol(CASES[case])
    assert lacking_for_peppol(shown) == ()
    assert peppol_faults(ubl(shown)) == []
    assert faults(ubl(shown)) == []
    assert faults(cii(shown)) == []


_ITALIAN, _DUTCH = CASES["from Italy"], CASES["within the Netherlands"]
_NOWHERE = PostalAddress(city="Town", country="NL")
_NOWHERE_IN_ITALY = replace(_ITALIAN.seller, address=replace(_NOWHERE, country="IT"))
_SHORT = party("SE", "SE55603607", GLN)
LACKS: dict[str, tuple[EInvoice, str]] = {
    "company_electronic_address": (
        replace(GERMAN, seller=replace(GERMAN.seller, electronic=None)), "PEPPOL-EN16931-R020",
    ),
    "customer_electronic_address": (
        replace(GERMAN, buyer=replace(GERMAN.buyer, electronic=None)), "PEPPOL-EN16931-R010",
    ),
    "reference": (replace(GERMAN, buyer_reference="", order_reference=""), "PEPPOL-EN16931-R003"),
    "bank_account": (replace(_DUTCH, account=None), "NL-R-007"),
    "company_postal_code": (
        replace(_ITALIAN, seller=_NOWHERE_IN_ITALY),
        "IT-R-002",
    ),
    "customer_postal_code": (
        replace(
            CASES["within the Netherlands"],
            buyer=replace(CASES["within the Netherlands"].buyer, address=_NOWHERE),
        ),
        "NL-R-004",
    ),
    "company_register": (
        replace(GERMAN, seller=party("NL", "NL123456789B01", electronic("0002", "123456789"))), "NL-R-003",
    ),
    "customer_register": (
        replace(_DUTCH, buyer=party("NL", "", electronic("0002", "123456789"))), "NL-R-005",
    ),
    "company_vat_number": (replace(GERMAN, seller=_SHORT, taxes=_SWEDISH), "SE-R-001"),
    "tax_rates": (replace(GERMAN, seller=party("SE", "SE556036079301", GLN)), "SE-R-006"),
    "country_rules": (
        replace(GERMAN, seller=party("DK", "DK12345678", electronic("0184", "12345678"))), "DK-R-002",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LACKS)
def test_what_the_network_would_refuse_is_named_before_it_does(name: str) -> None:
    """The negative control: each name is a rule that the published ones see too."""
    shown, rule = LACKS[name]
    assert lacking_for_peppol(shown) == (name,)
    found = peppol_faults(ubl(replace(shown, is_for_peppol=True)))
    assert rule in {fault.partition(":")[0] for fault in found}


def test_without_what_the_network_asks_for_the_file_claims_the_standard_and_no_more() -> None:
    shown = for_peppol(LACKS["reference"][0])
    assert "<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>" in ubl(shown)
    assert "ProfileID" not in ubl(shown)
    assert faults(ubl(shown)) == []


def test_a_german_company_says_by_phone_and_mail_how_it_is_reached() -> None:
    """DE-R-005 to 007: newer than the rules that the tests carry."""
    shown = replace(CASES["within Germany"], seller=replace(CASES["within Germany"].seller, phone=""))
    assert lacking_for_peppol(shown) == ("company_contact",)


@pytest.mark.parametrize(
    ("scheme", "number", "mistyped"),
    [
        ("0088", "4000001000005", "4000001000006"),
        ("0192", "923609016", "923609017"),
        ("0208", "0202239951", "0202239952"),
        ("0007", "5560360793", "556036079"),
        ("0151", "51824753556", "51824753557"),
        ("0184", "DK12345678", "1234567"),
    ],
)
def test_a_number_of_a_register_is_checked_by_its_own_digits(scheme: Any, number: str, mistyped: str) -> None:
    check_electronic_address(electronic(scheme, number))
    with pytest.raises(NotAnElectronicAddress):
        check_electronic_address(electronic(scheme, mistyped))
    shown = replace(GERMAN, buyer=replace(GERMAN.buyer, electronic=electronic(scheme, mistyped)))
    assert peppol_faults(ubl(replace(shown, is_for_peppol=True)))


def test_a_swedish_number_is_checked_by_its_last_digit_too() -> None:
    """PEPPOL-COMMON-R049 asks for it; the rules that the tests carry count its digits alone."""
    with pytest.raises(NotAnElectronicAddress):
        check_electronic_address(electronic("0007", "5560360794"))


def test_an_iban_is_checked_and_an_account_of_another_kind_is_taken_as_it_is() -> None:
    check_account(IBAN)
    check_account(BankAccount(number="000123-456789"))
    with pytest.raises(NotAnAccount):
        check_account(replace(IBAN, number="DE89 3704 0044 0532 0130 01"))


SETTINGS = {
    "address": {"street": "Hauptstr. 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
    "tax_number": "DE123456789", "phone": "+49 30 12345", "email": "a@alder.example",
    "electronic_address": {"scheme": "9930", "id": "DE123456789"},
    "bank_account": {"number": "DE89370400440532013000", "bic": "COBADEFF", "holder": "Alder GmbH"},
}  # fmt: skip
BUYER = {
    "electronic_address": {"scheme": "0088", "id": "4000001000005"},
    "buyer_reference": "04011000-1234-03",
}


async def state_of(shop: Shop, path: str) -> Any:
    return (await shop.office.get(f"{path}/e-invoice")).json()["lacking_for_peppol"]


@pytest.mark.anyio
async def test_an_invoice_goes_by_peppol_once_both_are_reached_and_it_names_what_it_is_sorted_by(
    shop: Shop,
) -> None:
    await ready(shop)
    invoice = await shop.invoice(100_000)
    path = f"/api/invoices/{invoice['id']}"
    assert await state_of(shop, path) == [
        "company_electronic_address", "customer_electronic_address", "reference"
    ]  # fmt: skip
    await ready(shop, **SETTINGS)
    answer = await shop.office.patch(f"/api/customers/{shop.customer_id}", BUYER)
    assert answer.status_code == 200, answer.text
    # What was lacking may be added later: it says where an invoice goes, and nothing of what it bills.
    assert await state_of(shop, path) == []
    second = await shop.invoice(50_000)
    text = (await shop.office.get(f"/api/invoices/{second['id']}/ubl")).text
    assert peppol_faults(text) == faults(text) == []
    for part in ('schemeID="0088">4000001000005<', ">04011000-1234-03<", ">DE89370400440532013000<"):
        assert part in text


@pytest.mark.anyio
async def test_the_number_of_the_order_is_that_of_the_day_of_issue(
    shop: Shop,
) -> None:
    await ready(shop, **SETTINGS)
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {**BUYER, "buyer_reference": None})
    for number in ("PO-77", "PO-78"):
        answer = await shop.office.post(f"/api/jobs/{shop.job_id}/purchase-order", {"purchase_order": number})
        assert answer.json()["purchase_order"] == number, answer.text
        if number == "PO-77":
            invoice = await shop.invoice(100_000)
    text = (await shop.office.get(f"/api/invoices/{invoice['id']}/ubl")).text
    assert peppol_faults(text) == []
    assert ">PO-77<" in text


@pytest.mark.anyio
async def test_the_paper_of_a_credit_note_carries_the_same_for_a_program(shop: Shop) -> None:
    await ready(shop, **SETTINGS)
    await shop.office.patch(f"/api/customers/{shop.customer_id}", BUYER)
    invoice = await shop.invoice(100_000)
    await shop.office.post(
        f"/api/invoices/{invoice['id']}/credit", {"amount_minor": 30_000, "reason": "Tile"}
    )
    ((note_id, number),) = await shop.rows("SELECT id, number FROM credit_note")
    path = f"/api/credit-notes/{note_id}"
    assert await state_of(shop, path) == []
    body = await given(shop, f"{path}/pdf")
    xml = attached(body)
    assert faults(xml) == []
    for part in (">381<", f">{number}<", f">{invoice['number']}<", ">300.00</ram:GrandTotalAmount>"):
        assert part in xml
    text = (await shop.office.get(f"{path}/ubl")).text
    assert peppol_faults(text) == faults(text) == []
    await ready(shop, tax_number="DE999999999")
    assert await given(shop, f"{path}/pdf") == body
