"""Bringing things in: 5,365 grants, and a town of a million rows, beside Django's own bulk_create.

Every run is `goldenthread …` in a process of its own, on an empty site of its own, so that start-up counts and the
peak of memory is its own. While a million rows are read, somebody else writes to the site the whole time. The peer
reads the same file with `csv` and writes parties and identifiers with `bulk_create`, 5,000 at a time: no preview, no
undo, no sentence for a wrong row. It gets a fifth of the rows, for it would keep everybody waiting.
PostgreSQL is left out, and that is said, where it is not on this machine.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.throwaway_postgres import NoPostgres, throwaway_postgres  # noqa: E402

OUTSIDE = Path(os.environ.get("GOLDENTHREAD_DATA", ROOT.parent / "shared" / "data"))
GRANTS, ROWS, PEER_ROWS = 5_365, 1_000_000, 200_000
GRANTS_SECONDS, GRANTS_MB = 4.0, 250
ROWS_A_SECOND, ROWS_MB = 40_000, 300
LONGEST_WAIT = 1.0  # seconds that a writer may wait while a file is read

PEER = """
import csv, sys, itertools, django; django.setup()
from django.db import transaction
from django.utils import timezone
from goldenthread.core import journal, names
from goldenthread.core.models import Identifier, Party
with open(sys.argv[1], newline="") as file, journal.change(action="peer", by=None, at=timezone.now()) as change:
    rows = csv.DictReader(file)
    while some := list(itertools.islice(rows, 5_000)):
        made = Party.objects.bulk_create(
            Party(name=row["name"], name_key=names.key(row["name"]), kind=row["kind"], sector=row["sector"],
                  made_in=change, changed_in=change) for row in some)
        Identifier.objects.bulk_create(
            Identifier(scheme="GB-COH", value=row["company number"], party=party, made_in=change)
            for party, row in zip(made, some))
"""
PREVIEW_AND_COMMIT = """
import sys, django; django.setup()
from pathlib import Path
from django.utils import timezone
from goldenthread.core import importing
at = timezone.now()
staged = importing.stage_file(Path(sys.argv[1]), by=None, at=at)
assert importing.preview(staged, at=at).may_be_written
assert importing.commit(staged, by=None, at=at).made
"""
ONLY_READ = """
import sys, django; django.setup()
from pathlib import Path
from django.utils import timezone
from goldenthread.core import importing
importing.stage_file(Path(sys.argv[1]), by=None, at=timezone.now()).drop()
"""


@dataclass(frozen=True)
class Run:
    """Seconds by the clock, seconds of work in this process, and its peak of memory."""

    seconds: float
    worked: float
    mb: float


def measured(command: list[str], environment: dict[str, str]) -> Run:
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, code, used = os.wait4(process.pid, 0)
    process.returncode = code
    assert code == 0, f"{command[-1]} ended with {code}"
    return Run(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextmanager
def site(database: str = "") -> Iterator[dict[str, str]]:
    """An empty site: the environment that its commands run in."""
    with tempfile.TemporaryDirectory(prefix="gt-bench-") as folder:
        environment = {
            **os.environ, "GT_MODE": "demo", "GT_SECRET": "known to everybody", "GT_DATA_DIR": folder,
            "DATABASE_URL": database or f"sqlite:///{folder}/site.sqlite3",
            "DJANGO_SETTINGS_MODULE": "goldenthread.web.settings",
            "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "gt-bench-compiled"),
        }  # fmt: skip
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as everywhere: what Python compiled once it keeps
        subprocess.run(
            [sys.executable, "-m", "goldenthread.web.cli", "init"],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        yield environment


def a_million(folder: Path, rows: int) -> Path:
    """Parties as a town's register has them: name, kind, sector and one number."""
    draw = random.Random(1)
    first = (
        "Foundry Kettle Lamplighter Anvil Tuesday Galton Brass Chance Windmill Cape Soho Lewis Harbour Oak Elm".split()
    )
    second = "Lane Street Row Green Park Corner House Court Hill Road Bridge Gate Field Yard".split()
    third = "Trust Association Choir Allotments Forum Project Centre Academy Stores Bakery Works Carers".split()
    path = folder / f"{rows}.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("name,kind,sector,company number\n")
        for number in range(rows):
            name = f"{draw.choice(first)} {draw.choice(second)} {draw.choice(third)} {number}"
            kind, sector = draw.choice(("organisation", "group")), draw.choice(("social", "public", "commercial"))
            file.write(f"{name},{kind},{sector},{10_000_000 + number * 37 % 89_999_999:08d}\n")
    return path


