"""Asking another machine: never this one nor its neighbours, never for longer or more than was said."""

import gzip
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import fetching
from goldenthread.core.fetching import NotFetched, Way, Why

PUBLIC = "93.184.215.14"
ROOT = Path(__file__).resolve().parents[2]
Talk = Callable[[socket.socket, bytes], None]


class Elsewhere:
    """A machine on this one that plays a public site: it is reached through `way`, and remembers what it was asked."""

    def __init__(self, *talks: Talk) -> None:
        self.talks, self.asked, self.dialled = list(talks), [], []
        self.names: dict[str, list[str]] = {}
        self.server = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        for talk in self.talks:
            with suppress(OSError):
                sock, _ = self.server.accept()
                with sock:
                    sock.settimeout(1)
                    said = b""
                    while b"\r\n\r\n" not in said:
                        if not (block := sock.recv(4096)):
                            break
                        said += block
                    self.asked.append(said)
                    talk(sock, said)

    @property
    def way(self) -> Way:
        return Way(lambda host: self.names.get(host, [PUBLIC]), self.connect, lambda sock, host: sock)

    def connect(self, address: str, seconds: float) -> socket.socket:
        self.dialled.append(address)
        return socket.create_connection(("127.0.0.1", self.server.getsockname()[1]), timeout=seconds)

    def close(self) -> None:
        self.server.close()
        self.thread.join(1)


@contextmanager
def site(*talks: Talk) -> Iterator[Elsewhere]:
    found = Elsewhere(*talks)
    try:
        yield found
    finally:
        found.close()


def says(body: bytes = b"{}", status: str = "200 OK", **headers: str) -> Talk:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    whole = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda sock, said: sock.sendall(whole)


def why(address: str, way: Way, **more: float) -> Why:
    with pytest.raises(NotFetched) as refused:
        fetching.fetch(address, way=way, **more)
    assert str(refused.value) == fetching.SENTENCES[refused.value.why]
    return refused.value.why


def test_an_answer_comes_with_its_tag_and_the_question_names_the_site_and_nobody() -> None:
    with site(says(b'{"a": 1}', ETag='"v1"')) as other:
        found = fetching.fetch("https://dir.example.org/oruk/v3/services?page=1", way=other.way)
    assert (found.body, found.tag, found.same) == (b'{"a": 1}', '"v1"', False)
    asked = other.asked[0].decode()
    assert asked.startswith("GET /oruk/v3/services?page=1 HTTP/1.1\r\n")
    assert "\r\nHost: dir.example.org\r\n" in asked and "Cookie" not in asked and "Authorization" not in asked


def test_what_has_not_changed_is_not_sent_again() -> None:
    with site(says(b"", "304 Not Modified")) as other:
        found = fetching.fetch("https://dir.example.org/", tag='"v1"', way=other.way)
    assert found.same and found.tag == '"v1"' and b'If-None-Match: "v1"' in other.asked[0]


@pytest.mark.parametrize(
    "address",
    [
        "http://dir.example.org/", "https://dir.example.org:8443/", "https://me:secret@dir.example.org/",
        "https://me@dir.example.org/", "https://127.0.0.1/", "https://0x7f.1/", "https://2130706433/",
        "https://localhost/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/", "file:///etc/passwd",
        "ftp://dir.example.org/", "https://dir.example.org/a b", "https://dir.example.org/\r\nHost: x",
        "//dir.example.org/",
        "https://", "", "https://dir.example.org:0x1bb/", "https://[::1", "https://a..b.org/", "https://" + "a" * 2_000,
    ],
)  # fmt: skip
def test_an_address_that_is_not_that_of_a_public_site_is_not_asked(address: str) -> None:
    with site() as other:
        assert why(address, other.way) is Why.NOT_AN_ADDRESS
        assert not other.dialled


INSIDE = (
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "192.0.2.7", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.88.99.1", "::1", "::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1", "::ffff:93.184.215.14", "::10.0.0.1",
    "64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::", "2002:5db8:d70e::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "3fff::1", "100::1", "not an address", "",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_not_asked_even_if_it_leads_outside_as_well(address: str) -> None:
    with site() as other:
        other.names["dir.example.org"] = [PUBLIC, address]
        assert why("https://dir.example.org/", other.way) is Why.NOT_PUBLIC
        assert not other.dialled


@pytest.mark.parametrize("written", ["0x7f.1", "0177.0.0.1", "2130706433", "127.1"])
def test_other_spellings_of_this_machine_are_understood_as_this_machine(written: str) -> None:
    assert not any(fetching.is_public(address) for address in fetching.look_up(written))


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "2a00:1450::1"])
def test_public_addresses_are_asked(address: str) -> None:
    assert fetching.is_public(address)


@given(st.ip_addresses())
def test_no_address_that_python_knows_to_be_special_counts_as_public(address: object) -> None:
    special = not address.is_global or address.is_multicast or address.is_reserved  # type: ignore[attr-defined]
    assert not (special and fetching.is_public(str(address)))


