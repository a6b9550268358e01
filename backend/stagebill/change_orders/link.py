"""The customer's link to one change order: whoever holds it may answer. Only its digest is stored."""

from typing import Final

from stagebill.kernel.ids import Id
from stagebill.kernel.secrets import derived_token

TOKEN_CHARACTERS: Final = 43


def link_token(key: bytes, organization_id: Id, change_order_id: Id) -> str:
    """The 256-bit token of the link: derived, so that it can be shown again. It ends with its order."""
    return derived_token(key, "change_order", organization_id, change_order_id)


def link_url(base_url: str, token: str) -> str:
    """Where the customer reads and answers it."""
    return f"{base_url}/approve/{token}"
