"""The two commands on somebody else's machine: what is missing is named, with the line that mends it."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts import run_tests, set_up, throwaway_postgres
from tests.architecture.reading import ROOT


def test_a_python_without_venv_gets_the_one_line_that_mends_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(set_up, "VENV", tmp_path / "venv")
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        set_up.make_venv()
    assert not (tmp_path / "venv").exists()


def test_a_python_without_venv_but_with_pip_makes_the_environment_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else real("json"))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(set_up, "VENV", tmp_path / "venv")
    set_up.make_venv()
    assert subprocess.run([tmp_path / "venv" / "bin" / "python", "-c", ""], check=False).returncode == 0


def test_an_old_python_is_told_which_one_is_needed(tmp_path: Path) -> None:
    copy = shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements-dev.txt", "pyproject.toml", "scripts/set_up.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    command = ["make", "-f", copy, "PYTHON=", ".venv/stamps/installed"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, env=without_make())
    assert done.returncode == 2
    assert "needs Python 3.11 or newer" in done.stdout


def without_make() -> dict[str, str]:
    """The environment without what an outer make tells an inner one."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


def test_a_machine_without_postgres_hears_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throwaway_postgres, "candidates", lambda: iter(()))
    with pytest.raises(throwaway_postgres.NoPostgres, match="apt install postgresql"):
        throwaway_postgres.programs()


def test_an_old_postgres_counts_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("initdb", "pg_ctl", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n", encoding="ascii")
        (tmp_path / name).chmod(0o755)
    assert throwaway_postgres.version(tmp_path) == 14
    monkeypatch.setattr(throwaway_postgres, "candidates", lambda: iter((tmp_path,)))
    with pytest.raises(throwaway_postgres.NoPostgres, match="PostgreSQL 15 or newer"):
        throwaway_postgres.programs()


def test_the_throwaway_server_is_gone_when_its_command_fails(tmp_path: Path) -> None:
    try:
        throwaway_postgres.programs()
    except throwaway_postgres.NoPostgres as missing:
        pytest.skip(str(missing))
    program = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(3)"
    starter = [sys.executable, ROOT / "scripts" / "throwaway_postgres.py", "--", sys.executable, "-c", program]
    environment = os.environ | {"TMPDIR": "/tmp"}
    done = subprocess.run(starter, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 3, done.stderr
    port = int(done.stdout.strip().split(":")[-1].split("/")[0])
    with throwaway_postgres.socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", port)) != 0, "the server still listens"


@pytest.mark.parametrize(("ci", "failed", "skipped"), [(True, 1, 0), (False, 0, 1)])
def test_a_group_that_cannot_run_is_a_failure_only_where_machines_are_furnished(
    monkeypatch: pytest.MonkeyPatch, ci: bool, failed: int, skipped: int
) -> None:
    monkeypatch.setattr(run_tests, "CI", ci)
    monkeypatch.setattr(run_tests.shutil, "which", lambda name: None)
    count = run_tests.browser()
    assert (count.failed, count.skipped) == (failed, skipped)
    assert count.words == ["Chromium is not on this machine: apt install chromium"]


def test_the_last_line_adds_up_every_group(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    groups = {"one": ("One", lambda: run_tests.Count(3, 0, 1)), "two": ("Two", lambda: run_tests.Count(2, 1, 0))}
    monkeypatch.setattr(run_tests, "GROUPS", groups)
    assert run_tests.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "TOTAL: 5 passed, 1 failed, 1 skipped"


def test_a_run_that_dies_before_its_first_test_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_tests.subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=4))
    assert run_tests.pytest("tests").failed == 1
