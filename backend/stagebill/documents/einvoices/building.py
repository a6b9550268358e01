"""The record of the standard, made of what was issued: of an invoice, or of a credit note on one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from stagebill.documents.as_told import Told
from stagebill.documents.einvoices.einvoice import (
    CREDIT_NOTE,
    INVOICE,
    Billed,
    Earlier,
    EInvoice,
    NoEInvoice,
    Party,
    check_ties,
    lacking,
    lines_of,
)
from stagebill.documents.einvoices.peppol import for_peppol
from stagebill.documents.einvoices.words import word
from stagebill.documents.words import word as word_on_paper
from stagebill.invoices.as_issued import Said, SaidCompany
from stagebill.jobs.attendance import Span
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.electronic_address import BankAccount, ElectronicAddress
from stagebill.kernel.money import Minor, format_money
from stagebill.kernel.postal_address import PostalAddress
from stagebill.paypage.page import figures
from stagebill.settings.payment_terms import DueTerms, Net, OnDate


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Where documents go and what sorts and pays them, as it is known now. What an invoice said of these at
    its issue stays; what it lacked may be added later, for it changes nothing of what was billed.
    """

    company: ElectronicAddress | None = None
    customer: ElectronicAddress | None = None
    buyer_reference: str | None = None
    purchase_order: str | None = None
    bank_account: BankAccount | None = None


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What an invoice was issued with. `said` is none of what was issued before it was kept."""

    status: str
    currency: str
    number: str | None
    title: str
    customer_name: str | None
    issued_on: date | None
    due_on: date | None
    due_terms: DueTerms
    taxes: tuple[TaxLine, ...]
    total_minor: Minor
    held_minor: Minor
    released_minor: Minor
    said: Said | None
    shows_service_dates: bool = False
    delivery: Delivery = Delivery()


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What a credit note takes off an invoice, and what stood around it then, where that was kept."""

    number: str
    reason: str
    taxes: tuple[TaxLine, ...]
    total_minor: Minor
    issued_on: date
    told: Told | None = None


def hindrances(facts: Facts) -> tuple[str, ...]:
    """Why there is no electronic form of it, by name; each has a sentence on the screen."""
    if facts.number is None or facts.status == "draft":
        return ("draft",)
    if facts.status in ("void", "canceled"):
        return ("ended",)
    if facts.released_minor:
        return ("release",)  # what it asks for was invoiced and taxed before
    if facts.said is None:
        return ("not_kept",)
    seller = _seller(facts.said.company)
    return lacking(seller, facts.said.billing_address, facts.currency, facts.taxes)


def invoice_of(facts: Facts, own: Sequence[Billed], earlier: tuple[Earlier, ...]) -> EInvoice:
    """An invoice, billed and taxed whole, whatever of it is held back. Raises NoEInvoice."""
    known = _known(facts)
    return _made(known, lines_of(own, facts.taxes, ""), facts.taxes, EInvoice(
        **known.frame,
        kind=INVOICE,
        number=known.number,
        issued_on=known.issued_on,
        total_minor=facts.total_minor,
        terms=_terms(facts, known.language),
        due_on=facts.due_on,
        period=_period(facts),
        notes=_notes(facts.title, known.said.title),
        earlier=earlier,
    ))  # fmt: skip


def credit_of(facts: Facts, note: Note) -> EInvoice:
    """A credit note on an invoice; its amounts are above zero, its kind says the rest. Raises NoEInvoice.

    It is from the company and to the address of its own day, where that was kept.
    """
    standing = replace(facts, status="open")  # it says so of a void invoice too
    if facts.said and note.told:
        then = note.told
        about = replace(
            facts.said, company=then.company, language=then.language, billing_address=then.billing_address
        )
        standing = replace(standing, said=about)
    known = _known(standing)
    reason = (word(known.language, "reason", reason=note.reason),) if note.reason else ()
    return _made(known, lines_of((), note.taxes, ""), note.taxes, EInvoice(
        **known.frame,
        kind=CREDIT_NOTE,
        number=note.number,
        issued_on=note.issued_on,
        total_minor=note.total_minor,
        terms=reason[0] if reason else known.said.title,
        notes=(*_notes(facts.title, known.said.title), *reason),
        earlier=(Earlier(known.number, known.issued_on),),
    ))  # fmt: skip


