"""Entries with their numbers, the accounts that a company names, and the files that leave."""

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from tests.builders import NOW, TODAY
from tests.sync.office import Office

from stagebill.books.account import Account, AccountKey, accounts_of
from stagebill.books.exporters.form import NoSuchPart, written
from stagebill.books.exporters.ledger import Ledger, decimal_text, rate_text
from stagebill.books.exporters.spreadsheets import parts
from stagebill.books.journal import (
    Document,
    Entry,
    EntryKind,
    Movement,
    Posting,
    credited,
    ended,
    issued,
    moved,
)
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.ids import derived_id
from stagebill.payments.payment import Method

pytestmark = pytest.mark.anyio

MARCH = "from_on=2026-03-01&to_on=2026-03-31"


def a_document(total_minor: int = 108_000, held_minor: int = 10_000, **more: Any) -> Document:
    """1,080.00 with 80.00 tax at 8%, of which 100.00 are held back."""
    given: dict[str, Any] = {
        "id": derived_id("invoice"), "at": NOW, "on": TODAY, "number": "INV-0001", "customer": "Jane Marlow",
        "currency": "USD", "total_minor": total_minor, "held_minor": held_minor, "released_minor": 0,
        "taxes": (TaxLine(800, 100_000, 8_000),), "is_opening": False,
    }  # fmt: skip
    return Document(**given | more)


def a_movement(received_minor: int, applied_minor: int = 0, **more: Any) -> Movement:
    given: dict[str, Any] = {
        "mutation_id": derived_id("mutation"), "kind": EntryKind.PAYMENT, "at": NOW, "on": TODAY,
        "number": "1182", "customer": "Jane Marlow", "currency": "USD", "method": Method.CHECK,
        "received_minor": received_minor, "applied_minor": applied_minor, "is_opening": False,
        "taken_on": TODAY,
    }  # fmt: skip
    return Movement(**given | more)


def told(entry: Entry | None) -> dict[str, int]:
    assert entry is not None
    return {
        str(each.account) + (f" {each.rate_bps}" if each.rate_bps else ""): each.amount_minor
        for each in entry.postings
    }


def test_an_invoice_is_owed_but_for_what_is_held_back() -> None:
    assert told(issued(a_document())) == {
        "receivable": 98_000, "retainage": 10_000, "sales": -100_000, "tax 800": -8_000,
    }  # fmt: skip


def test_a_release_asks_for_what_was_held_and_sells_nothing() -> None:
    release = a_document(6_000, 0, released_minor=6_000, taxes=())
    assert told(issued(release)) == {"receivable": 6_000, "retainage": -6_000}


def test_a_fee_of_29_30_goes_from_where_the_money_lies_and_is_nobodys_credit() -> None:
    (entry,) = moved([a_movement(-2_930, kind=EntryKind.FEE, method=Method.CARD)])
    assert told(entry) == {"fees": 2_930, "card_clearing": -2_930}


def test_a_credit_note_takes_back_its_part_and_what_was_held_of_it() -> None:
    note = a_document(10_800, 1_000, taxes=(TaxLine(800, 10_000, 800),))
    assert told(credited(note)) == {
        "sales": 10_000, "tax 800": 800, "receivable": -9_800, "retainage": -1_000,
    }  # fmt: skip
    left = ended(EntryKind.VOID, a_document(), [note])
    assert told(left) == {"sales": 90_000, "tax 800": 7_200, "receivable": -88_200, "retainage": -9_000}


def test_what_was_billed_elsewhere_is_no_sale_here() -> None:
    assert told(issued(a_document(is_opening=True))) == {
        "receivable": 98_000, "retainage": 10_000, "opening": -108_000,
    }  # fmt: skip
    (entry,) = moved([a_movement(50_000, 50_000, is_opening=True)])
    assert told(entry) == {"opening": 50_000, "receivable": -50_000}


