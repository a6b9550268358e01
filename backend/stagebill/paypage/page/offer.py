"""What can be pressed on a pay page, and where it may lead."""

from datetime import date

import msgspec

from stagebill.paypage.cards.shown import KeepBox, ShownCard
from stagebill.paypage.checkout import Method
from stagebill.paypage.part_payment import Choice
from stagebill.paypage.tips.choice import TipChoice


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """`methods`: the ways to pay, by a form that may lead to `form_origins`. `is_test`: no money would move.

    `choice`: what the customer typed to pay instead of all that is due; `methods` are those for that sum.
    `lends`: the least and the most that can be paid over time. `let_go_on`: the day of an application for
    financing that was given up here, and may still come to something at its lender. `undisputed`: the ways to
    pay what is not questioned. `tip`: what was chosen for the crew, None where nobody is asked. `keep`: the
    box that keeps a card; `cards`: those that are kept.
    `surcharge_bps`: what a credit card adds, in hundredths of a percent.
    """

    methods: tuple[Method, ...]
    form_token: str
    form_origins: tuple[str, ...] = ()
    is_test: bool = False
    choice: Choice | None = None
    lends: tuple[int, int] | None = None
    let_go_on: date | None = None
    undisputed: tuple[Method, ...] = ()
    tip: TipChoice | None = None
    keep: KeepBox | None = None
    cards: tuple[ShownCard, ...] = ()
    surcharge_bps: int = 0
