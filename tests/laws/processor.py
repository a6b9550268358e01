"""What is done with an account at a payment processor."""

from tests.laws.line import Line
from tests.laws.teller import Teller

from stagebill.kernel.ids import derived_id


def gateway_account(teller: Teller) -> list[Line]:
    """Keys of a processor are set, tried in vain, switched off and removed."""
    account = {"account_id": derived_id("gateway_account", teller.organization_id, "stripe")}
    keys = {"gateway": "stripe", "mode": "test", "label": "rk_test_…4242", "sealed_key": "1.c2VhbGVk"}
    return [
        Line("paypage.connect_gateway", keys, "system"),
        Line("paypage.note_gateway_problem", {"gateway": "stripe", "problem": "key_refused"}, "system"),
        Line("paypage.switch_gateway", {**account, "takes_payments": False}, "owner"),
        Line("paypage.remove_gateway", account, "owner"),
    ]
