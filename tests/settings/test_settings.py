"""What the company says of itself, and what its jobs and invoices begin with."""

from datetime import date

import pytest
from tests.company import Company

from stagebill.settings.number_series import first_series, label, taken
from stagebill.settings.surcharge import NOT_IN
from stagebill.settings.texts import Texts

pytestmark = pytest.mark.anyio

A_REFUSED_CHANGE = {
    "a switch that is a text": {"progress_invoicing": "yes"},
    "a switch that is a number": {"progress_invoicing": 1},
    "terms without a kind": {"due_terms": {"days": 30}},
    "terms of an unknown kind": {"due_terms": {"kind": "someday"}},
    "net 0": {"due_terms": {"kind": "net", "days": 0}},
    "net 366": {"due_terms": {"kind": "net", "days": 366}},
    "net 2^63": {"due_terms": {"kind": "net", "days": 2**63}},
    "a day that is none": {"due_terms": {"kind": "date", "on": "2026-02-30"}},
    "an unknown way to pay": {"payment_options": {"crypto": True}},
    "an empty name": {"name": ""},
    "a name that is taken away": {"name": None},
    "a color that is none": {"accent": "red;}body{display:none"},
    "an unknown field": {"currency": "EUR"},
    "an e-mail that is none": {"email": "office"},
}


async def test_a_company_begins_with_whole_invoices_due_on_receipt(company: Company) -> None:
    settings = (await company.technician.get("/api/settings")).json()
    me = (await company.owner.get("/api/me")).json()
    assert settings == {
        "id": me["organization"]["id"],
        "name": "Alder Plumbing",
        "currency": "USD",
        "zone": "America/New_York",
        "language": "en",
        "change_order_days": 14,
        "technicians_invoice": True,
        "visit_checklist": [],
        "e_invoices": False,
        "reminders": {
            "is_on": False,
            "steps": [-3, 0, 3, 7, 14],
            "from_hour": 9,
            "to_hour": 17,
            "by": "mail",
        },
        "progress_invoicing": False,
        "due_terms": {"kind": "receipt"},
        "payment_options": {"card": True, "ach": True, "financing": False, "part": False, "tip": False},
        "tip_percents_bps": [1000, 1500, 2000],
        "keeps_cards": False,
        "surcharge": {"percent_bps": 0, "not_in": list(NOT_IN)},
        "visible_fields": {
            "line_items": True,
            "quantities": True,
            "unit_prices": True,
            "tax": True,
            "progress": True,
            "approval": False,
            "technician": False,
            "service_dates": False,
        },
        "whole_invoices_only": False,
        **dict.fromkeys(("phone", "email", "accent", "legal_name", "address", "website")),
        "tax_number": None,
        "electronic_address": None,
        "bank_account": None,
        "online_payments": None,
        "logo_sha256": None,
        "tax_rates": [],
        "texts": {name: {"en": "", "es": "", "ar": ""} for name in Texts.__struct_fields__},
    }


async def test_what_is_left_out_stays(company: Company) -> None:
    before = (await company.owner.get("/api/settings")).json()
    changed = await company.dispatcher.patch(
        "/api/settings", {"progress_invoicing": True, "due_terms": {"kind": "net", "days": 30}}
    )
    assert changed.status_code == 200
    wanted = before | {"progress_invoicing": True, "due_terms": {"kind": "net", "days": 30}}
    assert changed.json() == wanted
    assert (await company.owner.get("/api/settings")).json() == wanted


async def test_null_empties_what_may_be_empty(company: Company) -> None:
    full = {"phone": "+1 555 010 4477", "email": "office@alder.example", "accent": "#0b5d4e"}
    filled = (await company.owner.patch("/api/settings", full)).json()
    assert filled | full == filled
    emptied = await company.owner.patch("/api/settings", dict.fromkeys(full))
    assert [emptied.json()[name] for name in full] == [None, None, None]


async def test_the_name_that_customers_read_may_differ_from_the_companys(company: Company) -> None:
    changed = await company.owner.patch("/api/settings", {"name": "Alder & Daughters"})
    assert changed.json()["name"] == "Alder & Daughters"
    assert (await company.owner.get("/api/me")).json()["organization"]["name"] == "Alder Plumbing"


