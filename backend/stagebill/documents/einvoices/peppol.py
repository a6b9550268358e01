"""What the Peppol network asks for beyond EN 16931: its Billing 3.0, of which BIS is the rule book."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from stagebill.documents.einvoices.einvoice import EInvoice, Party
from stagebill.kernel.money import Bps

_DUTCH_REGISTERS: Final = frozenset({"0106", "0190"})
_SWEDISH_RATES: Final[frozenset[Bps]] = frozenset({0, 600, 1200, 2500})
# Their rules ask for numbers that no record here has: registration accounts, marks of a tax office.
NOT_SERVED: Final = frozenset({"DK", "GR", "IS"})
_VAT: Final[Mapping[str, str]] = {"NO": r"NO\d{9}MVA", "SE": r"SE\d{12}"}


def for_peppol(shown: EInvoice) -> EInvoice:
    """The same, saying so where it can go by the network."""
    return replace(shown, is_for_peppol=not lacking_for_peppol(shown))


def lacking_for_peppol(shown: EInvoice) -> tuple[str, ...]:
    """Why the network would not carry it, by name; each has a sentence on the screen."""
    seller, buyer = shown.seller, shown.buyer
    country = seller.address.country or ""
    found = {
        "company_electronic_address": seller.electronic is None,
        "customer_electronic_address": buyer.electronic is None,
        "reference": not (shown.buyer_reference or shown.order_reference),
        "bank_account": country in {"DE", "NL"} and shown.account is None,
        "company_contact": _is_german(shown) and not (seller.phone and seller.email),
        "company_postal_code": country in {"DE", "NL", "IT"} and not _has_street(seller),
        "customer_postal_code": country in {"DE", "NL"} and _home(shown) and not _has_street(buyer),
        "company_register": country == "NL" and not _is_dutch(seller),
        "customer_register": country == "NL" and _home(shown) and not _is_dutch(buyer),
        "company_vat_number": not re.fullmatch(_VAT.get(country, ".*"), seller.vat_number),
        "tax_rates": country == "SE" and not _SWEDISH_RATES.issuperset(_rates(shown)),
        "country_rules": country in NOT_SERVED,
    }
    return tuple(name for name, is_lacking in found.items() if is_lacking)


def _home(shown: EInvoice) -> bool:
    return shown.seller.address.country == shown.buyer.address.country


def _is_german(shown: EInvoice) -> bool:
    return _home(shown) and shown.seller.address.country == "DE"


def _has_street(party: Party) -> bool:
    return bool(party.address.street.strip() and party.address.postal_code.strip())


def _is_dutch(party: Party) -> bool:
    return party.electronic is not None and party.electronic.scheme in _DUTCH_REGISTERS


def _rates(shown: EInvoice) -> Iterable[Bps]:
    return (tax.rate_bps for tax in shown.taxes)
