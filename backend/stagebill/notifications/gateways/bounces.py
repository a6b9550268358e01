"""Bounces come in by a pipe from the mail server that got them; each is noted on its message."""

from stagebill.kernel.ids import derived_id
from stagebill.notifications.bounce import Told, read_bounce
from stagebill.notifications.mutations import NOTE_ARRIVAL
from stagebill.notifications.queries import organization_of_message
from stagebill.notifications.texts.followers import as_server
from stagebill.sync.services import Services


async def note_bounce(services: Services, raw: bytes) -> Told | None:
    """What it told, noted; None where it is about no message of ours. Told twice, it is one thing."""
    told = read_bounce(raw)
    if told is None:
        return None
    organization_id = await organization_of_message(services.database.reader, told.message_id)
    if organization_id is None:
        return None
    cause = derived_id("bounce", organization_id, told.message_id, told.arrival)
    body = {"message_id": told.message_id, "arrival": told.arrival, "words": told.words}
    await as_server(services, organization_id, cause, NOTE_ARRIVAL, body)
    return told
