"""A message for one browser: encrypted so that the push service cannot read it (RFC 8291, RFC 8188), and
signed so that the service knows whose it is (VAPID, RFC 8292).

`cryptography` brings the curve and the ciphers; the two formats are forty lines, where the usual library for
them brings fourteen packages and a second HTTP client (decision 0043).
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_BYTES: Final = 4096
PLAIN_BYTES_MAX: Final = 3000
TOKEN_SECONDS: Final = 12 * 60 * 60
_LAST_RECORD: Final = b"\x02"
_CURVE: Final = ec.SECP256R1()
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def vapid_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The installation's signing key: derived from its secret, so that it is kept wherever that is kept, and
    browsers that subscribed stay reachable.
    """
    wide = hmac.digest(secret, b"vapid:1", "sha256") + hmac.digest(secret, b"vapid:2", "sha256")
    return ec.derive_private_key(int.from_bytes(wide, "big") % (_ORDER - 1) + 1, _CURVE)


def fresh_key() -> ec.EllipticCurvePrivateKey:
    """A sender's key for one message."""
    return ec.generate_private_key(_CURVE)


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as browsers take it."""
    return _text(public_bytes(key))


def authorization(key: ec.EllipticCurvePrivateKey, audience: str, subject: str, now: int) -> str:
    """The VAPID header for one push service (`audience` is its origin)."""
    claims = {"aud": audience, "exp": now + TOKEN_SECONDS, "sub": subject}
    signed = b".".join(
        _text(json.dumps(part, separators=(",", ":")).encode()).encode()
        for part in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"vapid t={signed.decode()}.{_text(signature)}, k={public_text(key)}"


def encrypted(
    plain: bytes, *, p256dh: str, auth: str, salt: bytes, sender: ec.EllipticCurvePrivateKey
) -> bytes:
    """The body of the request (aes128gcm). `salt` and `sender` are made anew for each message."""
    assert len(plain) <= PLAIN_BYTES_MAX
    theirs, ours = _bytes(p256dh), public_bytes(sender)
    shared = sender.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    seed = _derived(_bytes(auth), shared, b"WebPush: info\x00" + theirs + ours, 32)
    key = _derived(salt, seed, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(salt, seed, b"Content-Encoding: nonce\x00", 12)
    header = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return header + AESGCM(key).encrypt(nonce, plain + _LAST_RECORD, None)


def _derived(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    """HKDF with SHA-256, of at most one block."""
    return hmac.digest(hmac.digest(salt, material, "sha256"), info + b"\x01", "sha256")[:length]


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
