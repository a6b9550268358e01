"""SQLite plans as the indexes were meant, in an empty database and in a full one."""

import pytest

from stagebill.invoices.lists.queries import BY_STATUS, ORDERS
from stagebill.invoices.wanted import Sort
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.payments.placing.queries import (
    RETURNED,
    SURCHARGE_BACK,
    SURCHARGE_GONE,
    TIP_BACK,
    TIP_GONE,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def config(sqlite_config: Config) -> Config:
    return sqlite_config


async def _plan(database: Database, sql: str) -> list[str]:
    return [row[3] for row in await database.reader.rows(f"EXPLAIN QUERY PLAN {sql}", "x", "[]")]


@pytest.mark.parametrize(
    ("table", "order"), [("payment", "received_at"), ("invoice", "created_at"), ("job", "created_at")]
)
async def test_named_ids_are_looked_up_and_not_searched_for_in_the_whole_company(
    database: Database, table: str, order: str
) -> None:
    wanted = "SELECT value FROM json_each($2)"
    plan = await _plan(
        database,
        f"SELECT * FROM {table} WHERE organization_id = $1 AND id IN ({wanted}) "
        f"ORDER BY {order} DESC, id DESC",
    )
    assert plan[0].endswith("(organization_id=? AND id=?)")


@pytest.mark.parametrize(
    ("table", "order"), [("payment", "received_at"), ("invoice", "created_at"), ("job", "created_at")]
)
async def test_a_page_of_the_newest_is_read_in_order_from_one_index(
    database: Database, table: str, order: str
) -> None:
    newest = f"WHERE organization_id = $1 AND $2 = $2 ORDER BY {order} DESC, id DESC LIMIT 51"
    plan = await _plan(database, f"SELECT * FROM {table} {newest}")
    assert plan == [f"SEARCH {table} USING INDEX {table}_newest (organization_id=?)"]


async def test_a_balance_is_read_from_an_index_alone(database: Database) -> None:
    for column, index in (("invoice_id", "allocation_by_invoice"), ("payment_id", "allocation_by_payment")):
        sums = f"SELECT SUM(amount_minor) FROM allocation WHERE organization_id = $1 AND {column} = $2"
        plan = await _plan(database, sums)
        wanted = f"SEARCH allocation USING COVERING INDEX {index} (organization_id=? AND {column}=?)"
        assert plan == [wanted]


async def test_what_is_allocated_on_a_job_is_found_through_its_invoices(database: Database) -> None:
    plan = await _plan(
        database,
        "SELECT SUM(a.amount_minor) FROM invoice i "
        "JOIN allocation a ON a.organization_id = i.organization_id AND a.invoice_id = i.id "
        "WHERE i.organization_id = $1 AND i.job_id = $2",
    )
    assert plan == [
        "SEARCH i USING INDEX invoice_by_job (organization_id=? AND job_id=?)",
        "SEARCH a USING COVERING INDEX allocation_by_invoice (organization_id=? AND invoice_id=?)",
    ]


@pytest.mark.parametrize("order", ["newest", "soonest"])
async def test_a_page_of_the_companys_list_is_read_in_order_from_one_index(
    database: Database, order: Sort
) -> None:
    _, sorted_by, _ = ORDERS[order]
    plan = await _plan(
        database,
        f"SELECT * FROM invoice i WHERE i.organization_id = $1 AND $2 = $2 ORDER BY {sorted_by} LIMIT 51",
    )
    assert plan == [f"SEARCH i USING INDEX invoice_{order} (organization_id=?)"]


async def test_the_largest_of_a_state_are_read_in_order_from_one_index(database: Database) -> None:
    _, sorted_by, _ = ORDERS["largest"]
    plan = await _plan(
        database,
        "SELECT * FROM invoice i WHERE i.organization_id = $1 AND i.status = 'open' AND $2 = $2 "
        f"ORDER BY {sorted_by} LIMIT 51",
    )
    assert plan == ["SEARCH i USING INDEX invoice_largest (organization_id=? AND status=?)"]


async def test_the_sums_of_all_states_are_read_from_an_index_alone(database: Database) -> None:
    plan = await _plan(database, BY_STATUS.format(where="i.organization_id = $1 AND $2 = $2"))
    assert plan == ["SEARCH i USING COVERING INDEX invoice_largest (organization_id=?)"]


@pytest.mark.parametrize("sum_of_one", [RETURNED, TIP_BACK, TIP_GONE, SURCHARGE_BACK, SURCHARGE_GONE])
async def test_what_went_back_of_one_payment_is_found_by_it_and_no_ledger_is_read_whole(
    database: Database, sum_of_one: str
) -> None:
    plan = await _plan(
        database, f"SELECT {sum_of_one} FROM payment p WHERE p.organization_id = $1 AND p.id = $2"
    )
    assert [step for step in plan if step.startswith("SCAN") or "AUTOMATIC" in step] == []
