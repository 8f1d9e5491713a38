"""The connection picture in headless Chromium: from opening the page to everybody drawn. `python -m benchmarks.picture`

The real site (`goldenthread serve`, with its worker) on a database made for this, the system's Chromium without a
graphics card, a member signed in. Time is the browser's own, from the start of the navigation to the frame after the
picture has said that it is drawn. `first`: nothing worked out before; up to 2,000 parties the page waits for the
layout, beyond it is a job. `again`: the spots are kept. `frame`: the middle of how long a frame takes while the
picture is moved, `find`: from asking for a name to the picture having said what it found.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

SIZES = (300, 2_000, 10_000)
TIES_EACH = 2
MOST_MS = {2_000: 2_000.0}  # from navigation to the first drawing
USABLE_FRAME_MS = {10_000: 250.0}  # without a graphics card; with one it is a tenth
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-sync", "--no-first-run"]
DRAWN = "() => document.querySelector('.explore[data-drawn]') && performance.now()"
FRAMES = """async () => {
  const box = document.querySelector('.explore'), taken = [];
  let last = performance.now();
  for (let n = 0; n < 30; n++) {
    if (n % 6 === 0) box.dispatchEvent(new KeyboardEvent('keydown', {key: n % 12 ? 'ArrowLeft' : 'ArrowRight'}));
    await new Promise(requestAnimationFrame);
    taken.push(performance.now() - last);
    last = performance.now();
  }
  return taken.sort((a, b) => a - b)[15];
}"""
FIND = """async () => {
  const said = document.querySelector('[data-explore=said]'), before = said.textContent, start = performance.now();
  const form = document.querySelector('[data-explore=search]');
  form.elements.who.value = 'Group 00007';
  form.requestSubmit();
  while (said.textContent === before) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""


@dataclass(frozen=True)
class Figure:
    """One line of the table; milliseconds, and kilobytes of the columns before compression."""

    parties: int
    ties: int
    layout: float
    columns_kb: float
    first: float
    again: float
    frame: float
    find: float


def make(folder: str, parties: int) -> tuple[dict[str, str], float]:
    """A place of people, groups and organisations; returns a member's cookie and the milliseconds of its layout.

    Half of the people hang on one group only; the other ties are heavy-tailed, as in a real place.
    """
    os.environ.update(settings_of(folder))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from goldenthread.capabilities.network import drawing, reading
    from goldenthread.core import founding
    from goldenthread.core.models import Account, ChangeSet, Party
    from goldenthread.core.permissions import Actor
    from goldenthread.engines.picture import layout

    call_command("migrate", verbosity=0)
    now = timezone.now()
    house = founding.found(name="House", by=None, at=now)
    change = ChangeSet.objects.create(action="bench", at=now)
    fill(parties, house.pk, change, now)
    me = Party.objects.filter(kind="person").order_by("pk").first()
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        Account.objects.create_user(email="bench@example.org", party=me), backend=settings.AUTHENTICATION_BACKENDS[-1]
    )
    session = client.session
    session["way"], session["since"] = "code", now.isoformat()
    session.save()
    place = reading.for_reader(Actor(me.pk, now))
    start = time.perf_counter()
    layout(place, drawing.SEED)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key)}
    return cookie, (time.perf_counter() - start) * 1000