def _period(facts: Facts) -> Span | None:
    """What its paper says of the days of service; where that says nothing, this does not either."""
    days = facts.said.service.days if facts.said and facts.shows_service_dates else ()
    return Span(days[0].first, days[-1].last) if days else None


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice that was issued and says enough; `frame` is what its document and those on it share."""

    facts: Facts
    said: Said
    number: str
    issued_on: date
    language: str

    @property
    def frame(self) -> dict[str, Any]:
        given, now = self.said, self.facts.delivery
        return {
            "currency": self.facts.currency,
            "seller": _seller(given.company, given.company.electronic_address or now.company),
            "buyer": _buyer(self.facts, given.electronic_address or now.customer),
            "exemption": _exemption(given, self.language),
            "buyer_reference": given.buyer_reference or now.buyer_reference or "",
            "order_reference": given.purchase_order or now.purchase_order or "",
            "account": given.company.bank_account or now.bank_account,
            "lines": (),
            "taxes": (),
        }


def _known(facts: Facts) -> _Known:
    """Raises NoEInvoice."""
    if found := hindrances(facts):
        raise NoEInvoice(lacking=list(found))
    said, number, issued_on = facts.said, facts.number, facts.issued_on
    assert said is not None
    assert number is not None
    assert issued_on is not None
    language = figures.known_language(said.language, said.company.language)
    return _Known(facts=facts, said=said, number=number, issued_on=issued_on, language=language)


def _made(known: _Known, lines: tuple[Billed, ...], taxes: tuple[TaxLine, ...], frame: EInvoice) -> EInvoice:
    """Whole, and found to tie out."""
    shown = replace(frame, lines=_named(lines, known.facts, known.language), taxes=_stated(taxes))
    check_ties(shown)
    return for_peppol(shown)


def _stated(taxes: tuple[TaxLine, ...]) -> tuple[TaxLine, ...]:
    """A rate that bills nothing here is not said: the standard asks for a line under each."""
    return tuple(tax for tax in taxes if tax.base_minor or tax.tax_minor)


def _seller(company: SaidCompany, electronic: ElectronicAddress | None = None) -> Party:
    """By its legal name, where it has one; an address of one text has neither city nor country."""
    legal = company.legal_name or company.name
    address = company.address
    return Party(
        name=legal,
        trade_name=company.name if company.name != legal else "",
        address=address if isinstance(address, PostalAddress) else PostalAddress(street=address or ""),
        tax_number=company.tax_number or "",
        email=company.email or "",
        phone=company.phone or "",
        electronic=electronic,
    )


def _buyer(facts: Facts, electronic: ElectronicAddress | None) -> Party:
    assert facts.said is not None
    where = facts.said.billing_address or PostalAddress()
    return Party(name=facts.customer_name or "", address=where, electronic=electronic)


def _named(lines: tuple[Billed, ...], facts: Facts, language: str) -> tuple[Billed, ...]:
    """A line of a whole rate has no name of its own: it is the invoice's, with its rate."""

    def name(line: Billed) -> str:
        rate = figures.percent(line.rate_bps, facts.currency, language)
        return line.name or word(language, "stage", title=facts.title, rate=rate)

    return tuple(Billed(name(line), line.rate_bps, line.net_minor) for line in lines)


def _exemption(said: Said, language: str) -> str:
    return word(language, "exempt") if any(line.exempt for line in said.lines) else ""


def _notes(title: str, project: str) -> tuple[str, ...]:
    return (title,) if title == project else (title, project)


def _terms(facts: Facts, language: str) -> str:
    """When it is to be paid, where no day is known yet; and what of it waits."""
    said = [] if facts.due_on else [_due(facts.due_terms, language)]
    if facts.held_minor:
        owed_minor = facts.total_minor - facts.held_minor
        held = format_money(facts.held_minor, facts.currency, language)
        said.append(
            word(language, "held", held=held, owed=format_money(owed_minor, facts.currency, language))
        )
    return " · ".join(said)


def _due(terms: DueTerms, language: str) -> str:
    if isinstance(terms, OnDate):
        return figures.day(terms.on, language)
    if isinstance(terms, Net):
        return word_on_paper(language, "due_net").format(days=terms.days)
    return word_on_paper(language, f"due_{terms.__struct_config__.tag}")
