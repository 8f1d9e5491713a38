"""The command line says what is missing before it begins."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "words", [["import", "list.csv"], ["export", "parties", "-o", "-"], ["verify"], ["backup", "b.zip"]]
)
def test_a_command_on_an_empty_database_says_to_begin_with_init(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("name,kind\nAlpha,group\n")
    own = {"GT_DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "goldenthread.web.cli", *words]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, **own}, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "run “goldenthread init” first" in done.stderr and "Traceback" not in done.stderr
