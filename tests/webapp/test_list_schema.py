"""What the OpenAPI document says of a list, a list of that kind fits: programs judge requests by it."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.company import Company
from tests.spreadsheets.conftest import company

pytestmark = pytest.mark.anyio
__all__ = ["company"]


def choices(part: Any) -> Iterator[dict[str, Any]]:
    """Every place of a document where one of several kinds is to be chosen."""
    if isinstance(part, dict):
        if "oneOf" in part:
            yield part
        for each in part.values():
            yield from choices(each)
    elif isinstance(part, list):
        for each in part:
            yield from choices(each)


async def document(company: Company) -> dict[str, Any]:
    told: dict[str, Any] = (await company.owner.get("/schema/openapi.json")).json()
    return told


async def test_no_choice_has_anything_beside_something_since_what_is_both_is_refused(
    company: Company,
) -> None:
    found = list(choices(await document(company)))
    assert len(found) > 100
    whatever = [{}, {"type": "null"}]  # what was pushed has the form that its kind has, or none
    assert [each for each in found if {} in each["oneOf"] and each["oneOf"] != whatever] == []


async def test_a_list_keeps_its_kind_and_its_limits(company: Company) -> None:
    schemas = (await document(company))["components"]["schemas"]
    coming = schemas["PlanVisit"]["properties"]["technician_ids"]
    assert coming == {"type": "array", "items": {"type": "string"}, "maxItems": 50, "default": []}
    assert schemas["CreateJob"]["properties"]["visits"]["items"] == {"$ref": "#/components/schemas/NewVisit"}


async def test_what_is_made_is_said_to_be_in_the_answer(company: Company) -> None:
    made = (await document(company))["paths"]["/api/jobs"]["post"]["responses"]["201"]
    assert made["description"] == "Made: the answer is what was made."
