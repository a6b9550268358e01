"""Which invoices' pages can be opened and paid, and with which secret."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from stagebill.invoices.pay_link import pay_tokens
from stagebill.kernel.config import Config
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.sync.command import Scope
from stagebill.sync.scoped import scoped

_LIVE = """
SELECT i.id FROM invoice i
JOIN pay_link l ON l.organization_id = i.organization_id AND l.invoice_id = i.id
WHERE {where}
"""
_PAYABLE = "i.status = 'open' AND l.revoked_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > {0})"


class PayLinks(msgspec.Struct, frozen=True):
    """The links of invoices: the address they share, and the secret of each, by invoice. An invoice that is
    missing has nothing to pay, or is not for this member to see.
    """

    address: str
    tokens: dict[Id, str]


async def pay_links(
    reader: Reader, scope: Scope, config: Config, ids: Sequence[Id], now: datetime
) -> PayLinks:
    """The links of these invoices, if the scope may see them and they can be paid."""
    where = scoped(reader, scope, "i", ids=ids, jobs="i.job_id").also(_PAYABLE, now)
    rows = await reader.rows(_LIVE.format(where=where.sql), *where.args)
    token = pay_tokens(config.secret_key, scope.organization_id)
    return PayLinks(f"{config.base_url}/pay/", {invoice_id: token(invoice_id) for (invoice_id,) in rows})
