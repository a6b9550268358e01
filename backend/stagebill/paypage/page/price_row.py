"""What an invoice covers, row by row: the lines it bills itself, else the job's price and its part of it."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from stagebill.invoices.stored_material import Goods
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.line_item import MILLI, amount
from stagebill.kernel.money import Bps, format_money
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import BilledLine, Line, More, PayPage
from stagebill.paypage.page.words import say


class PriceRow(NamedTuple):
    """One row of the table; a heading has no money."""

    label: str
    money: str
    detail: str = ""
    total: bool = False


def price_rows(page: PayPage) -> list[PriceRow]:
    """The whole table; one that may not show lines has no rows but what the invoice itself comes to."""
    if not page.bill.shown.line_items:
        return _sums(page)
    return [*(_own_lines(page) if page.bill.lines else _job_lines(page)), *_sums(page)]


def _own_lines(page: PayPage) -> list[PriceRow]:
    bill = page.bill
    rows = [(line, PriceRow(line.description, _money(page, line.amount_minor), _part_of_line(page, line)))
            for line in bill.lines]  # fmt: skip
    taxes = _taxes(page, bill.taxes) if bill.shown.tax else []
    return [*_under_headings(rows), *_more(page, bill.more), *taxes]


def _job_lines(page: PayPage) -> list[PriceRow]:
    say_it, project = partial(say, page.language), page.project
    rows = [(line, PriceRow(line.description, _money(page, line.amount_minor), _detail(page, line)))
            for line in project.lines]  # fmt: skip
    off = project.discount_minor
    discount = [PriceRow(say_it("discount"), _money(page, -off))] if off else []
    taxes = _taxes(page, project.taxes) if page.bill.shown.tax else []
    # Without the rows of tax the table would not come to its sum: then the sum says what is in it.
    has_hidden_tax = not page.bill.shown.tax and any(tax.tax_minor for tax in project.taxes)
    said = say_it("job_total_taxed" if has_hidden_tax else "job_total")
    total = PriceRow(said, _money(page, project.total_minor), total=True)
    return [*_under_headings(rows), *_more(page, project.more), *discount, *taxes, total]


def _sums(page: PayPage) -> list[PriceRow]:
    say_it, bill = partial(say, page.language), page.bill
    has_hidden_tax = bill.lines and not bill.shown.tax and any(tax.tax_minor for tax in bill.taxes)
    stage = "this_stage_taxed" if has_hidden_tax and bill.shown.line_items else "this_stage"
    rows = [
        *_own_tax(page),
        PriceRow(say_it("released_here" if bill.released_minor else stage),
                 _money(page, bill.total_minor), total=True)
    ]  # fmt: skip
    if bill.held_minor:
        held = "held_here" if bill.held_minor > 0 else "given_back_here"
        rows.append(PriceRow(say_it(held), _money(page, -bill.held_minor)))
    rows += [
        PriceRow(say_it("credited_here"), _money(page, -note.amount_minor), f"{note.number} · {note.reason}")
        for note in bill.credits
    ]
    if bill.held_minor or bill.credited_minor:
        rows.append(PriceRow(say_it("owed_here"), _money(page, bill.owed_minor), total=True))
    return rows


def _own_tax(page: PayPage) -> list[PriceRow]:
    """What is in the sum of a stage whose own lines do not say it: its work, and the tax on it."""
    bill = page.bill
    is_said = not bill.shown.tax or (bill.lines and bill.shown.line_items)
    tax_minor = sum(tax.tax_minor for tax in bill.taxes)
    if is_said or not tax_minor:
        return []
    work = PriceRow(say(page.language, "this_stage_untaxed"), _money(page, bill.total_minor - tax_minor))
    return [work, *_taxes(page, bill.taxes)]


def _under_headings(rows: Sequence[tuple[Line | BilledLine, PriceRow]]) -> list[PriceRow]:
    """A heading stands once above the lines that follow each other under it."""
    told: list[PriceRow] = []
    heading = None
    for line, row in rows:
        if line.group_title and line.group_title != heading:
            told.append(PriceRow(line.group_title, "", total=True))
        heading = line.group_title
        told.append(row)
    return told


def _more(page: PayPage, more: More) -> list[PriceRow]:
    """Without this row a long table would not come to its sum."""
    if not more.count:
        return []
    said = "more_line" if more.count == 1 else "more_lines"
    return [PriceRow(say(page.language, said, count=str(more.count)), _money(page, more.amount_minor))]


def _taxes(page: PayPage, taxes: Iterable[TaxLine]) -> list[PriceRow]:
    return [
        PriceRow(
            say(page.language, "tax_rate", rate=_percent(page, tax.rate_bps)), _money(page, tax.tax_minor)
        )
        for tax in taxes
        if tax.tax_minor
    ]


def _part_of_line(page: PayPage, line: BilledLine) -> str:
    say_it = partial(say, page.language)
    said = []
    if line.percent_bps is not None:
        said.append(say_it("line_percent", percent=_percent(page, line.percent_bps)))
    if line.quantity_milli is not None and page.bill.shown.quantities:
        said.append(_billed_units(page, line, line.quantity_milli))
    if line.goods is Goods.STORED:
        said.append(say_it("line_stored"))
    if line.goods is Goods.BEFORE:
        said.append(say_it("line_before"))
    if line.exempt:
        said.append(say_it("line_exempt"))
    return " · ".join(said)


def _billed_units(page: PayPage, line: BilledLine, milli: int) -> str:
    """The unit price is said where it comes to the sum, or a discount is why it does not."""
    is_whole = amount(milli, line.unit_price_minor) == line.amount_minor
    if not page.bill.shown.unit_prices or not (is_whole or page.project.discount_minor):
        return _units(page, milli)
    rate = _rate(page, milli, line.unit_price_minor)
    return rate if is_whole else say(page.language, "line_discounted", rate=rate)


def _rate(page: PayPage, milli: int, price_minor: int) -> str:
    quantity, price = _number(page, milli), _money(page, price_minor)
    return say(page.language, "line_rate", quantity=quantity, price=price)


def _detail(page: PayPage, line: Line) -> str:
    said = [_quantity(page, line), say(page.language, "line_exempt") if line.exempt else ""]
    return " · ".join(part for part in said if part)


def _quantity(page: PayPage, line: Line) -> str:
    """One of a thing says nothing that its amount does not say."""
    shown = page.bill.shown
    if line.quantity_milli == MILLI:
        return ""
    if shown.quantities and shown.unit_prices:
        return _rate(page, line.quantity_milli, line.unit_price_minor)
    return _units(page, line.quantity_milli) if shown.quantities else ""


def _units(page: PayPage, milli: int) -> str:
    quantity = _number(page, milli)
    return say(page.language, "line_unit" if quantity == "1" else "line_quantity", quantity=quantity)


def _percent(page: PayPage, bps: Bps) -> str:
    return figures.percent(bps, page.company.currency, page.language)


def _number(page: PayPage, milli: int) -> str:
    return figures.quantity(milli, page.company.currency, page.language)


def _money(page: PayPage, amount_minor: int) -> str:
    return format_money(amount_minor, page.company.currency, page.language)
