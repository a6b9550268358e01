"""The secrets of a company's own accounts, for mail and for texts, as they are stored and opened again."""

from typing import Literal

from stagebill.kernel.ids import Id

Account = Literal["mail_account", "text_account"]


def sealed(key: bytes, account: Account, organization_id: Id, plain: str) -> str:
    """As it is stored. That of another company, or of the other account, does not open with it."""
    # Only who has an account pays for the ciphers.
    from stagebill.kernel import sealing

    return sealing.seal(key, f"{account}:{organization_id}", plain)


def opened(key: bytes, account: Account, organization_id: Id, kept: str) -> str | None:
    """The secret again; None where the installation's secret is another by now: it has to be typed anew."""
    from stagebill.kernel import sealing

    try:
        return sealing.unseal(key, f"{account}:{organization_id}", kept)
    except sealing.Unsealable:
        return None
