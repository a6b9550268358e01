"""A mail's bytes say again what was put into them."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, default

import pytest

from stagebill.notifications.wire import WIRE

DUE = "تذكير: \u2068\u200f\u200e1,000.00\u200f US$\u200e\u2069 مستحق إلى \u2068Alder Plumbing\u2069"


def read_again(subject: str, policy: EmailPolicy) -> tuple[str, bytes]:
    mail = EmailMessage(policy=policy)
    mail["Subject"] = subject
    raw = mail.as_bytes(policy=policy)
    return message_from_bytes(raw, policy=default)["Subject"], raw


@pytest.mark.parametrize("subject", [
    DUE,
    "Tubería de cocina y baño: $1,000.00 por pagar a Plomería Peña e Hijos hasta el 26 de diciembre de 2026",
    "Re-pipe: $1,000.00 due",
    "ن" * 200,
    "",
])  # fmt: skip
def test_a_subject_of_several_lines_keeps_each_space(subject: str) -> None:
    read, raw = read_again(subject, WIRE)
    assert read == subject
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_the_library_alone_loses_one() -> None:
    """When this fails, wire.py can go."""
    assert read_again(DUE, SMTP)[0] == DUE.replace("\u2069 مستحق", "\u2069مستحق")
