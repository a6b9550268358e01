"""Money that stands somewhere: held back on jobs, unapplied with customers, in the pockets of the crew."""

from datetime import date, datetime

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments.payment import Method


class HeldRow(Struct, frozen=True, kw_only=True):
    """One job. `held_minor` is what is held back and not released yet; `retained_minor` all that ever was."""

    job_id: Id
    number: str
    title: str
    customer_id: Id
    customer: str
    retained_minor: Minor
    released_minor: Minor
    held_minor: Minor


class HeldMoney(Struct, frozen=True, kw_only=True):
    """Every job on which something is held back, the most first."""

    as_of: date
    currency: str
    held_minor: Minor
    rows: list[HeldRow]
    left_off: int = 0


class CreditRow(Struct, frozen=True, kw_only=True):
    """One customer, or nobody who is known. `undecided_minor` is what of it waits for a decision."""

    customer_id: Id | None
    customer: str | None
    payment_count: int
    unapplied_minor: Minor
    undecided_minor: Minor


class UnappliedCredit(Struct, frozen=True, kw_only=True):
    """Every customer with unapplied money, the most first. `other_currency_count` payments are in another
    currency, and in no sum.
    """

    as_of: date
    currency: str
    unapplied_minor: Minor
    undecided_minor: Minor
    rows: list[CreditRow]
    left_off: int = 0
    other_currency_count: int = 0


class TakenPayment(Struct, frozen=True, kw_only=True):
    """Cash or a check that a member still has. The amount is less what was refunded of it."""

    payment_id: Id
    job_id: Id | None
    job: str | None
    customer: str | None
    method: Method
    amount_minor: Minor
    taken_at: datetime
    reference: str
    receipt: str


class TakingsRow(Struct, frozen=True, kw_only=True):
    """What one member took and has not handed over, the oldest first."""

    member_id: Id
    member: str
    cash_minor: Minor
    check_minor: Minor
    amount_minor: Minor
    payments: list[TakenPayment]


class Takings(Struct, frozen=True, kw_only=True):
    """Cash and checks that members recorded and the office did not mark as handed over."""

    as_of: date
    currency: str
    cash_minor: Minor
    check_minor: Minor
    amount_minor: Minor
    rows: list[TakingsRow]


def takings(as_of: date, currency: str, taken: list[tuple[Id, str, TakenPayment]]) -> Takings:
    """By member, who has the most first; `taken` names each payment's member."""
    found: dict[Id, tuple[str, list[TakenPayment]]] = {}
    for member_id, name, payment in taken:
        found.setdefault(member_id, (name, []))[1].append(payment)
    rows = [_of_member(member_id, name, payments) for member_id, (name, payments) in found.items()]
    rows.sort(key=lambda row: (-row.amount_minor, row.member))
    return Takings(
        as_of=as_of,
        currency=currency,
        cash_minor=sum(row.cash_minor for row in rows),
        check_minor=sum(row.check_minor for row in rows),
        amount_minor=sum(row.amount_minor for row in rows),
        rows=rows,
    )


def _of_member(member_id: Id, name: str, payments: list[TakenPayment]) -> TakingsRow:
    cash = sum(each.amount_minor for each in payments if each.method is Method.CASH)
    check = sum(each.amount_minor for each in payments if each.method is Method.CHECK)
    return TakingsRow(
        member_id=member_id,
        member=name,
        cash_minor=cash,
        check_minor=check,
        amount_minor=cash + check,
        payments=payments,
    )
