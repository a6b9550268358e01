"""The Wisetack gateway: customers pay over time, the company is paid at once and in full, less a fee.

A pay button makes a link and leads the customer to it. A link that nobody was shown can not be paid, so one
whose answer was lost is simply made again. What is true of an application is read from Wisetack; a webhook
only says when. Built from public descriptions, not yet verified against Wisetack (decision 0071).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, TypeVar

import msgspec
import structlog

from stagebill.kernel.config import WISETACK_API
from stagebill.kernel.ids import Id
from stagebill.kernel.secrets import same
from stagebill.paypage.gateway import (
    Aftermath,
    BadSignature,
    Capabilities,
    Event,
    KeyDead,
    RefundSeen,
    Snapshot,
    Start,
    Started,
    StartRefused,
    UnknownPayment,
    Unreachable,
)
from stagebill.paypage.gateways.line import origin_of
from stagebill.paypage.gateways.wisetack import wire
from stagebill.paypage.gateways.wisetack.api import Answer, WisetackApi

SLUG: Final = "wisetack"
_CLIENT_ERROR, _SERVER_ERROR = 400, 500
_link = msgspec.json.Decoder(wire.Link)
_transaction = msgspec.json.Decoder(wire.Transaction)
_merchant = msgspec.json.Decoder(wire.Merchant)
_notice = msgspec.json.Decoder(wire.Notice)
_log = structlog.get_logger(__name__)

T = TypeVar("T")
Verdict = Literal["good", "key_refused", "rights_missing"]


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """What Wisetack gives a partner: they are sealed together, as none is of use without the others."""

    token: str
    secret: str
    merchant_id: str


class WisetackGateway:
    """One company's account at Wisetack. `word` is the secret part of its webhooks' address."""

    slug = SLUG
    cards = None  # it lends; it keeps no card
    payouts = None  # nothing public says how it tells of what it sent to the bank

    def __init__(
        self, api: str, keys: Keys, word: str, *, organization_id: Id, currency: str, is_live: bool
    ) -> None:
        self._api = WisetackApi(api, keys.token, keys.secret)
        self._origins = wire.LINK_ORIGINS if api == WISETACK_API else (origin_of(api),)
        self._merchant_id = keys.merchant_id
        self._word = word
        self._organization_id = organization_id
        self._currency = currency
        self.is_test = not is_live

    def capabilities(self) -> Capabilities:
        """Financing alone, in US dollars, within the lender's limits. No program can end an application."""
        return Capabilities(
            methods=frozenset({"financing"}) if self._currency == wire.CURRENCY else frozenset(),
            min_minor=wire.MIN_MINOR,
            max_minor=wire.MAX_MINOR,
            form_origins=self._origins,
            open_for=wire.OPEN_FOR,
            can_close=False,
        )

    async def start_payment(self, start: Start) -> Started:
        answer = await self._api.post(wire.link_path(self._merchant_id), wire.link_body(start))
        if answer.status >= _CLIENT_ERROR:
            raise _start_refused(answer)
        link = _decoded(answer, start.key, _link).payment_link
        transaction_id = wire.transaction_id_of(link)
        if transaction_id is None or not self._leads_to_wisetack(link):
            raise StartRefused("no_page")
        return Started(gateway_ref=transaction_id, url=link)

    async def fetch_status(self, gateway_ref: str) -> Snapshot:
        seen = await self._seen(gateway_ref)
        status = wire.status_of(seen.status)
        if status is None:
            _log.warning("wisetack_word_unknown", word=seen.status[:60])
        is_paid = status == "succeeded"
        try:
            amount_minor = wire.paid_minor(seen) if is_paid else wire.minor_of(seen.requested_loan_amount)
        except ValueError as error:
            raise Unreachable(str(error)) from error
        if is_paid and not amount_minor:
            raise Unreachable("paid, and no sum is said")
        return Snapshot(
            gateway_ref=gateway_ref,
            key=wire.key_of(self._organization_id, seen.transaction_purpose),
            status=status or "open",
            amount_minor=amount_minor,
            currency=wire.CURRENCY,
        )

    async def cancel(self, gateway_ref: str) -> Snapshot:
        """Let go of an application that the customer has not confirmed. Its link still works there until
        somebody withdraws it in Wisetack's own pages: so it is looked at on, and money that comes is kept.
        """
        seen = await self.fetch_status(gateway_ref)
        return msgspec.structs.replace(seen, status="canceled") if seen.status == "open" else seen

    async def fetch_aftermath(self, gateway_ref: str) -> Aftermath:
        """It says what went back in all, and nothing of fees or disputes."""
        seen = await self._seen(gateway_ref)
        try:
            is_all = wire.is_all_refunded(seen)
            refunded_minor = wire.paid_minor(seen) if is_all else wire.minor_of(seen.refund_amount)
        except ValueError as error:
            raise Unreachable(str(error)) from error
        return Aftermath(payment_ref=gateway_ref, refunded_minor=refunded_minor)

    async def refund(self, gateway_ref: str, amount_minor: int, key: str) -> RefundSeen:
        """Programs can not ask for it: it is made in Wisetack's own pages, and found there."""
        raise StartRefused("refunds_are_made_there")

    async def verdict(self) -> Verdict:
        """Whether the keys are good and the company may lend, by a real call that changes nothing."""
        answer = await self._api.get(wire.merchant_path(self._merchant_id))
        if answer.status == 401:
            return "key_refused"
        if answer.status in (403, 404):
            return "rights_missing"
        merchant = _decoded(answer, self._merchant_id, _merchant)
        return "good" if merchant.transactions_enabled else "rights_missing"

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime, word: str
    ) -> tuple[Event, ...]:
        """Nothing is signed: who knows the address may give a hint, and then Wisetack itself is asked."""
        if not self._word or not same(word, self._word):
            raise BadSignature("not the address that Wisetack was given")
        try:
            return (wire.event_of(_notice.decode(body)),)
        except msgspec.MsgspecError as error:
            raise BadSignature(f"not a notice: {error}") from error

    def _leads_to_wisetack(self, link: str) -> bool:
        origin = origin_of(link)
        known = (each.partition("*") for each in self._origins)
        return any(
            origin == start if not star else origin.startswith(start) and origin.endswith(end)
            for start, star, end in known
        )

    async def _seen(self, gateway_ref: str) -> wire.Transaction:
        return _decoded(await self._api.get(wire.transaction_path(gateway_ref)), gateway_ref, _transaction)


def _decoded(answer: Answer, about: str, decoder: msgspec.json.Decoder[T]) -> T:
    if answer.status == 404:
        raise UnknownPayment(about)
    if answer.status >= _CLIENT_ERROR:
        raise (KeyDead if answer.status == 401 else Unreachable)(str(answer.status))
    try:
        return decoder.decode(answer.body)
    except msgspec.MsgspecError as error:
        raise Unreachable(f"an answer that cannot be read: {error}") from error


def _start_refused(answer: Answer) -> Exception:
    """A no that stays a no; a server that fails may have made a link, which nobody will ever see."""
    if answer.status in (401, 403):
        return StartRefused("key_refused" if answer.status == 401 else "rights_missing")
    if answer.status < _SERVER_ERROR and answer.status != 429:
        return StartRefused("refused")
    return Unreachable(str(answer.status))
