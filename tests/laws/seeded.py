"""What is left to chance in a law comes of its story: told again, it is the same to the last id."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import count

from tests.builders import NOW

from stagebill.kernel import ids


def seed_of(*story: object) -> str:
    return sha256(repr(story).encode()).hexdigest()[:16]


@contextmanager
def seeded(*story: object) -> Iterator[str]:
    """`new_id` makes ids of the story alone; a failure says its seed, and the story to tell again."""
    seed = seed_of(*story)
    with ids.ids_made_by(_maker(seed)):
        try:
            yield seed
        except Exception as failed:
            told = ", ".join(map(repr, story))
            failed.add_note(f"Seed {seed}. To see it again, put this above the law: @example({told})")
            raise


def _maker(seed: str) -> Callable[[], str]:
    """As UUIDv7: what is made later sorts later, and otherwise nobody can foresee it."""
    chance, begun = random.Random(seed), count(int(NOW.timestamp() * 1000))

    def made() -> str:
        time, tail = next(begun), chance.getrandbits(74)
        return str(ids.UUID(int=time << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | tail & (1 << 62) - 1))

    return made
