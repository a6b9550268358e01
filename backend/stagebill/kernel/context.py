"""Context: who acts, for which organization, when, and in which language the answer is written."""

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from stagebill.kernel.ids import Id

Role = Literal["owner", "dispatcher", "technician", "customer", "system"]
Language = Literal["en", "es"]
"""What the office and the phones speak."""

CustomerLanguage = Literal["en", "es", "ar"]
"""What customers are written to in: every page, mail and paper that they see."""


class Context(Struct, frozen=True, kw_only=True):
    organization_id: Id
    member_id: Id | None = None
    role: Role
    device_id: Id | None = None
    mutation_id: Id
    now: datetime  # UTC; the server's time, read once for the whole mutation
    zone: str  # IANA name, as "America/New_York"
    currency: str
    language: Language = "en"
    name: str  # the organization's name, for sentences
    device_now: datetime | None = None  # what the sending device's clock said: a claim
    webhook_peers: tuple[str, ...] = ()  # set by the write path: where webhooks may go besides public HTTPS
    link_key: bytes = b""  # from which link tokens and seals are derived; set by the server, stored nowhere

    @property
    def today(self) -> date:
        """The day in the organization's zone: due dates turn over at its midnight, not at ours."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()
