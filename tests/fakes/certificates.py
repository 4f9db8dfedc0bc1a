"""A certificate authority of a test's own, and a server's certificate signed by it: ECDSA on P-256, written as DER.

The keys are drawn anew and are good for nothing else: the arithmetic takes no care to be secret.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import secrets
import ssl
from dataclasses import dataclass
from pathlib import Path

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
EC_KEY, P256, SIGNED, NAME = "1.2.840.10045.2.1", "1.2.840.10045.3.1.7", "1.2.840.10045.4.3.2", "2.5.4.3"
Point = tuple[int, int] | None


def add(one: Point, other: Point) -> Point:
    """Add two points of the curve."""
    if one is None or other is None:
        return one or other
    if one[0] == other[0] and (one[1] + other[1]) % P == 0:
        return None
    rise, run = (3 * one[0] ** 2 - 3, 2 * one[1]) if one == other else (other[1] - one[1], other[0] - one[0])
    slope = rise * pow(run, -1, P) % P
    x = (slope**2 - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(factor: int, point: Point) -> Point:
    """Multiply a point."""
    found: Point = None
    while factor:
        found = add(found, point) if factor & 1 else found
        point, factor = add(point, point), factor >> 1
    return found


def der(tag: int, *parts: bytes) -> bytes:
    """Write a value of ASN.1."""
    content = b"".join(parts)
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (length if len(content) < 128 else bytes([128 + len(length)]) + length) + content


def sequence(*parts: bytes) -> bytes:
    return der(0x30, *parts)


def integer(value: int) -> bytes:
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def bits(content: bytes) -> bytes:
    return der(3, b"\0" + content)


def oid(name: str) -> bytes:
    first, second, *rest = map(int, name.split("."))
    content = bytes([40 * first + second])
    for number in rest:
        groups = [number >> shift & 127 for shift in range(0, max(number.bit_length(), 1), 7)]
        content += bytes([*(128 | group for group in reversed(groups[1:])), groups[0]])
    return der(6, content)


def named(name: str) -> bytes:
    return sequence(der(0x31, sequence(oid(NAME), der(12, name.encode()))))


@dataclass(frozen=True)
class KeyPair:
    """A key and the name that it stands for."""

    name: str
    secret: int

    @classmethod
    def drawn(cls, name: str) -> KeyPair:
        return cls(name, secrets.randbelow(N - 1) + 1)

    @property
    def point(self) -> bytes:
        """Return the public key, uncompressed."""
        x, y = times(self.secret, G) or (0, 0)
        return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")

    def sign(self, content: bytes) -> bytes:
        """Return the signature over some bytes."""
        once, hashed = secrets.randbelow(N - 1) + 1, int.from_bytes(hashlib.sha256(content).digest(), "big")
        r = (times(once, G) or (0, 0))[0] % N
        return sequence(integer(r), integer(pow(once, -1, N) * (hashed + r * self.secret) % N))

    def certify(self, other: KeyPair, *extensions: bytes) -> bytes:
        """Return a certificate for a key, signed with this one."""
        algorithm = sequence(oid(SIGNED))
        valid = sequence(der(0x17, b"200101000000Z"), der(0x17, b"491231235959Z"))
        key = sequence(sequence(oid(EC_KEY), oid(P256)), bits(other.point))
        version, serial = der(0xA0, integer(2)), integer(secrets.randbits(63))
        told = der(0xA3, sequence(*extensions))
        body = sequence(version, serial, algorithm, named(self.name), valid, named(other.name), key, told)
        return sequence(body, algorithm, bits(self.sign(body)))

    def private(self) -> bytes:
        """Return the key as a server reads it (RFC 5915)."""
        return sequence(
            integer(1), der(4, self.secret.to_bytes(32, "big")), der(0xA0, oid(P256)), der(0xA1, bits(self.point))
        )


def extension(name: str, content: bytes, critical: bool = False) -> bytes:
    return sequence(oid(name), *([der(1, b"\xff")] if critical else []), der(4, content))


def identified(key: KeyPair, issuer: KeyPair) -> tuple[bytes, bytes]:
    """Return the extensions that name a certificate's key and its issuer's, without which strict clients refuse it."""
    own, other = (hashlib.sha256(one.point).digest()[:20] for one in (key, issuer))
    return extension("2.5.29.14", der(4, own)), extension("2.5.29.35", sequence(der(0x80, other)))


def pem(label: str, content: bytes) -> str:
    text = base64.b64encode(content).decode()
    lines = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"


def authority(folder: Path, host: str, *others: str) -> tuple[Path, ssl.SSLContext]:
    """Write the certificate of a new authority; return its file, and what a server for hosts and 127.0.0.1 needs."""
    root, server = KeyPair.drawn("An authority"), KeyPair.drawn(host)
    dns = [der(0x82, name.encode()) for name in (host, *others)]
    names = sequence(*dns, der(0x87, ipaddress.ip_address("127.0.0.1").packed))
    signs = extension("2.5.29.15", der(3, b"\x02\x04"), critical=True)
    is_authority = extension("2.5.29.19", sequence(der(1, b"\xff")), critical=True)
    own = root.certify(root, is_authority, signs, *identified(root, root))
    files = {
        "authority.pem": pem("CERTIFICATE", own),
        "server.pem": pem(
            "CERTIFICATE", root.certify(server, extension("2.5.29.17", names), *identified(server, root))
        ),
        "server.key": pem("EC PRIVATE KEY", server.private()),
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return folder / "authority.pem", context