def test_a_check_of_300_00_on_an_invoice_of_200_00_leaves_100_00_of_credit() -> None:
    (entry,) = moved([
        a_movement(30_000), a_movement(0, 20_000, kind=EntryKind.APPLIED),
    ])  # fmt: skip
    assert told(entry) == {"undeposited": 30_000, "credit": -10_000, "receivable": -20_000}
    assert entry.kind is EntryKind.PAYMENT


def test_money_that_only_moves_between_invoices_needs_no_entry() -> None:
    assert moved([a_movement(0, part, kind=EntryKind.APPLIED) for part in (-500, 500)]) == []


@pytest.mark.parametrize(
    ("method", "account"),
    [("cash", "undeposited"), ("card", "card_clearing"), ("ach", "bank_clearing"),
     ("financing", "financing_clearing"), ("other", "undeposited")],
)  # fmt: skip
def test_money_lies_where_its_method_leaves_it(method: str, account: str) -> None:
    (entry,) = moved([a_movement(100, method=Method(method))])
    assert told(entry) == {account: 100, "credit": -100}


def test_amounts_and_rates_are_written_out() -> None:
    written_out = [decimal_text(*each) for each in ((-7, "USD"), (123_450, "USD"), (330, "JPY"), (5, "KWD"))]
    assert written_out == ["-0.07", "1234.50", "330", "0.005"]
    assert [rate_text(rate) for rate in (825, 700, 0, 1000)] == ["8.25", "7", "0", "10"]


def a_ledger(entries: Iterable[Entry], **names: Account) -> Ledger:
    accounts = {**accounts_of(None, "en"), **{AccountKey(key): name for key, name in names.items()}}
    return Ledger(
        entries=list(entries), accounts=accounts, currency="USD", language="en", tax_rate_name="Tax Exempt"
    )


def test_a_name_that_is_a_formula_a_quote_or_a_comment_does_no_harm() -> None:
    entry = issued(a_document(customer='=cmd "x"; *y\\', number="INV|1"))
    assert entry is not None
    found = a_ledger([entry])
    rows = list(csv.DictReader(io.StringIO(written("quickbooks", found))))
    assert rows[0]["Name"] == '\'=cmd "x"; *y\\'
    assert '"=cmd \\"x\\"; *y\\\\"' in written("beancount", found)
    assert '* =cmd "x"/ *y\\ | Invoice INV/1  ; entry:' in written("hledger", found)


def test_an_account_without_latin_letters_is_still_one() -> None:
    entry = issued(a_document())
    assert entry is not None
    text = written("beancount", a_ledger([entry], receivable=Account("売掛金", "1200")))
    assert "Assets:1200" in text or "Assets:Account-1200" in text


def test_a_file_has_as_many_lines_as_its_program_takes_and_no_entry_is_torn() -> None:
    entries = [issued(a_document(id=derived_id(str(place)))) for place in range(80)]
    whole = [entry for entry in entries if entry is not None]
    files = parts(whole, 300)
    assert [len(file) for file in files] == [75, 5]  # four lines each
    assert [entry for file in files for entry in file] == whole
    assert parts([], 300) == [[]]
    with pytest.raises(NoSuchPart):
        written("xero", a_ledger(whole), 3)


def test_the_same_thing_has_the_same_entry_for_ever() -> None:
    first, again = issued(a_document()), issued(a_document())
    assert first == again
    assert first is not None
    assert len(first.journal_number) <= 21
    assert Posting(AccountKey.RECEIVABLE, 98_000) in first.postings


