"""A mail as it goes out, made from the stored message: headers that nothing typed can add to."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

from stagebill.kernel.ids import Id
from stagebill.notifications.message import (
    Links,
    Message,
    logo_in,
    logo_place,
    one_line,
    reader_to_stop,
    with_links,
)
from stagebill.notifications.wire import WIRE
from stagebill.notifications.words import say
from stagebill.paypage.page.pay_page import Company

NAME_CHARACTERS_MAX: Final = 100
# An invoice is asked for by whoever ordered the work; of these one may have enough (RFC 8058).
_UNASKED: Final = frozenset({"mail.reminder", "mail.weekly"})


class Unaddressable(Exception):
    """No mail header can contain this address."""


def email_of(
    message: Message,
    company: Company,
    customer: str,
    *,
    base_url: str,
    from_address: str | None,
    links: Links,
    logo: bytes | None = None,
) -> EmailMessage:
    """The mail as it goes out. The same message always gives the same bytes, including its Message-ID."""
    host = urlsplit(base_url).hostname or "localhost"
    name = one_line(company.name, NAME_CHARACTERS_MAX)
    mail = EmailMessage(policy=WIRE)
    mail["From"] = (
        _address(name, from_address) if from_address else Address(name, "no-reply", _mail_domain(host))
    )
    if company.email:
        mail["Reply-To"] = _address(name, company.email)
    mail["To"] = _address(one_line(customer, NAME_CHARACTERS_MAX), message.to_address)
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.id}@{_mail_domain(host)}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.kind in _UNASKED:
        _offer_to_stop(mail, message, company, links)
    mail.set_content(with_links(message.body_text, links))
    mail.add_alternative(with_links(message.body_html, links), subtype="html")
    body = mail.get_payload()
    assert isinstance(body, list)
    digest = logo_in(message.body_html)
    if digest and logo:
        html = body[-1]
        assert isinstance(html, EmailMessage)
        name = logo_place(digest).removeprefix("cid:")
        html.add_related(logo, "image", "jpeg", cid=f"<{name}>", disposition="inline", filename="logo.jpg")
        html.set_boundary(f"card-{message.id}")
    mail.set_boundary(f"part-{message.id}")
    return mail


def _offer_to_stop(mail: EmailMessage, message: Message, company: Company, links: Links) -> None:
    """By the link, and for customers by a mail to the company: a member of it would write to themselves."""
    reader_id, ways = reader_to_stop(message.body_text), []
    url = links.stop(reader_id) if reader_id else ""
    if url:
        ways.append(f"<{url}>")
    if company.email and message.member_id is None:
        ways.append(f"<mailto:{_address('', company.email).addr_spec}?subject=unsubscribe>")
    if ways:
        mail["List-Unsubscribe"] = ", ".join(ways)
    if url.startswith("https://"):  # a mail program posts there by itself, and nowhere without TLS
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _address(name: str, address: str) -> Address:
    """An address as mail headers write it. Mail cannot reach every address that people can type."""
    local, _, domain = address.rpartition("@")
    try:
        return Address(name, local.encode("ascii").decode(), domain.encode("idna").decode())
    except (UnicodeError, ValueError) as error:
        raise Unaddressable(f"no mail can be sent to {address}: {error}") from error


def _mail_domain(host: str) -> str:
    """An address needs a name; a server known by a number has none of its own."""
    return host if host.replace("-", "").replace(".", "").isalpha() else "stagebill.invalid"


def trial_letter(id: Id, from_address: str, company: str, to_address: str, language: str) -> EmailMessage:
    """The test mail, sent to whoever pressed the button."""
    name = one_line(company, NAME_CHARACTERS_MAX)
    mail = EmailMessage(policy=WIRE)
    mail["From"] = _address(name, from_address)
    mail["To"] = _address("", to_address)
    mail["Subject"] = say(language, "test_subject", company=name)
    mail["Message-ID"] = f"<{id}@stagebill.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(say(language, "test_text", company=name) + "\n")
    return mail
