"""What every test stands on: no other machine, no warnings, the same draws, and nothing left out in silence."""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.append_only import let_tests_tidy_up

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = Path(os.environ.get("GOLDENTHREAD_DATA", ROOT.parent / "shared" / "data"))

# The founder's named cast: who is inside a partnership, who is outside, who is protected.
if (Path(__file__).parent / "cast.py").exists():
    pytest_plugins = ["tests.cast"]

# Laws are tried on few examples, the same ones on every machine; `HYPOTHESIS_PROFILE=thorough make test` looks harder.
settings.register_profile("house", derandomize=True, max_examples=25, deadline=None, database=None)
settings.register_profile(
    "thorough", max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

let_tests_tidy_up()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark journeys by their folder, and leave what is about PostgreSQL to the run that has one."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker(pytest.mark.browser)
    if not os.environ["DATABASE_URL"].startswith("postgres"):
        left = [item for item in items if item.get_closest_marker("postgres")]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]


@pytest.fixture(scope="session")
def outside() -> Path:
    """Return the folder of real files from outside (GOLDENTHREAD_DATA); without it the test is left out, and named."""
    if not OUTSIDE.is_dir():
        pytest.skip("needs real files from outside: set GOLDENTHREAD_DATA to their folder")
    return OUTSIDE


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were left out and why: one line per reason, then their names."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(reason_of(report) for report in skipped)
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"Left out, {count}: {reason}")
        names = sorted({report.nodeid for report in skipped if reason_of(report) == reason})
        for name in names:
            terminalreporter.write_line(f"    {name}")


def reason_of(report: pytest.TestReport) -> str:
    """Return why a test was skipped, as it was said where it was skipped."""
    longrepr = report.longrepr
    said = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return said.removeprefix("Skipped: ")
