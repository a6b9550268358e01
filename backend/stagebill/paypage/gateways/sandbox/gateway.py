"""The sandbox gateway: our own processor, for trying everything with no account. No money moves.

It behaves as a real one does: its book is its own, its page is a page of its own, the way back proves
nothing, and what it has to say it says by signed webhooks that may come late, twice or never. This file is
both sides of the wire: the adapter that the rest of Stagebill calls, and the book behind it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Literal, cast

import msgspec

from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.secrets import derived_token
from stagebill.paypage.cards.gateway import KeepsCards
from stagebill.paypage.checkout import Funding, Method
from stagebill.paypage.gateway import (
    Aftermath,
    BadSignature,
    Capabilities,
    Event,
    RefundSeen,
    Snapshot,
    Start,
    Started,
    StartRefused,
    Status,
    UnknownPayment,
)
from stagebill.paypage.gateways import signature
from stagebill.paypage.gateways.sandbox import aftermath, cards, payouts
from stagebill.sync import feed
from stagebill.sync.effect import Outgoing
from stagebill.sync.services import Services

SLUG: Final = "sandbox"
DELIVER: Final = "sandbox.deliver"
CLEAR: Final = "sandbox.clear"
PAY_OUT: Final = "sandbox.pay_out"
CLEARING: Final = timedelta(seconds=60)

Outcome = Literal[
    "succeed", "debit", "prepaid", "confirm", "decline", "abandon", "succeed_later", "fail_later", "arrive",
    "bounce", "late", "keep_declines", "keep_asks",
]  # fmt: skip

# What the customer may press, by method; a bank debit is not known on the spot, and neither is its failure.
OUTCOMES: Final[Mapping[Method, tuple[Outcome, ...]]] = {
    "card": ("succeed", "debit", "prepaid", "confirm", "decline", "abandon"),
    "ach": ("succeed_later", "fail_later", "abandon"),
    "financing": ("succeed", "decline", "abandon"),
}
# With a card that is kept: how it will behave when it is charged later.
KEEPING: Final[Mapping[Outcome, str]] = {
    "succeed": cards.GOOD, "keep_declines": cards.DECLINES, "keep_asks": cards.ASKS,
}  # fmt: skip
LISTED_MAX: Final = 20
METHODS_TAKEN: Final = frozenset(OUTCOMES)
# Once it is pressed, time can be hurried on; and a page that was closed may have been paid all the same.
LATER: Final[Mapping[Status, tuple[Outcome, ...]]] = {
    "pending": ("arrive", "bounce"),
    "expired": ("late",),
    "canceled": ("late",),
}
_STATES: Final[Mapping[Outcome, Status]] = {
    "arrive": "succeeded",
    "bounce": "failed",
    "late": "succeeded",
    "succeed": "succeeded",
    "keep_declines": "succeeded",
    "keep_asks": "succeeded",
    "debit": "succeeded",
    "prepaid": "succeeded",
    "decline": "failed",
    "abandon": "canceled",
    "succeed_later": "pending",
    "fail_later": "pending",
}

_COLUMNS: Final = (
    "id, our_ref, amount_minor, currency, method, state, return_url, description, created_at, updated_at, "
    "tip_minor, surcharge_minor, funding, keeps_card, card"
)
_OPEN: Final = """
INSERT INTO sandbox_checkout (id, our_ref, amount_minor, currency, method, state, return_url, webhook_url,
  description, created_at, updated_at, tip_minor, keeps_card, surcharge_minor)
VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $9, $10, $11, $12) ON CONFLICT DO NOTHING
"""
_FIND: Final = f"SELECT {_COLUMNS} FROM sandbox_checkout WHERE id = $1"
_NEWEST: Final = f"""
SELECT {_COLUMNS} FROM sandbox_checkout WHERE our_ref LIKE $1 ORDER BY created_at DESC, id LIMIT $2
"""
_MOVE: Final = """
UPDATE sandbox_checkout SET state = $3, updated_at = $4, card = coalesce($5, card),
  funding = $6
WHERE id = $1 AND state = $2
"""
Paid = tuple[str | None, Funding]  # the card, where it is kept, and its kind: this matters to a surcharge
_FUNDINGS: Final[Mapping[str, Funding]] = {"debit": "debit", "prepaid": "prepaid"}


class Entry(msgspec.Struct, frozen=True):
    """One line of the sandbox's book. Tip and surcharge are inside its amount; `card`: the one that was
    kept, or that was charged.
    """

    id: Id
    our_ref: str
    amount_minor: int
    currency: str
    method: Method
    state: Status
    return_url: str
    description: str
    created_at: datetime
    updated_at: datetime
    tip_minor: int
    surcharge_minor: int
    funding: Funding
    keeps_card: bool = False
    card: str | None = None


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook of the sandbox says. It is a hint: whoever reads it asks what is true. One about a
    payout has that in place of the checkout, and names the company.
    """

    id: Id
    type: str
    checkout: Id
    reference: str


_notice = msgspec.json.Decoder(Notice)


