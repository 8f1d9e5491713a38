"""Run every check and test in order and close with one line: `TOTAL: N passed, N failed, N skipped`.

    python -m scripts.run_tests            everything
    python -m scripts.run_tests check      style, types and layers
    python -m scripts.run_tests sqlite     the quick tests
    python -m scripts.run_tests postgres browser

Each group runs even if one before it failed, so that one run tells all. Where PostgreSQL or Chromium is missing the
group is left out, and said so, with the line that mends it; under CI=true that is a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree  # reads only what pytest has just written
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.throwaway_postgres import NoPostgres, programs

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
WORKERS = os.environ.get("TEST_WORKERS", "2")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Count:
    """How many tests of one group passed, failed or were left out, and in how many seconds."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    words: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The figures in words; pytest writes its own closing line the same way."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def check() -> Count:
    """Style, layout, types and layers: each one counts as one check."""
    commands = {
        "style": [BIN / "ruff", "check", "--quiet", "."],
        "layout": [BIN / "ruff", "format", "--check", "--quiet", "."],
        "types": [BIN / "mypy", "--no-error-summary", *pure()],
        "layers": [BIN / "lint-imports", "--no-logo", "--no-cache"],
    }
    count = Count()
    for name, command in commands.items():
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout + done.stderr)
            count.failed += 1
            count.words.append(f"{name}: `make fix` mends some of it" if name in ("style", "layout") else name)
        else:
            count.passed += 1
    return count


def pure() -> list[Path]:
    """What is held to strict types: the vocabulary, the engines, and the rules of each capability."""
    house = ROOT / "goldenthread"
    return [house / "domain", house / "engines", *sorted(house.glob("capabilities/*/rules.py"))]


def sqlite() -> Count:
    """Everything that needs neither a browser nor PostgreSQL; `slow` ones only when all is asked for."""
    chosen = "not browser" if len(sys.argv) == 1 else "not browser and not slow"
    return pytest("tests", "-m", chosen, "-n", WORKERS)


def postgres() -> Count:
    """Core, capabilities and pages, on a PostgreSQL that lives as long as this group."""
    try:
        programs()
    except NoPostgres as missing:
        return left_out(str(missing))
    both = ("core", "capabilities", "pages", "architecture/test_tidying.py")
    folders = [str(path) for name in both if (path := ROOT / "tests" / name).exists()]
    server = [sys.executable, ROOT / "scripts" / "throwaway_postgres.py", "--"]
    return pytest(*folders, "-m", "not browser and not slow", "-n", WORKERS, start=server)


def browser() -> Count:
    """Journeys in the system's own Chromium."""
    if not any(map(shutil.which, CHROMIUM)):
        return left_out("Chromium is not on this machine: apt install chromium")
    return pytest("tests/browser", "-m", "browser")


def pytest(*arguments: str, start: list[str | Path] | None = None) -> Count:
    """Run pytest, its output going straight to the screen, and count from the report it writes."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [*(start or []), BIN / "python", "-m", "pytest", "-q", f"--junit-xml={report}", *arguments]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        count = read(report) if report.exists() else Count()
    if code and not count.failed:  # it ended before a test could say anything
        count.failed = 1
        count.words.append(f"pytest ended with code {code}")
    return count


def read(report: Path) -> Count:
    """Count a JUnit report; an error in a fixture is a failure."""
    count = Count()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314 - our own file
        total, bad, left = (int(suite.get(name, "0")) for name in ("tests", "failures", "skipped"))
        bad += int(suite.get("errors", "0"))
        count.passed, count.failed, count.skipped = total - bad - left, bad, left
    return count


def left_out(why: str) -> Count:
    """A group that this machine cannot run: said aloud, and a failure where machines are ours to furnish."""
    return Count(failed=int(CI), skipped=int(not CI), words=[why])


GROUPS: dict[str, tuple[str, Callable[[], Count]]] = {
    "check": ("Style, types, layers", check),
    "sqlite": ("Tests on SQLite", sqlite),
    "postgres": ("Core, capabilities and pages on PostgreSQL", postgres),
    "browser": ("Journeys in Chromium", browser),
}


def main(names: list[str]) -> int:
    """Run the groups, print the sums, return 0 if nothing failed."""
    counts = {}
    for name in names or list(GROUPS):
        title, run = GROUPS[name]
        print(f"\n── {title} ──", flush=True)
        began = time.monotonic()
        counts[title] = run()
        counts[title].seconds = time.monotonic() - began
    print()
    for title, count in counts.items():
        remarks = "".join(f"\n    {word}" for word in count.words)
        print(f"{title}: {count.line()} ({count.seconds:.0f} s){remarks}")
    total = Count(*(sum(getattr(count, name) for count in counts.values()) for name in ("passed", "failed", "skipped")))
    print(f"\nTOTAL: {total.line()}")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
