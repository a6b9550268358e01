"""What every customer's page has: one file with its styles inside, and whose company it is from."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
from markupsafe import Markup

from stagebill.kernel.templates import Render, styles
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import Company

STYLE: Final = styles("paypage", "page.css")
BAR: Final = styles("paypage", "bar.css")  # of the two pages that draw how far a job is
_DONE: Final = frozenset({"asked", "promised", "accepted"})
_WENT_WRONG: Final = frozenset({"failed", "debit_failed", "taken_back"})


class Html(msgspec.Struct, frozen=True, kw_only=True):
    """A page and its Content-Security-Policy."""

    text: str
    policy: str


class Row(NamedTuple):
    """A line of a table or a list: what it is for, and the sum, written out."""

    label: str
    money: str
    detail: str = ""
    total: bool = False


def layout(render: Render, say: Callable[..., str], style: str = "") -> Render:
    """`document("pay.html", language, company, **facts)`: a slice's template, with what the layout asks for.

    `say` has the slice's words by language, `style` is what its pages have besides the common one.
    """

    def document(
        name: str, language: str, company: Company | None, *, bar_style: str = "", refresh: str = "",
        **facts: Any,
    ) -> str:  # fmt: skip
        phone = (company.phone if company else None) or ""
        return render(
            name, language=language, company=company, refresh=refresh, say=partial(say, language),
            style=Markup(STYLE + style + accent_style(company) + bar_style),
            initials=figures.initials(company.name) if company else "",
            dialed="".join(sign for sign in phone if sign in "+0123456789"), **facts,
        ).strip()  # fmt: skip

    return document


def tone(notice: str) -> str:
    """How a notice is colored: what was done quietly, what went wrong loudly, all else to be looked at."""
    return " good" if notice in _DONE else " late" if notice in _WENT_WRONG else ""


def policy(text: str, form_origins: tuple[str, ...] = ()) -> str:
    """Nothing runs, nothing loads; the page's styles are named by their hash, gateways by their origin."""
    style = text.partition("<style>")[2].partition("</style>")[0]
    named = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    targets = " ".join(("'self'", *form_origins))
    return (
        f"default-src 'none'; style-src 'sha256-{named}'; img-src 'self' data:; form-action {targets}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def accent_style(company: Company | None) -> str:
    """The company's color at a lightness that stays readable, where the browser can reckon with colors."""
    color = (company.accent if company else None) or ""
    if not (len(color) == 7 and color[0] == "#" and all(sign in "0123456789abcdef" for sign in color[1:])):
        return ""
    light, dark = (f"--act:oklch(from {color} {lightness}% c h)" for lightness in (44, 78))
    return (
        f"@supports (color:oklch(from red l c h)){{:root{{{light};--on-act:#fff}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark};--on-act:#11141b}}}}}}"
    )
