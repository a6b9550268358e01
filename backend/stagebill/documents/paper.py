"""A document that is no invoice, as data for one template: a receipt, a statement, a credit note, a change
order. All that it says is text; what it adds up was added by the rules of the app.
"""

from typing import Any, Final

import msgspec

from stagebill.documents.color import readable_on_white
from stagebill.documents.paper_words import word
from stagebill.paypage.page.pay_page import Company

# Where sheets of paper are cut in inches.
LETTER_CURRENCIES: Final = frozenset({"USD", "CAD", "MXN", "PHP", "CLP", "COP"})


class Row(msgspec.Struct, frozen=True):
    """A row of a table: its label, the small print below it, and as many further cells as there are heads."""

    label: str
    cells: tuple[str, ...]
    detail: str = ""
    total: bool = False


class Table(msgspec.Struct, frozen=True):
    """`heads` are one more than the cells of a row: that of its label stands first."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """Who says it to whom, what it says in tables, and the one sum where the eye lands."""

    language: str
    paper: str
    accent: str
    title: str
    foot: str
    company: str
    sender: str
    logo_sha256: str | None
    kind: str
    number: str
    subject: str
    to_label: str
    to: str
    to_address: str = ""
    site: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    sum_label: str = ""
    sum: str = ""
    pay_url: str = ""
    pay_label: str = ""
    pay_alt: str = ""
    message: str = ""
    signature: str = ""
    signed: str = ""
    closing: str = ""
    page: str
    flipped: bool = False  # the long side of the sheet lies below, for a table of many columns
    xml: str = ""  # the same for a program to read, as an associated file


def letterhead(company: Company, language: str, kind: str, number: str) -> dict[str, Any]:
    """What every document says of who sends it: the fields of a Paper that do not depend on its matter."""
    name = word(language, kind)
    called = f"{name} {number}".strip()
    return {
        "language": language,
        "paper": "us-letter" if company.currency in LETTER_CURRENCIES else "a4",
        "accent": readable_on_white(company.accent),
        "title": f"{called} · {company.name}",
        "foot": f"{called} · {company.name}",
        "company": company.name,
        "sender": sender_of(company),
        "logo_sha256": company.logo,
        "kind": name,
        "number": number,
        "to_label": word(language, "to"),
        "page": word(language, "page"),
    }


def texts_of(paper: Paper) -> tuple[str, ...]:
    """Every text of it that people read."""
    told = msgspec.to_builtins(paper)
    own = (text for name, text in told.items() if isinstance(text, str) and name not in {"signature", "xml"})
    facts = (text for fact in paper.facts for text in fact)
    rows = (row for table in paper.tables for row in table.rows)
    heads = (text for table in paper.tables for text in (table.title, *table.heads))
    return (*own, *facts, *heads, *(text for row in rows for text in (row.label, row.detail, *row.cells)))


def sender_of(company: Company) -> str:
    """Who they are and where: what the head of the paper says below the name."""
    legal = company.legal_name if company.legal_name != company.name else None
    site = company.website.partition("//")[2] if company.website else None
    lines = (legal, company.address, company.phone, company.email, site, company.tax_number)
    return "\n".join(line for line in lines if line)
