"""Asking another machine for something: the only place in the house that makes a request out of this one.

A coordinator writes an address, and this machine asks it: so an address must never lead back inside, to this machine
or to its neighbours. A name is looked up once; if any of its addresses is not a public one, nothing is asked; the
connection goes to exactly the address that was looked at, so that a name cannot mean something else a moment later.
Every redirect is looked at anew. Only https, only port 443, no cookies, no passwords, no proxy from the environment;
an answer may take so long and be so large, and no more, also when it is unpacked.
"""

from __future__ import annotations

import io
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from goldenthread import __version__
from goldenthread.domain.words import N_

PORT = 443
SECONDS = 60.0  # for one answer, from the name to its last byte
MOST_REDIRECTS = 3
LONGEST = 2_000  # letters of an address
BLOCK = 64 * 1024
_NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$")
_MOVED = (301, 302, 303, 307, 308)

# IANA's special-purpose registries (RFC 6890 and after), and what may carry another address inside.
_NOT_PUBLIC_4 = tuple(map(IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)))  # fmt: skip
_PUBLIC_6 = IPv6Network("2000::/3")  # the only part that is given out: mapped, NAT64, local and multicast lie outside
_NOT_PUBLIC_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))


class Why(StrEnum):
    """Why there is no answer; short enough to be kept in a column."""

    NOT_AN_ADDRESS = "not_an_address"
    NOT_PUBLIC = "not_public"
    NO_SUCH_NAME = "no_such_name"
    NO_CONNECTION = "no_connection"
    NOT_SAFE = "not_safe"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    CUT_OFF = "cut_off"
    NOT_THERE = "not_there"
    NOT_FOR_US = "not_for_us"
    BUSY = "busy"
    FAULT = "fault"


SENTENCES = {
    Why.NOT_AN_ADDRESS: N_(
        "This is not an address we can ask. It has to begin with https:// and the name of a site, without a port, "
        "a name to sign in with or a password. Copy it again from whoever publishes it."
    ),
    Why.NOT_PUBLIC: N_(
        "This address does not lead to a public site, so it was not asked. Use the address that is on the internet."
    ),
    Why.NO_SUCH_NAME: N_("There is no site of this name just now. Check the spelling, or try again tomorrow."),
    Why.NO_CONNECTION: N_("The other site could not be reached. Try again later, or tell whoever runs it."),
    Why.NOT_SAFE: N_(
        "The other site could not prove that it is what it says (its certificate is wrong or over), so nothing was "
        "read. Tell whoever runs it."
    ),
    Why.TOO_SLOW: N_("The other site took too long to answer. Try again later, or tell whoever runs it."),
    Why.TOO_LARGE: N_("The answer is larger than this site takes (GT_UPLOAD_MB). Nothing of it was kept."),
    Why.TOO_MANY_REDIRECTS: N_("The other site sent us on too many times. Ask whoever runs it for the newest address."),
    Why.CUT_OFF: N_("The answer of the other site stopped in the middle. Nothing of it was kept: try again later."),
    Why.NOT_THERE: N_("There is nothing at this address any more. Ask whoever runs it for the newest one."),
    Why.NOT_FOR_US: N_("The other site does not let us read this. Ask whoever runs it."),
    Why.BUSY: N_("The other site is busy and asks us to come back. Try again later."),
    Why.FAULT: N_("The other site answered with a fault of its own. Try again later, or tell whoever runs it."),
}
_STATUSES = {
    401: Why.NOT_FOR_US, 403: Why.NOT_FOR_US, 404: Why.NOT_THERE, 410: Why.NOT_THERE, 429: Why.BUSY, 503: Why.BUSY,
}  # fmt: skip


