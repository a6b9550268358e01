"""A mail that came back: which of ours, and why, in the form mail servers use (RFC 3464)."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mail
from typing import Final, NamedTuple

from stagebill.kernel.ids import Id
from stagebill.notifications.message import Arrival, one_line

BOUNCE_BYTES_MAX: Final = 4 * 1024 * 1024
_ENDS: Final[dict[str, Arrival]] = {"failed": "returned", "delivered": "arrived"}
_OURS: Final = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>")


class Told(NamedTuple):
    """What a mail server says about one of our messages. `words` start with its status: 5.1.1, no such
    mailbox.
    """

    message_id: Id
    arrival: Arrival
    words: str


def read_bounce(raw: bytes) -> Told | None:
    """None if the mail does not settle one of our messages: a person's answer, a delay, a stranger's mail."""
    # Anybody may have written it: its headers are taken as text, as newer policies stumble over broken ones,
    # and what is put into each other without end is no report.
    try:
        return _told(message_from_bytes(raw))
    except RecursionError:
        return None


def _told(mail: Mail) -> Told | None:
    reports = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    named = next(_names(mail), None)
    if not reports or named is None:
        return None
    for recipient in _recipients(reports[0]):
        arrival = _ENDS.get(str(recipient.get("Action", "")).strip().lower())
        if arrival is not None:
            return Told(named, arrival, _words(recipient))
    return None


def _recipients(report: Mail) -> Iterator[Mail]:
    """A report is groups of fields: one about the mail, then one for each recipient."""
    groups = report.get_payload()
    yield from (group for group in groups if isinstance(group, Mail) and "Action" in group)


def _words(recipient: Mail) -> str:
    status = str(recipient.get("Status", "")).split("(")[0].strip()
    # "smtp; 550 5.1.1 No such user": its type says nothing to people.
    said = str(recipient.get("Diagnostic-Code", "")).partition(";")[2] or str(recipient.get("Action", ""))
    return one_line(f"{status or '5.0.0'} {said}", 300)


def _names(mail: Mail) -> Iterator[Id]:
    """Our message, by the id that we gave it: in the mail returned with the report, or in what it
    replies to.
    """
    for part in mail.walk():
        kind = part.get_content_type()
        if part is not mail and kind != "text/rfc822-headers":
            yield from _OURS.findall(str(part.get("Message-ID", "")))
        elif kind == "text/rfc822-headers":
            yield from _OURS.findall(_headers_in(part))
    for name in ("In-Reply-To", "References"):
        yield from _OURS.findall(str(mail.get(name, "")))


def _headers_in(part: Mail) -> str:
    content = part.get_payload(decode=True)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    found = re.search(r"^message-id:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""
