"""The open feed: `/oruk/v3/services?per_page=50` from 100,000 services. `python -m benchmarks.oruk_api`

The whole site as a town runs it: `goldenthread serve` with two server processes on SQLite, asked over sixteen kept
connections by a small program of our own on the same machine, so the cores are shared with the one who asks.
*Other pages*: every request is for another of the 2,000 pages, as a reader does who takes the whole feed; an answer
is then rarely one that was given before; that figure is told and has no bound. The peer is the plain way: model
objects, a full count and Django's own JsonResponse for the same fifty services, in CPU of one process, without server
or middleware.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from itertools import count

SERVICES, ORGANISATIONS = 100_000, 5_000
CONNECTIONS, SECONDS, WARM = 16, 8.0, 2.0
LEAST, MOST_MS = 400.0, 100.0
FIRST_PAGE = "/oruk/v3/services?per_page=50"


def prepare(folder: str) -> None:
    os.environ.update(
        GT_MODE="demo", GT_DATA_DIR=folder, DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3", GT_LOG_LEVEL="WARNING",
        DJANGO_SETTINGS_MODULE="goldenthread.web.settings",
    )  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fill() -> None:
    """Organisations that each offer twenty services, half of them with a UUID that came with them."""
    from uuid import UUID

    from django.utils import timezone

    from goldenthread.capabilities.directory.models import Listing, Service
    from goldenthread.core import founding, names, refs, terms
    from goldenthread.core.models import ChangeSet, Identifier, Party, Promise

    now = timezone.now()
    founding.found(name="House", by=None, at=now)
    change = ChangeSet.objects.create(action="bench", at=now)
    written = {"made_in": change, "changed_in": change}
    bodies = Party.unnarrowed.bulk_create(
        (
            Party(ref=ref, kind="organisation", name=f"Body {n}", name_key=names.key(f"Body {n}"), **written)
            for n, ref in enumerate(refs.many(ORGANISATIONS))
        ),
        batch_size=5000,
    )
    Listing.objects.bulk_create(Listing(party=body, about="We help our neighbours. " * 4) for body in bodies)
    kind = terms.kind("service")
    offers = Promise.unnarrowed.bulk_create(
        (
            Promise(ref=ref, kind_id=kind, giver=bodies[n % ORGANISATIONS], **written)
            for n, ref in enumerate(refs.many(SERVICES))
        ),
        batch_size=5000,
    )
    Service.objects.bulk_create(
        (
            Service(
                promise=offer, title=f"Lunch club {n}", about="A warm meal and good company, every week. " * 5,
                website="https://example.org/lunch", fees="Free of charge", youngest=n % 60, checked_on=now.date(),
                times=[{"freq": "WEEKLY", "byday": "TU", "opens_at": "12:00", "closes_at": "14:00"}],
                more={"email": "lunch@example.org", "languages": [{"name": "Panjabi"}]},
            )
            for n, offer in enumerate(offers)
        ),
        batch_size=5000,
    )  # fmt: skip
    Identifier.objects.bulk_create(
        (
            Identifier(scheme="oruk/promise", value=str(UUID(int=offer.pk)), promise=offer, made_in=change)
            for offer in offers[::2]
        ),
        batch_size=5000,
    )


# ---- Over the wire ----


def serve(port: int) -> subprocess.Popen[bytes]:
    command = (sys.executable, "-m", "goldenthread.web.cli", "serve", "--port", str(port), "--workers", "2")
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/oruk/v3/", timeout=5) as answer:
                if answer.status == 200:
                    return started
        except OSError:
            time.sleep(0.2)
    stop(started)
    raise SystemExit("The site did not start.")


def stop(started: subprocess.Popen[bytes]) -> None:
    started.send_signal(signal.SIGTERM)
    try:
        started.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)


async def ask(port: int, addresses: Iterator[str], until: float, took: list[float]) -> None:
    """One connection, kept: the next question goes out when the answer to the last has come in."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        start = time.perf_counter()
        writer.write(f"GET {next(addresses)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"The site answered {head[:40]!r}.")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        took.append(time.perf_counter() - start)
    writer.close()


async def load(port: int, addresses: Iterator[str], seconds: float) -> tuple[float, float]:
    """Requests a second, and the 99th percentile in milliseconds."""
    took: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(ask(port, addresses, until, took) for _ in range(CONNECTIONS)))
    took.sort()
    return len(took) / seconds, took[int(len(took) * 0.99)] * 1000


def measured(port: int, addresses: Callable[[], Iterator[str]]) -> tuple[float, float]:
    asyncio.run(load(port, addresses(), WARM))
    return asyncio.run(load(port, addresses(), SECONDS))


def same() -> Iterator[str]:
    while True:
        yield FIRST_PAGE


def others() -> Iterator[str]:
    for n in count():
        yield f"{FIRST_PAGE}&page={n * 7919 % (SERVICES // 50) + 1}"


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


# ---- The plain way ----


def peer(rounds: int = 20) -> float:
    """Milliseconds of CPU for the same fifty services: the best of some rounds."""
    from django.core.paginator import Paginator
    from django.http import JsonResponse

    from goldenthread.capabilities.directory.models import Service

    def once() -> None:
        rows = Service.objects.select_related("promise__giver__listing", "promise__changed_in").order_by("pk")
        found = Paginator(rows, 50)
        contents = [
            {
                "id": each.promise.ref, "name": each.title, "description": each.about, "url": each.website,
                "status": each.running, "fees": each.fees, "minimum_age": each.youngest,
                "last_modified": each.promise.changed_in.at, "organization": {
                    "id": each.promise.giver.ref, "name": each.promise.giver.name,
                    "description": each.promise.giver.listing.about,
                },
            }
            for each in found.page(1)
        ]  # fmt: skip
        JsonResponse({"total_items": found.count, "contents": contents})

    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        once()
        best = min(best, (time.process_time() - start) * 1000)
    return best


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        fill()
        plain = peer()
        port = free_port()
        started = serve(port)
        try:
            rate, slowest = measured(port, same)
            other_rate, other_slowest = measured(port, others)
        finally:
            stop(started)
    print(f"{'feed, 50 of 100,000 services, one page':42} {rate:7.0f} a second, p99 {slowest:5.1f} ms")
    print(f"{'  every time another page':42} {other_rate:7.0f} a second, p99 {other_slowest:5.1f} ms")
    print(f"{'  bound':42} {LEAST:7.0f} a second, p99 {MOST_MS:5.1f} ms")
    print(f"{'model objects, full count, JsonResponse':42} {plain:7.2f} ms CPU   (no server, no middleware)")
    return 0 if rate >= LEAST and slowest <= MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main())
