"""A disk that is full, a process that is killed, two imports at once: a clear sentence, and the database as it was."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.core.sites import ROOT, Site

LIST = "ref,name,kind,sector\n" + "".join(f"b{n},Body {n} of Cape Hill,organisation,social\n" for n in range(1, 4_001))
WAIT = "import time; time.sleep(60)"
HOLD = """
from goldenthread.core.importing import write
before = write.Writer.consents
def hold(self):
    before(self)
    print("writing", flush=True)
    {what}
write.Writer.consents = hold
from goldenthread.web.cli import main
raise SystemExit(main(["import", {path!r}, "--json"]))
"""


def a_list(folder: Path, text: str = LIST) -> Path:
    path = folder / "bodies.csv"
    path.write_text(text, encoding="utf-8")
    return path


def held(site: Site, path: Path, what: str) -> subprocess.Popen[str]:
    """An import in a process of its own that stops in the middle of writing; returns when it is there."""
    program = "import django; django.setup()\n" + HOLD.format(path=str(path), what=what)
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "goldenthread.web.settings"}
    running = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    assert running.stdout and running.stdout.readline() == "writing\n", running.communicate()[1]
    return running


def test_an_import_by_command_says_what_it_did_and_can_be_undone(site: Site, tmp_path: Path) -> None:
    path, before = a_list(tmp_path), site.rows()
    dry = json.loads(site.must("import", str(path), "--dry-run", "--json"))
    assert (dry["created"], dry["import"]) == (4_000, None) and site.rows() == before
    said = json.loads(site.must("import", str(path), "--json"))
    assert (said["created"], said["updated"], said["unchanged"], said["refused"]) == (4_000, 0, 0, [])
    again = json.loads(site.must("import", str(path), "--json"))
    assert (again["import"], again["unchanged"]) == (None, 4_000)
    assert "8,000 removed" in site.must("undo", said["import"])  # the bodies, and their refs
    assert site.rows()["core_party"] == before["core_party"]
    assert site.run("undo", said["import"]).returncode == 1
    assert not list((site.folder / "imports").glob("*"))


@pytest.mark.parametrize(
    ("words", "code"), [(("nowhere.csv",), 2), (("--as", "poems", "x.csv"), 2), ((str(ROOT), "--as", "ties"), 2)]
)
def test_a_command_that_cannot_be_meant_ends_with_two(site: Site, words: tuple[str, ...], code: int) -> None:
    assert site.run("import", *words).returncode == code


def test_a_refused_row_is_said_with_its_reason_and_nothing_is_written(site: Site, tmp_path: Path) -> None:
    before = site.rows()
    path = a_list(tmp_path, LIST + "b1,Again,organisation,social\nb5001,Odd,asteroid,social\n")
    done = site.run("import", str(path), "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1 and said["import"] is None and said["created"] == 0
    assert {refused["row"] for refused in said["refused"]} >= {4003}
    assert all(refused["why"].strip().endswith(".") for refused in said["refused"])
    assert site.rows() == before


def test_a_folder_is_one_import_with_its_name_as_source(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "cape-hill"
    folder.mkdir()
    (folder / "a-ties.csv").write_text("from,kind,to\nb1,works_with,b2\n", encoding="utf-8")
    (folder / "z-bodies.csv").write_text("\n".join(LIST.splitlines()[:4]) + "\n", encoding="utf-8")
    (folder / "notes.csv").write_text("colour,mood\nred,glad\n", encoding="utf-8")
    said = json.loads(site.must("import", str(folder), "--json"))
    assert said["by_kind"]["parties"]["created"] == 3 and said["by_kind"]["ties"]["created"] == 1
    assert any("notes.csv" in remark["column"] for remark in said["remarks"])
    (folder / "a-ties.csv").write_text("from,kind,to\nb1,works_with,b2\nb1,works_with,b99\n", encoding="utf-8")
    assert site.run("import", str(folder), "--json").returncode == 1


def test_kill_9_in_the_middle_leaves_the_database_whole_and_as_it_was(site: Site, tmp_path: Path) -> None:
    path, before = a_list(tmp_path), site.rows()
    running = held(site, path, WAIT)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    if site.database.startswith("sqlite"):
        with closing(sqlite3.connect(site.folder / "site.sqlite3")) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert site.rows() == before
    site.must("import", str(path), "--json")


def test_a_second_import_at_the_same_moment_waits_its_turn_or_is_told(site: Site, tmp_path: Path) -> None:
    path = a_list(tmp_path)
    first = held(site, path, "import time; time.sleep(6)")
    second = site.run("import", str(path), "--json")
    assert first.wait(60) == 0 and first.stdout and json.loads(first.stdout.read())["created"] == 4_000
    first.communicate()
    assert json.loads(second.stdout)["unchanged"] == 4_000 and second.returncode == 0


def test_a_second_import_does_not_wait_for_ever(site: Site, tmp_path: Path) -> None:
    path, before = a_list(tmp_path), site.rows()
    first = held(site, path, WAIT)
    try:
        began = time.monotonic()
        second = site.run("import", str(path), "--json")
        assert time.monotonic() - began < 60 and second.returncode == 1
        assert "Somebody else is bringing something in" in json.loads(second.stdout)["refused"][0]["why"]
    finally:
        first.kill()
        first.communicate()
    assert site.rows() == before


FULL = """
from django.db import connection
from pathlib import Path
from django.utils import timezone
from goldenthread.core import importing
import sys
at = timezone.now()
staged = importing.stage_file(Path({path!r}), by=None, at=at)
with connection.cursor() as cursor:
    cursor.execute("PRAGMA page_count")
    pages = cursor.fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count = {{pages + 20}}")
