"""What somebody reads who writes a program against the API: how to begin, and each way to be refused."""

import html
import re
from typing import Any

import pytest
from tests.company import Company
from tests.spreadsheets.conftest import company

from stagebill.kernel.errors import Refusal, declared, status_of

pytestmark = pytest.mark.anyio
__all__ = ["company"]

ROW = re.compile(r'<tr><th scope="row"><code>([a-z_.]+)</code></th><td>(\d+)</td><td>(.*?)</td></tr>')


async def page(company: Company) -> str:
    return (await company.owner.get("/docs")).text


async def test_every_code_stands_on_the_page_with_its_status_and_its_rule(company: Company) -> None:
    told = {
        code: (int(status), html.unescape(rule)) for code, status, rule in ROW.findall(await page(company))
    }
    for refusal in declared():
        assert told.pop(refusal.code) == (status_of(refusal), refusal.title)
    assert told["request.invalid"][0] == 422
    assert all(code.startswith(("request.", "server.", "identity.")) for code in told)


def test_a_refusal_with_a_status_of_its_own_is_listed_with_that() -> None:
    class Gone(Refusal):
        """It was here once."""

        @property
        def status(self) -> int:
            return 410

    assert status_of(Gone) == 410


async def test_how_to_begin_is_said_with_the_address_of_this_very_server(company: Company) -> None:
    text = await page(company)
    begin = text.partition('id="begin"')[2].partition("<h2")[0]
    assert "curl -H &#34;Authorization" in begin or 'curl -H "Authorization' in begin
    assert "http://127.0.0.1:8000/api/jobs" in begin
    assert "90 days" in begin
    anchors = set(re.findall(r'href="#([^"]+)"', begin))
    assert anchors == {"errors", "webhooks"}
    assert all(f'id="{anchor}"' in text for anchor in anchors)


async def test_programs_are_told_to_bring_a_token_but_where_the_door_is_open(company: Company) -> None:
    document: dict[str, Any] = (await company.owner.get("/schema/openapi.json")).json()
    assert document["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
    assert document["security"] == [{"token": []}]
    open_doors = {
        path for path, methods in document["paths"].items()
        for said in methods.values() if said.get("security") == [{}]
    }  # fmt: skip
    assert "/auth/sign-in" in open_doors
    # A device whose member was removed has no token any more, and still gives up what it holds.
    assert [path for path in open_doors if path.startswith("/api/")] == ["/api/sync/hand-in"]


async def test_an_address_by_digest_has_a_digest_in_its_example(company: Company) -> None:
    assert re.search(r"PUT /api/blobs/[0-9a-f]{64}\b", await page(company))


async def test_every_shape_that_a_call_names_can_be_looked_up(company: Company) -> None:
    text = await page(company)
    named = {html.unescape(each) for each in re.findall(r'answers \d+ <a href="#([^"]+)">\1</a>', text)}
    pages = {each for each in named if each.endswith("Page")}
    assert "AttachmentViewPage" in pages
    assert [each for each in sorted(pages) if f'id="{each}"' not in text] == []
    assert "stagebill." not in "".join(named)
