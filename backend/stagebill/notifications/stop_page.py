"""The page behind the link in a reminder, on which a customer stops reminders: one button, no script."""

from functools import partial
from typing import Final, Literal, NamedTuple

from markupsafe import Markup

from stagebill.kernel.templates import renderer
from stagebill.notifications.words import say
from stagebill.paypage import figures
from stagebill.paypage.html import STYLE, Html, accent_style, policy
from stagebill.paypage.page import Company
from stagebill.paypage.words import say as say_on_page

_render: Final = renderer("notifications", "paypage")
_OF_LAYOUT: Final = frozenset({"contact", "footer"})

Situation = Literal["asked", "stopped", "unknown", "limited", "busy"]


class StopPage(NamedTuple):
    """Whose reminders, and whether they are stopped already."""

    company: Company
    language: str
    is_stopped: bool


def stop_page(page: StopPage) -> Html:
    """The page in the state it is in."""
    return _page("stopped" if page.is_stopped else "asked", page.language, page.company)


def calm_page(language: str, situation: Literal["unknown", "limited", "busy"]) -> Html:
    """A page that only says something."""
    return _page(situation, language, None)


def _page(situation: Situation, language: str, company: Company | None) -> Html:
    say_it = partial(say, language, company=company.name if company else "")
    phone = company.phone if company else None
    text = _render(
        "stop.html", language=language, company=company, refresh="",
        style=Markup(STYLE + accent_style(company)),
        say=lambda name: say_on_page(language, name) if name in _OF_LAYOUT else say(language, name),
        initials=figures.initials(company.name) if company else "",
        dialled="".join(sign for sign in phone or "" if sign in "+0123456789"),
        head=say_it(f"stop_{situation}_head"), text=say_it(f"stop_{situation}_text"),
        button=say_it("stop_do") if situation == "asked" else "",
    ).strip()  # fmt: skip
    return Html(text=text, policy=policy(text))