async def test_changes_that_fit_no_setting_change_nothing(company: Company) -> None:
    before = (await company.owner.get("/api/settings")).json()
    for what, change in A_REFUSED_CHANGE.items():
        refused = await company.owner.patch("/api/settings", change)
        assert refused.status_code == 422, (what, refused.text)
        assert refused.json()["code"] in {"request.invalid", "sync.invalid"}, what
    assert (await company.owner.get("/api/settings")).json() == before


async def test_every_device_hears_of_new_settings(company: Company) -> None:
    cursor = (await company.technician.get("/api/sync/snapshot")).json()["cursor"]
    await company.owner.patch("/api/settings", {"whole_invoices_only": True})
    pulled = (await company.technician.get("/api/sync/pull", params={"cursor": cursor})).json()
    assert [(change["e"], change["op"]) for change in pulled["changes"]] == [("settings", "put")]
    assert pulled["changes"][0]["row"]["whole_invoices_only"] is True


async def test_settings_not_changed_meanwhile_are_not_sent_again(company: Company) -> None:
    first = await company.owner.get("/api/settings")
    again = await company.owner.get("/api/settings", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_invoice_numbers_count_up_from_one_without_a_gap() -> None:
    series = first_series("01900000-0000-7000-8000-000000000001")
    labels = []
    for _ in range(3):
        labels.append(label(series, series.next_number, date(2026, 3, 2)))
        series = taken(series)
    assert labels == ["INV-0001", "INV-0002", "INV-0003"]
    assert series.next_number == 4


async def test_tax_rates_have_names_of_their_own_and_at_most_one_is_what_lines_begin_with(
    company: Company,
) -> None:
    rates = [{"name": "County", "rate_bps": 887.5, "default": True}, {"name": "Exempt", "rate_bps": 0}]
    kept = (await company.owner.patch("/api/settings", {"tax_rates": rates})).json()["tax_rates"]
    assert kept == [rates[0], rates[1] | {"default": False}]
    for wrong in ([rates[0], rates[0]], [rates[0], rates[1] | {"default": True}],
                  [rates[1], rates[1] | {"name": " EXEMPT "}]):  # fmt: skip
        answer = await company.owner.patch("/api/settings", {"tax_rates": wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "settings.tax_rates_unclear")


async def test_a_settings_screen_that_is_behind_overwrites_nothing(company: Company) -> None:
    await company.owner.patch("/api/settings", {"phone": "555 0100"})
    stale = {"phone": "555 0200", "seen": {"phone": None}}
    answer = await company.dispatcher.patch("/api/settings", stale)
    assert (answer.status_code, answer.json()["code"]) == (409, "settings.changed_meanwhile")
    assert answer.json()["fields"] == ["phone"]
    other = {"website": "https://alder.example", "seen": {"website": None, "name": "Alder Plumbing"}}
    assert (await company.dispatcher.patch("/api/settings", other)).json()["phone"] == "555 0100"


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "ftp://x.example", 'https://x" onclick="', "https://"]
)
async def test_a_website_is_one_that_customers_may_follow(company: Company, website: str) -> None:
    assert (await company.owner.patch("/api/settings", {"website": website})).status_code == 422


async def test_the_companys_own_words_keep_no_card_number(company: Company) -> None:
    texts = {"receipt_footer": {"en": "Our card 4242 4242 4242 4242"}}
    kept = (await company.owner.patch("/api/settings", {"texts": texts})).json()["texts"]
    assert kept["receipt_footer"] == {"en": "Our card ••••••••••••4242", "es": "", "ar": ""}


async def test_a_tax_rate_above_100_percent_is_refused(company: Company) -> None:
    for rate_bps in (-1, 10_001, "10000.01"):
        rates = {"tax_rates": [{"name": "Sales tax", "rate_bps": rate_bps}]}
        answer = await company.owner.patch("/api/settings", rates)
        assert (answer.status_code, answer.json()["code"]) == (422, "kernel.not_a_rate")
    rates = {"tax_rates": [{"name": "Sales tax", "rate_bps": 10_000}]}
    assert (await company.owner.patch("/api/settings", rates)).status_code == 200


async def test_an_address_written_as_one_text_is_refused_with_its_parts_named(company: Company) -> None:
    refused = await company.owner.patch("/api/settings", {"address": "120 Foundry Row, Greenfield"})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["path"]) == (422, "address")
    assert error["message"] == (
        "An address is written in parts: street, city, region, postal_code and country."
    )