class NotFetched(Exception):
    """There is no answer. `why` says it as a code, `str` as a plain sentence (a message id)."""

    def __init__(self, why: Why) -> None:
        super().__init__(SENTENCES[why])
        self.why = why


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the other machine answered. `same` when it says that nothing has changed since the tag that we knew."""

    body: bytes
    tag: str
    same: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked: the name it must prove to be, and what to ask for there."""

    host: str
    path: str

    def __str__(self) -> str:
        return f"https://{self.host}{self.path}"


def target(address: str) -> Target:
    """Look at an address without asking anybody. Errors: NotFetched."""
    if len(address) > LONGEST or any(ord(letter) <= 32 or ord(letter) == 127 for letter in address):
        raise NotFetched(Why.NOT_AN_ADDRESS)
    try:
        parts = urlsplit(address)
        port, host = parts.port, (parts.hostname or "").rstrip(".").encode("idna").decode().lower()
    except (ValueError, UnicodeError):
        raise NotFetched(Why.NOT_AN_ADDRESS) from None
    if parts.scheme != "https" or "@" in parts.netloc or port not in (None, PORT) or not _NAME.match(host):
        raise NotFetched(Why.NOT_AN_ADDRESS)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return Target(host, f"{path}?{query}" if query else path)


def is_public(address: str) -> bool:
    """Whether an address of a machine is one on the internet, and cannot carry one that is not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if found.version == 4:
        return not any(found in block for block in _NOT_PUBLIC_4)
    return found in _PUBLIC_6 and not any(found in block for block in _NOT_PUBLIC_6)


# ---- How the outside is reached ----


def look_up(host: str) -> list[str]:
    """Every address of a name, as the machine's own resolver says it. Errors: OSError."""
    return list(dict.fromkeys(str(at[0]) for *_, at in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)))


def connect(address: str, seconds: float) -> socket.socket:
    """A connection to an address in figures, never to a name. Errors: OSError."""
    return socket.create_connection((address, PORT), timeout=seconds)


def secure(sock: socket.socket, host: str) -> socket.socket:
    """The connection in TLS, with a certificate for exactly this name. Errors: OSError."""
    return ssl.create_default_context().wrap_socket(sock, server_hostname=host)


@dataclass(frozen=True, slots=True)
class Way:
    """How names are looked up and machines reached. Only tests put others here: what is refused stays refused."""

    look_up: Callable[[str], Sequence[str]] = look_up
    connect: Callable[[str, float], socket.socket] = connect
    secure: Callable[[socket.socket, str], socket.socket] = secure


OUT = Way()


def fetch(
    address: str, *, tag: str = "", most: int | None = None, seconds: float = SECONDS, way: Way | None = None
) -> Fetched:
    """Ask for one thing. `tag` is the ETag of what is known already; `most` bytes (default: the upload limit).

    Errors: NotFetched.
    """
    until = time.monotonic() + seconds
    most = settings.UPLOAD_LIMIT if most is None else most
    wanted = target(address)
    for _ in range(MOST_REDIRECTS + 1):
        found = _ask(wanted, tag, most, until, way or OUT)
        if isinstance(found, Fetched):
            return found
        wanted = _moved(wanted, found)
    raise NotFetched(Why.TOO_MANY_REDIRECTS)


def _moved(wanted: Target, to: str) -> Target:
    try:
        address = urljoin(str(wanted), to)
    except ValueError:
        raise NotFetched(Why.NOT_AN_ADDRESS) from None
    return target(address)


def _ask(wanted: Target, tag: str, most: int, until: float, way: Way) -> Fetched | str:
    """One question: the answer, or where it has moved to."""
    sock = _reach(wanted.host, until, way)
    connection = _Connection(wanted.host, sock, until)
    try:
        connection.request("GET", wanted.path, headers=_headers(tag))
        return _answer(connection.getresponse(), tag, most)
    except TimeoutError:
        raise NotFetched(Why.TOO_SLOW) from None
    except (HTTPException, OSError, zlib.error):
        raise NotFetched(Why.CUT_OFF) from None
    finally:
        sock.close()