def test_a_name_that_changes_its_mind_is_asked_once_and_dialled_where_it_was_looked_at() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with site(says()) as other:
        fetching.fetch(
            "https://dir.example.org/", way=Way(lambda host: next(answers), other.connect, lambda sock, host: sock)
        )
    assert other.dialled == [PUBLIC] and next(answers) == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://dir.example.org/", Why.NOT_AN_ADDRESS), ("https://127.0.0.1/", Why.NOT_AN_ADDRESS),
        ("https://0x7f.1/", Why.NOT_AN_ADDRESS), ("https://[::ffff:10.0.0.1]/", Why.NOT_AN_ADDRESS),
        ("https://inside.example.org/", Why.NOT_PUBLIC), ("file:///etc/passwd", Why.NOT_AN_ADDRESS),
        ("https://dir.example.org:22/", Why.NOT_AN_ADDRESS), ("//[", Why.NOT_AN_ADDRESS),
    ],
)  # fmt: skip
def test_a_redirect_is_looked_at_like_the_first_address(to: str, reason: Why) -> None:
    with site(says(b"", "302 Found", Location=to)) as other:
        other.names["inside.example.org"] = ["10.0.0.1"]
        assert why("https://dir.example.org/", other.way) is reason
    assert other.dialled == [PUBLIC]


def test_three_redirects_are_followed_and_not_four() -> None:
    moved = [says(b"", "301 Moved Permanently", Location=f"/{n}") for n in range(4)]
    with site(*moved[:3], says(b"there")) as other:
        assert fetching.fetch("https://dir.example.org/", way=other.way).body == b"there"
        assert b"GET /2 " in other.asked[3]
    with site(*moved) as other:
        assert why("https://dir.example.org/", other.way) is Why.TOO_MANY_REDIRECTS


def test_an_answer_that_is_too_large_is_left_off_however_it_is_sent() -> None:
    plain, bomb = b"a" * 300_000, gzip.compress(b"\0" * 60_000_000)
    assert len(bomb) < 100_000
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"2710\r\n" + b"a" * 10_000 + b"\r\n"
    endless = lambda sock, said: sock.sendall(chunked + chunked.split(b"\r\n\r\n")[1] * 30)  # noqa: E731
    for talk in (says(plain), says(bomb, Content_Encoding="gzip"), endless):
        with site(talk) as other:
            assert why("https://dir.example.org/", other.way, most=100_000) is Why.TOO_LARGE


def test_a_packed_answer_is_unpacked_and_one_that_stops_in_the_middle_is_not_kept() -> None:
    whole = b'{"contents": []}' * 20_000
    packed = gzip.compress(whole)
    with site(says(packed, Content_Encoding="gzip")) as other:
        assert fetching.fetch("https://dir.example.org/", way=other.way).body == whole
    short = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"
    for talk in (
        says(packed[:-20], Content_Encoding="gzip"),
        says(b"no gzip", Content_Encoding="gzip"),
        lambda sock, said: sock.sendall(short),
        lambda sock, said: sock.sendall(b"nonsense\r\n\r\n"),
        lambda sock, said: None,
    ):
        with site(talk) as other:
            assert why("https://dir.example.org/", other.way) is Why.CUT_OFF
    with site(says(b"x", Content_Encoding="br")) as other:
        assert why("https://dir.example.org/", other.way) is Why.FAULT


def drip(head: bytes) -> Talk:
    def talk(sock: socket.socket, said: bytes) -> None:
        sock.sendall(head)
        with suppress(OSError):
            for _ in range(100):
                sock.sendall(b"a")
                time.sleep(0.05)

    return talk


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b""]
)
def test_a_byte_now_and_then_does_not_keep_a_connection_open(head: bytes) -> None:
    with site(drip(head)) as other:
        began = time.monotonic()
        assert why("https://dir.example.org/", other.way, seconds=0.4) is Why.TOO_SLOW
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", Why.NOT_THERE), ("410 Gone", Why.NOT_THERE), ("403 Forbidden", Why.NOT_FOR_US),
        ("429 Too Many Requests", Why.BUSY), ("500 Internal Server Error", Why.FAULT), ("304 Not Modified", Why.FAULT),
    ],
)  # fmt: skip
def test_what_the_other_site_refuses_is_said_plainly(status: str, reason: Why) -> None:
    with site(says(b"", status)) as other:
        assert why("https://dir.example.org/", other.way) is reason


def test_a_site_without_a_name_a_machine_or_a_certificate_is_said_plainly() -> None:
    def fails(fault: OSError) -> Callable[..., socket.socket]:
        def door(*given: object) -> socket.socket:
            raise fault

        return door

    assert why("https://dir.example.org/", Way(look_up=fails(socket.gaierror()))) is Why.NO_SUCH_NAME
    assert why("https://dir.example.org/", Way(lambda host: [])) is Why.NO_SUCH_NAME
    assert (
        why("https://dir.example.org/", Way(lambda host: [PUBLIC], fails(ConnectionRefusedError())))
        is Why.NO_CONNECTION
    )
    with site(says()) as other:
        way = Way(other.way.look_up, other.connect, fails(ssl.SSLCertVerificationError()))
        assert why("https://dir.example.org/", way) is Why.NOT_SAFE


def test_the_real_door_asks_for_a_certificate_of_that_very_name() -> None:
    with site(says()) as other:  # speaks no TLS at all
        assert why("https://dir.example.org/", Way(other.way.look_up, other.connect)) is Why.NOT_SAFE
    context = ssl.create_default_context()
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with site(says(b"straight")) as other:
        assert fetching.fetch("https://dir.example.org/", way=other.way).body == b"straight"


def test_nothing_else_in_the_house_can_ask_another_machine() -> None:
    asks = re.compile(r"^\s*(?:import|from) (?:ssl|http\.client|urllib\.request|ftplib|requests|httpx|aiohttp)\b", re.M)
    found = {path.name for path in (ROOT / "goldenthread").rglob("*.py") if asks.search(path.read_text())}
    assert found == {"fetching.py"}
