"""An application for payment on paper: the summary, then the sheet by line, on sheets laid on their side."""

from functools import partial

from stagebill.documents.applications.application import TAX, Application, Line
from stagebill.documents.applications.words import word
from stagebill.documents.paper import Paper, Row, Table, letterhead
from stagebill.kernel.money import PPM, format_money, in_bps
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import PayPage

_ALMOST_ALL = PPM - 100


def application_paper(page: PayPage, shown: Application) -> Paper:
    """What an invoice asks for, as reviewers of construction contracts read it."""
    told = partial(word, page.language)
    money = partial(format_money, currency=page.company.currency, language=page.language)
    return Paper(
        **letterhead(page.company, page.language, "pay_application", told("number", place=str(shown.place))),
        subject=page.project.title,
        to=page.customer_name,
        to_address=page.billed_to or "",
        site=page.project.site or "",
        facts=(
            (told("period"), figures.day(shown.period_to, page.language)),
            (told("invoice"), shown.number),
        ),
        tables=(_summary(page, shown), _sheet(page, shown)),
        sum_label=told("sum"),
        sum=money(shown.due_minor),
        message=told("basis"),
        signed=told("approval"),
        flipped=True,
    )


def _summary(page: PayPage, shown: Application) -> Table:
    told = partial(word, page.language)
    money = partial(format_money, currency=page.company.currency, language=page.language)
    totals = {"contract", "earned", "due"}
    rows = (
        ("original", shown.original_minor),
        ("added", shown.added_minor),
        ("deducted", shown.deducted_minor),
        ("contract", shown.contract_minor),
        ("completed", shown.completed_minor),
        ("held_of_work", shown.held_minor - shown.held_of_stored_minor),
        ("held_of_stored", shown.held_of_stored_minor),
        ("held", shown.held_minor),
        ("earned", shown.earned_minor),
        ("certified", shown.certified_minor),
        ("due", shown.due_minor),
        ("balance", shown.balance_minor),
    )
    return Table(
        told("summary"), (told("what"), told("amount")),
        tuple(Row(told(name), (money(minor),), total=name in totals) for name, minor in rows),
    )  # fmt: skip


def _sheet(page: PayPage, shown: Application) -> Table:
    told = partial(word, page.language)
    heads = ("item", "scheduled", "previous", "this", "stored", "completed", "percent", "balance", "held")
    rows = [
        _row(page, told("tax") if line.id == TAX else f"{place}  {line.description}", line)
        for place, line in enumerate(shown.lines, 1)
    ]
    total = Line(
        id="",
        description="",
        scheduled_minor=sum(line.scheduled_minor for line in shown.lines),
        previous_minor=sum(line.previous_minor for line in shown.lines),
        this_minor=sum(line.this_minor for line in shown.lines),
        stored_minor=sum(line.stored_minor for line in shown.lines),
        held_minor=shown.held_minor,
    )
    rows.append(_row(page, told("total"), total, is_total=True))
    return Table(told("sheet"), tuple(told(f"col_{head}") for head in heads), tuple(rows))


def _row(page: PayPage, label: str, line: Line, *, is_total: bool = False) -> Row:
    money = partial(format_money, currency=page.company.currency, language=page.language)
    cells = (
        money(line.scheduled_minor),
        money(line.previous_minor),
        money(line.this_minor),
        money(line.stored_minor),
        money(line.completed_minor),
        _percent(page, line),
        money(line.balance_minor),
        money(line.held_minor),
    )
    return Row(label, cells, total=is_total)


def _percent(page: PayPage, line: Line) -> str:
    """To two decimals; 100% is said only of a line that is all done (D-62)."""
    ppm = line.percent_ppm // 100 * 100
    if ppm >= PPM and line.balance_minor > 0:
        ppm = _ALMOST_ALL
    return figures.percent(in_bps(ppm), page.company.currency, page.language)
