"""A command is one kind of mutation: its name, the shape of its input, who may do it, and its REST route."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from stagebill.kernel.config import Config
from stagebill.kernel.context import Context, Role
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record
from stagebill.sync.effect import Effect, Outgoing

if TYPE_CHECKING:
    from stagebill.sync.services import Services  # it holds the registry

OWNER: frozenset[Role] = frozenset({"owner"})
OFFICE_ROLES: frozenset[Role] = frozenset({"owner", "dispatcher"})
CREW_ROLES: frozenset[Role] = frozenset({"owner", "dispatcher", "technician"})
SYSTEM: frozenset[Role] = frozenset({"system"})

Handler = Callable[[Any, Context, Tx], Awaitable[Effect]]
Answer = Callable[[Reader, Context, Id], Awaitable[msgspec.Struct]]
Present = Callable[[Config, Context, bytes], bytes]


@dataclass(frozen=True, kw_only=True)
class Command:
    """One kind of mutation. The system role may do all of them: gateways, imports and the demo company act as
    it.
    """

    name: str
    input: type[msgspec.Struct]
    handler: Handler
    roles: frozenset[Role]
    route: str | None = None
    answer: Answer | None = None
    """The view of the record it made, read in the same transaction and kept with the outcome."""
    present: Present | None = None
    """What REST adds to the stored answer: secrets that are not stored, and what depends on today."""
    view: type[msgspec.Struct] | None = None
    status: int = 200
    fact: bool = False
    """A fact already happened (money was taken): a member who lost their role is flagged, never refused."""

    @property
    def summary(self) -> str:
        """The first paragraph of the input's docstring, as the API reference shows it."""
        return " ".join((self.input.__doc__ or self.name).partition("\n\n")[0].split())


@dataclass(frozen=True)
class Scope:
    """Who is reading: the office sees all of the organization, a technician their assigned jobs."""

    organization_id: Id
    member_id: Id
    technician: bool

    @classmethod
    def of(cls, context: Context) -> "Scope":
        assert context.member_id is not None
        return cls(context.organization_id, context.member_id, context.role == "technician")


Load = Callable[[Reader, Scope, Sequence[Id] | None], Awaitable[list[Any]]]


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A kind of record that devices hold: its name in the feed, its table in the snapshot, how to read it.

    `load(reader, scope, ids)` gives the views of those ids that the scope may see; None means all. `follows`
    names other entities whose changes affect this view: SQL from ($1 organization, $2 their id) to rows of
    (id, audience kind, audience scope id).
    """

    name: str
    table: str
    view: type[msgspec.Struct]
    load: Load
    office_only: bool = False
    follows: tuple[tuple[str, str], ...] = ()


Prepare = Callable[["Services", Any, Context], Awaitable[None]]
Companions = Mapping[type[Record], Callable[[Any, Context, Tx], Awaitable[tuple[Record | Outgoing, ...]]]]


class Registry:
    """Every command and entity of the product, by name.

    `preparations` run before a command's unit: a higher slice does there what needs the network and must come
    first. A preparation may run again, or before a unit that then refuses, so it must leave nothing that
    would be wrong without the unit. What it raises is the answer, and nothing is stored.

    `companions` give what is written beside a record in the same unit, whichever command wrote it: a higher
    slice keeps there what it needs from that moment, and sends what follows from it.
    """

    def __init__(
        self,
        commands: Iterable[Command],
        entities: Iterable[Entity],
        preparations: Mapping[str, Prepare] = MappingProxyType({}),
        companions: Companions = MappingProxyType({}),
    ) -> None:
        self.commands = {command.name: command for command in commands}
        self.preparations = preparations
        self.companions = companions
        self.entities = {entity.name: entity for entity in entities}
        self.followers: dict[str, list[tuple[str, str]]] = {}
        for entity in self.entities.values():
            for followed, sql in entity.follows:
                self.followers.setdefault(followed, []).append((entity.name, sql))
