"""Gateway accounts as they are read: by whom payments are taken, and what an owner sees of them."""

from datetime import datetime
from typing import Any

import msgspec

from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.paypage.accounts.account import (
    FormerKey,
    GatewayAccount,
    Mode,
    Payouts,
    Problem,
    Role,
    hook_path,
)

_COLUMNS = ", ".join(GatewayAccount.__struct_fields__)
_ACCOUNT = f"SELECT {_COLUMNS} FROM gateway_account WHERE organization_id = $1 AND gateway = $2"
_TAKING = f"""
SELECT {_COLUMNS} FROM gateway_account WHERE organization_id = $1 AND takes_payments = TRUE
"""
_STANDING = f"""
SELECT {_COLUMNS} FROM gateway_account WHERE organization_id = $1 AND removed_at IS NULL ORDER BY gateway
"""
_LIVE = """
SELECT count(*) FROM checkout
 WHERE organization_id = $1 AND gateway = $2 AND state IN ('open', 'pending')
"""
_REFUNDS = "SELECT count(*) FROM sending WHERE organization_id = $1 AND gateway = $2 AND state = 'asked'"
_FORMER = f"""
SELECT {", ".join(FormerKey.__struct_fields__)} FROM former_key
 WHERE organization_id = $1 AND gateway = $2 AND key_no = $3 AND sealed_key <> ''
"""
_KEY_NO = "SELECT key_no FROM gateway_account WHERE organization_id = $1 AND gateway = $2"


class GatewayAccountView(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of an account at a processor. Its keys are shown to nobody, not even to who set them.

    `old_webhook_secret_until`: after a change of the secret, said where the accounts are listed.
    `former_count`: how many of the attempts under way were begun with a key before today's; `refund_count`:
    refunds of which it has not said yet what became of them.
    """

    id: Id
    gateway: str
    role: Role = "processor"
    mode: Mode
    label: str
    takes_payments: bool
    has_webhook_secret: bool
    webhook_url: str
    old_webhook_secret_until: datetime | None = None
    live_count: int
    problem: Problem | None
    connected_at: datetime
    payouts: Payouts | None = None
    former_count: int = 0
    refund_count: int = 0


async def account(reader: Reader, organization_id: Id, gateway: str) -> GatewayAccount | None:
    """The account at one processor, removed or not."""
    return _first(await reader.rows(_ACCOUNT, organization_id, gateway))


async def taking_accounts(reader: Reader, organization_id: Id) -> list[GatewayAccount]:
    """The accounts that new payments start at; the database allows one of each role."""
    return [_record(row) for row in await reader.rows(_TAKING, organization_id)]


async def live_count(reader: Reader, organization_id: Id, gateway: str) -> int:
    """How many attempts at a processor may still become money."""
    return int((await reader.rows(_LIVE, organization_id, gateway))[0][0])


async def former_key(reader: Reader, organization_id: Id, gateway: str, key_no: int) -> FormerKey | None:
    """The key of that number, where another took its place and it is not gone."""
    rows = await reader.rows(_FORMER, organization_id, gateway, key_no)
    fields = dict(zip(FormerKey.__struct_fields__, rows[0], strict=True)) if rows else None
    return msgspec.convert(fields, FormerKey, strict=False) if fields else None


async def key_no(reader: Reader, organization_id: Id, gateway: str) -> int:
    """The number of today's key; the first of a gateway that needs none."""
    rows = await reader.rows(_KEY_NO, organization_id, gateway)
    return int(rows[0][0]) if rows else 1


async def standing_views(reader: Reader, config: Config, organization_id: Id) -> list[GatewayAccountView]:
    """The accounts that have keys."""
    accounts = map(_record, await reader.rows(_STANDING, organization_id))
    return [_addressed(config, await _view(reader, each)) for each in accounts]


async def answer_account(reader: Reader, context: Context, record_id: Id) -> GatewayAccountView:
    """What a change of an account answers; where webhooks go is added by who knows the address."""
    rows = await reader.rows(
        f"SELECT {_COLUMNS} FROM gateway_account WHERE organization_id = $1 AND id = $2",
        context.organization_id,
        record_id,
    )
    if not rows:
        raise Missing.of(GatewayAccount)
    return await _view(reader, _record(rows[0]))


def present_account(config: Config, context: Context, stored: bytes) -> bytes:
    """The stored answer with the address that this server has today."""
    return msgspec.json.encode(_addressed(config, msgspec.json.decode(stored, type=GatewayAccountView)))


def _addressed(config: Config, view: GatewayAccountView) -> GatewayAccountView:
    """What is stored in place of the address names the company; once it was the path that ends with it."""
    organization_id = view.webhook_url.rpartition("/")[2]
    path = hook_path(organization_id, view.gateway, view.role, config.secret_key)
    return msgspec.structs.replace(view, webhook_url=config.base_url + path)


async def _view(reader: Reader, account: GatewayAccount) -> GatewayAccountView:
    of = (account.organization_id, account.gateway)
    ((refund_count,),) = await reader.rows(_REFUNDS, *of)
    ((former_count,),) = await reader.rows(f"{_LIVE} AND key_no <> $3", *of, account.key_no)
    return GatewayAccountView(
        id=account.id,
        gateway=account.gateway,
        role=account.role,
        mode=account.mode,
        label=account.label,
        takes_payments=account.takes_payments,
        has_webhook_secret=account.sealed_webhook_secret is not None,
        webhook_url=account.organization_id,
        live_count=await live_count(reader, account.organization_id, account.gateway),
        problem=account.problem,
        connected_at=account.connected_at,
        payouts=account.payouts,
        former_count=former_count,
        refund_count=refund_count,
    )


def _first(rows: list[tuple[Any, ...]]) -> GatewayAccount | None:
    return _record(rows[0]) if rows else None


def _record(row: tuple[Any, ...]) -> GatewayAccount:
    fields = dict(zip(GatewayAccount.__struct_fields__, row, strict=True))
    return msgspec.convert(fields, GatewayAccount, strict=False)
