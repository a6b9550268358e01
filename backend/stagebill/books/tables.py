"""Where a company's names for accounts are kept."""

from collections.abc import Mapping

from stagebill.books.account import Account, AccountKey, ChartOfAccounts
from stagebill.kernel.database.fields import IdField, InstantField, JsonField, TextField
from stagebill.kernel.database.row import Row


class ChartOfAccountsRow(Row):
    """The names that were changed."""

    record = ChartOfAccounts

    organization_id = IdField()
    id = IdField(primary_key=True)
    accounts = JsonField(Mapping[AccountKey, Account])
    tax_rate_name = TextField(null=True)
    updated_at = InstantField()

    class Meta:
        table = "chart_of_accounts"
