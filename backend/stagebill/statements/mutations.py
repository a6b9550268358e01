"""What the office does with the link to a job's statement."""

import msgspec

from stagebill.jobs.job import Job, JobId
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.statements.owed.mutations import COMMANDS as OWED_COMMANDS
from stagebill.statements.queries import StatementLinkView, answer_link, present_link
from stagebill.statements.statement_link import StatementLink, renewed, revoked
from stagebill.statements.steps import link_to
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect


class RevokeStatementLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make the link to a job's statement open nothing any more. Its invoices keep their own links."""

    job_id: JobId


class RenewStatementLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make a new link to a job's statement; the one before it opens nothing any more."""

    job_id: JobId


async def revoke_statement_link(data: RevokeStatementLink, context: Context, tx: Tx) -> Effect:
    """From now on; a browser that has the page open is shut out too."""
    job = await tx.lock(Job, data.job_id)
    link = revoked(await link_to(tx, StatementLink, job), at=context.now, by=context.member_id)
    return Effect(id=job.id, records=(link,))


async def renew_statement_link(data: RenewStatementLink, context: Context, tx: Tx) -> Effect:
    """Also where the one before was revoked."""
    job = await tx.lock(Job, data.job_id)
    link = renewed(await link_to(tx, StatementLink, job), at=context.now, by=context.member_id)
    return Effect(id=job.id, records=(link,))


def _command(name: str, data: type[msgspec.Struct], handler: object, verb: str) -> Command:
    return Command(
        name=f"statements.{name}",
        input=data,
        handler=handler,  # type: ignore[arg-type]
        roles=OFFICE_ROLES,
        route=f"POST /api/jobs/{{job_id}}/statement/{verb}",
        answer=answer_link,
        present=present_link,
        view=StatementLinkView,
    )


COMMANDS = (
    _command("revoke_statement_link", RevokeStatementLink, revoke_statement_link, "revoke"),
    _command("renew_statement_link", RenewStatementLink, renew_statement_link, "renew"),
    *OWED_COMMANDS,
)
