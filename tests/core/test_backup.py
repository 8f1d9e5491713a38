"""A backup is taken while the site runs, checked, and brings back everything but those who were erased since."""

import json
import os
import shutil
import sqlite3
import threading
import time
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from tests.core.sites import Site, gone_afterwards, sqlite_site
from tests.core.traces import WORDS

pytestmark = pytest.mark.slow
POSTGRES = os.environ["DATABASE_URL"].startswith("postgres")
SURROUNDINGS = {"core_job", "core_changeset", "core_revision", "core_finding", "core_seal", "core_term"}


def backup(site: Site, folder: Path, *words: str) -> Path:
    to = folder / "kept.zip"
    site.must("backup", str(to), *words)
    return to


def facts(site: Site) -> dict[str, int]:
    """Rows by table, without those that bringing a copy back writes itself."""
    return {table: count for table, count in site.rows().items() if table not in SURROUNDINGS}


@pytest.mark.parametrize("way", [(), ("--portable",)], ids=["own", "portable"])
def test_what_was_backed_up_comes_back_into_an_empty_database(
    site: Site, nothing_yet: Site, tmp_path: Path, way: tuple[str, ...]
) -> None:
    site.must("worker", "--once")
    before = site.rows()
    said = nothing_yet.must("restore", str(backup(site, tmp_path, *way)), "--yes")
    assert "Restored" in said and nothing_yet.rows() == before
    assert nothing_yet.run("verify").returncode == 0
    (file,) = (nothing_yet.folder / "files").iterdir()
    assert file.read_bytes() == b"qwerzblat"
    finds = "from goldenthread.core import search; from goldenthread.core.models import Party\n"
    assert nothing_yet.python(finds + "print(search.matching(Party.objects.all(), 'wilhel').count())").strip() == "1"
    nothing_yet.must("init", "--name", "Another")  # new rows get numbers of their own
    assert nothing_yet.run("verify").returncode == 0


def test_what_was_done_since_is_gone_after_a_restore_into_the_same_site(site: Site, tmp_path: Path) -> None:
    before = facts(site)
    kept = backup(site, tmp_path)
    site.must("init", "--email", "later@example.org")
    assert facts(site) != before
    site.must("restore", str(kept), "--yes")
    assert facts(site) == before


@pytest.mark.parametrize("way", [(), ("--portable",)], ids=["own", "portable"])
def test_whoever_was_erased_since_the_backup_is_erased_again_by_its_restore(
    site: Site, tmp_path: Path, way: tuple[str, ...]
) -> None:
    kept = backup(site, tmp_path, *way)
    site.must("erase", site.refs["ruth"], "--yes")
    said = site.must("restore", str(kept), "--yes")
    assert "Erased again: 2" in said
    after = site.bytes_of_database().lower()
    assert not [word for word in WORDS if word.encode() in after]
    assert not list((site.folder / "files").iterdir())
    assert site.run("verify").returncode == 0


