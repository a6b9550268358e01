"""A page as it was on the day of its invoice's issue: what paper says for good, and what the customer's page
says of the price. What may still change of an invoice is as it is today.
"""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET

from stagebill.invoices.as_issued import Said, SaidAround, SaidCompany, SaidLine
from stagebill.kernel.postal_address import PostalAddress, text_of
from stagebill.kernel.records import replace
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import LINES_MAX, BilledLine, Company, Line, More, PayPage


def as_said(page: PayPage, said: Said) -> PayPage:
    """All of it: who billed whom, in the language of then, for all lines of the price."""
    language = figures.known_language(said.language, said.company.language)
    own, theirs = said.company.address, said.billing_address
    company = company_then(page.company, said.company, language, theirs)
    project = replace(
        page.project, title=said.title, site=said.site, total_minor=said.total_minor,
        discount_minor=said.discount_minor, taxes=said.taxes, more=More(),
        lines=tuple(_line(line) for line in said.lines),
    )  # fmt: skip
    title = said.title if page.bill.title == page.project.title else page.bill.title
    bill = replace(page.bill, title=title, lines=_around(page.bill.lines, said.around))
    return replace(
        page,
        company=company,
        project=project,
        bill=bill,
        language=language,
        billed_to=text_of(theirs, language, own if isinstance(own, PostalAddress) else None),
    )


def company_then(company: Company, said: SaidCompany, language: str, theirs: PostalAddress | None) -> Company:
    """The company as it called itself, in a letter to the other address."""
    accent = company.accent if said.accent is UNSET else said.accent
    return replace(
        company, name=said.name, legal_name=said.legal_name, address=text_of(said.address, language, theirs),
        phone=said.phone, email=said.email, website=said.website, tax_number=said.tax_number, logo=said.logo,
        accent=accent,
    )  # fmt: skip


def price_as_said(page: PayPage) -> PayPage:
    """The page with the price of then, in the language of now and with no more lines than it has room for. A
    draft, and what was issued before this was kept, has the price of now.
    """
    if page.said is None:
        return page
    then = as_said(page, page.said)
    lines, rest = then.project.lines[:LINES_MAX], then.project.lines[LINES_MAX:]
    more = More(len(rest), sum(line.amount_minor for line in rest))
    project = replace(then.project, lines=lines, more=more)
    return replace(then, company=page.company, language=page.language, project=project)


def _line(said: SaidLine) -> Line:
    told = msgspec.structs.asdict(said)
    return Line(**{name: told[name] for name in Line.__struct_fields__})


def _around(lines: Sequence[BilledLine], around: Sequence[SaidAround]) -> tuple[BilledLine, ...]:
    """Of what was issued before it was kept, the job alone knows the headings."""
    if not around:
        return tuple(lines)
    return tuple(
        replace(line, **msgspec.structs.asdict(said)) for line, said in zip(lines, around, strict=False)
    )