try:
    importing.commit(staged, by=None, at=at)
except importing.Stopped as reason:
    print(reason)
"""


def test_a_full_disk_is_said_in_a_sentence_and_the_database_is_as_it_was(site: Site, tmp_path: Path) -> None:
    if not site.database.startswith("sqlite"):
        program = (
            "from django.db import OperationalError\n"
            "from goldenthread.core.importing.commit import Stopped, _sentences\n"
            "try:\n    with _sentences():\n        raise OperationalError('No space left on device')\n"
            "except Stopped as reason:\n    print(reason)"
        )
        assert "The disk is full" in site.python(program)
        return
    before = site.rows()
    assert "The disk is full" in site.python(FULL.format(path=str(a_list(tmp_path))))
    assert site.rows() == before


def test_an_import_too_large_for_its_cache_still_reads_its_own_remarks(site: Site, tmp_path: Path) -> None:
    name = "of Cape Hill and of a good many other places"
    rows = "".join(f"b{n},Body {n} {name},organisation,social\n" for n in range(60_000))
    path = str(a_list(tmp_path, f"ref,name,kind,sector\n{rows}"))
    program = (
        "from goldenthread.core.importing import bulk\nbulk.LARGE = 1_000\n"
        "from goldenthread.core.importing import side\nopened = side.Attached.open\n"
        "def small(self):\n    opened(self)\n    self.rows('PRAGMA staging.cache_size=10')\n"
        "side.Attached.open = small\nfrom goldenthread.web.cli import main\n"
        f"raise SystemExit(main(['import', {path!r}, '--json']))"
    )
    assert json.loads(site.python(program))["created"] == 60_000


def test_a_file_cut_off_in_the_middle_is_refused(site: Site, tmp_path: Path) -> None:
    before = site.rows()
    path = tmp_path / "grants.json"
    path.write_text('{"grants": [{"id": "360G-x-1", "title": "A gr', encoding="utf-8")
    done = site.run("import", str(path), "--json")
    assert done.returncode == 1 and json.loads(done.stdout)["refused"][0]["why"]
    assert site.rows() == before
