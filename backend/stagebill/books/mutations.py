"""A company names its accounts as its own books do."""

from typing import Annotated

import msgspec
from msgspec import Meta

from stagebill.books.account import Account, AccountKey, ChartOfAccounts, named
from stagebill.books.queries import ChartView, answer_chart
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.text import Name
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect


class NameAccounts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rename accounts of the journal to match the company's own books; what is left out keeps its name."""

    accounts: Annotated[dict[AccountKey, Account], Meta(max_length=len(AccountKey))] = {}
    tax_rate_name: Name | None = None


async def name_accounts(data: NameAccounts, context: Context, tx: Tx) -> Effect:
    """It changes how exports read from now on, and nothing about what happened."""
    own_id = context.organization_id
    known = await tx.find(ChartOfAccounts, own_id)
    chart = (
        await tx.lock(ChartOfAccounts, own_id)
        if known
        else ChartOfAccounts(organization_id=own_id, id=own_id, updated_at=context.now)
    )
    return Effect(id=own_id, records=(named(chart, data.accounts, data.tax_rate_name, context.now),))


COMMANDS = (
    Command(
        name="books.name_accounts",
        input=NameAccounts,
        handler=name_accounts,
        roles=OFFICE_ROLES,
        route="PATCH /api/books/accounts",
        answer=answer_chart,
        view=ChartView,
    ),
)
