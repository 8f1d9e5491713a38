"""`goldenthread new-capability NAME` writes a capability that passes: proved in a copy of the house."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from goldenthread.web.cli import parser
from goldenthread.web.commands import new_capability
from tests.architecture.reading import ROOT

NAME = "festivals"
WORDS = "What we celebrate"
FOLDERS = ("goldenthread", "tests", "scripts", "docs", "benchmarks", "examples", "frontend")
FILES = ("pyproject.toml", "babel.cfg", "Makefile", "LICENSE", "build_assets.py", "hatch_build.py")
# The tests of the house that a capability can break; the others look at the repository, the wheel and the machine.
HOUSE = ("layers", "code", "models", "pages", "words", "migrations")
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "node_modules", "*.pyc", "var", ".*_cache")
OTHER_TESTS = shutil.ignore_patterns("__pycache__", "engines", "fixtures", "browser", "examples", "core", "ui")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the house with one capability more, made by the command itself."""
    copy = tmp_path_factory.mktemp("house")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=OTHER_TESTS if folder == "tests" else LEFT_BEHIND)
    for file in FILES:
        shutil.copy(ROOT / file, copy / file)
    done = within(copy, "-m", "goldenthread.web.cli", "new-capability", NAME, "--words", WORDS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"goldenthread/capabilities/{NAME}/manifest.py" in done.stdout
    return copy


def within(house: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy, where `import goldenthread` finds the copy and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GT_", "DATABASE_URL", "DJANGO"))}
    environment = kept | {"GT_MODE": "demo", "GT_DATA_DIR": str(house / "var"), "PYTHONPATH": str(house)}
    return subprocess.run(
        [sys.executable, *words], cwd=house, env=environment, check=False, capture_output=True, text=True
    )


def test_the_copy_is_what_runs_in_the_copy(house: Path) -> None:
    done = within(house, "-c", "import goldenthread; print(goldenthread.__file__)")
    assert Path(done.stdout.strip()).is_relative_to(house)


def test_it_has_the_least_files_and_one_line_in_the_settings(house: Path) -> None:
    made = house / "goldenthread" / "capabilities" / NAME
    names = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert names == {
        "__init__.py", "apps.py", "manifest.py", "permissions.py", "urls.py", "views.py",
        f"templates/{NAME}/index.html",
    }  # fmt: skip
    before = (ROOT / "goldenthread/web/settings.py").read_text(encoding="utf-8").splitlines()
    after = (house / "goldenthread/web/settings.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == [f'    "goldenthread.capabilities.{NAME}",']
    assert len(after) == len(before) + 1


def test_django_finds_nothing_wrong_with_it_and_wants_no_migration(house: Path) -> None:
    for words in (["check", "--fail-level", "WARNING"], ["makemigrations", "--check", "--dry-run", NAME]):
        done = within(house, "-m", "goldenthread.web.cli", "manage", *words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_page_and_who_may_open_it_can_be_looked_up(house: Path) -> None:
    done = within(house, "-m", "goldenthread.web.cli", "where", f"/{NAME}/")
    assert done.returncode == 0, done.stderr
    told = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert told["page"].startswith(f"goldenthread/capabilities/{NAME}/views.py:")
    assert told["permission"] == f"{NAME}.see"
    assert told["template"] == f"{NAME}/index.html"
    assert f"tests/capabilities/{NAME}/test_{NAME}.py" in told["test"]


@pytest.mark.slow
def test_it_passes_its_own_tests_and_those_of_the_house(house: Path) -> None:
    tests = [f"tests/architecture/test_{name}.py" for name in HOUSE]
    # of the tests that are made once for each file, those of the new files
    only = ["-k", f"{NAME} or not goldenthread"]
    done = within(house, "-m", "pytest", "-q", "-p", "no:cacheprovider", *only, f"tests/capabilities/{NAME}", *tests)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) > 40, "hardly a test of the house was run"


def test_it_is_in_the_house_style(house: Path) -> None:
    made = [f"goldenthread/capabilities/{NAME}", f"tests/capabilities/{NAME}"]
    for words in (["check"], ["format", "--check"]):
        done = within(house, "-m", "ruff", *words, "--no-cache", *made)
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_sentences_are_found_for_translation(house: Path) -> None:
    done = within(house, "-m", "scripts.messages")
    assert done.returncode == 0, done.stderr
    template = (house / "goldenthread/locale/django.pot").read_text(encoding="utf-8")
    assert f'msgid "{WORDS}"' in template
    assert "$words" not in template


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Bookings", "one lower-case English word"),
        ("../outside", "one lower-case English word"),
        ("class", "one lower-case English word"),
        ("directory", "already"),
        ("core", "already"),
        ("sessions", "already"),
        ("tour", "is taken"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_a_reason(
    name: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new_capability.run(parser().parse_args(["new-capability", name])) == 1
    assert why in capsys.readouterr().err
    assert not (ROOT / "goldenthread" / "capabilities" / name / "apps.py").exists() or name == "directory"


def test_words_that_would_break_a_page_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["new-capability", "festivals", "--words", 'What "we" celebrate']
    assert new_capability.run(parser().parse_args(asked)) == 1
    assert "quotation marks" in capsys.readouterr().err
    assert not (ROOT / "goldenthread" / "capabilities" / "festivals").exists()
