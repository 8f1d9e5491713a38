"""What the tests of the readers share."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from goldenthread.domain.facts import Refused, Remark, Said
from goldenthread.domain.words import Sentence
from goldenthread.engines import intake
from tests.sentences import faults

Reading = Callable[..., list[Said]]


@pytest.fixture(scope="session")
def said() -> Reading:
    """Read bytes or text as a file: said(data, name="list.csv", as_=None). Every sentence is held to its law."""

    def reading(data: bytes | str, name: str = "list.csv", as_: str | None = None) -> list[Said]:
        stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
        try:
            read = list(intake.read(stream, name=name, as_=as_, source="test"))
        except intake.Unreadable as fault:
            hold_to_the_law({fault.sentence})
            raise
        hold_to_the_law(sentences_of(read))
        return read

    return reading


def hold_to_the_law(sentences: set[Sentence]) -> None:
    found = [fault for sentence in sentences for fault in faults(sentence)]
    assert not found, "\n".join(found)


def sentences_of(read: list[Said]) -> set[Sentence]:
    """Every sentence among what a reader says."""
    refused = {each.why for each in read if isinstance(each, Refused)}
    return refused | {each.what for each in read if isinstance(each, Remark)}


@pytest.fixture(scope="session")
def book() -> Callable[..., bytes]:
    """Make a workbook of one sheet from rows: book([["name"], ["Ann"]], sheet="Volunteers")."""

    def make(rows: list[list[object]], sheet: str = "Sheet1") -> bytes:
        made = io.BytesIO()
        with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as workbook:
            page = workbook.add_worksheet(sheet)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    page.write(at, column, value)
        return made.getvalue()

    return make


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data, which is not part of the repository."""
    root = Path(os.environ.get("GOLDENTHREAD_DATA", Path(__file__).parents[4] / "shared" / "data"))
    if not root.is_dir():
        pytest.skip(f"the real data are not here ({root}): set GOLDENTHREAD_DATA to their folder")
    return root


@pytest.fixture(scope="session")
def hub() -> Path:
    return Path(__file__).parents[2] / "fixtures" / "intake" / "hub"
