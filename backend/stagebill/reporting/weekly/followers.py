"""The errand that writes a weekly mail: the figures are of the moment in which it is written."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from stagebill.kernel.ids import derived_id
from stagebill.notifications import queries as messages
from stagebill.notifications.texts.followers import as_server
from stagebill.notifications.weekly.choice import MAIL_WEEKLY
from stagebill.notifications.weekly.queries import addressed
from stagebill.notifications.weekly.week import due_monday, told_week
from stagebill.reporting.weekly.queries import digest
from stagebill.sync.command import Scope
from stagebill.sync.dispatcher import Errand, Handler
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services


async def mail_weekly(errand: Errand, services: Services) -> None:
    """A week in which nothing moved and after which nothing waits has no mail; nor has one that is over for
    more than a week, or one that its reader stopped meanwhile.
    """
    # What most starts never need: the words, and the template's engine.
    from stagebill.reporting.weekly.mail import Reader, weekly_mail

    reader, organization_id = services.database.reader, errand.organization_id
    member_id, monday = errand.payload["member_id"], date.fromisoformat(errand.payload["monday"])
    key = f"{errand.kind}:{errand.dedupe_key}"
    if await messages.message_for(reader, organization_id, key) is not None:
        return
    context = await system_context(reader, organization_id, services.clock.now())
    member = await addressed(reader, organization_id, member_id)
    if context is None or member is None or not member.is_wanted:
        return
    if monday != due_monday(context.now, context.zone):
        return
    found = await digest(reader, context, Scope(organization_id, member_id, False), told_week(monday))
    if found.is_quiet:
        return
    who = Reader(member_id, member.customer_name, member.language, services.config.base_url)
    mail = weekly_mail(found, member.company, who)
    body = {
        "kind": MAIL_WEEKLY,
        "to_address": member.email,
        "subject": mail.subject,
        "body_text": mail.text,
        "body_html": mail.html,
        "dedupe_key": key,
        "member_id": member_id,
    }
    mutation_id = derived_id("message", organization_id, key)
    await as_server(services, organization_id, mutation_id, "notifications.write_message", body)


HANDLERS: Final[Mapping[str, Handler]] = {MAIL_WEEKLY: mail_weekly}