class SandboxGateway:
    """The adapter. Its calls stay inside this process, where a real gateway's would cross the network."""

    slug = SLUG
    is_test = False  # its own page says in every corner that it is one

    def __init__(self, services: Services, organization_id: Id = "") -> None:
        self._services = services
        self.cards: KeepsCards | None = cards.SandboxCards(services, move)
        self.payouts = payouts.SandboxPayouts(services.database.reader, organization_id)

    def capabilities(self) -> Capabilities:
        return Capabilities(methods=METHODS_TAKEN, tells_funding=True)

    async def start_payment(self, start: Start) -> Started:
        checkout_id = derived_id(SLUG, start.key)
        await self._services.database.write(
            partial(_open, checkout_id, start, self._path(start.return_url), self._services.clock.now())
        )
        return Started(gateway_ref=checkout_id, url=f"/sandbox/checkout/{checkout_id}")

    async def fetch_status(self, gateway_ref: str) -> Snapshot:
        entry = await find(self._services.database.reader, gateway_ref)
        if entry is None:
            raise UnknownPayment(gateway_ref)
        return _snapshot(entry)

    async def cancel(self, gateway_ref: str) -> Snapshot:
        await move(self._services, gateway_ref, "open", "expired")
        return await self.fetch_status(gateway_ref)

    async def fetch_aftermath(self, gateway_ref: str) -> Aftermath:
        entry = await find(self._services.database.reader, gateway_ref)
        if entry is None:
            raise UnknownPayment(gateway_ref)
        found = await aftermath.seen(self._services.database.reader, gateway_ref, entry.method)
        fee_minor = payouts.fee_minor(entry.method, entry.amount_minor)
        return msgspec.structs.replace(found, fee_minor=fee_minor)

    async def refund(self, gateway_ref: str, amount_minor: int, key: str) -> RefundSeen:
        entry = await find(self._services.database.reader, gateway_ref)
        if entry is None:
            raise UnknownPayment(gateway_ref)
        unit = partial(aftermath.give_back, entry.id, entry.amount_minor, amount_minor, key)
        given = await self._services.database.write(partial(unit, self._services.clock.now()))
        if given is None:
            raise StartRefused("more_than_taken")
        return given

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime, word: str
    ) -> tuple[Event, ...]:
        signature.check(signing_key(self._services), headers, body, now)
        try:
            notice = _notice.decode(body)
        except msgspec.MsgspecError as error:
            raise BadSignature(f"signed, but not a notice: {error}") from error
        about: Literal["payment", "payout"] = "payout" if notice.type.startswith("payout.") else "payment"
        key = notice.reference
        return (Event(event_id=notice.id, gateway_ref=notice.checkout, key=key, about=about),)

    def _path(self, url: str) -> str:
        """Our own pages by path: the customer may have reached this server by another name than we know."""
        return url.removeprefix(self._services.config.base_url)


def signing_key(services: Services) -> str:
    """What the sandbox and its only client both know."""
    return derived_token(services.config.secret_key, SLUG, "webhook")


async def find(reader: Reader, checkout_id: str) -> Entry | None:
    """One line of the book, by the name in a page's address."""
    if len(checkout_id) != len(derived_id(SLUG)) or any(
        sign not in "0123456789abcdef-" for sign in checkout_id
    ):
        return None
    rows = await reader.rows(_FIND, checkout_id)
    return _entry(rows[0]) if rows else None


async def newest(reader: Reader, organization_id: Id) -> list[Entry]:
    """A company's latest lines of the book."""
    rows = await reader.rows(_NEWEST, f"checkout:{organization_id}:%", LISTED_MAX)
    return [_entry(row) for row in rows]


def pressable(entry: Entry) -> tuple[Outcome, ...]:
    """The buttons of the page in the state that it is in."""
    if entry.state != "open":
        return LATER.get(entry.state, ())
    usual = tuple(each for each in OUTCOMES[entry.method] if entry.surcharge_minor or each not in _FUNDINGS)
    return ("succeed", "keep_declines", "keep_asks", *usual[1:]) if entry.keeps_card else usual


async def choose(services: Services, entry: Entry, outcome: Outcome) -> None:
    """Somebody pressed a button on the sandbox's page. If it was not the first, it changes nothing."""
    card = KEEPING.get(outcome) if entry.keeps_card else None
    await move(
        services, entry.id, entry.state, _STATES[outcome], then_fails=outcome == "fail_later",
        card=(card, _FUNDINGS.get(outcome, "credit")),
    )  # fmt: skip


async def move(
    services: Services,
    checkout_id: Id,
    before: Status,
    after: Status,
    *,
    then_fails: bool = False,
    card: Paid = (None, "credit"),
) -> None:
    """Turn the page of the book, and post the webhook that tells of it, and a later ending, in one commit."""
    moved = await services.database.write(
        partial(_move, checkout_id, before, after, then_fails, services.clock.now(), card)
    )
    if moved:
        services.hub.outbox_due.set()


async def befall(services: Services, entry: Entry, what: aftermath.Play) -> None:
    """Something happens with money that was there, and a webhook tells of it."""
    if await services.database.write(partial(_befall, entry, what, services.clock.now())):
        services.hub.outbox_due.set()


