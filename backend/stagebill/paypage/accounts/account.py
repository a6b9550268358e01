"""A gateway account is a company's own account at a payment processor; its keys are stored sealed."""

from datetime import datetime
from typing import Final, Literal, NewType

from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import Record, replace
from stagebill.kernel.secrets import derived_token

GatewayAccountId = NewType("GatewayAccountId", Id)
FormerKeyId = NewType("FormerKeyId", Id)
Mode = Literal["test", "live"]
Role = Literal["processor", "lender"]
Problem = Literal["key_refused", "rights_missing", "refused"]
Payouts = Literal["shown", "barred"]

LABEL_CHARACTERS: Final = 4
LENDERS: Final = frozenset({"wisetack"})


class GatewayAccount(Record, frozen=True, kw_only=True):
    """One per company and processor. A removed one has no keys any more; the row records that there was one.

    `role`: a lender takes what customers pay over time, a processor everything else. `takes_payments`: new
    payments start there; what was started before finishes there either way. `problem` is why the processor
    last refused a customer's payment. `payouts`: whether the key may read them; None: not asked yet.
    `key_no` counts the keys that it had: what starts remembers which one that was.
    """

    organization_id: Id
    id: GatewayAccountId
    gateway: str
    role: Role
    mode: Mode
    label: str
    sealed_key: str
    sealed_webhook_secret: str | None = None
    takes_payments: bool
    problem: Problem | None = None
    connected_at: datetime
    connected_by: Id | None = None
    removed_at: datetime | None = None
    payouts: Payouts | None = None
    key_no: int = 1


class FormerKey(Record, frozen=True, kw_only=True):
    """A key before today's, sealed as that one is: what was begun with it is asked about with it, as it may
    be of another account. It goes with the account's keys.
    """

    organization_id: Id
    id: FormerKeyId
    gateway: str
    key_no: int
    mode: Mode
    label: str
    sealed_key: str
    replaced_at: datetime


class NotAKey(Refusal):
    """What was entered does not look like a key of the processor."""


class NotAWebhookSecret(Refusal):
    """What was entered does not look like the signing secret of a webhook."""


class KeyRefused(Refusal):
    """The processor does not know the key."""


class RightsMissing(Refusal):
    """The processor knows the key, but it may not do what payments need."""


class KeyNotTried(Refusal):
    """The processor does not answer, so the key could not be tested and was not saved."""

    kind = Kind.BUSY


class LiveNeedsHttps(Refusal):
    """Real money is taken only where customers reach the server over HTTPS."""


class CurrencyNotTaken(Refusal):
    """The processor counts this currency in another unit, so it is not offered."""


class NotConnected(Refusal):
    """The account's keys were removed."""

    kind = Kind.MISSING


class PaymentsUnderWay(Refusal):
    """Keys are needed until the payments that were started with them have ended."""

    kind = Kind.STALE


def account_id(organization_id: Id, gateway: str) -> GatewayAccountId:
    """One row for each processor, whatever keys it had."""
    return GatewayAccountId(derived_id("gateway_account", organization_id, gateway))


def label_of(key: str) -> str:
    """Enough of a key for its owner to recognize it: its kind and its last characters."""
    kind = "_".join(key.split("_")[:2])
    return f"{kind}_…{key[-LABEL_CHARACTERS:]}"


def hook_path(organization_id: Id, gateway: str, role: Role, key: bytes) -> str:
    """The path that its webhooks come to. A lender's are not signed, so part of their address is a secret
    that only it knows.
    """
    path = f"/hooks/{gateway}/{organization_id}"
    return f"{path}/{hook_word(organization_id, gateway, key)}" if role == "lender" else path


def hook_word(organization_id: Id, gateway: str, key: bytes) -> str:
    """256 bits derived from the installation's secret."""
    return derived_token(key, "gateway_hook", gateway, organization_id)


def connected(
    gateway: str,
    mode: Mode,
    label: str,
    sealed_key: str,
    sealed_webhook_secret: str | None,
    known: GatewayAccount | None,
    context: Context,
) -> GatewayAccount:
    """The account with new keys. It takes payments from now on; a webhook secret that is not given again
    stays.
    """
    kept = known.sealed_webhook_secret if known is not None and known.removed_at is None else None
    return GatewayAccount(
        organization_id=context.organization_id,
        id=account_id(context.organization_id, gateway),
        gateway=gateway,
        role="lender" if gateway in LENDERS else "processor",
        mode=mode,
        label=label,
        sealed_key=sealed_key,
        sealed_webhook_secret=sealed_webhook_secret or kept,
        takes_payments=True,
        connected_at=context.now,
        connected_by=context.member_id,
        key_no=known.key_no + 1 if known is not None else 1,
    )


def is_same_key(known: GatewayAccount | None, same_as: int | None) -> bool:
    """Whether a key that was found to be one of this number is the one of now."""
    return known is not None and known.removed_at is None and same_as == known.key_no


def former_key(account: GatewayAccount, now: datetime) -> FormerKey:
    """The key of now, when another takes its place."""
    return FormerKey(
        organization_id=account.organization_id,
        id=FormerKeyId(derived_id("former_key", account.id, str(account.key_no))),
        gateway=account.gateway,
        key_no=account.key_no,
        mode=account.mode,
        label=account.label,
        sealed_key=account.sealed_key,
        replaced_at=now,
    )


def standing(account: GatewayAccount) -> GatewayAccount:
    """The account, if it still has keys."""
    if account.removed_at is not None:
        raise NotConnected(gateway=account.gateway)
    return account


def removed(account: GatewayAccount, live_count: int, now: datetime) -> GatewayAccount:
    """The account without its keys. Refused while a payment under way needs them: wait, or change them.
    Raises PaymentsUnderWay.
    """
    if live_count:
        raise PaymentsUnderWay(gateway=account.gateway, live_count=live_count)
    return replace(
        account, sealed_key="", sealed_webhook_secret=None, takes_payments=False, problem=None, removed_at=now
    )
