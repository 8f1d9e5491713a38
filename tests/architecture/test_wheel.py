"""The wheel alone does what the repository does: no make, no git, no Node."""

import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT, tree_of
from tests.serving import demonstration_in

pytestmark = pytest.mark.slow
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "var", "dist", "__pycache__", ".*_cache", ".hypothesis"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the working tree that keeps what `make setup` has built; needs no network."""
    copy = tmp_path_factory.mktemp("source") / "goldenthread"
    shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
    built = "goldenthread/ui/static/dist"
    shutil.copytree(ROOT / built, copy / built, dirs_exist_ok=True)
    build = "import sys; from hatchling.cli import hatchling; sys.exit(hatchling())"
    command = [sys.executable, "-c", build, "build", "--target", "wheel", "--directory", "out"]
    done = subprocess.run(command, cwd=copy, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next((copy / "out").glob("*.whl"))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own that borrows our dependencies but not our sources."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    site = Path(
        subprocess.check_output(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
        ).strip()
    )
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    install = [uv, "pip", "install", "--offline", "--quiet", "--no-deps", "--python", python, wheel]
    subprocess.run(install, check=True)
    # A plain path, not a .pth inside it: our own editable install must not be found through it.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin" / "goldenthread"


def test_the_wheel_carries_what_was_built(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for start, end in (
        ("goldenthread/ui/static/dist/", ".css"),
        ("goldenthread/ui/static/dist/", ".js"),
        ("goldenthread/ui/templates/", ".html"),
        ("goldenthread/locale/pa/", ".mo"),
        ("goldenthread/locale/ar/", ".mo"),
        ("goldenthread/core/migrations/", ".py"),
        ("goldenthread/examples/smethwick/", ".csv"),
        ("goldenthread/", "py.typed"),
    ):
        assert any(name.startswith(start) and name.endswith(end) for name in names), f"no {start}…{end} in the wheel"
    assert not [name for name in names if name.startswith(("tests/", "scripts/", "frontend/"))]


def test_the_wheel_is_named_after_the_version_in_the_code(wheel: Path) -> None:
    version = next(node for node in tree_of(ROOT / "goldenthread" / "__init__.py").body if hasattr(node, "targets"))
    assert wheel.name.startswith(f"goldenthread-{version.value.value}-py3-none-any")  # type: ignore[attr-defined]


def test_the_installed_wheel_is_what_runs_not_our_sources(command: Path, tmp_path: Path) -> None:
    ask = [command.with_name("python"), "-c", "import goldenthread; print(goldenthread.__file__)"]
    where = subprocess.run(ask, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert Path(where.strip()).is_relative_to(command.parents[1]), where


def test_the_installed_wheel_shows_the_demonstration_by_itself(command: Path, tmp_path: Path) -> None:
    with (
        demonstration_in(tmp_path, [str(command)]) as started,
        urllib.request.urlopen(f"{started.address}/", timeout=30) as home,
    ):
        page = home.read().decode()
    assert "<main" in page
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert sheets, "the home page links to no stylesheet"
    with (
        demonstration_in(tmp_path, [str(command)]) as again,
        urllib.request.urlopen(again.address + sheets[0]) as sheet,
    ):
        assert sheet.status == 200
