"""One story is one history: told again, every row of every table is the same."""

import asyncio
from typing import Any

import pytest
from tests.conftest import Fresh
from tests.laws import life
from tests.laws.books import Books
from tests.laws.life import Doing, lived
from tests.laws.seeded import seed_of, seeded
from tests.laws.test_any_tip import BEGINNING
from tests.laws.tips import Tips

from stagebill.kernel.config import Config
from stagebill.kernel.ids import is_id, new_id

MONEY: list[Doing] = [
    ("retain", 0, 333, 3), ("plan", 1, 100, 7), ("bill", 0, 300, 1), ("pay", 0, 500, 1), ("stage", 1, 0, 1),
    ("change", 0, 70, 2), ("debit", 1, 1, 0), ("edit", 0, 4, 3), ("settle", 0, 1, 0), ("lend", 0, 0, 2),
    ("credit", 1, 200, 0), ("decide", 0, 1, 1), ("replace", 0, 500, 1), ("refund", 0, 300, 1),
]  # fmt: skip
TIPPED: list[Doing] = [
    *BEGINNING, ("settle", 1, 1, 0), ("refund", 0, 500, 11), ("bounce", 0, 1, 1), ("outside", 1, 50, 1),
    ("dispute", 0, 500, 1), ("judge", 0, 0, 0), ("pay", 1, 300, 1),
]  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres"])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    found: Fresh = request.getfixturevalue(f"fresh_{request.param}")
    return found


def told(fresh: Fresh, doings: list[Doing], office: type[Books]) -> dict[str, list[tuple[Any, ...]]]:
    async def everything(config: Config) -> dict[str, list[tuple[Any, ...]]]:
        async with lived(config, doings, office) as books:
            return await books.teller.everything()

    with fresh() as config:
        return asyncio.run(everything(config))


@pytest.mark.parametrize(("doings", "office"), [(MONEY, Books), (TIPPED, Tips)])
def test_the_same_story_is_the_same_to_the_last_row(
    fresh: Fresh, doings: list[Doing], office: type[Books]
) -> None:
    first = told(fresh, doings, office)
    assert len(first["mutation"]) > len(doings)
    assert told(fresh, doings, office) == first


def test_ids_by_chance_are_found_to_make_another_history(
    fresh_sqlite: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: else a comparison that sees nothing would pass."""
    first = told(fresh_sqlite, MONEY, Books)
    monkeypatch.setattr(life, "seeded", lambda doings: seeded(doings, "another seed"))
    assert told(fresh_sqlite, MONEY, Books) != first


def test_a_failure_says_its_step_its_seed_and_how_to_see_it_again(fresh_sqlite: Fresh) -> None:
    doings: list[Doing] = [("bill", 0, 300, 1), ("dance", 0, 0, 0)]
    with pytest.raises(AttributeError) as failed:
        told(fresh_sqlite, doings, Books)
    step, seed = failed.value.__notes__
    assert step == "Step 2 of 2: ('dance', 0, 0, 0)"
    assert seed == (f"Seed {seed_of(doings)}. To see it again, put this above the law: @example({doings!r})")


def test_seeded_ids_are_ids_and_sort_as_they_were_made() -> None:
    with seeded("a story"):
        made = [new_id() for _ in range(1000)]
    assert all(is_id(each) and each[14] == "7" and each[19] in "89ab" for each in made)
    assert made == sorted(set(made))
    with seeded("a story"):
        assert [new_id() for _ in range(1000)] == made
    with seeded("another story"):
        assert not {new_id() for _ in range(1000)} & set(made)
