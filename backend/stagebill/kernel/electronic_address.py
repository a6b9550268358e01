"""Addresses on the Peppol network and bank accounts: numbers with check digits."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from stagebill.kernel.errors import Refusal
from stagebill.kernel.text import Line

# Electronic Address Scheme of CEF (EAS), as EN 16931's rule BR-CL-25 lists its numbers.
Scheme = Literal[
    "0002", "0007", "0009", "0037", "0060", "0088", "0096", "0097", "0106", "0130", "0135", "0142", "0147",
    "0151", "0154", "0158", "0170", "0177", "0183", "0184", "0188", "0190", "0191", "0192", "0193", "0194",
    "0195", "0196", "0198", "0199", "0200", "0201", "0202", "0203", "0204", "0205", "0208", "0209", "0210",
    "0211", "0212", "0213", "0215", "0216", "0217", "0218", "0219", "0220", "0221", "0225", "0230", "0235",
    "0240", "0242", "0244", "0245", "0246", "0248", "9910", "9913", "9914", "9915", "9918", "9919", "9920",
    "9922", "9923", "9924", "9925", "9926", "9927", "9928", "9929", "9930", "9931", "9932", "9933", "9934",
    "9935", "9936", "9937", "9938", "9939", "9940", "9941", "9942", "9943", "9944", "9945", "9946", "9947",
    "9948", "9949", "9950", "9951", "9952", "9953", "9957", "9959",
]  # fmt: skip
Identifier = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9:._\-]{0,49}(?!\s)$", max_length=50)]
Account = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 \-]{2,49}(?!\s)$", max_length=50)]
Bic = Annotated[str, Meta(pattern=r"^(?:[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)?(?!\s)$")]
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


class ElectronicAddress(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`id` is a number in the register that `scheme` names: a company, tax or location number."""

    scheme: Scheme
    id: Identifier


class BankAccount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where customers can send money: an IBAN, or an account number in its country's form."""

    number: Account
    bic: Bic = ""
    holder: Line = ""

    @property
    def plain(self) -> str:
        """Without spaces, as programs write it."""
        return re.sub(r"[\s\-]", "", self.number).upper()

    @property
    def is_iban(self) -> bool:
        return _IBAN.fullmatch(self.plain) is not None


class NotAnElectronicAddress(Refusal):
    """The check digits of this register's number do not match: a digit was mistyped."""


class NotAnAccount(Refusal):
    """The check digits of this IBAN do not match: a digit was mistyped."""


def check_electronic_address(given: ElectronicAddress | None) -> None:
    """Check it by Peppol's rules (PEPPOL-COMMON-R040 to R050), for schemes that have one. Raises
    NotAnElectronicAddress.
    """
    if given is not None and not _CHECKS.get(given.scheme, _anything)(given.id):
        raise NotAnElectronicAddress(scheme=given.scheme, id=given.id)


def check_account(given: BankAccount | None) -> None:
    """ISO 13616: with its country and check digits moved to the end, the number is 1 modulo 97.

    Raises NotAnAccount.
    """
    if given is None or not given.is_iban:
        return
    moved = given.plain[4:] + given.plain[:4]
    if int("".join(str(int(sign, 36)) for sign in moved)) % 97 != 1:
        raise NotAnAccount(number=given.number)


def _digits(text: str, count: int) -> list[int]:
    """None of them where it is no number of that length."""
    return [int(sign) for sign in text] if re.fullmatch(rf"[0-9]{{{count}}}", text) else []


def _anything(text: str) -> bool:
    return bool(text)


def _gln(text: str) -> bool:
    """GS1: every second digit counts three times."""
    digits = _digits(text, 13)
    return bool(digits) and sum(each * (3 if place % 2 else 1) for place, each in enumerate(digits)) % 10 == 0


def _norwegian(text: str) -> bool:
    digits = _digits(text, 9)
    weights = (3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(each * weight for each, weight in zip(digits, weights, strict=False)) % 11
    return bool(digits) and digits[8] == (11 - rest) % 11


def _danish(text: str) -> bool:
    return re.fullmatch(r"(?:DK)?[0-9]{8}", text) is not None


def _belgian(text: str) -> bool:
    return bool(_digits(text, 10)) and int(text[8:]) == 97 - int(text[:8]) % 97


def _swedish(text: str) -> bool:
    """Luhn."""
    digits = _digits(text, 10)
    doubled = (each * 2 if place % 2 == 0 else each for place, each in enumerate(digits))
    return bool(digits) and sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _australian(text: str) -> bool:
    digits = _digits(text, 11)
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    told = [digits[0] - 1, *digits[1:]] if digits else []
    return bool(digits) and sum(each * weight for each, weight in zip(told, weights, strict=True)) % 89 == 0


_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "0007": _swedish,
    "0088": _gln,
    "0151": _australian,
    "0184": _danish,
    "0192": _norwegian,
    "0208": _belgian,
}
