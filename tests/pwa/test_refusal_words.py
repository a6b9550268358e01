"""People read a refusal as a sentence: every code that the server answers with has one, in each language."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import stagebill
from stagebill.kernel.errors import Refusal
from stagebill.payments.payment import Reason

MESSAGES = Path(__file__).parents[2] / "pwa" / "messages"
LANGUAGES = ["en", "es"]


def _refusals(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for refusal in of.__subclasses__():
        yield refusal
        yield from _refusals(refusal)


def _codes() -> set[str]:
    for module in pkgutil.walk_packages(stagebill.__path__, "stagebill."):
        if not module.name.startswith("stagebill.migrations") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {each.code for each in _refusals() if each.__module__.startswith("stagebill.")}


def _keys(language: str) -> set[str]:
    """The phone's sentences, those of the areas beside them, and those that only the office needs."""
    areas = [*(MESSAGES / "phone").glob(f"*.{language}.js"), *(MESSAGES / "office").glob(f"*.{language}.js")]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in [MESSAGES / f"{language}.js", *areas])
    return set(re.findall(r'^  "([a-z_.]+)":', texts, re.MULTILINE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_sentence(language: str) -> None:
    codes = _codes()
    assert "invoices.over_invoiced" in codes
    assert {f"refusal.{code}" for code in codes} - _keys(language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_unapplied_money_has_a_sentence(language: str) -> None:
    assert {f"unapplied.{reason.value}" for reason in Reason} - _keys(language) == set()
