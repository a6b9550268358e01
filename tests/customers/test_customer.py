"""The pure rules of a customer: where mail goes, and that no card number is kept."""

import pytest
from tests.builders import NOW, ORGANIZATION

from stagebill.customers.customer import Contact, Customer, Site, invoice_addresses, without_cards
from stagebill.kernel.records import differing

ANN = Contact(name="Ann", email="ann@x.example", gets_invoices=True)
BEN = Contact(name="Ben", email="ben@x.example")


@pytest.mark.parametrize(
    ("email", "contacts", "addresses"),
    [
        ("jane@x.example", (), ("jane@x.example",)),
        ("jane@x.example", (BEN,), ("jane@x.example",)),
        ("jane@x.example", (ANN, BEN), ("ann@x.example",)),
        (None, (ANN, Contact(name="Eve", email="eve@x.example", gets_invoices=True)),
         ("ann@x.example", "eve@x.example")),
        (None, (ANN, ANN), ("ann@x.example",)),
        ("jane@x.example", (Contact(name="No address", gets_invoices=True),), ("jane@x.example",)),
        (None, (BEN,), ()),
    ],
)  # fmt: skip
def test_mail_of_invoices_goes_to_the_contacts_that_get_it_else_to_the_customer(
    email: str | None, contacts: tuple[Contact, ...], addresses: tuple[str, ...]
) -> None:
    assert invoice_addresses(email, contacts) == addresses


def test_no_text_of_a_customer_keeps_a_card_number() -> None:
    card = "4242 4242 4242 4242"
    customer = Customer(
        organization_id=ORGANIZATION, id=ORGANIZATION, name=card, email=None, mobile=None, language=None,
        sites=(Site(address=card, notes=card, city=card),), created_at=NOW, notes=card,
        contacts=(Contact(name=card, role=card, email="ann@x.example"),),
    )  # fmt: skip
    masked = without_cards(customer)
    assert card not in str(masked)
    assert masked.contacts[0].email == "ann@x.example"


def test_a_default_that_was_not_seen_is_no_difference() -> None:
    now = {"sites": (Site(address="1 A St"),), "name": "Jane", "notes": ""}
    assert differing(now, {"sites": [{"address": "1 A St", "label": None}], "name": "Jane"}) == []
    assert differing(now, {"sites": [{"address": "2 A St"}], "name": "Jane", "what": 1}) == ["sites", "what"]
    assert differing(now, {"notes": "x"}) == ["notes"]
