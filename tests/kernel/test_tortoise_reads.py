"""Tortoise reads what units wrote, converts it alike on both engines, and cannot write."""

from datetime import UTC, datetime

import pytest
from tests.kernel.things import OURS, thing_id
from tortoise.exceptions import OperationalError, TransactionManagementError

from stagebill.identity.tables import MemberRow, OrganizationRow
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.tx import Tx

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
async def founded(database: Database) -> Database:
    async def unit(tx: Tx) -> None:
        await tx.run(
            "INSERT INTO organization (id, name, currency, zone, language, epoch, created_at) "
            "VALUES ($1, 'Company', 'USD', 'UTC', 'en', $1, $2)",
            OURS,
            NOW,
        )
        await tx.run(
            "INSERT INTO member (organization_id, id, name, email, role, language, active, created_at) "
            "VALUES ($1, $2, 'Ann', 'ann@example.com', 'owner', 'en', $3, $4)",
            OURS,
            thing_id(1),
            True,
            NOW,
        )

    await database.write(unit)
    return database


async def test_a_model_reads_what_a_unit_wrote(founded: Database) -> None:
    member = await MemberRow.get(organization_id=OURS, id=thing_id(1), active=True, created_at=NOW)
    assert (member.id, member.created_at, member.active) == (thing_id(1), NOW, True)
    values = await MemberRow.filter(organization_id=OURS).values("id", "password_hash", "created_at")
    assert values == [{"id": thing_id(1), "password_hash": None, "created_at": NOW}]


async def test_a_model_cannot_write(founded: Database) -> None:
    organization = await OrganizationRow.get(id=OURS)
    organization.name = "Another"
    with pytest.raises((OperationalError, TransactionManagementError)):
        await organization.save()
    assert (await OrganizationRow.get(id=OURS)).name == "Company"
