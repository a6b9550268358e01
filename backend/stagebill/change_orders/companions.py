"""What is kept beside an approval in its own unit."""

from typing import Any

from stagebill.change_orders.change_order import ChangeOrder
from stagebill.documents.as_told import AsTold
from stagebill.documents.companions import told
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.records import Record
from stagebill.sync.command import Companions


async def _of_order(order: Any, context: Context, tx: Tx) -> tuple[Record, ...]:
    """An order is written several times; what stood around it is that of its approval."""
    if order.approval is None or await tx.select(AsTold, kind="change_order", subject_id=order.id):
        return ()
    return (await told("change_order", order.id, order.job_id, context, tx),)


COMPANIONS: Companions = {ChangeOrder: _of_order}
