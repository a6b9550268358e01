"""A browser's push address and secret as they are stored: the database alone tells it nothing."""

from typing import Final

from stagebill.kernel.ids import Id

_CLEAR: Final = "https://"
"""How an address begins that was stored before they were sealed."""


def sealed(key: bytes, subscription_id: Id, plain: str) -> str:
    """As it is stored. The same is sealed alike, so that asking again changes nothing."""
    # Only who asks to be told pays for the ciphers.
    from stagebill.kernel import sealing

    return sealing.seal(key, _purpose(subscription_id), plain)


def opened(key: bytes, subscription_id: Id, endpoint: str, auth: str) -> tuple[str, str] | None:
    """The address and the secret again; None where the installation's secret is another by now."""
    from stagebill.kernel import sealing

    if endpoint.startswith(_CLEAR):
        return endpoint, auth
    purpose = _purpose(subscription_id)
    try:
        return sealing.unseal(key, purpose, endpoint), sealing.unseal(key, purpose, auth)
    except sealing.Unsealable:
        return None


def _purpose(subscription_id: Id) -> str:
    return f"push subscription {subscription_id}"
