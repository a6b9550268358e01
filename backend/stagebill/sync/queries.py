"""Reads of the feed: what changed for a member since a cursor, and everything they may see at once."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec

from stagebill.kernel.clock import instant_text
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id, new_id
from stagebill.sync.change import MARK_CHARACTERS, Change, Columns, Cursor, Pulled, Snapshot
from stagebill.sync.command import Entity, Registry, Scope

SCHEMA = 1
PULL_MAX = 500

_REV = "SELECT rev FROM feed_head WHERE organization_id = $1"
_HEAD = """
SELECT h.rev, o.epoch, c.mutation_id, given.mutation_id
FROM organization o JOIN feed_head h ON h.organization_id = o.id
  LEFT JOIN change c ON c.organization_id = o.id AND c.rev = h.rev
  LEFT JOIN change given ON given.organization_id = o.id AND given.rev = $2
WHERE o.id = $1
"""
_CHANGED = """
SELECT h.rev, c.entity, c.record_id FROM feed_head h
  LEFT JOIN change c ON c.organization_id = h.organization_id AND c.rev > $2
WHERE h.organization_id = $1 LIMIT $3
"""
_SINCE_OFFICE = """
SELECT rev, entity, record_id, op, mutation_id FROM change
WHERE organization_id = $1 AND rev > $2 ORDER BY rev LIMIT $3
"""
_SINCE_TECHNICIAN = """
SELECT rev, entity, record_id, op, mutation_id FROM change c WHERE organization_id = $1 AND rev > $2
  AND (audience = 'everyone'
       OR (audience = 'member' AND scope_id = $4)
       OR (audience = 'job' AND scope_id IN (
             SELECT job_id FROM assignment WHERE organization_id = $1 AND member_id = $4 AND active))
       OR (audience = 'customer' AND scope_id IN (
             SELECT j.customer_id FROM assignment a
               JOIN job j ON j.organization_id = a.organization_id AND j.id = a.job_id
              WHERE a.organization_id = $1 AND a.member_id = $4 AND a.active)))
 ORDER BY rev LIMIT $3
"""
_ASSIGNED = "SELECT job_id, active FROM assignment WHERE organization_id = $1 AND id = $2"
_RECORDS_OF_JOB = """
SELECT 'customer', customer_id FROM job WHERE organization_id = $1 AND id = $2
UNION ALL SELECT 'customer', c.id FROM job j
  JOIN customer c ON c.organization_id = j.organization_id AND c.merged_into = j.customer_id
 WHERE j.organization_id = $1 AND j.id = $2
UNION ALL SELECT 'job', id FROM job WHERE organization_id = $1 AND id = $2
UNION ALL SELECT 'invoice', id FROM invoice WHERE organization_id = $1 AND job_id = $2
UNION ALL SELECT 'payment', id FROM payment WHERE organization_id = $1 AND matched_job_id = $2
UNION ALL SELECT 'attachment', id FROM attachment WHERE organization_id = $1 AND job_id = $2
UNION ALL SELECT 'visit', id FROM visit WHERE organization_id = $1 AND job_id = $2
UNION ALL SELECT 'note', id FROM note WHERE organization_id = $1 AND job_id = $2
UNION ALL SELECT 'allowance', id FROM allowance
 WHERE organization_id = $1 AND job_id = $2 AND ended_at IS NULL
UNION ALL SELECT 'change_order', id FROM change_order WHERE organization_id = $1 AND job_id = $2
"""
_CUSTOMER_OUT_OF_SIGHT = """
SELECT c.id FROM job j
  JOIN customer c ON c.organization_id = j.organization_id
   AND (c.id = j.customer_id OR c.merged_into = j.customer_id)
WHERE j.organization_id = $1 AND j.id = $2 AND NOT EXISTS (
  SELECT 1 FROM assignment a
    JOIN job other ON other.organization_id = a.organization_id AND other.id = a.job_id
   WHERE a.organization_id = j.organization_id AND a.member_id = $3 AND a.active
     AND other.customer_id = j.customer_id)
