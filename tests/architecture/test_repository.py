"""What is in the repository: nothing of this machine, no registry's address, and locks that fit."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.set_up import entry_of
from tests.architecture.reading import ROOT, name_of

# Written in halves, so that this file does not contain what it looks for.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "--index" + "-url",
)
MACHINE = re.compile(r"(?<![\w.:/\-])/(?:ro" + r"ot|wo" + r"rk|opt/py" + r"pi|ho" + r"me/[a-z]+)/")
LARGEST = 1_500_000


def tracked() -> list[Path]:
    """Return every file that git keeps; a folder that is no repository is an error, not an empty answer."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def remarks(text: str) -> list[str]:
    """Return each registry address, and each path of a developer's machine, in a text."""
    return [name for name in REGISTRIES if name in text] + [found[0] for found in MACHINE.finditer(text)]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    files = tracked()
    assert len(files) > 50
    bad = {name_of(path): found for path in files if (found := remarks(path.read_text("utf-8", errors="ignore")))}
    assert not bad, f"{bad}: which registry is used belongs to the machine that installs"


def test_a_registry_or_a_machine_path_would_be_noticed() -> None:
    assert remarks("see https://" + "pypi" + ".org/x and /ro" + "ot/.venv/bin") == ["pypi" + ".org", "/ro" + "ot/"]
    assert remarks("https://example.org/wo" + "rk/plan and ../ho" + "me/x/") == []


def test_no_file_is_heavier_than_a_clone_should_carry() -> None:
    heavy = {name_of(path): size for path in tracked() if (size := path.stat().st_size) > LARGEST}
    assert not heavy, f"{heavy}: real data stays outside (GOLDENTHREAD_DATA); the repository keeps small samples"


def locked(name: str) -> dict[str, list[str]]:
    """Return package -> locked versions (one per range of Pythons) from a lock."""
    found: dict[str, list[str]] = {}
    for package, version in re.findall(r"(?m)^([a-z0-9.\-_]+)==([^\s;\\]+)", (ROOT / name).read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(package), []).append(version)
    return found


def project() -> dict[str, list[str]]:
    """Return what pyproject.toml asks for: lock -> requirements."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run, develop = table["dependencies"], table["optional-dependencies"]["dev"]
    return {"requirements.txt": run, "requirements-dev.txt": run + develop}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_fit_what_the_project_asks_for(name: str) -> None:
    versions = locked(name)
    for wanted in map(Requirement, project()[name]):
        have = versions.get(canonicalize_name(wanted.name), [])
        assert have, f"{wanted.name} is not in {name}: run `make lock`"
        assert all(wanted.specifier.contains(one) for one in have), f"{name} has {wanted.name} {have}: run `make lock`"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_hashes(name: str) -> None:
    blocks = re.split(r"(?m)^(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"))[1:]
    assert len(blocks) > 30
    bare = [block.split()[0] for block in blocks if "--hash=sha256:" not in block]
    assert not bare, f"{bare} in {name} have no hash: run `make lock`"


def test_one_package_can_be_taken_out_of_the_lock_with_its_hashes() -> None:
    lines = entry_of("uv").splitlines()
    assert lines[0].startswith("uv==")
    assert all(line.strip().startswith("--hash=sha256:") for line in lines[1:])
    assert not lines[-1].endswith("\\")


def test_every_dependency_says_why_it_is_here() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("\ndependencies = [", 1)[1].split("\n]", 1)[0]
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) > 10
    bare = [line.strip() for line in lines if not re.search(r'",?\s+# \S+', line)]
    assert not bare, f"{bare}: a dependency without a reason is one to remove"


def test_the_licence_is_the_whole_text() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "13. Remote Network Interaction" in text
    assert len(text) > 30_000


def test_make_explains_each_of_its_words() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True)
    explained = dict(re.findall(r"(?m)^  make (\w+) +(\S.*)$", done.stdout))
    assert {"run", "setup", "test", "check", "fix", "bench", "docs"} <= set(explained)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    words = re.search(r"(?m)^\.PHONY: (.*)$", makefile)
    assert words is not None
    assert set(words[1].split()) == set(explained), "a word of the Makefile has no explanation after ##"
