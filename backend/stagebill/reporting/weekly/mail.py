"""The weekly mail: a line for each figure that is not nothing, each with a link to the list behind it."""

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple
from urllib.parse import urlencode

from stagebill.kernel.directions import isolated, running
from stagebill.kernel.ids import Id
from stagebill.kernel.money import format_money
from stagebill.kernel.templates import renderer
from stagebill.notifications.mail import Mail
from stagebill.notifications.message import logo_place, one_line, stop_place
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import Company
from stagebill.reporting.weekly.digest import Counted, Digest, Late
from stagebill.reporting.weekly.words import counted, say

_render: Final = renderer("reporting", "notifications")


class Reader(NamedTuple):
    """Who reads it, in which language, and where the office is."""

    member_id: Id
    name: str
    language: str
    base_url: str


class Line(NamedTuple):
    """One figure. `about` stands below its name."""

    name: str
    about: str
    money: str
    link: str


class Section(NamedTuple):
    """Lines under a heading; `small` ones list what the line before them counts."""

    title: str
    lines: tuple[Line, ...]
    small: bool = False


def weekly_mail(found: Digest, company: Company, reader: Reader) -> Mail:
    """Also of a week in which there is nothing to tell: that is for whoever looks at an example."""
    say_it = partial(say, reader.language)
    net = _money(found, found.net_minor, reader)
    overdue = _money(found, found.overdue.minor, reader)
    subject = one_line(
        say_it("subject_late", net=net, overdue=overdue)
        if found.overdue.minor
        else say_it("subject", net=net)
    )
    facts = {
        "language": reader.language,
        "subject": subject,
        "company": company,
        "initials": figures.initials(company.name),
        "logo": logo_place(company.logo) if company.logo else "",
        "hello": say_it("hello", name=reader.name),
        "intro": say_it("intro", company=company.name, days=_days(found, reader)),
        "amount": net,
        "detail": say_it("came_in"),
        "quiet": say_it("quiet") if found.is_quiet else "",
        "sections": tuple(_sections(found, reader)),
        "button": say_it("button"),
        "link": f"{reader.base_url}/board",
        "why": say_it("why", company=company.name),
        "stop": stop_place(reader.member_id),
        "stop_line": say_it("stop"),
    }
    text, html = (_render(f"weekly.{kind}", **facts) for kind in ("txt", "html"))
    return Mail(subject=subject, text=text, html=html)


def _days(found: Digest, reader: Reader) -> str:
    return figures.days(found.period.from_on, found.period.to_on, reader.language)


def _sections(found: Digest, reader: Reader) -> Iterator[Section]:
    for title, lines in (
        ("money", _moved(found, reader)),
        ("billing", _billed(found, reader)),
        ("waiting", _waiting(found, reader)),
        ("open", _open(found, reader)),
    ):
        if shown := tuple(lines):
            yield Section(say(reader.language, title), shown)
    if found.oldest:
        name = counted(reader.language, "oldest", len(found.oldest))
        yield Section(name, tuple(_late(each, found, reader) for each in found.oldest), small=True)
    if found.arrived.count:
        line = _counted(found, reader, "arrived", "payouts", found.arrived, "/reports?report=payouts")
        yield Section(say(reader.language, "bank"), (line,))


def _moved(found: Digest, reader: Reader) -> Iterator[Line]:
    span = {"from_on": found.period.from_on.isoformat(), "to_on": found.period.to_on.isoformat()}
    link = _link(reader, "/reports", report="payments", span="custom", **span)
    for method, minor in found.received:
        yield Line(say(reader.language, f"method_{method}"), "", _money(found, minor, reader), link)
    if found.back_minor:
        yield Line(say(reader.language, "back"), "", _money(found, -found.back_minor, reader), link)
    if found.tip_minor:
        tips = _link(reader, "/reports", report="tips", span="custom", **span)
        yield Line(say(reader.language, "tips"), "", _money(found, found.tip_minor, reader), tips)


def _billed(found: Digest, reader: Reader) -> Iterator[Line]:
    if found.invoiced.count:
        span = {"issued_from": found.period.from_on.isoformat(), "issued_to": found.period.to_on.isoformat()}
        link = f"/invoices?{urlencode({'show': 'all', **span})}"
        yield _counted(found, reader, "invoiced", "invoices", found.invoiced, link)
    if found.unbilled.count:
        yield _counted(found, reader, "unbilled", "jobs", found.unbilled, "/reports?report=progress")


def _open(found: Digest, reader: Reader) -> Iterator[Line]:
    if found.due.count:
        yield _counted(found, reader, "due", "invoices", found.due, "/invoices?show=open")
    if found.pending_minor:
        link = _link(reader, "/invoices", show="pending")
        yield Line(say(reader.language, "pending"), "", _money(found, found.pending_minor, reader), link)
    if found.overdue.count:
        late = "/invoices?show=overdue&sort=soonest"
        yield _counted(found, reader, "overdue", "invoices", found.overdue, late)


def _waiting(found: Digest, reader: Reader) -> Iterator[Line]:
    if found.decisions.count:
        yield _counted(found, reader, "decisions", "payments", found.decisions, "/decisions")
    if found.set_back.count:
        yield _counted(found, reader, "set_back", "invoices", found.set_back, "/decisions")
    if found.question_count:
        about = say(reader.language, "questions_count", count=str(found.question_count))
        yield Line(say(reader.language, "questions"), about, "", _link(reader, "/decisions"))
    if found.lapsed.count:
        yield _counted(found, reader, "lapsed", "invoices", found.lapsed, "/invoices?show=promised")


def _late(late: Late, found: Digest, reader: Reader) -> Line:
    language = reader.language
    named = (isolated(each, language) for each in (late.number, late.customer) if each)
    title = (isolated(late.title, language),) if late.title else ()
    due = say(language, "was_due", day=figures.days(late.due_on, late.due_on, language))
    return Line(
        running(" · ".join(named), language),
        running(" · ".join((*title, due)), language),
        _money(found, late.due_minor, reader),
        _link(reader, f"/office/jobs/{late.job_id}"),
    )


def _counted(found: Digest, reader: Reader, name: str, of_what: str, what: Counted, path: str) -> Line:
    return Line(
        say(reader.language, name),
        counted(reader.language, of_what, what.count),
        _money(found, what.minor, reader),
        reader.base_url + path,
    )


def _link(reader: Reader, path: str, **query: str) -> str:
    return reader.base_url + (f"{path}?{urlencode(query)}" if query else path)


def _money(found: Digest, minor: int, reader: Reader) -> str:
    return format_money(minor, found.currency, reader.language)
