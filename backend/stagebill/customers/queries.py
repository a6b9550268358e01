"""Customers as screens and devices see them: all for the office, those of their own jobs for a technician."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from stagebill.customers.customer import Contact, Contacts, Customer, Site, Sites
from stagebill.customers.mobile import Standings, TextStanding, standings
from stagebill.kernel.context import Context, CustomerLanguage
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.electronic_address import ElectronicAddress
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.postal_address import PostalAddress, read_address
from stagebill.sync.command import Entity, Scope
from stagebill.sync.effect import Audience, Touched
from stagebill.sync.scoped import Where, among


class CustomerView(msgspec.Struct, frozen=True, gc=False):
    """Who is billed. An archived one is hidden; a merged one names the other in `merged_into`."""

    id: Id
    name: str
    email: str | None
    mobile: str | None
    language: CustomerLanguage | None
    sites: tuple[Site, ...]
    created_at: datetime
    contacts: tuple[Contact, ...]
    notes: str
    archived_at: datetime | None
    merged_into: Id | None
    merge_reason: str | None
    billing_address: PostalAddress | None
    electronic_address: ElectronicAddress | None = None
    buyer_reference: str | None = None
    texts: TextStanding | None = None
    """Whether texts may go to the mobile; null where nobody agreed to them."""


_CUSTOMERS = """
SELECT c.id, c.name, c.email, c.mobile, c.language, c.sites, c.created_at, c.contacts, c.notes,
  c.archived_at, c.merged_into, c.merge_reason, c.billing_address,
  c.electronic_address, c.buyer_reference
FROM customer c WHERE {where}{order}
"""
_STANDINGS = """
SELECT t.number, t.said, o.currency FROM text_consent t JOIN organization o ON o.id = t.organization_id
WHERE t.organization_id = $1 AND t.said <> 'ended' AND NOT EXISTS (SELECT 1 FROM text_consent n
  WHERE n.organization_id = $1 AND n.number = t.number AND n.place > t.place)
"""
_MOBILES = "SELECT id, mobile FROM customer WHERE organization_id = $1 AND mobile IS NOT NULL"
_NEWEST = " ORDER BY c.created_at DESC, c.id DESC"
_OF_MY_JOBS = """coalesce(c.merged_into, c.id) IN (SELECT j.customer_id FROM assignment a
  JOIN job j ON j.organization_id = a.organization_id AND j.id = a.job_id
  WHERE a.organization_id = $1 AND a.member_id = {0} AND a.active)"""
_SEARCHED = (
    "(lower(c.name) LIKE {0} ESCAPE '!' OR lower(coalesce(c.email, '')) LIKE {0} ESCAPE '!'"
    " OR coalesce(c.mobile, '') LIKE {0} ESCAPE '!' OR lower(CAST(c.contacts AS TEXT)) LIKE {0} ESCAPE '!')"
)
_sites = msgspec.json.Decoder(Sites)
_electronic = msgspec.json.Decoder(ElectronicAddress)
_contacts = msgspec.json.Decoder(Contacts)
_MOVE_JOBS = "UPDATE job SET customer_id = $3 WHERE organization_id = $1 AND customer_id = $2"
_JOBS_OF = "SELECT id FROM job WHERE organization_id = $1 AND customer_id = $2 ORDER BY id{lock}"
_MONEY_OF = """
SELECT 'invoice', i.id, 'job', i.job_id FROM invoice i
JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
WHERE i.organization_id = $1 AND j.customer_id = $2
UNION ALL
SELECT 'payment', p.id,
  CASE WHEN p.matched_job_id IS NOT NULL THEN 'job' WHEN p.recorded_by IS NOT NULL THEN 'member'
    ELSE 'office' END,
  coalesce(p.matched_job_id, p.recorded_by)
FROM payment p WHERE p.organization_id = $1 AND (
  p.matched_customer_id = $2
  OR p.matched_customer_id IN (SELECT id FROM customer WHERE organization_id = $1 AND merged_into = $2)
  OR p.matched_job_id IN (SELECT id FROM job WHERE organization_id = $1 AND customer_id = $2))
"""
_HISTORY = """
SELECT
  (SELECT count(*) FROM job WHERE organization_id = $1 AND customer_id = $2),
  (SELECT count(*) FROM invoice WHERE organization_id = $1 AND customer_id = $2),
  (SELECT count(*) FROM payment WHERE organization_id = $1 AND matched_customer_id = $2),
  (SELECT count(*) FROM customer WHERE organization_id = $1 AND merged_into = $2),
  (SELECT count(*) FROM text_consent WHERE organization_id = $1 AND customer_id = $2)