def _headers(tag: str) -> dict[str, str]:
    said = {
        "User-Agent": f"GoldenThread/{__version__} (+{settings.SITE_ADDRESS})",
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    return said | ({"If-None-Match": tag} if tag else {})


def _reach(host: str, until: float, way: Way) -> socket.socket:
    """A safe connection to one of the addresses of a name, all of which are public ones."""
    try:
        addresses = list(way.look_up(host))
    except (OSError, UnicodeError):
        raise NotFetched(Why.NO_SUCH_NAME) from None
    if not addresses:
        raise NotFetched(Why.NO_SUCH_NAME)
    if not all(map(is_public, addresses)):
        raise NotFetched(Why.NOT_PUBLIC)
    return _secured(_connected(addresses, until, way), host, until, way)


def _connected(addresses: Sequence[str], until: float, way: Way) -> socket.socket:
    for address in addresses:
        try:
            return way.connect(address, _left(until))
        except OSError:
            continue
    _left(until)
    raise NotFetched(Why.NO_CONNECTION)


def _secured(sock: socket.socket, host: str, until: float, way: Way) -> socket.socket:
    try:
        sock.settimeout(_left(until))
        return way.secure(sock, host)
    except BaseException as fault:
        sock.close()
        if isinstance(fault, TimeoutError):
            raise NotFetched(Why.TOO_SLOW) from None
        if isinstance(fault, OSError):  # every fault of TLS is one
            raise NotFetched(Why.NOT_SAFE) from None
        raise


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise NotFetched(Why.TOO_SLOW)
    return left


class _Stream(io.RawIOBase):
    """What comes in, with one end in time for all of it: a byte now and then does not keep it open."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        self._sock.settimeout(_left(self._until))
        return self._sock.recv_into(into)


class _Line:
    """As much of a socket as http.client needs, which would close it before the answer is read: we do so after."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self._sock, self._until), BLOCK)

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(_left(self._until))
        self._sock.sendall(data)

    def close(self) -> None:
        pass


class _Connection(HTTPConnection):
    """HTTP over a connection that is there already; it never makes one of its own."""

    default_port = PORT
    auto_open = 0

    def __init__(self, host: str, sock: socket.socket, until: float) -> None:
        super().__init__(host, PORT)
        self.sock: Any = _Line(sock, until)


# ---- What comes back ----


def _answer(response: HTTPResponse, tag: str, most: int) -> Fetched | str:
    if response.status == 304 and tag:
        return Fetched(b"", tag, same=True)
    if response.status in _MOVED and response.headers.get("Location"):
        return str(response.headers["Location"])
    if response.status != 200:
        raise NotFetched(_STATUSES.get(response.status, Why.FAULT))
    new = response.headers.get("ETag", "")
    return Fetched(_body(response, most), new if len(new) <= 200 and new.isascii() and new.isprintable() else "")


def _body(response: HTTPResponse, most: int) -> bytes:
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise NotFetched(Why.FAULT)
    kept = bytearray()
    for block in _unpacked(_blocks(response, most), most) if packing == "gzip" else _blocks(response, most):
        kept += block
        if len(kept) > most:
            raise NotFetched(Why.TOO_LARGE)
    return bytes(kept)


def _blocks(response: HTTPResponse, most: int) -> Iterator[bytes]:
    size = 0
    while block := response.read(BLOCK):
        size += len(block)
        if size > most:
            raise NotFetched(Why.TOO_LARGE)
        yield block
    if response.length:  # fewer bytes than were promised
        raise NotFetched(Why.CUT_OFF)


def _unpacked(blocks: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Unpack as it comes, a little at a time: a small answer may claim to be a thousand times as large."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for block in blocks:
        waiting = block
        while waiting and not unpacker.eof:
            yield unpacker.decompress(waiting, BLOCK)
            waiting = unpacker.unconsumed_tail
    yield unpacker.flush()
    if not unpacker.eof:
        raise NotFetched(Why.CUT_OFF)
