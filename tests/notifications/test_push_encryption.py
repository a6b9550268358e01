"""What goes to a push service: the standard's own example to the byte, and a signature that holds."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from stagebill.notifications.push.encryption import authorization, encrypted, public_bytes, vapid_key


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_rfc_8291_comes_out_to_the_byte() -> None:
    sender = int.from_bytes(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    body = encrypted(
        b"When I grow up, I want to be a watermelon",
        p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth="BTBZMqHH6r4Tts7J_aSIgg",
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
        sender=ec.derive_private_key(sender, ec.SECP256R1()),
    )
    assert body == raw(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
        "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def claims_of(header: str) -> dict[str, Any]:
    """What a push service reads; raises InvalidSignature where it was not signed by the key it names."""
    scheme, _, rest = header.partition(" ")
    assert scheme == "vapid"
    given = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = given["t"].rpartition(".")
    r, s = (int.from_bytes(raw(signature)[at : at + 32], "big") for at in (0, 32))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(given["k"]))
    key.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(SHA256()))
    head, claims = (json.loads(raw(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    return {**claims, "key": raw(given["k"])}


def test_the_signature_names_service_sender_and_end_and_holds_for_nothing_else() -> None:
    key = vapid_key(b"s" * 32)
    header = authorization(key, "https://push.example", "https://alder.example", 1_000_000)
    told = claims_of(header)
    assert told == {
        "aud": "https://push.example",
        "exp": 1_043_200,
        "sub": "https://alder.example",
        "key": public_bytes(key),
    }
    other = public_bytes(vapid_key(b"t" * 32))
    forged = header.rpartition("k=")[0] + "k=" + _text(other)
    with pytest.raises(InvalidSignature):
        claims_of(forged)


def test_an_installation_has_one_key_for_ever_and_another_one_has_another() -> None:
    assert public_bytes(vapid_key(b"s" * 32)) == public_bytes(vapid_key(b"s" * 32))
    assert public_bytes(vapid_key(b"s" * 32)) != public_bytes(vapid_key(b"t" * 32))


def _text(value: bytes) -> str:

    return urlsafe_b64encode(value).rstrip(b"=").decode()