"""
# A hold on the reminders of somebody who was never billed says nothing any more once they are gone.
_FORGET_HOLD = "DELETE FROM reminder_hold WHERE organization_id = $1 AND customer_id = $2"


def _seen(scope: Scope) -> Where:
    where = Where("c.organization_id = $1", (scope.organization_id,))
    return where.also(_OF_MY_JOBS, scope.member_id) if scope.technician else where


async def customer_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[CustomerView]:
    """The customers of these ids that the scope may see, in any order; all of them for None, newest first."""
    where = _seen(scope)
    if ids is None:
        return await _views(reader, where, _NEWEST)
    return await _views(reader, among(reader, where, "c.id", ids))


async def customer_page(
    reader: Reader,
    scope: Scope,
    *,
    limit: int,
    after: Sequence[Any] | None,
    search: str | None,
    archived: bool = False,
) -> list[CustomerView]:
    """One page of visible (or archived) customers plus one row, newest first.

    `search` looks in name, e-mail, mobile and contacts.
    """
    where = _seen(scope)
    where = Where(f"{where.sql} AND c.archived_at IS {'NOT ' * archived}NULL", where.args)
    if after is not None:
        created_at, customer_id = after
        where = where.also("(c.created_at, c.id) < ({0}, {1})", _instant(created_at), str(customer_id))
    if search:
        where = where.also(_SEARCHED, containing(search))
    return await _views(reader, where, f"{_NEWEST} LIMIT {limit + 1:d}")


def _instant(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


def containing(search: str) -> str:
    """A LIKE pattern, with `!` as its escape, for texts that contain this one, ignoring case."""
    text = search.lower()
    for character in "!%_":
        text = text.replace(character, f"!{character}")
    return f"%{text}%"


async def _views(reader: Reader, where: Where, order: str = "") -> list[CustomerView]:
    rows = await reader.rows(_CUSTOMERS.format(where=where.sql, order=order), *where.args)
    said = await _standings(reader, where.args[0]) if any(row[3] for row in rows) else None
    return [_view(row, said) for row in rows]


async def _standings(reader: Reader, organization_id: Any) -> Standings | None:
    rows = await reader.rows(_STANDINGS, organization_id)
    words: dict[str, TextStanding] = {
        number: "stopped" if said == "stopped" else "may" for number, said, _ in rows
    }
    return standings(words, rows[0][2]) if rows else None


async def reached_at(tx: Tx, number: str, currency: str) -> tuple[Touched, ...]:
    """The customers whose mobile is this number, however it is written: their views show what was said."""
    said = standings({number: "may"}, currency)
    mobiles = await tx.rows(_MOBILES, tx.organization_id)
    found = [customer_id for customer_id, mobile in mobiles if said.number(mobile) == number]
    return tuple(Touched("customer", each, Audience("customer", each)) for each in sorted(found))


def _view(row: tuple[Any, ...], said: Standings | None) -> CustomerView:
    (customer_id, name, email, mobile, language, sites, created_at, contacts,
     notes, archived_at, merged_into, merge_reason, address,
     electronic, reference) = row  # fmt: skip
    # Most have no second site and no contacts, and a page of changes reads 500 of them.
    where = () if sites == "[]" else _sites.decode(sites)
    who = () if contacts == "[]" else _contacts.decode(contacts)
    return CustomerView(
        customer_id, name, email, mobile, language, where, created_at, who,
        notes, archived_at, merged_into, merge_reason, read_address(address),
        _electronic.decode(electronic) if electronic else None, reference,
        said.of(mobile) if said else None,
    )  # fmt: skip


async def customer_view(reader: Reader, scope: Scope, customer_id: Id) -> CustomerView:
    """One customer. Raises customers.missing for one that does not exist or that the scope may not see."""
    found = await customer_views(reader, scope, [customer_id])
    if not found:
        raise Missing.of(CustomerView)
    return found[0]


async def answer_customer(reader: Reader, context: Context, customer_id: Id) -> CustomerView:
    """The customer after a mutation."""
    scope = Scope(context.organization_id, context.member_id or customer_id, False)
    return await customer_view(reader, scope, customer_id)


async def check_in_sight(tx: Tx, context: Context, customer_id: Id) -> None:
    """A technician sees only the customers of their jobs. Raises customers.missing."""
    scope = Scope(context.organization_id, context.member_id or customer_id, context.role == "technician")
    if not await customer_views(tx, scope, [customer_id]):
        raise Missing.of(Customer, id=customer_id)


ENTITIES = (Entity(name="customer", table="customers", view=CustomerView, load=customer_views),)


async def hanging_on(tx: Tx, customer_id: Id) -> tuple[Touched, ...]:
    """The views that name their customer, read under the lock of the customer's jobs, so that nothing new
    refers to them meanwhile.
    """
    lock = " FOR UPDATE" if tx.dialect == "postgres" else ""
    jobs = await tx.rows(_JOBS_OF.format(lock=lock), tx.organization_id, customer_id)
    touched = [Touched("job", job_id, Audience("job", job_id)) for (job_id,) in jobs]
    for entity, record_id, kind, seen_by in await tx.rows(_MONEY_OF, tx.organization_id, customer_id):
        touched.append(Touched(entity, record_id, Audience(kind, seen_by)))
    return tuple(touched)


async def move_jobs(tx: Tx, customer_id: Id, into_id: Id) -> None:
    """All jobs of one customer become another's."""
    await tx.run(_MOVE_JOBS, tx.organization_id, customer_id, into_id)


async def history_of(tx: Tx, customer_id: Id) -> dict[str, int]:
    """How much refers to a customer, by kind."""
    counts = (await tx.rows(_HISTORY, tx.organization_id, customer_id))[0]
    names = ("jobs", "invoices", "payments", "merged", "texts")
    return {name: int(count) for name, count in zip(names, counts, strict=True)}


async def forget_hold(tx: Tx, customer_id: Id) -> None:
    """Remove the hold on this customer's reminders: there is nobody left to remind."""
    await tx.run(_FORGET_HOLD, tx.organization_id, customer_id)


async def living_customer(tx: Tx, customer_id: Id) -> Customer:
    """The customer, or the one that they were merged into, locked until commit."""
    found = await tx.lock(Customer, customer_id)
    return found if found.merged_into is None else await tx.lock(Customer, found.merged_into)
