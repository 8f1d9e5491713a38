"""The committed files of the examples, read as plain text."""

import csv
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

Rows = list[dict[str, str]]
Tables = dict[str, Rows]


def read_table(path: Path) -> Rows:
    """Read a CSV file into one dictionary per row."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="session")
def smethwick() -> Path:
    """Return the folder of the demonstration place."""
    return EXAMPLES / "smethwick"


@pytest.fixture(scope="session")
def grants() -> Path:
    """Return the folder of the how-to about published grants."""
    return EXAMPLES / "real-grants"


@pytest.fixture(scope="session")
def tables(smethwick: Path) -> Tables:
    """Return the rows of every table of the demonstration place, by the name of its file."""
    return {path.stem: read_table(path) for path in sorted(smethwick.glob("*.csv"))}
