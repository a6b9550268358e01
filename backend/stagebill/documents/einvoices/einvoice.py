"""An invoice or a credit note as EN 16931 sees it: the one record that both syntaxes, CII and UBL, write."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

import msgspec

from stagebill.jobs.attendance import Span
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.electronic_address import BankAccount, ElectronicAddress
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.money import PPM, Bps, Minor, exponent, rate_ppm, share
from stagebill.kernel.postal_address import PostalAddress

INVOICE: Final = "380"
CREDIT_NOTE: Final = "381"
DECIMALS_MAX: Final = 2  # BR-DEC: no amount of EN 16931 has more
# What a VAT number begins with: the country, but for Greece.
_PREFIXES: Final[Mapping[str, str]] = {"GR": "EL"}
_VAT: Final = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,12}")
# Schemes of electronic addresses whose numbers are those of a register of companies.
COMPANY_REGISTERS: Final = frozenset({"0002", "0007", "0009", "0106", "0151", "0190", "0192", "0196", "0208"})
Category = Literal["S", "E", "Z"]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Who bills, or who is billed. `trade_name` is said where it is another than the legal one."""

    name: str
    address: PostalAddress
    trade_name: str = ""
    tax_number: str = ""
    email: str = ""
    phone: str = ""
    electronic: ElectronicAddress | None = None

    @property
    def vat_number(self) -> str:
        """The tax number, where it is one of VAT as the Union writes it."""
        written = re.sub(r"[\s.\-]", "", self.tax_number).upper()
        country = self.address.country or ""
        is_vat = _VAT.fullmatch(written) and written.startswith(_PREFIXES.get(country, country))
        return written if is_vat else ""

    @property
    def register(self) -> ElectronicAddress | None:
        """The number in a register of companies (BT-30, BT-47), where that is what reaches them."""
        is_one = self.electronic is not None and self.electronic.scheme in COMPANY_REGISTERS
        return self.electronic if is_one else None


class Billed(msgspec.Struct, frozen=True):
    """What is billed under one rate: a line of the invoice, or all of the rate in one."""

    name: str
    rate_bps: Bps
    net_minor: Minor


class Earlier(msgspec.Struct, frozen=True):
    """Another document of the same job that this one follows."""

    number: str
    issued_on: date


class EInvoice(msgspec.Struct, frozen=True, kw_only=True):
    """`lines` come to the bases of `taxes`, rate by rate; bases and taxes come to `total_minor`.

    What the customer holds back of it is in no field of the standard: the whole is billed and taxed, and
    `terms` say in words what of it waits.
    """

    kind: Literal["380", "381"]
    number: str
    issued_on: date
    currency: str
    seller: Party
    buyer: Party
    lines: tuple[Billed, ...]
    taxes: tuple[TaxLine, ...]
    total_minor: Minor
    terms: str
    exemption: str  # why what is taxed at nothing is; empty where the law's zero rate is meant
    due_on: date | None = None
    period: Span | None = None  # from the first day of service to the last (BG-14)
    notes: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    buyer_reference: str = ""  # what the buyer's bookkeeping sorts it by
    order_reference: str = ""  # the number of the buyer's order
    account: BankAccount | None = None
    is_for_peppol: bool = False  # nothing lacks that the network asks for

    @property
    def base_minor(self) -> Minor:
        return sum(tax.base_minor for tax in self.taxes)

    @property
    def tax_minor(self) -> Minor:
        return sum(tax.tax_minor for tax in self.taxes)

    @property
    def means(self) -> str:
        """UNCL 4461: a SEPA transfer, or any other."""
        return "58" if self.account and self.account.is_iban and self.currency == "EUR" else "30"

    def category(self, rate_bps: Bps) -> Category:
        """Standard rate, exempt, or zero rated."""
        return "S" if rate_bps else "E" if self.exemption else "Z"


class NoEInvoice(Refusal):
    """An e-invoice is made only from an issued invoice that says everything the standard requires."""

    kind = Kind.STALE


def lacking(
    seller: Party, buyer: PostalAddress | None, currency: str, taxes: Iterable[TaxLine]
) -> tuple[str, ...]:
    """What the standard asks for and the record does not say, by name: each has a sentence on the screen."""
    where = seller.address
    found = {
        "company_country": where.country is None,
        "company_city": not where.city.strip(),
        "company_tax_number": not seller.tax_number.strip(),
        "customer_country": buyer is None or buyer.country is None,
        "customer_city": buyer is None or not buyer.city.strip(),
        "currency": exponent(currency) > DECIMALS_MAX,
        "tax": any(_is_far_off(tax, currency) for tax in taxes),
    }
    return tuple(name for name, is_lacking in found.items() if is_lacking)


def _is_far_off(tax: TaxLine, currency: str) -> bool:
    """Tax that is cumulative over a job is a unit beside its base times its rate. The standard's rules let
    less than one whole of the currency pass, which in yen is nothing.
    """
    off_minor = abs(tax.tax_minor - share(tax.base_minor, rate_ppm(tax.rate_bps), PPM))
    return off_minor >= Decimal(1).scaleb(exponent(currency))


def lines_of(own: Sequence[Billed], taxes: Iterable[TaxLine], name: str) -> tuple[Billed, ...]:
    """The invoice's own lines where they come to each rate's base; else one for each rate, which does."""
    bases: dict[Bps, Minor] = {}
    for line in own:
        bases[line.rate_bps] = bases.get(line.rate_bps, 0) + line.net_minor
    wanted = {tax.rate_bps: tax.base_minor for tax in taxes if tax.base_minor or tax.tax_minor}
    if own and {rate: base for rate, base in bases.items() if base or rate in wanted} == wanted:
        return tuple(own)
    return tuple(Billed(name, rate, base) for rate, base in wanted.items())


def check_ties(shown: EInvoice) -> None:
    """Lines and taxes come to the total to the last unit: a program that is told less pays less. A mistake of
    ours, which no reader may meet.
    """
    assert shown.base_minor + shown.tax_minor == shown.total_minor
    for tax in shown.taxes:
        lines = (line.net_minor for line in shown.lines if line.rate_bps == tax.rate_bps)
        assert sum(lines) == tax.base_minor