async def billed(office: Office, amount_minor: int) -> Any:
    answer = await office.post("/api/invoices", {"job_id": office.job, "amount_minor": amount_minor})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_period_that_is_over_stays_as_it_is(office: Office, clock: FrozenClock) -> None:
    """A check taken on 31 March and synced on 2 April is an entry of April, which says when it was taken."""
    invoice = await billed(office, 50_000)
    clock.advance(timedelta(days=31))
    march = (await office.get(f"/api/books/export?form=beancount&{MARCH}")).text
    paid = {"method": "check", "amount_minor": 50_000, "invoice_id": invoice["id"],
            "taken_at": "2026-03-31T15:00:00Z", "reference": "1182"}  # fmt: skip
    assert (await office.post("/api/payments", paid)).status_code == 201
    await office.post(f"/api/payments/{(await office.get('/api/payments')).json()['items'][0]['id']}/reverse",
                      {"reason": "bounced"})  # fmt: skip
    assert (await office.get(f"/api/books/export?form=beancount&{MARCH}")).text == march
    april = (await office.get("/api/books/export?form=quickbooks&from_on=2026-04-01&to_on=2026-04-30")).text
    rows = list(csv.DictReader(io.StringIO(april)))
    assert {row["*JournalDate"] for row in rows} == {"04/02/2026"}
    assert rows[0]["Description"] == "Payment 1182, taken 2026-03-31"
    assert sum(float(row["*Debits"] or 0) - float(row["*Credits"] or 0) for row in rows) == 0


async def test_a_payment_without_a_number_of_its_own_is_named_by_its_invoice(office: Office) -> None:
    """An online payment has none; two of one customer on one day are told apart."""
    for amount_minor in (50_000, 60_000):
        invoice = await billed(office, amount_minor)
        paid = {"method": "other", "amount_minor": amount_minor, "invoice_id": invoice["id"]}
        assert (await office.post("/api/payments", paid)).status_code == 201
    march = (await office.get(f"/api/books/export?form=quickbooks&{MARCH}")).text
    told = {row["Description"] for row in csv.DictReader(io.StringIO(march))}
    assert {"Payment INV-0001", "Payment INV-0002"} <= told


async def test_the_journal_says_its_sums_and_its_files_in_the_company_s_names(office: Office) -> None:
    await billed(office, 50_000)
    named = {"accounts": {"sales": {"name": "Plumbing income", "code": "4100"}}, "tax_rate_name": "No VAT"}
    answer = await office.patch("/api/books/accounts", named)
    assert answer.status_code == 200, answer.text
    assert {"key": "sales", "kind": "income", "name": "Plumbing income", "code": "4100"} in answer.json()[
        "accounts"
    ]
    assert (await office.get("/api/books/accounts")).json() == answer.json()
    found = (await office.get(f"/api/books/journal?{MARCH}")).json()
    sums = {row["name"]: row["amount_minor"] for row in found["accounts"]}
    assert sums == {"Accounts Receivable": 50_000, "Plumbing income": -50_000}
    assert found["entry_count"] == 1
    assert {form["name"]: form["parts"] for form in found["forms"]} == dict.fromkeys(
        ("quickbooks", "xero", "beancount", "hledger"), 1
    )
    xero = (await office.get(f"/api/books/export?form=xero&{MARCH}")).text
    first, second = csv.DictReader(io.StringIO(xero))
    assert first["*Narration"] == second["*Narration"]
    assert first["*Narration"].startswith("Invoice INV-0001 (SB")
    assert (first["*Date"], first["*AccountCode"], first["*Amount"]) == ("2 Mar 2026", "1200", "500.00")
    assert (second["*TaxRate"], second["*AccountCode"], second["*Amount"]) == ("No VAT", "4100", "-500.00")


async def test_books_are_for_the_office(office: Office) -> None:
    for path in (
        f"/api/books/journal?{MARCH}",
        f"/api/books/export?form=xero&{MARCH}",
        "/api/books/accounts",
    ):
        assert (await office.get(path, who="technician")).status_code == 403
    assert (await office.patch("/api/books/accounts", {}, who="technician")).status_code == 403
    assert (await office.get(f"/api/books/export?form=excel&{MARCH}")).status_code in {400, 422}
    missing = await office.get(f"/api/books/export?form=xero&part=2&{MARCH}")
    assert (missing.status_code, missing.json()["code"]) == (404, "books.no_such_part")