"""
_ORGANIZATION = "SELECT name, currency, zone, language FROM organization WHERE id = $1"
_FATE = "SELECT outcome, member_id FROM mutation WHERE organization_id = $1 AND id = $2"


async def system_context(reader: Reader, organization_id: Id, now: datetime) -> Context | None:
    """The server itself, acting for an organization after commit; None if there is no such organization."""
    rows = await reader.rows(_ORGANIZATION, organization_id)
    if not rows:
        return None
    name, currency, zone, language = rows[0]
    return Context(
        organization_id=organization_id, role="system", mutation_id=new_id(), now=now, zone=zone,
        currency=currency, language=language, name=name,
    )  # fmt: skip


async def newest_rev(reader: Reader, organization_id: Id) -> int:
    """How far the organization's feed has come."""
    rows = await reader.rows(_REV, organization_id)
    return int(rows[0][0]) if rows else 0


async def changed_since(
    reader: Reader, organization_id: Id, rev: int, limit: int
) -> tuple[int, list[tuple[str, Id]]]:
    """The newest rev, and entity and id of the records changed after a rev, whoever may see them; at most so
    many.
    """
    rows = await reader.rows(_CHANGED, organization_id, rev, limit)
    changed = [(entity, record_id) for _, entity, record_id in rows if record_id is not None]
    return (int(rows[0][0]) if rows else 0), changed


class FeedLost(Exception):
    """The feed is not the one that a cursor of this epoch was given of: an earlier state was put back."""

    def __init__(self, epoch: Id) -> None:
        super().__init__(epoch)
        self.epoch = epoch


async def where_now(reader: Reader, context: Context, given: Cursor | None = None) -> Cursor:
    """The current cursor for this context's scope."""
    given_rev = given.rev if given else 0
    rows = await reader.rows(_HEAD, context.organization_id, given_rev)
    rev, epoch, mutation_id, there = rows[0]
    is_same = given is None or (given_rev <= rev and given.mark == _mark(there))
    if given is not None and not is_same and given.epoch == epoch and given.is_ours(context.link_key):
        raise FeedLost(epoch)
    return Cursor(epoch, _eyes(context), rev, _mark(mutation_id)).sealed(context.link_key)


def _mark(mutation_id: Id | None) -> str:
    return (mutation_id or "")[-MARK_CHARACTERS:]


def _eyes(context: Context) -> str:
    return f"t{context.member_id}" if context.role == "technician" else "office"


async def pull(
    reader: Reader, registry: Registry, context: Context, cursor_text: str, limit: int = PULL_MAX
) -> Pulled:
    """The changes after a cursor, the newest version of each record once; repeatable with the same cursor."""
    cursor = Cursor.parse(cursor_text)
    now = await where_now(reader, context, cursor)
    if cursor is None or (cursor.epoch, cursor.eyes) != (now.epoch, now.eyes) or cursor.rev > now.rev:
        return _pulled(context, [], now._replace(rev=0), more=False, reset=True)
    scope = Scope.of(context)
    sql = _SINCE_TECHNICIAN if scope.technician else _SINCE_OFFICE
    args = (scope.organization_id, cursor.rev, limit, *((scope.member_id,) if scope.technician else ()))
    found = await reader.rows(sql, *args)
    newest = {(entity, record_id): (rev, op) for rev, entity, record_id, op, _ in found}
    changes = await _with_rows(reader, registry, scope, newest)
    more = len(found) == limit
    if more:
        last, *_, mutation_id = found[-1]
        now = now._replace(rev=last, mark=_mark(mutation_id)).sealed(context.link_key)
    return _pulled(context, changes, now, more=more, reset=False)


def _pulled(context: Context, changes: list[Change], cursor: Cursor, *, more: bool, reset: bool) -> Pulled:
    return Pulled(
        changes=changes,
        cursor=str(cursor),
        more=more,
        reset=reset,
        server_time=instant_text(context.now),
        epoch=cursor.epoch,
    )


