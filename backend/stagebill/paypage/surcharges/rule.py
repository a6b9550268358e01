"""When paying by card has a surcharge, and how much: by the company's percent, and by place.

The place is where the work is, for the sale is made there. Where the customer is billed elsewhere, that state
has to allow it as well. Without any state that is known there is none: who errs, errs for the customer.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple, get_args

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.money import PPM, Minor, percent_ppm, share_at_most
from stagebill.kernel.postal_address import PostalAddress
from stagebill.paypage.checkout import Method
from stagebill.settings.surcharge import SURCHARGED_CURRENCY, State, Surcharge

_STATES: Final[frozenset[str]] = frozenset(get_args(State))
_NAMES: Final = {
    "alabama": "AL", "alaska": "AK", "american samoa": "AS", "arizona": "AZ", "arkansas": "AR",
    "california": "CA", "colorado": "CO", "connecticut": "CT", "delaware": "DE",
    "district of columbia": "DC", "florida": "FL", "georgia": "GA", "guam": "GU", "hawaii": "HI",
    "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY",
    "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI",
    "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE",
    "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY",
    "north carolina": "NC", "north dakota": "ND", "northern mariana islands": "MP", "ohio": "OH",
    "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR", "rhode island": "RI",
    "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT",
    "vermont": "VT", "virgin islands": "VI", "virginia": "VA", "washington": "WA", "west virginia": "WV",
    "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
# Countries by ISO 3166-1 that are territories of the United States.
_TERRITORIES: Final = frozenset({"AS", "GU", "MP", "PR", "VI"})
_COUNTRY: Final = re.compile(r"[\s,]+(?:usa|u\.s\.a\.|united states(?: of america)?)$", re.IGNORECASE)
_CODE: Final = re.compile(r"[\s,]+(\d{5})(?:-\d{4})?$")
_LAST: Final = re.compile(r"(?:^|(,)|\s)\s*([A-Za-z]{2})$")


class SurchargeGone(Refusal):
    """A card surcharge is what the page showed before the customer went to pay, to the cent."""

    kind = Kind.STALE


class Place(NamedTuple):
    """Where the work of an invoice is, in one line, and where its bills go."""

    site: str | None
    billing: PostalAddress | None


def percent_at(surcharge: Surcharge, currency: str, places: Iterable[Place]) -> int:
    """The percent that paying these invoices by card has, in hundredths; 0 where it has none."""
    rows = tuple(places)
    may = currency == SURCHARGED_CURRENCY and bool(rows) and all(_may(surcharge, each) for each in rows)
    return surcharge.percent_bps if may else 0


def surcharge_of(paid_minor: Minor, percent_bps: int) -> Minor:
    """3% of 100.00 is 3.00; of 0.50 it is 0.01, as half a cent more would be above the limit."""
    return share_at_most(paid_minor, percent_ppm(percent_bps), PPM) if percent_bps else 0


def check_surcharge(surcharge_minor: Minor, paid_minor: Minor, method: Method, percent_bps: int) -> None:
    """Whether an attempt may have this surcharge. Raises SurchargeGone."""
    due_minor = surcharge_of(paid_minor, percent_bps) if method == "card" else 0
    if surcharge_minor != due_minor:
        raise SurchargeGone(surcharge_minor=surcharge_minor, due_minor=due_minor)


def state_in(address: str) -> str | None:
    """The state that an address of one or several lines ends with, before its ZIP code."""
    text = _COUNTRY.sub("", " ".join(address.split()))
    zip_code = _CODE.search(text)
    if zip_code:
        text = text[: zip_code.start()]
    named = next((name for name in _by_length() if _ends_with(text.lower(), name, bool(zip_code))), None)
    if named:
        return _NAMES[named]
    found = _LAST.search(text.rstrip("."))
    # "12 Kings Ct" is a street: two letters are a state behind a comma, or before a ZIP code.
    if found and (zip_code or found[1]) and found[2].upper() in _STATES:
        return found[2].upper()
    return None


def _may(surcharge: Surcharge, place: Place) -> bool:
    billing = place.billing
    if billing is not None and billing.country not in {None, "US", *_TERRITORIES}:
        return False
    states = {state_in(place.site) if place.site else None, _state_of(billing) if billing else None} - {None}
    return bool(states) and not states & set(surcharge.not_in)


def _state_of(address: PostalAddress) -> str | None:
    """Of an address in parts; of one that has its lines in the street alone, what these say."""
    if address.country in _TERRITORIES:
        return address.country
    region = address.region.strip()
    if region:
        return region.upper() if region.upper() in _STATES else _NAMES.get(region.lower())
    return state_in(address.street)


def _by_length() -> list[str]:
    return sorted(_NAMES, key=len, reverse=True)  # "west virginia" before "virginia"


def _ends_with(text: str, name: str, has_zip_code: bool) -> bool:
    if not text.endswith(name):
        return False
    before = text[: -len(name)]
    return not before or before.rstrip().endswith(",") or (has_zip_code and before.endswith(" "))
