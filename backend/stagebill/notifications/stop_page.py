"""The page behind the link in a reminder, or in a weekly mail, that stops them: one button, no script."""

from functools import partial
from typing import Final, Literal, NamedTuple

from stagebill.kernel.templates import renderer
from stagebill.notifications.words import say
from stagebill.paypage.page.layout import Html, layout, policy
from stagebill.paypage.page.pay_page import Company
from stagebill.paypage.page.words import say as say_on_page

_OF_LAYOUT: Final = frozenset({"contact", "footer"})

Subject = Literal["reminders", "weekly"]
Situation = Literal["asked", "stopped", "unknown", "limited", "busy"]


def _said(language: str, sentence: str) -> str:
    return (say_on_page if sentence in _OF_LAYOUT else say)(language, sentence)


_document: Final = layout(renderer("notifications", "paypage"), _said)


class StopPage(NamedTuple):
    """Whose mails, and whether they are stopped already."""

    company: Company
    language: str
    is_stopped: bool


def stop_page(page: StopPage, subject: Subject = "reminders") -> Html:
    """The page in the state it is in."""
    return _page("stopped" if page.is_stopped else "asked", page.language, page.company, subject)


def calm_page(language: str, situation: Literal["unknown", "limited", "busy"]) -> Html:
    """A page that only says something."""
    return _page(situation, language, None)


def _page(
    situation: Situation, language: str, company: Company | None, subject: Subject = "reminders"
) -> Html:
    say_it = partial(say, language, company=company.name if company else "")
    weekly = "weekly_" if subject == "weekly" else ""
    text = _document(
        "stop.html", language, company,
        head=say_it(f"stop_{weekly}{situation}_head"), text=say_it(f"stop_{weekly}{situation}_text"),
        button=say_it(f"stop_{weekly}do") if situation == "asked" else "",
    )  # fmt: skip
    return Html(text=text, policy=policy(text))
