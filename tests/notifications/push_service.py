"""A push service on this machine: speaks TLS, reads what it is sent as a browser would, and may say no."""

import hmac
import json
import ssl
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

HOST = "push.example"
AUTH = bytes(range(16))


class PushService:
    """`status` is its answer; `heard` what it could read, with the headers it came with."""

    def __init__(self) -> None:
        self.status = 201
        self.browser = ec.generate_private_key(ec.SECP256R1())
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.port = 0

    @property
    def endpoint(self) -> str:
        return f"https://{HOST}:{self.port}/v1/maya?x=1"

    @property
    def keys(self) -> dict[str, str]:
        point = self.browser.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": _text(point), "auth": _text(AUTH)}

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        self.headers.append({**headers, "path": path})
        self.heard.append(json.loads(self.read(body)))
        return self.status

    def read(self, body: bytes) -> bytes:
        """RFC 8291 from the receiver's side, written by itself."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.browser.exchange(ec.ECDH(), key)
        ours = self.browser.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        seed = hmac.digest(
            hmac.digest(AUTH, shared, "sha256"), b"WebPush: info\0" + ours + sender + b"\1", "sha256"
        )
        fresh = hmac.digest(salt, seed, "sha256")
        cipher = hmac.digest(fresh, b"Content-Encoding: aes128gcm\0\1", "sha256")[:16]
        nonce = hmac.digest(fresh, b"Content-Encoding: nonce\0\1", "sha256")[:12]
        plain = AESGCM(cipher).decrypt(nonce, sealed, None)
        assert plain.endswith(b"\2")
        return plain[:-1]


@contextmanager
def push_service(folder: Path) -> Iterator[tuple[PushService, ssl.SSLContext]]:
    """The service, and the trust that its certificate needs."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(service.take(self.path, dict(self.headers), body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    certificate = certificate_of(HOST, folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service, ssl.create_default_context(cafile=certificate)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate_of(host: str, folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = folder / f"{host}.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return path


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
