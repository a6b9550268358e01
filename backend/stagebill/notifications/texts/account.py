"""A company's account at Twilio, and from where in it texts come: one number, or a Messaging Service."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record

AccountSid = Annotated[str, Meta(pattern=r"^AC[0-9a-f]{32}(?!\s)$")]
AuthToken = Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{16,100}(?!\s)$")]
Number = Annotated[str, Meta(pattern=r"^\+[1-9][0-9]{6,14}(?!\s)$")]
Sender = Annotated[str, Meta(pattern=r"^(\+[1-9][0-9]{6,14}|MG[0-9a-f]{32})(?!\s)$")]
"""A number of the account, or the SID of a Messaging Service, which picks one of its numbers itself."""


class TextSender(Struct, frozen=True, kw_only=True):
    """All that is needed to hand a text over; `token` is in the clear, so it lives for one sending only."""

    account_sid: str
    token: str
    sender: Sender

    @property
    def is_service(self) -> bool:
        """Whether a Messaging Service picks the number."""
        return self.sender.startswith("MG")


class TextAccount(Record, frozen=True, kw_only=True):
    """Under the organization's own id. Switched off, it is kept."""

    organization_id: Id
    id: Id
    is_on: bool
    account_sid: AccountSid
    token_sealed: str
    sender: Sender
    updated_at: datetime


class TokenMissing(Refusal):
    """A new account needs its auth token; later it may be left out, and the stored one stays."""


class AccountSaysNo(Refusal):
    """Twilio refused the account: the SID and the auth token do not belong together."""

    kind = Kind.STALE


class SenderNotYours(Refusal):
    """Texts come from a number that the account has and that can send texts, or from a Messaging Service."""

    kind = Kind.STALE


class ServiceIsEmpty(Refusal):
    """A Messaging Service sends from its numbers: it needs one that can send texts."""

    kind = Kind.STALE


class AccountNotTried(Refusal):
    """Twilio did not answer, so the account was not tried; nothing was changed."""

    kind = Kind.STALE


class TriedTooOften(Refusal):
    """An account can be tried only a few times per quarter of an hour; wait, then try again."""

    kind = Kind.TOO_MANY