def grants(folder: Path) -> Path:
    """5,365 published grants where they are on this machine; else as many invented ones of the same shape."""
    found: dict[str, object] = {}
    for path in sorted((OUTSIDE / "360giving" / "grantnav").glob("*.json")):
        said = json.loads(path.read_bytes())
        found |= {grant["id"]: grant for grant in (said.get("grants", []) if isinstance(said, dict) else [])}
    for number in range(len(found), GRANTS):
        found[f"360G-bench-{number}"] = {
            "id": f"360G-bench-{number}", "title": f"Grant {number}", "description": "Towards running costs " * 20,
            "currency": "GBP", "amountAwarded": 1_000 + number, "awardDate": f"2024-{1 + number % 12:02d}-01",
            "recipientOrganization": [{"id": f"GB-CHC-{200_000 + number % 3_000}", "name": f"Body {number % 3_000}"}],
            "fundingOrganization": [{"id": "GB-CHC-1122405", "name": "A Fund"}],
        }  # fmt: skip
    path = folder / "grants.json"
    path.write_text(json.dumps({"grants": list(found.values())[:GRANTS]}), encoding="utf-8")
    return path


def longest_wait(environment: dict[str, str], path: Path) -> float:
    """How long a writer of the site waits at most while a file is read."""
    done, waits = threading.Event(), [0.0]

    def write() -> None:
        with closing(sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"), timeout=60)) as db:
            while not done.is_set():
                began = time.perf_counter()
                db.execute("UPDATE core_party SET name = name || ''")
                db.commit()
                waits.append(time.perf_counter() - began)
                time.sleep(0.02)

    somebody = threading.Thread(target=write)
    somebody.start()
    measured([sys.executable, "-c", ONLY_READ, str(path)], environment)
    done.set()
    somebody.join()
    return max(waits)


def show(what: str, run: Run, bound: str, within: bool, rows: int) -> bool:
    rate = f"{rows / run.seconds:>9,.0f} rows/s"
    mark = "within" if within else "OVER"
    print(f"{what:<42} {run.seconds:6.1f} s {rate}  {run.mb:5.0f} MB  {run.worked:5.1f} s of work  {bound:<26} {mark}")
    return within


def one_database(name: str, database: str, town: Path, part: Path) -> bool:
    command = [sys.executable, "-m", "goldenthread.web.cli", "import", str(town)]
    with site(database) as environment:
        ours = measured(command, environment)
    fast = ROWS / ours.seconds >= ROWS_A_SECOND and ours.mb <= ROWS_MB
    bound = f"≥ {ROWS_A_SECOND:,} rows/s, ≤ {ROWS_MB} MB"
    good = show(f"{ROWS:,} rows, {name}", ours, bound, fast, ROWS)
    with site(database.replace("/postgres", "/peer") if database else "") as environment:
        peer = measured([sys.executable, "-c", PEER, str(part)], environment)
    show(f"  the peer, bulk_create, {PEER_ROWS:,} rows", peer, "", True, PEER_ROWS)
    return good


def main() -> int:
    good = True
    with tempfile.TemporaryDirectory(prefix="gt-bench-files-") as files:
        folder = Path(files)
        town, part, awards = a_million(folder, ROWS), a_million(folder, PEER_ROWS), grants(folder)
        with site() as environment:
            run = measured([sys.executable, "-c", PREVIEW_AND_COMMIT, str(awards)], environment)
        fast = run.seconds <= GRANTS_SECONDS and run.mb <= GRANTS_MB
        good &= show(
            f"{GRANTS:,} grants, preview and commit", run, f"≤ {GRANTS_SECONDS:.0f} s, ≤ {GRANTS_MB} MB", fast, GRANTS
        )
        good &= one_database("SQLite", "", town, part)
        with site() as environment:
            wait = longest_wait(environment, town)
        good &= wait <= LONGEST_WAIT
        print(
            f"longest wait of a writer while {ROWS:,} rows are read: {wait * 1000:.0f} ms (≤ "
            f"{LONGEST_WAIT * 1000:.0f} ms)"
        )
        try:
            with throwaway_postgres() as address:
                _database(address, "peer")
                good &= one_database("PostgreSQL", address, town, part)
        except NoPostgres as lack:
            print(f"PostgreSQL is left out: {lack}")
    return 0 if good else 1


def _database(address: str, name: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as there:
        there.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
