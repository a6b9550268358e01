"""The Stripe gateway: its hosted page by redirect, so that no card number and no script of it is ever ours.

The customer pays at Stripe; what is true of a payment is read from Stripe, and a webhook only says when.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, TypeVar

import msgspec

from stagebill.kernel.config import STRIPE_API
from stagebill.kernel.ids import new_id
from stagebill.paypage.cards.gateway import KeepsCards
from stagebill.paypage.checkout import Method
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
    UnknownPayment,
    Unreachable,
)
from stagebill.paypage.gateways.line import origin_of
from stagebill.paypage.gateways.stripe import wire
from stagebill.paypage.gateways.stripe.answers import (
    CLIENT_ERROR,
    SERVER_ERROR,
    decoded,
    problem_in,
    start_refused,
)
from stagebill.paypage.gateways.stripe.api import Answer, StripeApi
from stagebill.paypage.gateways.stripe.card_wire import card_seen, problem_of, session_of
from stagebill.paypage.gateways.stripe.cards import INTENTS, StripeCards
from stagebill.paypage.gateways.stripe.payout_wire import PAYOUT_EVENTS
from stagebill.paypage.gateways.stripe.payouts import StripePayouts

SLUG: Final = "stripe"
CHECKOUT_ORIGIN: Final = "https://checkout.stripe.com"
MIN_MINOR: Final = 50
MAX_MINOR: Final = 99_999_999  # eight digits, whatever the currency
EVENT_ID_CHARACTERS_MAX: Final = 255
_SESSIONS: Final = "/v1/checkout/sessions"
_EXPANDED: Final = {"expand[0]": "payment_intent.latest_charge.balance_transaction"}
_WITHOUT_FEE: Final = {"expand[0]": "payment_intent.latest_charge"}
_INTENT: Final = "pi_"
_OF_INTENT: Final = {"expand[0]": "latest_charge.balance_transaction"}
_OF_INTENT_WITHOUT_FEE: Final = {"expand[0]": "latest_charge"}
# With what is always read of one: a key may see a page and not the charge behind it.
_READ_TO_TRY: Final[Mapping[str, Mapping[str, str]]] = {
    _SESSIONS: {"expand[0]": "data.payment_intent.latest_charge"},
    "/v1/payment_intents": {},
    "/v1/charges": {},
    "/v1/refunds": {},
    "/v1/disputes": {},
}
# Nothing can come of these: no page is called so, and a refund of nothing is none. What is heard is whether
# the key may ask at all.
_WRITTEN_TO_TRY: Final = (f"{_SESSIONS}/none/expire", "/v1/refunds")
_intent = msgspec.json.Decoder(wire.Intent)
_session = msgspec.json.Decoder(wire.Session)
_refund = msgspec.json.Decoder(wire.Refund)
_refunds = msgspec.json.Decoder(wire.Refunds)
_disputes = msgspec.json.Decoder(wire.Disputes)
_notice = msgspec.json.Decoder(wire.Notice)

T = TypeVar("T")
Verdict = Literal["good", "key_refused", "rights_missing"]


class StripeGateway:
    """One company's account at Stripe."""

    slug = SLUG

    def __init__(
        self, api: str, key: str, webhook_secret: str | None, *, currency: str, is_live: bool
    ) -> None:
        self._api = StripeApi(api, key)
        self.payouts = StripePayouts(self._api)
        self.cards: KeepsCards | None = StripeCards(self._api)
        self._origin = CHECKOUT_ORIGIN if api == STRIPE_API else origin_of(api)
        self._webhook_secret = webhook_secret or ""
        self._currency = currency
        self.is_test = not is_live

    def capabilities(self) -> Capabilities:
        """Bank debits and paying over time are for US dollars here; cards are for every currency."""
        methods: frozenset[Method] = frozenset({"card"})
        if self._currency == "USD":
            methods |= {"ach", "financing"}
        return Capabilities(
            methods=methods,
            min_minor=MIN_MINOR,
            max_minor=MAX_MINOR,
            form_origins=(self._origin,),
            tells_funding=True,
        )

    async def start_payment(self, start: Start) -> Started:
        cancel_url = start.return_url.removesuffix("/return")
        answer = await self._api.post(_SESSIONS, wire.session_form(start, cancel_url), start.key)
        if answer.status >= CLIENT_ERROR:
            raise _start_refused(answer)
        session = _decoded(answer, start.key, _session)
        if session.url is None:
            raise StartRefused("no_page")
        return Started(gateway_ref=session.id, url=session.url)

    async def fetch_status(self, gateway_ref: str) -> Snapshot:
        return _snapshot(await self._session(gateway_ref))

    async def _session(self, gateway_ref: str) -> wire.Session:
        """With its payment, charge and fee; without the fee where the key may not read the balance. A charge
        of a kept card has no page: it is read as if it had one.
        """
        if gateway_ref.startswith(_INTENT):
            answer = await self._api.get(f"{INTENTS}/{gateway_ref}", _OF_INTENT)
            if answer.status == 403:
                answer = await self._api.get(f"{INTENTS}/{gateway_ref}", _OF_INTENT_WITHOUT_FEE)
            return session_of(_decoded(answer, gateway_ref, _intent))
        answer = await self._api.get(f"{_SESSIONS}/{gateway_ref}", _EXPANDED)
        if answer.status == 403:
            answer = await self._api.get(f"{_SESSIONS}/{gateway_ref}", _WITHOUT_FEE)
        return _decoded(answer, gateway_ref, _session)

    async def cancel(self, gateway_ref: str) -> Snapshot:
        """A page that the customer has finished meanwhile can not be closed; then it says what came of it."""
        is_charge = gateway_ref.startswith(_INTENT)
        path = f"{INTENTS}/{gateway_ref}/cancel" if is_charge else f"{_SESSIONS}/{gateway_ref}/expire"
        await self._api.post(path, {}, f"expire:{gateway_ref}")
        return await self.fetch_status(gateway_ref)

    async def fetch_aftermath(self, gateway_ref: str) -> Aftermath:
        session = await self._session(gateway_ref)
        intent = session.payment_intent
        if not isinstance(intent, wire.Intent):
            return Aftermath()
        about = {"payment_intent": intent.id, "limit": "100"}
        refunds = _decoded(await self._api.get("/v1/refunds", about), gateway_ref, _refunds)
        disputes = _decoded(await self._api.get("/v1/disputes", about), gateway_ref, _disputes)
        charge = wire.charge_of(session)
        moved = charge.balance_transaction if charge else None
        return Aftermath(
            payment_ref=intent.id,
            # An account that is paid out in another currency has its fees in that one.
            fee_minor=moved.fee
            if isinstance(moved, wire.Movement) and moved.currency == session.currency
            else None,
            refunds=tuple(map(wire.refund_seen, refunds.data)),
            disputes=tuple(wire.dispute_seen(each, session.currency) for each in disputes.data),
        )

    async def refund(self, gateway_ref: str, amount_minor: int, key: str) -> RefundSeen:
        session = await self._session(gateway_ref)
        intent = session.payment_intent
        if not isinstance(intent, wire.Intent):
            raise UnknownPayment(gateway_ref)
        # Stripe forgets a key after a day or more, and this asks for as long as it takes: so the list of what
        # was made comes first, then the key, which keeps two calls at once apart (PY-13).
        made = await self._made(intent.id, key)
        if made is not None:
            return made
        form = {"payment_intent": intent.id, "amount": str(amount_minor), "metadata[key]": key}
        answer = await self._api.post("/v1/refunds", form, key)
        if answer.status >= SERVER_ERROR and answer.is_replay:
            # It will say so for ever, whether it did it or not: its list knows.
            made = await self._made(intent.id, key)
            if made is not None:
                return made
        if answer.status >= CLIENT_ERROR:
            raise _start_refused(answer)
        return wire.refund_seen(_decoded(answer, gateway_ref, _refund))

    async def _made(self, payment_intent: str, key: str) -> RefundSeen | None:
        about = {"payment_intent": payment_intent, "limit": "100"}
        refunds = _decoded(await self._api.get("/v1/refunds", about), payment_intent, _refunds)
        return next((each for each in map(wire.refund_seen, refunds.data) if each.key == key), None)

    async def verdict(self) -> Verdict:
        """Whether the key is good for what payments need, by real calls that change nothing."""
        for path, more in _READ_TO_TRY.items():
            answer = await self._api.get(path, {"limit": "1", **more})
            if answer.status == 401:
                return "key_refused"
            if answer.status == 403:
                return "rights_missing"
            if answer.status >= CLIENT_ERROR:
                raise Unreachable(f"GET {path}: {answer.status}")
        for path in _WRITTEN_TO_TRY:
            answer = await self._api.post(path, {}, f"try:{new_id()}")
            if answer.status == 403:
                return "rights_missing"
            if answer.status not in (400, 404):
                raise Unreachable(f"POST {path}: {answer.status}")
        return "good"

    async def payouts_right(self) -> Literal["shown", "barred"] | None:
        """Whether the key may read payouts, too; None where Stripe does not say now. Payments need it not."""
        try:
            return "shown" if await self.payouts.may_read() else "barred"
        except (Unreachable, UnknownPayment):
            return None

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime, word: str
    ) -> tuple[Event, ...]:
        wire.check(self._webhook_secret, headers.get(wire.SIGNATURE_HEADER, ""), body, now)
        try:
            notice = _notice.decode(body)
        except msgspec.MsgspecError as error:
            raise BadSignature(f"signed, but not a notice: {error}") from error
        # Test and live are two worlds with one account: what is paid in one is nothing in the other.
        if notice.livemode is self.is_test or not notice.type.startswith((*wire.EVENTS, PAYOUT_EVENTS)):
            return ()
        about = notice.data.object
        if notice.type.startswith(PAYOUT_EVENTS):
            event_id = notice.id[:EVENT_ID_CHARACTERS_MAX]
            return (Event(event_id=event_id, gateway_ref=about.id, key=None, about="payout"),)
        key = about.client_reference_id or (about.metadata or {}).get("key")
        ref = about.payment_intent if about.object not in ("checkout.session", "payment_intent") else None
        return (Event(event_id=notice.id[:EVENT_ID_CHARACTERS_MAX], gateway_ref=ref or about.id, key=key),)


def _decoded(answer: Answer, gateway_ref: str, decoder: msgspec.json.Decoder[T]) -> T:
    if answer.status == 404:
        raise UnknownPayment(gateway_ref)
    return decoded(answer, decoder)


def _start_refused(answer: Answer) -> Exception:
    problem = problem_in(answer)
    return start_refused(answer, problem.code, problem.type or "refused")


def _snapshot(session: wire.Session) -> Snapshot:
    status = wire.status_of(session)
    intent = session.payment_intent
    received = intent.amount_received if isinstance(intent, wire.Intent) else 0
    return Snapshot(
        gateway_ref=session.id,
        key=session.client_reference_id or "",
        status=status,
        amount_minor=received if status == "succeeded" and received else session.amount_total,
        currency=session.currency.upper(),
        succeeded_at=wire.there_since(wire.charge_of(session)) if status == "succeeded" else None,
        card=card_seen(session),
        problem=problem_of(intent) if isinstance(intent, wire.Intent) else None,
        funding=wire.funding_of(wire.charge_of(session)) if status == "succeeded" else None,
    )
