"""Ids and secrets: canonical, derived alike from like parts, and never guessable."""

import re
import uuid

import msgspec
import pytest

from stagebill.kernel.ids import Id, derived_beside, derived_id, ids_made_by, new_id
from stagebill.kernel.secrets import derived_token, digest, random_token, same


def test_new_ids_are_canonical_and_sort_by_when_they_were_made() -> None:
    made = [new_id() for _ in range(1000)]
    assert made == sorted(set(made))
    assert msgspec.convert(made, list[Id]) == made
    assert {each[14] for each in made} == {"7"}


@pytest.mark.parametrize(
    "spelled",
    [
        "01A20A2F-2EAA-733A-9F0C-BBECEB5F788F",
        "{01a20a2f-2eaa-733a-9f0c-bbeceb5f788f}",
        "01a20a2f2eaa733a9f0cbbeceb5f788f",
        "01a20a2f-2eaa-733a-9f0c-bbeceb5f788f\n",
        "",
    ],
)
def test_another_spelling_of_an_id_is_no_id(spelled: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(spelled, Id)


def test_a_derived_id_is_the_same_for_the_same_parts_and_no_others() -> None:
    assert derived_id("stripe", "evt_1") == derived_id("stripe", "evt_1")
    assert (
        len({derived_id("ab", "c"), derived_id("a", "bc"), derived_id("abc"), derived_id("ab", "c", "")}) == 4
    )
    assert msgspec.convert(derived_id("x"), Id)


def test_an_id_derived_beside_another_sorts_with_it_and_is_its_own_for_each_part() -> None:
    first, second, third = (uuid.UUID(int=at << 80 | 7 << 76 | 2 << 62 | 5) for at in (1, 2, 3))
    ids = [derived_beside(str(second), "allocation", str(place)) for place in range(50)]
    assert ids == [derived_beside(str(second), "allocation", str(place)) for place in range(50)]
    assert len({*ids, derived_beside(str(second), "tip", "0")}) == 51
    assert derived_beside(str(first), "allocation", "0") != derived_beside(str(third), "allocation", "0")
    for each in ids:
        assert str(first) < msgspec.convert(each, Id) < str(third)
        assert (uuid.UUID(each).version, uuid.UUID(each).variant) == (8, uuid.RFC_4122)


def test_a_derived_id_is_for_ever_the_one_that_it_was() -> None:
    """It stands in databases: the UUIDv5 of the standard library, over parts with their lengths."""
    namespace = uuid.UUID("6f1a3c52-5b0e-4b57-9d52-57a6ebd1b111")
    assert derived_id("stripe", "Ω€") == str(uuid.uuid5(namespace, "6:stripe2:Ω€"))


def test_a_test_decides_the_ids_and_then_they_are_random_again() -> None:
    with ids_made_by(lambda: "fixed"):
        assert new_id() == "fixed"
    assert new_id() != "fixed"


def test_a_random_token_has_256_bits_and_never_repeats() -> None:
    tokens = {random_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_a_derived_token_depends_on_its_key_and_each_of_its_parts() -> None:
    token = derived_token(b"key", "pay", "id")
    assert token == derived_token(b"key", "pay", "id")
    others = {
        derived_token(b"kez", "pay", "id"),
        derived_token(b"key", "payi", "d"),
        derived_token(b"key", "pay"),
    }
    assert len(others | {token}) == 4
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)


def test_only_the_digest_of_a_token_need_be_kept() -> None:
    assert digest("token") == "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0"
    assert same("token", "token")
    assert not same("token", "tokem")
