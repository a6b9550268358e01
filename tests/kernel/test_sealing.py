"""A sealed secret opens for its own purpose under its own key, and for nothing else."""

import pytest

from stagebill.kernel.sealing import Unsealable, seal, unseal

KEY, OTHER = b"a" * 32, b"b" * 32


def test_what_was_sealed_is_read_again() -> None:
    sealed = seal(KEY, "mail:alder", "pass wörd")
    assert unseal(KEY, "mail:alder", sealed) == "pass wörd"
    assert "pass" not in sealed


def test_the_same_secret_is_sealed_alike_so_that_a_repeated_request_is_one_mutation() -> None:
    assert seal(KEY, "mail:alder", "one") == seal(KEY, "mail:alder", "one")
    assert seal(KEY, "mail:alder", "one") != seal(KEY, "mail:birch", "one")
    assert seal(KEY, "mail:alder", "one") != seal(KEY, "mail:alder", "two")


@pytest.mark.parametrize(
    ("key", "purpose", "sealed"),
    [(OTHER, "mail:alder", None), (KEY, "mail:birch", None), (KEY, "mail:alder", "1.AAAA"),
     (KEY, "mail:alder", "not base64 ¿"), (KEY, "mail:alder", "")],
)  # fmt: skip
def test_another_key_another_purpose_and_damage_open_nothing(
    key: bytes, purpose: str, sealed: str | None
) -> None:
    with pytest.raises(Unsealable):
        unseal(key, purpose, sealed if sealed is not None else seal(KEY, "mail:alder", "one"))
