"""Writes `tests/paypage/stripe_description.json`: the parts of Stripe's API that Stagebill speaks, as the
types of Stripe's own library for Python (MIT) describe them. Facts only: names, kinds, words that are taken.

    pip download --no-deps stripe==16.1.0 && python -m zipfile -e stripe-16.1.0-*.whl stripe-types
    python -m tests.manual.stripe_description stripe-types
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any, Final

OUT: Final = Path(__file__).parent.parent / "paypage" / "stripe_description.json"
REQUESTS: Final = {
    "POST /v1/checkout/sessions": ("params/checkout/_session_create_params.py", "SessionCreateParams"),
    "POST /v1/checkout/sessions/{id}/expire": (
        "params/checkout/_session_expire_params.py",
        "SessionExpireParams",
    ),
    "GET /v1/checkout/sessions/{id}": (
        "params/checkout/_session_retrieve_params.py",
        "SessionRetrieveParams",
    ),
    "GET /v1/checkout/sessions": ("params/checkout/_session_list_params.py", "SessionListParams"),
    "POST /v1/refunds": ("params/_refund_create_params.py", "RefundCreateParams"),
    "GET /v1/refunds": ("params/_refund_list_params.py", "RefundListParams"),
    "GET /v1/disputes": ("params/_dispute_list_params.py", "DisputeListParams"),
    "GET /v1/payment_intents": ("params/_payment_intent_list_params.py", "PaymentIntentListParams"),
    "POST /v1/payment_intents": ("params/_payment_intent_create_params.py", "PaymentIntentCreateParams"),
    "POST /v1/payment_intents/{id}/cancel": (
        "params/_payment_intent_cancel_params.py",
        "PaymentIntentCancelParams",
    ),
    "GET /v1/payment_intents/{id}": (
        "params/_payment_intent_retrieve_params.py",
        "PaymentIntentRetrieveParams",
    ),
    "POST /v1/payment_methods/{id}/detach": (
        "params/_payment_method_detach_params.py",
        "PaymentMethodDetachParams",
    ),
    "GET /v1/charges": ("params/_charge_list_params.py", "ChargeListParams"),
    "GET /v1/payouts": ("params/_payout_list_params.py", "PayoutListParams"),
    "GET /v1/payouts/{id}": ("params/_payout_retrieve_params.py", "PayoutRetrieveParams"),
    "GET /v1/balance_transactions": (
        "params/_balance_transaction_list_params.py",
        "BalanceTransactionListParams",
    ),
}
OBJECTS: Final = {
    "checkout.session": ("checkout/_session.py", "Session"),
    "payment_intent": ("_payment_intent.py", "PaymentIntent"),
    "payment_method": ("_payment_method.py", "PaymentMethod"),
    "charge": ("_charge.py", "Charge"),
    "refund": ("_refund.py", "Refund"),
    "dispute": ("_dispute.py", "Dispute"),
    "balance_transaction": ("_balance_transaction.py", "BalanceTransaction"),
    "payout": ("_payout.py", "Payout"),
    "event": ("_event.py", "Event"),
}
# Nested parts that Stagebill has to do with; the others stand as "object", unread.
PARTS: Final = {
    "line_items", "price_data", "product_data", "optional_items", "payment_intent_data", "metadata", "expand",
    "payment_method_options", "us_bank_account", "adaptive_pricing", "automatic_tax", "invoice_creation",
    "evidence_details", "fee_details", "data", "created", "arrival_date", "allowed_payment_method_types",
    "excluded_payment_method_types", "balance_transactions", "presentment_details", "adjustable_quantity",
    "payment_method_details", "last_payment_error", "card",
}  # fmt: skip
_SCALARS: Final = {"str": "string", "int": "integer", "bool": "boolean", "float": "number"}
_NAMES: Final = {class_: name for name, (_, class_) in OBJECTS.items()}


class Reader:
    """One file of the library."""

    def __init__(self, path: Path) -> None:
        tree = ast.parse(path.read_text())
        self.classes = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
        self.within: list[ast.ClassDef] = []

    def fields(self, class_: str) -> dict[str, Any]:
        """Name and kind of each field."""
        # Several nested classes of a file may have one name: what stands inside of this one is meant first.
        inside = (node for outer in reversed(self.within) for node in outer.body)
        nested = {node.name: node for node in reversed(list(inside)) if isinstance(node, ast.ClassDef)}
        self.within.append(nested.get(class_, self.classes[class_]))
        told = {
            node.target.id: self.kind(node.annotation, node.target.id)
            for node in self.within[-1].body
            if isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and not node.target.id.startswith("_")
        }
        self.within.pop()
        return told

    def kind(self, node: ast.expr, field: str) -> Any:
        """What may stand in a field."""
        match node:
            case ast.Constant(value=str(text)):
                return self.kind(ast.parse(text, mode="eval").body, field)
            case ast.Constant(value=None):
                return "null"
            case ast.Name(id=name):
                return self._named(name, field)
            case ast.BinOp(left=left, right=right):
                return _either(self.kind(left, field), self.kind(right, field))
            case ast.Subscript(value=ast.Name(id=outer), slice=inner):
                return self._of(outer, inner, field)
        return "object"

    def _named(self, name: str, field: str) -> Any:
        if name in _SCALARS:
            return _SCALARS[name]
        if name in self.classes and name not in _NAMES and field in PARTS:
            return {"fields": self.fields(name)}
        return {"object": _NAMES[name]} if name in _NAMES else "object"

    def _of(self, outer: str, inner: ast.expr, field: str) -> Any:
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if outer == "Literal":
            return {"words": sorted(part.value for part in parts if isinstance(part, ast.Constant))}
        if outer == "List":
            return {"list": self.kind(parts[0], field)} if field in PARTS else "object"
        if outer in ("Dict", "UntypedStripeObject"):
            return {"map": "string"}
        kinds = [self.kind(part, field) for part in parts]
        if outer == "ExpandableField":
            kinds.append("string")
        if outer == "Optional":
            kinds.append("null")
        return _either(*kinds)


def _either(*kinds: Any) -> Any:
    """One of several; where words are listed, "any text besides" only says that more may come."""
    flat: list[Any] = []
    for kind in kinds:
        for each in kind["any"] if isinstance(kind, dict) and "any" in kind else [kind]:
            flat += [each] if each not in flat else []
    if any(isinstance(each, dict) and "words" in each for each in flat):
        flat = [each for each in flat if each != "string"]
    return flat[0] if len(flat) == 1 else {"any": flat}


def main(folder: Path) -> None:
    library = folder / "stripe"
    version = (library / "_api_version.py").read_text().split('CURRENT = "')[1].split('"')[0]
    told = {
        "about": "Written by tests/manual/stripe_description.py from the types of Stripe's library (MIT).",
        "version": version,
        "requests": {name: Reader(library / p).fields(c) for name, (p, c) in REQUESTS.items()},
        "objects": {name: Reader(library / p).fields(c) for name, (p, c) in OBJECTS.items()},
    }
    OUT.write_text(_laid_out(told))


def _laid_out(told: dict[str, Any]) -> str:
    """One line a field, so that the next version shows as a difference."""
    parts = [f'"about": {json.dumps(told["about"])},\n"version": {json.dumps(told["version"])}']
    for group in ("requests", "objects"):
        blocks = []
        for name, fields in told[group].items():
            lines = ",\n".join(f"  {json.dumps(field)}: {json.dumps(kind)}" for field, kind in fields.items())
            blocks.append(f"{json.dumps(name)}: {{\n{lines}\n}}")
        parts.append(f'"{group}": {{\n' + ",\n".join(blocks) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