async def _with_rows(
    reader: Reader, registry: Registry, scope: Scope, newest: dict[tuple[str, Id], tuple[int, str]]
) -> list[Change]:
    wanted: dict[str, dict[Id, int]] = {}
    changes: list[Change] = []
    for (entity, record_id), (rev, op) in newest.items():
        if entity == "assignment":
            if scope.technician:
                changes.extend(await _assigned(reader, scope, record_id, rev, wanted))
        elif op == "del":
            changes.append(Change(e=entity, op="del", id=record_id, rev=rev))
        else:
            wanted.setdefault(entity, {})[record_id] = rev
    for entity, revs in wanted.items():
        known = registry.entities.get(entity)
        if known is None or (known.office_only and scope.technician):
            continue
        changes.extend(await _puts(reader, known, scope, revs))
    changes.sort(key=attrgetter("rev"))
    return changes


async def _puts(reader: Reader, entity: Entity, scope: Scope, revs: dict[Id, int]) -> list[Change]:
    views = await entity.load(reader, scope, list(revs))
    return [Change(e=entity.name, op="put", id=view.id, rev=revs[view.id], row=view) for view in views]


async def _assigned(
    reader: Reader, scope: Scope, assignment_id: Id, rev: int, wanted: dict[str, dict[Id, int]]
) -> list[Change]:
    """A job became visible to a technician with everything that belongs to it, or stopped being visible."""
    rows = await reader.rows(_ASSIGNED, scope.organization_id, assignment_id)
    job_id, active = rows[0]
    if not active:
        return await _left_sight(reader, scope, job_id, rev)
    for entity, record_id in await reader.rows(_RECORDS_OF_JOB, scope.organization_id, job_id):
        wanted.setdefault(entity, {})[record_id] = rev
    return []


async def _left_sight(reader: Reader, scope: Scope, job_id: Id, rev: int) -> list[Change]:
    """The job goes with everything that belongs to it; its customer too, unless another job keeps them
    visible.
    """
    gone = [Change(e="job", op="hide", id=job_id, rev=rev)]
    args = (scope.organization_id, job_id, scope.member_id)
    for (customer_id,) in await reader.rows(_CUSTOMER_OUT_OF_SIGHT, *args):
        gone.append(Change(e="customer", op="hide", id=customer_id, rev=rev))
    return gone


async def snapshot(reader: Reader, registry: Registry, context: Context) -> Snapshot:
    """Everything this member may see. The cursor is read first: what commits meanwhile is simply
    sent again.
    """
    now = await where_now(reader, context)
    scope = Scope.of(context)
    tables = {
        entity.table: columns(entity, await entity.load(reader, scope, None))
        for entity in registry.entities.values()
        if not (entity.office_only and scope.technician)
    }
    return Snapshot(
        schema=SCHEMA, epoch=now.epoch, cursor=str(now), server_time=instant_text(context.now), tables=tables
    )


def columns(entity: Entity, views: Sequence[Any]) -> Columns:
    """A list of views as columns."""
    names = entity.view.__struct_encode_fields__
    fields = entity.view.__struct_fields__
    return Columns(names, [[getattr(view, field) for view in views] for field in fields])


async def fate(reader: Reader, scope: Scope, ids: Sequence[Id]) -> dict[Id, msgspec.Raw | None]:
    """What became of mutations, by id; None for those that never arrived, and for others' where a technician
    asks.
    """
    answer: dict[Id, msgspec.Raw | None] = {}
    for mutation_id in ids:
        rows = await reader.rows(_FATE, scope.organization_id, mutation_id)
        is_seen = bool(rows) and (not scope.technician or rows[0][1] == scope.member_id)
        answer[mutation_id] = msgspec.Raw(rows[0][0].encode()) if is_seen else None
    return answer
