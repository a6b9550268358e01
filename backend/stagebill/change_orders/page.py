"""The customer's page of one change order as data: what they are asked, and what it does to the total."""

from datetime import datetime
from typing import Literal

import msgspec

from stagebill.change_orders.approval import Approval
from stagebill.change_orders.change_order import ChangeLine, State
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.paypage.page.pay_page import Company

Situation = Literal["asked", "approved", "declined", "expired", "withdrawn", "draft", "unfit"]


class ApprovePage(msgspec.Struct, frozen=True, kw_only=True):
    """`after_minor` is the job's total with the change as it stands now; None if it no longer fits."""

    company: Company
    language: str
    customer_name: str
    project_title: str
    project_site: str | None
    job_id: Id
    order_id: Id
    number: str
    title: str
    words: str
    state: State
    lines: tuple[ChangeLine, ...]
    taxes: tuple[TaxLine, ...]
    total_minor: Minor
    before_minor: Minor
    after_minor: Minor | None
    expires_at: datetime | None
    ended_at: datetime | None
    approval: Approval | None


def situation(page: ApprovePage) -> Situation:
    """What this page is about. Only `asked` has a form."""
    if page.state is not State.SENT:
        return page.state.value  # type: ignore[return-value]
    return "asked" if page.after_minor is not None else "unfit"


def totals_shown(page: ApprovePage) -> tuple[Minor, Minor]:
    """The job's total before and with the change: current, or as approved."""
    if page.approval is not None:
        return page.approval.before_minor, page.approval.after_minor
    return page.before_minor, page.before_minor if page.after_minor is None else page.after_minor