def test_the_list_of_erasures_travels_with_a_backup_too(site: Site, nothing_yet: Site, tmp_path: Path) -> None:
    before = backup(site, tmp_path)
    site.must("erase", site.refs["ruth"], "--yes")
    after = tmp_path / "after.zip"
    site.must("backup", str(after))
    nothing_yet.must("restore", str(after), "--yes")
    said = nothing_yet.must("restore", str(before), "--yes")
    assert "Erased again: 2" in said


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def one_byte_other(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[len(held) // 3] ^= 0x55
    path.write_bytes(held)


def no_zip(path: Path) -> None:
    path.write_bytes(b"name,kind\nHub,organisation\n")


def said_otherwise(change: Callable[[dict], None]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(parts["manifest.json"])
        change(manifest)
        parts["manifest.json"] = json.dumps(manifest).encode()
        with zipfile.ZipFile(path, "w") as archive:
            for name, held in parts.items():
                archive.writestr(name, held)

    return damage


DAMAGES = {
    "cut off": (cut_off, "not a backup"),
    "one byte other": (one_byte_other, "damaged"),
    "no zip": (no_zip, "not a backup"),
    "newer format": (said_otherwise(lambda manifest: manifest.update(format=99)), "newer version"),
    "newer tables": (
        said_otherwise(lambda manifest: manifest["migrations"].append(["core", "9999_x"])),
        "newer version",
    ),
    "a part missing": (said_otherwise(lambda manifest: manifest["parts"].popitem()), "damaged"),
}
if not POSTGRES:  # there, rows can be counted only after they were put in place
    DAMAGES["fewer rows"] = (said_otherwise(lambda manifest: manifest["rows"].update(core_party=3)), "damaged")
TRY = """
import json, sys
from pathlib import Path
from django.utils import timezone
from goldenthread.core import archives, keeping
said = {}
for path in sorted(Path(FOLDER).glob("*.zip")):
    try:
        said[path.stem] = str(keeping.restore(path, at=timezone.now()))
    except (archives.BadArchive, keeping.WillNot) as reason:
        said[path.stem] = str(reason)
print(json.dumps(said))
"""


def test_a_bad_archive_is_refused_in_a_sentence_and_the_site_is_as_it_was(site: Site, tmp_path: Path) -> None:
    kept, folder = backup(site, tmp_path), tmp_path / "bad"
    folder.mkdir()
    for name, (damage, _) in DAMAGES.items():
        damage(Path(shutil.copy(kept, folder / f"{name}.zip")))
    before = site.rows()
    said = json.loads(site.python(TRY.replace("FOLDER", repr(str(folder)))))
    assert {name: sentence for name, (_, sentence) in DAMAGES.items() if sentence not in said[name]} == {}, said
    assert site.rows() == before and not list(site.folder.glob(".restore-*"))


def test_a_site_of_another_partnership_is_not_overwritten_unless_told_to(
    site: Site, nothing_yet: Site, tmp_path: Path
) -> None:
    kept = backup(site, tmp_path)
    nothing_yet.must("init", "--name", "Another Town")
    done = nothing_yet.run("restore", str(kept), "--yes")
    assert done.returncode == 1 and "another partnership" in done.stderr
    nothing_yet.must("restore", str(kept), "--yes", "--replace")
    assert facts(nothing_yet) == facts(site)


def test_a_backup_never_overwrites_an_older_one_and_leaves_no_half_file(site: Site, tmp_path: Path) -> None:
    kept = backup(site, tmp_path)
    held = kept.read_bytes()
    done = site.run("backup", str(kept))
    assert done.returncode == 1 and "already a file" in done.stderr and kept.read_bytes() == held
    assert [path.name for path in tmp_path.iterdir() if path.is_file() or path.name.startswith(".")] == ["kept.zip"]
    assert site.run("restore", str(tmp_path / "none.zip"), "--yes").returncode == 1


def test_the_archive_holds_no_secret_of_the_site(site: Site, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup(site, tmp_path)) as archive:
        names = archive.namelist()
        held = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if "secret" in name or "key" in name]
    assert b"07700900456" not in held, "addresses are as unreadable as in the database"


def test_others_go_on_writing_while_a_backup_is_taken(site: Site, tmp_path: Path) -> None:
    written, stop = [], threading.Event()

    def write() -> None:
        there = (
            psycopg.connect(site.database, autocommit=True)
            if POSTGRES
            else sqlite3.connect(site.folder / "site.sqlite3", timeout=5, isolation_level=None)
        )
        while not stop.is_set():
            there.execute("INSERT INTO core_revision (reason, token) VALUES ('tests', 'x')")
            written.append(time.monotonic())
            time.sleep(0.005)
        there.close()

    thread = threading.Thread(target=write)
    thread.start()
    backup(site, tmp_path, "--portable")
    stop.set()
    thread.join()
    pauses = [later - earlier for earlier, later in pairwise(written)]
    assert len(written) > 50 and max(pauses) < 2


@pytest.mark.postgres
def test_a_site_moves_from_sqlite_to_postgresql_and_back(site: Site, nothing_yet: Site, tmp_path: Path) -> None:
    with gone_afterwards(sqlite_site(tmp_path / "small")) as small:
        small.must("restore", str(backup(site, tmp_path, "--portable")), "--yes")
        assert small.rows() == site.rows() and small.run("verify").returncode == 0
        there = tmp_path / "from-sqlite.zip"
        small.must("backup", str(there), "--portable")
        nothing_yet.must("restore", str(there), "--yes")
        assert nothing_yet.rows() == site.rows() and nothing_yet.run("verify").returncode == 0
        own = tmp_path / "own.zip"
        small.must("backup", str(own))
        done = nothing_yet.run("restore", str(own), "--yes")
        assert done.returncode == 1 and "--portable" in done.stderr
