"""Allowances: lent again at each sync, recalled by the office, ended when their hours are over."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.identity.device import Device, usable
from stagebill.invoices.allowance import JOBS_MAX, Allowance, allowance_id, ended, lent, lent_minor, share_of
from stagebill.invoices.allowances.queries import (
    Lendings,
    Standing,
    answer_lendings,
    jobs_of,
    lent_of,
    standings,
)
from stagebill.jobs.job import Job
from stagebill.jobs.queries import JobView, answer_job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.settings.settings import Settings
from stagebill.sync.command import CREW_ROLES, OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing

END = "invoices.end_allowances"


class LendAllowances(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lend a technician's device part of what these jobs have left to invoice, for the hours it may be
    without signal. What it had of other jobs is given back.
    """

    device_id: Id
    job_ids: Annotated[tuple[Id, ...], Meta(max_length=JOBS_MAX)] = ()


class RecallAllowances(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take back what is lent of a job, from one device or from all. An invoice that a phone already made with
    it is still accepted where it fits.
    """

    job_id: Id
    device_id: Id | UnsetType = UNSET


class EndAllowances(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that the hours for which something was lent to a device are over."""

    device_id: Id


async def lend_allowances(data: LendAllowances, context: Context, tx: Tx) -> Effect:
    """Jobs are locked in id order, so that two phones never wait for each other."""
    device = usable(await tx.lock(Device, data.device_id), context)
    had = {each.job_id: each for each in await tx.select(Allowance, device_id=device.id, ended_at=None)}
    wanted = await _may_invoice(data, context, tx)
    for job_id in sorted({*had, *wanted}):
        await tx.lock(Job, job_id)
    changed = [
        each for standing in (await standings(tx, wanted) if wanted else ())
        if (each := await _lent(standing, device, had.get(standing.job_id), context, tx)) is not None
    ]  # fmt: skip
    kept = {each.job_id for each in changed}
    back = [ended(each, context.now) for each in had.values() if each.job_id not in kept]
    ends = tuple(_timer(each) for each in changed[:1])
    return Effect(id=device.id, records=(*changed, *back), outgoing=ends)


async def _may_invoice(data: LendAllowances, context: Context, tx: Tx) -> list[Id]:
    settings = await tx.load(Settings, context.organization_id)
    is_lent_to = context.role == "technician" and settings.technicians_invoice and data.job_ids
    return await jobs_of(tx, context.member_id or "", data.job_ids) if is_lent_to else []


async def _lent(
    standing: Standing, device: Device, had: Allowance | None, context: Context, tx: Tx
) -> Allowance | None:
    """Lent again at every request, so that it follows what is left; None if nothing can be lent."""
    beside = [each for each in await lent_of(tx, standing.job_id, context.now) if each.device_id != device.id]
    own = [each for each in beside if each.member_id == device.member_id]
    others = lent_minor(beside) - lent_minor(own)
    amount_minor = share_of(standing.left_minor, standing.technicians, lent_minor(own), others)
    if amount_minor == 0:
        return None
    if had is None:
        await tx.find(Allowance, allowance_id(device.id, standing.job_id))  # known here, so changed, not made
    return lent(device, standing.job_id, amount_minor, context.now)


def _timer(lent_now: Allowance) -> Outgoing:
    """Everything lent to a device at one time ends at the same time."""
    return Outgoing(
        kind=END,
        dedupe_key=f"{lent_now.device_id}:{lent_now.expires_at.isoformat()}",
        payload={"organization_id": lent_now.organization_id, "device_id": lent_now.device_id},
        run_at=lent_now.expires_at,
    )


async def recall_allowances(data: RecallAllowances, context: Context, tx: Tx) -> Effect:
    """Once nothing is lent, recalling again changes nothing."""
    job = await tx.lock(Job, data.job_id)
    found = await tx.select(Allowance, job_id=job.id, ended_at=None)
    back = [ended(each, context.now) for each in found if data.device_id in {UNSET, each.device_id}]
    return Effect(id=job.id, records=tuple(back))


async def end_allowances(data: EndAllowances, context: Context, tx: Tx) -> Effect:
    """What was lent again meanwhile stays."""
    device = await tx.lock(Device, data.device_id)
    over = [each for each in await _running(tx, device.id) if each.expires_at <= context.now]
    for job_id in sorted(each.job_id for each in over):
        await tx.lock(Job, job_id)
    still = {each.id for each in await _running(tx, device.id)}
    back = [ended(each, context.now) for each in over if each.id in still]
    return Effect(id=device.id, records=tuple(back))


async def _running(tx: Tx, device_id: Id) -> list[Allowance]:
    return await tx.select(Allowance, device_id=device_id, ended_at=None)


COMMANDS = (
    Command(
        name="invoices.lend_allowances",
        input=LendAllowances,
        handler=lend_allowances,
        roles=CREW_ROLES,
        route="POST /api/devices/{device_id}/allowances",
        answer=answer_lendings,
        view=Lendings,
    ),
    Command(
        name="invoices.recall_allowances",
        input=RecallAllowances,
        handler=recall_allowances,
        roles=OFFICE_ROLES,
        route="POST /api/jobs/{job_id}/recall-allowances",
        answer=answer_job,
        view=JobView,
    ),
    Command(name=END, input=EndAllowances, handler=end_allowances, roles=SYSTEM),
)
