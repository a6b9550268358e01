"""A message is one mail or text to one address, kept as it was written; one for each dedupe key."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal, NamedTuple, NewType

from stagebill.kernel.directions import TURNS
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace

MessageId = NewType("MessageId", Id)
MessageKind = Literal[
    "mail.invoice",
    "mail.receipt",
    "mail.reminder",
    "mail.change_order",
    "mail.credit_note",
    "mail.ended",
    "mail.answer",
    "mail.setback",
    "mail.statement",
    "mail.owed",
    "mail.weekly",
    "text.invoice",
    "text.receipt",
    "text.reminder",
    "text.setback",
    "text.statement",
    "text.owed",
]
MessageState = Literal["written", "handed", "sent", "refused", "unknown"]
"""`written` waits for whoever carries it; `handed` is in the one moment in which it may leave; the others are
its end: it has left, it was refused, or nobody knows whether it left."""

Arrival = Literal["arrived", "returned"]
"""What was heard of a message after it had left: it is there, or it came back."""

SUBJECT_CHARACTERS_MAX: Final = 200
WORDS_CHARACTERS_MAX: Final = 300
ENDS: Final = frozenset({"sent", "refused", "unknown"})
# Stands in a stored message for the customer's secret link, of which only the digest may be stored.
LINK_PLACE: Final = "https://pay-link.invalid/"
_ID: Final = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_PLACE: Final = re.compile(re.escape(LINK_PLACE) + _ID + "?")
# And this one for the link by which a customer is reminded no more, or a member gets no weekly mail.
STOP_PLACE: Final = "https://stop-reminders.invalid/"
_STOP: Final = re.compile(re.escape(STOP_PLACE) + _ID)


# The logo travels inside the mail, named in its HTML by the digest of the upload. A linked picture would be
# blocked by most readers, would tell who opens a mail and when, and would fail where only the office's own
# network reaches the server. An old mail keeps the logo it was written with.
_LOGO: Final = re.compile(r"cid:(([0-9a-f]{64})@logo\.invalid)")


class Links(NamedTuple):
    """The secret links for a message's reader: `pay` of the invoice that a place names, or of what the whole
    message is about; `stop` for the customer or member to stop such messages.
    """

    pay: Callable[[Id | None], str]
    stop: Callable[[Id], str]


class Message(Record, frozen=True, kw_only=True):
    """`body_text` and `body_html` say the same. `words` are the carrier's answer, or why it was refused."""

    organization_id: Id
    id: MessageId
    kind: MessageKind
    to_address: str
    subject: str
    body_text: str
    body_html: str
    invoice_id: Id | None = None
    payment_id: Id | None = None
    change_order_id: Id | None = None
    job_id: Id | None = None
    dedupe_key: str
    created_at: datetime
    delivered_at: datetime | None = None
    state: MessageState = "written"
    state_at: datetime
    words: str = ""
    again_of: Id | None = None
    """The message whose words this one repeats, to the same address or another."""
    arrival: Arrival | None = None
    arrival_at: datetime | None = None
    arrival_words: str = ""
    carrier_id: str | None = None
    """What the carrier calls it."""
    customer_id: Id | None = None
    """Whom it is about, where that is neither an invoice nor a job of theirs."""
    member_id: Id | None = None
    """Whom of the company it is for, where it is for no customer."""

    @property
    def is_text(self) -> bool:
        """Whether it goes to a phone; otherwise it is a mail."""
        return self.kind.startswith("text.")


class NotWaiting(Refusal):
    """A message leaves once: one that is being handed over, or is settled, is not handed over again."""

    kind = Kind.STALE


class StillOnItsWay(Refusal):
    """A message can be sent again once the first has left, was refused or may have been lost."""

    kind = Kind.STALE


def handed(message: Message, now: datetime) -> Message:
    """The message at the moment from which it may have left. Raises NotWaiting."""
    if message.state != "written":
        raise NotWaiting(message_id=message.id, state=message.state)
    return replace(message, state="handed", state_at=now)


def settled(
    message: Message, state: MessageState, words: str, now: datetime, carrier_id: str | None = None
) -> Message:
    """The message at its end, or waiting again after it was turned away for now. An end stays."""
    if message.state in ENDS:
        return message
    return replace(
        message,
        state=state,
        state_at=now,
        words=one_line(words, WORDS_CHARACTERS_MAX),
        delivered_at=now if state == "sent" else None,
        carrier_id=carrier_id or message.carrier_id,
    )


def noted_arrival(message: Message, arrival: Arrival, words: str, now: datetime) -> Message:
    """The message, with what was heard of it after it left. The first report stays: repeated or late ones
    change nothing.
    """
    if message.arrival is not None:
        return message
    said = one_line(words, WORDS_CHARACTERS_MAX)
    return replace(message, arrival=arrival, arrival_at=now, arrival_words=said)


def repeated(message: Message, *, id: Id, to_address: str, now: datetime) -> Message:
    """The same message once more, as a message of its own. Raises StillOnItsWay."""
    if message.state not in ENDS:
        raise StillOnItsWay(message_id=message.id, state=message.state)
    return replace(
        message,
        id=MessageId(id),
        to_address=to_address,
        dedupe_key=f"again:{id}",
        created_at=now,
        delivered_at=None,
        state="written",
        state_at=now,
        words="",
        again_of=message.id,
        arrival=None,
        arrival_at=None,
        arrival_words="",
        carrier_id=None,
    )


def logo_place(digest: str) -> str:
    """How the HTML of a mail names a logo that is sent with it."""
    return f"cid:{digest}@logo.invalid"


def logo_in(body_html: str) -> str | None:
    """The digest of the logo that this mail shows."""
    found = _LOGO.search(body_html)
    return found[2] if found else None


def with_logo(body_html: str, address: str) -> str:
    """The HTML with another address for its logo, for readers of a page instead of a mail."""
    return _LOGO.sub(lambda _: address, body_html)


def one_line(text: str, characters_max: int = SUBJECT_CHARACTERS_MAX) -> str:
    """Text that can stand in a header: nothing in it can end the line and start another header."""
    visible = "".join(sign if sign.isprintable() or sign in TURNS else " " for sign in text)
    return " ".join(visible.split())[:characters_max]


def link_place(invoice_id: Id) -> str:
    """The place of the link of one invoice among several."""
    return f"{LINK_PLACE}{invoice_id}"


def stop_place(reader_id: Id) -> str:
    """The place of the link that stops reminders to a customer, or the weekly mail to a member."""
    return f"{STOP_PLACE}{reader_id}"


def reader_to_stop(body: str) -> Id | None:
    """To whom the message offers to stop such messages."""
    found = _STOP.search(body)
    return found[1] if found else None


def with_links(body: str, links: Links) -> str:
    """The body as its reader gets it: each place filled with its invoice's link, or the message's, or the one
    that stops such messages.
    """
    paying = _PLACE.sub(lambda found: links.pay(found[1]), body)
    return _STOP.sub(lambda found: links.stop(found[1]), paying)
