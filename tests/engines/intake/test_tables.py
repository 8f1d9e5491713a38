"""Any table, in any file, reads back the same; row numbers are those of a spreadsheet program."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.domain.facts import PartyFact, Refused, Remark
from goldenthread.engines import intake

PLAIN = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ'\".-&0123456789"
names = st.text(PLAIN + "éüß£;,|\t", min_size=1, max_size=30).filter(
    lambda text: (
        bool(text.strip(" \t")) and not text.strip().lower().startswith(("tot", "sub", "sum", "count", "grand"))
    )
)
tables = st.lists(st.tuples(names, st.sampled_from(["group", "organisation", "person"])), min_size=1, max_size=12)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]


def parties(data: bytes, name: str) -> list[tuple[int, str, str]]:
    read = list(intake.read(io.BytesIO(data), name=name, as_="parties", source="test"))
    assert not [each for each in read if isinstance(each, Refused)]
    return [(each.row, each.name, each.kind.value) for each in read if isinstance(each, PartyFact)]


@given(tables, st.sampled_from(ENCODINGS), st.sampled_from(",;\t|"), st.booleans())
@settings(max_examples=150, deadline=None)
def test_text_reads_back_the_same(table: list[tuple[str, str]], encoding: str, delimiter: str, says_so: bool) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("name", "kind"), *table])
    text = (f"sep={delimiter}\r\n" if says_so else "") + out.getvalue()
    expected = [(at, " ".join(name.split()), kind) for at, (name, kind) in enumerate(table, 2)]
    assert parties(text.encode(encoding), "a.csv") == expected


@given(tables)
@settings(max_examples=40, deadline=None)
def test_workbooks_read_back_the_same(table: list[tuple[str, str]]) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, (name, kind) in enumerate([("name", "kind"), *table]):
            sheet.write_string(at, 0, name)
            sheet.write_string(at, 1, kind)
    expected = [(at, " ".join(name.split()), kind) for at, (name, kind) in enumerate(table, 2)]
    assert parties(made.getvalue(), "a.xlsx") == expected


@given(tables, st.lists(st.integers(0, 3), min_size=12, max_size=12))
@settings(max_examples=60, deadline=None)
def test_row_numbers_count_blank_lines_and_lines_inside_cells(table: list[tuple[str, str]], gaps: list[int]) -> None:
    lines, expected, row = ["name,kind,about"], [], 1
    for (name, kind), gap in zip(table, gaps, strict=False):
        lines.extend([""] * gap)
        row += gap + 1
        quoted = name.replace('"', '""')
        lines.append(f'"{quoted}",{kind},"two\nlines"')
        expected.append((row, " ".join(name.split()), kind))
    assert parties("\n".join(lines).encode() + b"\n", "a.csv") == expected


def test_the_quick_reading_and_the_careful_one_say_the_same(said: Callable[..., Any]) -> None:
    rows = [
        "Lunch club,group,social,1122405", " Spaces , Group ,Voluntary, 1122406 ", "Two  spaces,organisation,,1122407",
        "Charity kind,charity,social,1122408", "Council,organisation,council,1122409", "Bad,organisation,odd,1122410",
        "Short,organisation,social,12", "No kind,,social,1122411", ",organisation,social,1122412", "Total,,,9",
    ]  # fmt: skip
    quick = said("name,kind,sector,charity number\n" + "\n".join(rows) + "\n")
    careful = said("name,kind,sector,charity number,about\n" + "\n".join(f"{row}," for row in rows) + "\n")
    assert quick == careful
    assert sum(isinstance(each, PartyFact) for each in quick) == 6


def test_two_rows_of_headings_and_titles_above_them(said: Callable[..., Any]) -> None:
    text = (
        "Our hirers,,,\n,,,\nGroup,,Contact,\nName,Charity No.,Tel,E-mail\nLunch club,1122405,0121 496 0101,a@b.org\n"
    )
    facts = said(text)
    party = next(each for each in facts if isinstance(each, PartyFact))
    assert (party.row, party.name, party.kind, party.key) == (5, "Lunch club", "group", "GB-CHC:1122405")
    assert any("rows 3 and 4 together" in str(each.what) for each in facts if isinstance(each, Remark))


def test_merged_cells_say_the_same_in_every_row() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["kind", "name"])
        sheet.merge_range("A2:A4", "group")
        for at, name in enumerate("ABC", 2):
            sheet.write(f"B{at}", name)
    assert parties(made.getvalue(), "a.xlsx") == [(2, "A", "group"), (3, "B", "group"), (4, "C", "group")]


def test_the_sheet_that_fits_is_read_and_the_others_are_named() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("Notes").write("A1", "ring the caretaker")
        sheet = book.add_worksheet("Volunteers")
        sheet.write_row("A1", ["First name", "Surname"])
        sheet.write_row("A2", ["Amina", "Begum"])
        hidden = book.add_worksheet("Secret")
        hidden.write_row("A1", ["name", "kind", "email", "phone"])
        hidden.hide()
    read = list(intake.read(io.BytesIO(made.getvalue()), name="a.xlsx", source="test"))
    assert [(each.name, each.kind) for each in read if isinstance(each, PartyFact)] == [("Amina Begum", "person")]
    remarks = " ".join(str(each.what) for each in read if isinstance(each, Remark))
    assert "“Notes”" in remarks and "hidden in the workbook, so they are left out: “Secret”" in remarks


def test_formulas_are_never_worked_out() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["date", "kind", "to", "people"])
        for row, result in ((1, 12), (2, "")):
            sheet.write_row(row, 0, ["3 April 2025", "session.held", "Lunch club"])
            sheet.write_formula(row, 3, "=6+6", None, result)
    read = list(intake.read(io.BytesIO(made.getvalue()), name="a.xlsx", source="test"))
    assert [each.quantity.amount for each in read if hasattr(each, "quantity")] == [12]
    (refused,) = (each for each in read if isinstance(each, Refused))
    assert refused.row == 3 and "never worked out" in str(refused.why)


def test_dates_in_a_workbook_are_dates_or_text_or_numbers(book: Any) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row("A1", ["date", "kind", "to"])
        sheet.write_datetime("A2", date(2025, 4, 3), workbook.add_format({"num_format": "dd/mm/yy"}))
        for row, written in enumerate(["3/4/2025", "3 April 2025", "2025-04-03", 45750], 3):
            sheet.write(f"A{row}", written)
        for row in range(2, 7):
            sheet.write_row(f"B{row}", ["session.held", "Lunch club"])
    read = list(intake.read(io.BytesIO(made.getvalue()), name="a.xlsx", source="test"))
    assert [each.from_day for each in read if hasattr(each, "from_day")] == [date(2025, 4, 3)] * 5


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_accents_survive_and_an_old_encoding_is_remarked_on(said: Callable[..., Any], encoding: str) -> None:
    read = said("name,kind\nCafé Zoë,group\nO’Neill’s,group\n".encode(encoding))
    assert [each.name for each in read if isinstance(each, PartyFact)] == ["Café Zoë", "O’Neill’s"]
    assert any("cp1252" in str(each.what) for each in read if isinstance(each, Remark)) == (encoding == "cp1252")


CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def ods(rows: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(f'<table:table table:name="Groups">{rows}</table:table>'))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return made.getvalue()


def test_open_document_sheets_with_hidden_rows_and_merged_cells(said: Callable[..., Any]) -> None:
    merged = CELL.replace("<table:table-cell ", '<table:table-cell table:number-rows-spanned="3" ').format("group")
    covered = "<table:covered-table-cell/>"
    row = "<table:table-row{}>{}</table:table-row>"
    rows = [
        row.format("", CELL.format("kind") + CELL.format("name")),
        row.format("", merged + CELL.format("A")),
        row.format(' table:visibility="collapse"', covered + CELL.format("B")),
        row.format("", covered + CELL.format("C")),
        row.format(
            ' table:number-rows-repeated="1048570"', '<table:table-cell table:number-columns-repeated="16384"/>'
        ),
    ]
    facts = said(ods("".join(rows)), "a.ods")
    found = [(each.row, each.name, each.kind.value) for each in facts if isinstance(each, PartyFact)]
    assert found == [(2, "A", "group"), (4, "C", "group")]
    assert [each.row for each in facts if isinstance(each, Remark) and "hidden" in str(each.what)] == [3]


def test_an_open_document_sheet_that_repeats_a_cell_for_ever(said: Callable[..., Any]) -> None:
    cell = CELL.replace("<table:table-cell ", '<table:table-cell table:number-columns-repeated="400" ').format("x")
    rows = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    with pytest.raises(intake.Unreadable, match="1,000,000"):
        said(ods(rows), "a.ods")