async def pay_out(services: Services, organization_id: Id) -> None:
    """Send to the bank what moved since the last payout, and tell of it."""
    if await services.database.write(partial(_pay_out, organization_id, services.clock.now())):
        services.hub.outbox_due.set()


async def payout_fails(services: Services, entry: Entry) -> None:
    """The bank sends back the payout that brought this payment."""
    if await services.database.write(partial(_payout_fails, entry, services.clock.now())):
        services.hub.outbox_due.set()


def _entry(row: tuple[Any, ...]) -> Entry:
    return msgspec.convert(dict(zip(Entry.__struct_fields__, row, strict=True)), Entry, strict=False)


def event_of(entry: Entry) -> Notice:
    """The webhook that tells of the entry's state; the same state has the same event id."""
    return Notice(
        id=derived_id(SLUG, "event", entry.id, entry.state),
        type=f"checkout.{entry.state}",
        checkout=entry.id,
        reference=entry.our_ref,
    )


def body_of(notice: Notice) -> bytes:
    """The bytes that are signed."""
    return msgspec.json.encode(notice)


async def _open(checkout_id: Id, start: Start, return_path: str, now: datetime, tx: Tx) -> None:
    await tx.run(
        _OPEN, checkout_id, start.key, start.total_minor, start.currency, start.method, return_path,
        f"/hooks/{SLUG}", start.description, now, start.tip_minor, start.keeps_card,
        start.surcharge_minor,
    )  # fmt: skip


async def _move(
    checkout_id: Id, before: Status, after: Status, then_fails: bool, now: datetime, card: Paid, tx: Tx
) -> bool:
    if not await tx.run(_MOVE, checkout_id, before, after, now, *card):
        return False
    entry = cast(Entry, await find(tx, checkout_id))
    tx.scope(entry.our_ref.split(":")[1])
    notice = event_of(entry)
    outgoing = [Outgoing(kind=DELIVER, dedupe_key=notice.id, payload=msgspec.structs.asdict(notice))]
    if after == "succeeded":
        outgoing.append(_soon_paid_out(entry, entry.id, now))
    if after == "pending":
        ending = "failed" if then_fails else "succeeded"
        outgoing.append(
            Outgoing(
                kind=CLEAR,
                dedupe_key=checkout_id,
                payload={"checkout": checkout_id, "state": ending},
                run_at=now + CLEARING,
            )
        )
    await feed.post(tx, outgoing, now)
    return True


async def _befall(entry: Entry, what: aftermath.Play, now: datetime, tx: Tx) -> bool:
    line = await aftermath.play(entry.id, entry.amount_minor, what, now, tx)
    if line is None:
        return False
    tx.scope(entry.our_ref.split(":")[1])
    notice = Notice(
        id=derived_id(SLUG, "event", line, what), type=what, checkout=entry.id, reference=entry.our_ref
    )
    told = Outgoing(kind=DELIVER, dedupe_key=notice.id, payload=msgspec.structs.asdict(notice))
    await feed.post(tx, [told, _soon_paid_out(entry, f"{line}:{what}", now)], now)
    return True


def _soon_paid_out(entry: Entry, occasion: str, now: datetime) -> Outgoing:
    return Outgoing(
        kind=PAY_OUT,
        dedupe_key=occasion,
        payload={},
        run_at=now + payouts.PAYS_OUT_AFTER,
    )


async def _pay_out(organization_id: Id, now: datetime, tx: Tx) -> bool:
    tx.scope(organization_id)
    made = await payouts.pay_out(organization_id, now, tx)
    await _tell(made, "paid", organization_id, now, tx)
    return bool(made)


async def _payout_fails(entry: Entry, now: datetime, tx: Tx) -> bool:
    organization_id = entry.our_ref.split(":")[1]
    tx.scope(organization_id)
    payout_id = await payouts.can_fail(tx, entry.id)
    if payout_id is None or not await payouts.fail(payout_id, tx):
        return False
    await _tell([payout_id], "failed", organization_id, now, tx)
    await feed.post(tx, [_soon_paid_out(entry, payout_id, now)], now)
    return True


async def _tell(payout_ids: list[Id], state: str, organization_id: Id, now: datetime, tx: Tx) -> None:
    notices = [
        Notice(
            id=derived_id(SLUG, "event", each, state),
            type=f"payout.{state}",
            checkout=each,
            reference=organization_id,
        )
        for each in payout_ids
    ]
    told = [Outgoing(kind=DELIVER, dedupe_key=n.id, payload=msgspec.structs.asdict(n)) for n in notices]
    await feed.post(tx, told, now)


def _snapshot(entry: Entry) -> Snapshot:
    return Snapshot(
        gateway_ref=entry.id,
        key=entry.our_ref,
        status=entry.state,
        amount_minor=entry.amount_minor,
        currency=entry.currency,
        succeeded_at=entry.updated_at if entry.state == "succeeded" else None,
        card=cards.seen(entry.card) if entry.card and entry.keeps_card else None,
        problem=cards.problem_of(entry.card, entry.state),
        funding=entry.funding if entry.state == "succeeded" and entry.method == "card" else None,
    )
