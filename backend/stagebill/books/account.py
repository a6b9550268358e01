"""The accounts that a journal posts to. A company gives them the names and codes that its own books have."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final

from msgspec import Meta, Struct

from stagebill.kernel.context import Language
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace
from stagebill.kernel.text import LINE_PATTERN, Name
from stagebill.payments.payment import Method

CODE_MAX: Final = 20
Code = Annotated[str, Meta(pattern=LINE_PATTERN, max_length=CODE_MAX)]


class AccountKey(StrEnum):
    RECEIVABLE = "receivable"
    RETAINAGE = "retainage"
    UNDEPOSITED = "undeposited"
    CARD_CLEARING = "card_clearing"
    BANK_CLEARING = "bank_clearing"
    FINANCING_CLEARING = "financing_clearing"
    CREDIT = "credit"
    TIPS = "tips"
    TAX = "tax"
    SALES = "sales"
    SURCHARGES = "surcharges"
    FEES = "fees"
    OPENING = "opening"
    BANK = "bank"
    DISPUTED = "disputed"
    PROCESSOR_OTHER = "processor_other"


class AccountKind(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class Account(Struct, frozen=True, forbid_unknown_fields=True):
    """The company's name for an account, and its code if it has one."""

    name: Name
    code: Code = ""


class ChartOfAccounts(Record, frozen=True, kw_only=True):
    """The names that a company changed; one row per company. `tax_rate_name` is the rate that Xero gets on
    every line: the tax has lines of its own.
    """

    organization_id: Id
    id: Id
    accounts: Mapping[AccountKey, Account] = MappingProxyType({})
    tax_rate_name: Name | None = None
    updated_at: datetime


KINDS: Final[Mapping[AccountKey, AccountKind]] = {
    AccountKey.RECEIVABLE: AccountKind.ASSET,
    AccountKey.RETAINAGE: AccountKind.ASSET,
    AccountKey.UNDEPOSITED: AccountKind.ASSET,
    AccountKey.CARD_CLEARING: AccountKind.ASSET,
    AccountKey.BANK_CLEARING: AccountKind.ASSET,
    AccountKey.FINANCING_CLEARING: AccountKind.ASSET,
    AccountKey.CREDIT: AccountKind.LIABILITY,
    AccountKey.TIPS: AccountKind.LIABILITY,
    AccountKey.TAX: AccountKind.LIABILITY,
    AccountKey.SALES: AccountKind.INCOME,
    AccountKey.SURCHARGES: AccountKind.INCOME,
    AccountKey.FEES: AccountKind.EXPENSE,
    AccountKey.OPENING: AccountKind.EQUITY,
    AccountKey.BANK: AccountKind.ASSET,
    AccountKey.DISPUTED: AccountKind.ASSET,
    AccountKey.PROCESSOR_OTHER: AccountKind.ASSET,
}
# Where money of a method lies until it is on the bank's statement: a deposit slip, a payout.
OF_METHOD: Final[Mapping[Method, AccountKey]] = {
    Method.CASH: AccountKey.UNDEPOSITED,
    Method.CHECK: AccountKey.UNDEPOSITED,
    Method.CARD: AccountKey.CARD_CLEARING,
    Method.ACH: AccountKey.BANK_CLEARING,
    Method.FINANCING: AccountKey.FINANCING_CLEARING,
    Method.OTHER: AccountKey.UNDEPOSITED,
}
TAX_RATE_NAME: Final = "Tax Exempt"
_FIRST: Final[Mapping[Language, Mapping[AccountKey, Account]]] = {
    "en": {
        AccountKey.RECEIVABLE: Account("Accounts Receivable", "1200"),
        AccountKey.RETAINAGE: Account("Retainage Receivable", "1210"),
        AccountKey.UNDEPOSITED: Account("Undeposited Funds", "1050"),
        AccountKey.CARD_CLEARING: Account("Card Clearing", "1060"),
        AccountKey.BANK_CLEARING: Account("Bank Payment Clearing", "1070"),
        AccountKey.FINANCING_CLEARING: Account("Financing Clearing", "1080"),
        AccountKey.CREDIT: Account("Customer Credits", "2300"),
        AccountKey.TIPS: Account("Tips Payable", "2310"),
        AccountKey.TAX: Account("Sales Tax Payable", "2200"),
        AccountKey.SALES: Account("Sales", "4000"),
        AccountKey.SURCHARGES: Account("Card Surcharges", "4100"),
        AccountKey.FEES: Account("Payment Processing Fees", "6100"),
        AccountKey.OPENING: Account("Opening Balance Equity", "3900"),
        AccountKey.BANK: Account("Bank Account", "1000"),
        AccountKey.DISPUTED: Account("Disputed Payments", "1090"),
        AccountKey.PROCESSOR_OTHER: Account("Other Processor Activity", "1095"),
    },
    "es": {
        AccountKey.RECEIVABLE: Account("Cuentas por cobrar", "1200"),
        AccountKey.RETAINAGE: Account("Retenciones por cobrar", "1210"),
        AccountKey.UNDEPOSITED: Account("Fondos sin depositar", "1050"),
        AccountKey.CARD_CLEARING: Account("Tarjetas por liquidar", "1060"),
        AccountKey.BANK_CLEARING: Account("Pagos bancarios por liquidar", "1070"),
        AccountKey.FINANCING_CLEARING: Account("Financiación por liquidar", "1080"),
        AccountKey.CREDIT: Account("Saldos a favor de clientes", "2300"),
        AccountKey.TIPS: Account("Propinas por pagar", "2310"),
        AccountKey.TAX: Account("Impuesto sobre ventas por pagar", "2200"),
        AccountKey.SALES: Account("Ventas", "4000"),
        AccountKey.SURCHARGES: Account("Recargos por tarjeta", "4100"),
        AccountKey.FEES: Account("Comisiones de cobro", "6100"),
        AccountKey.OPENING: Account("Saldos de apertura", "3900"),
        AccountKey.BANK: Account("Cuenta bancaria", "1000"),
        AccountKey.DISPUTED: Account("Pagos en disputa", "1090"),
        AccountKey.PROCESSOR_OTHER: Account("Otros movimientos del procesador", "1095"),
    },
}


def named(
    chart: ChartOfAccounts, accounts: Mapping[AccountKey, Account], tax_rate_name: str | None, now: datetime
) -> ChartOfAccounts:
    """The chart with these accounts renamed; the others keep their names."""
    return replace(
        chart,
        accounts={**chart.accounts, **accounts},
        tax_rate_name=tax_rate_name or chart.tax_rate_name,
        updated_at=now,
    )


def accounts_of(chart: ChartOfAccounts | None, language: Language) -> dict[AccountKey, Account]:
    """Every account under the company's name for it."""
    return {**_FIRST[language], **(chart.accounts if chart else {})}


def tax_rate_name_of(chart: ChartOfAccounts | None) -> str:
    """The tax rate that Xero has for lines without tax of their own."""
    return (chart.tax_rate_name if chart else None) or TAX_RATE_NAME