def fill(parties: int, house: int, change: object, now: object) -> None:
    from goldenthread.core import names, refs, revisions, terms
    from goldenthread.core.models import Consent, Party, Tie

    bodies = parties // 5
    sectors = ("social", "public", "commercial")

    def party(number: int, ref: str) -> Party:
        kind = "person" if number >= bodies else "group" if number % 2 else "organisation"
        name, sector = f"{kind.title()} {number:05}", "" if kind == "person" else sectors[number % 3]
        return Party(
            ref=ref, kind=kind, name=name, name_key=names.key(name), sector=sector,
            made_in=change, changed_in=change,
        )  # fmt: skip

    fresh = (party(number, ref) for number, ref in enumerate(refs.many(parties - 1)))
    Party.unnarrowed.bulk_create(fresh, batch_size=2000)
    ids = np.array(Party.objects.exclude(pk=house).order_by("pk").values_list("pk", flat=True))
    draw = np.random.default_rng(2)
    loose = np.arange(bodies + (len(ids) - bodies) // 2, len(ids))
    busy = draw.integers(0, len(ids) - len(loose), TIES_EACH * parties - len(loose))
    giver = np.concatenate((loose, busy))
    receiver = (bodies * draw.random(len(giver)) ** 2).astype(np.int64)
    kept = giver != receiver
    kind = terms.kind("member_of")
    Tie.unnarrowed.bulk_create(
        (
            Tie(ref=ref, giver_id=one, receiver_id=other, kind_id=kind, made_in=change, changed_in=change)
            for ref, one, other in zip(
                refs.many(int(kept.sum())), ids[giver[kept]].tolist(), ids[receiver[kept]].tolist(), strict=True
            )
        ),
        batch_size=2000,
    )
    Consent.objects.bulk_create(
        (
            Consent(subject_id=pk, to_id=house, purpose=purpose, given_at=now, made_in=change)
            for pk in ids[bodies:].tolist()
            for purpose in ("connecting", "directory")
        ),
        batch_size=2000,
    )
    revisions.moved("bench")


def settings_of(folder: str) -> dict[str, str]:
    return {
        "GT_MODE": "demo", "GT_DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "GT_LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "goldenthread.web.settings",
    }  # fmt: skip


@contextmanager
def site(folder: str) -> Iterator[str]:
    """The real server on this folder's database; yields its address."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    address = f"http://localhost:{port}"
    environment = os.environ | settings_of(folder) | {"GT_ADDRESS": address}
    command = [sys.executable, "-m", "goldenthread.web.cli", "serve", "--port", str(port)]
    with open(f"{folder}/log", "wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(address, server, f"{folder}/log")
        yield address
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def wait_for(address: str, server: subprocess.Popen[bytes], log: str) -> None:
    """Until the list of who is connected opens: the program is loaded and the database warm, but nothing is drawn."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{address}/network/table/", timeout=10).read()  # noqa: S310 - our own
            return
        time.sleep(0.2)
    with open(log) as said:
        raise SystemExit(f"The site did not start:\n{said.read()[-3000:]}")


def measure(parties: int) -> Figure:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        with get_context("spawn").Pool(1) as alone:
            cookie, layout_ms = alone.apply(make, (folder, parties))
        with site(folder) as address, sync_playwright() as playwright:
            path = shutil.which("chromium") or shutil.which("google-chrome")
            if path is None:
                raise SystemExit("needs Chromium: apt install chromium")
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.add_cookies([{**cookie, "url": address}])
            page = context.new_page()
            page.set_default_timeout(120_000)
            start = time.perf_counter()
            page.goto(f"{address}/network/", wait_until="commit")
            page.wait_for_function(DRAWN)
            first = (time.perf_counter() - start) * 1000
            page.goto(f"{address}/network/", wait_until="commit")
            again = float(page.wait_for_function(DRAWN).json_value())
            frame, find = (float(page.evaluate(script)) for script in (FRAMES, FIND))
            columns = context.request.get(f"{address}/network/data.json").body()
            drawn = int(page.locator(".explore").get_attribute("data-drawn") or 0)
            ties = columns.split(b'"from":[')[1].split(b"]")[0].count(b",") + 1
            browser.close()
    if drawn != parties:
        raise SystemExit(f"{drawn} of {parties} were drawn.")
    return Figure(parties, ties, layout_ms, len(columns) / 1024, first, again, frame, find)


def main() -> None:
    """Print the table, and stop with an error when a bound is not met."""
    heads = {"parties": 8, "ties": 7, "layout": 9, "columns": 9, "first": 10, "again": 10, "frame": 9, "find": 9}
    print(*(f"{head:>{width}}" for head, width in heads.items()))
    figures = [measure(parties) for parties in SIZES]
    for each in figures:
        print(
            f"{each.parties:>8,} {each.ties:>7,} {each.layout:>6,.0f} ms {each.columns_kb:>6,.0f} kB "
            f"{each.first:>7,.0f} ms {each.again:>7,.0f} ms {each.frame:>6,.0f} ms {each.find:>6,.0f} ms"
        )
    slow = [each for each in figures if each.first > MOST_MS.get(each.parties, np.inf)]
    stiff = [each for each in figures if each.frame > USABLE_FRAME_MS.get(each.parties, np.inf)]
    if slow or stiff:
        sys.exit(f"A bound is not met: first drawing {MOST_MS}, frames {USABLE_FRAME_MS} (milliseconds).")


if __name__ == "__main__":
    main()
