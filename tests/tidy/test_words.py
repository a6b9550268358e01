"""Whatever a customer may read is said in every language that customers are written to in."""

import importlib
import pkgutil
import string
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

import pytest

import stagebill
from stagebill.kernel.context import CustomerLanguage, Language

# What the office alone reads is in the languages of the office.
OF_THE_OFFICE: Final = frozenset(
    {
        "stagebill.reporting.weekly.words",
        "stagebill.reporting.words",
        "stagebill.spreadsheets.words",
        "stagebill.webhooks.words",
    }
)


def tables() -> Iterator[tuple[str, Mapping[str, Mapping[str, str]]]]:
    for module in pkgutil.walk_packages(stagebill.__path__, "stagebill."):
        if not module.name.endswith("words"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, dict) and isinstance(value.get("en"), dict):
                yield f"{module.name}:{name}", value


TABLES: Final = dict(tables())


def facts_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def faults_of(table: str, words: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What a table lacks, has too much of, or says with other facts than English does."""
    languages: Any = Language if table.partition(":")[0] in OF_THE_OFFICE else CustomerLanguage
    found = [f"{table} has no {each}" for each in get_args(languages) if each not in words]
    for language, said in words.items():
        for name in sorted(said.keys() ^ words["en"].keys()):
            found.append(f"{table}: {name} is not in both en and {language}")
        for name in said.keys() & words["en"].keys():
            if facts_of(said[name]) != facts_of(words["en"][name]):
                found.append(f"{table}: {name} has other facts in {language}")
            if not said[name].strip():
                found.append(f"{table}: {name} says nothing in {language}")
    return found


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_words_says_the_same_sentences_in_each_language(table: str) -> None:
    assert faults_of(table, TABLES[table]) == []


def test_the_tables_that_customers_read_are_found() -> None:
    slices = {name.split(".")[1] for name in TABLES}
    assert {"paypage", "statements", "change_orders", "notifications", "documents"} <= slices


def test_a_table_without_arabic_or_with_another_fact_is_found() -> None:
    """The negative control."""
    table = {"en": {"due": "{amount} due"}, "es": {"due": "por pagar"}}
    assert faults_of("stagebill.paypage.page.words:WORDS", table) == [
        "stagebill.paypage.page.words:WORDS has no ar",
        "stagebill.paypage.page.words:WORDS: due has other facts in es",
    ]
