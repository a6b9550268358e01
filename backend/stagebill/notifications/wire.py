"""How a mail becomes bytes."""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any, Final


class _Wire(EmailPolicy):
    """The library's own folding loses a space of a subject: readers join encoded words (RFC 2047, 6.2)."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() != "subject" or str(value).isascii():
            return super().fold_binary(name, value)
        folded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {folded}{self.linesep}".encode("ascii")


WIRE: Final = _Wire(linesep="\r\n")
