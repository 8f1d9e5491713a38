"""Six files as hubs really keep them: the preview explains every row that holds something."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from goldenthread.domain.facts import Refused, Remark, Said
from goldenthread.engines import intake

FILES = {
    "hirers-2025.xlsx": (
        "parties",
        {8: "ask Bob", 10: "strings at example.org"},
        {"coloured", "rows 3 and 4 together"},
    ),
    "room-diary.xlsx": (
        "entries",
        {3: "Tues eve – Zumba?", 5: "w/c 7 April", 6: "Cape Hill Carers?", 7: "18:00-17:00"},
        {"What for"},
    ),
    "people and groups.csv": ("parties", {4: "Brasshouse Boxing", 6: "friend of hub"}, {"cp1252", "total", "Notes"}),
    "volunteers.xlsx": ("parties", {5: ""}, {"hidden in the spreadsheet", "headings again", "DBS checks", "DOB"}),
    "attendance.xlsx": ("entries", {7: "31/2/2025", 8: "4/13/2025", 9: "", 10: "about 20"}, {"total"}),
    "local organisations.xlsx": ("parties", {4: "1199992", 5: "SC99", 6: "shop keeping"}, set()),
}


def read(path: Path) -> tuple[str, list[Said]]:
    with path.open("rb") as stream:
        reader = intake.recognise(stream, path.name)
        return reader, list(intake.read(stream, name=path.name, as_=reader, source="hub"))


def filled_rows(path: Path) -> set[int]:
    """The rows that hold something, found without our own code."""
    if path.suffix == ".csv":
        rows: list[list[object]] = list(csv.reader(path.read_text("cp1252").splitlines(), delimiter=";"))
    else:
        book = CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return {at for at, row in enumerate(rows, 1) if any(str(cell).strip() for cell in row)}


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_explained(hub: Path, name: str) -> None:
    expected_reader, refused, remarks = FILES[name]
    reader, facts = read(hub / name)
    assert reader == expected_reader
    headings = {1} if name != "hirers-2025.xlsx" else {3, 4}
    assert filled_rows(hub / name) - headings <= {each.row for each in facts}
    assert {each.row: each.value for each in facts if isinstance(each, Refused)} == refused
    words = " ".join(str(each.what) for each in facts if isinstance(each, Remark))
    assert {part for part in remarks if part not in words} == set()
    assert all(str(each.why).endswith(".") for each in facts if isinstance(each, Refused))


def test_nobody_hidden_is_brought_in(hub: Path) -> None:
    _, facts = read(hub / "volunteers.xlsx")
    assert "Left Person" not in repr(facts) and "07700 900321" not in repr(facts)


def test_the_script_makes_the_same_files_again(hub: Path, tmp_path: Path) -> None:
    script = hub.parent / "make_hub_files.py"
    copy = tmp_path / script.name
    copy.write_text(script.read_text())
    subprocess.run([sys.executable, str(copy)], check=True)
    for name in FILES:
        assert read(tmp_path / "hub" / name) == read(hub / name)
