"""Whatever is wrong with a file, a plain sentence says so, and nothing else is ever raised."""

import contextlib
import io
import json
import zipfile
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.domain.facts import PartyFact, Refused, Remark
from goldenthread.engines import intake
from goldenthread.engines.intake.limits import MOST_REFUSALS, Unreadable


def _workbook() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["name", "kind", "date"])
        sheet.merge_range("A2:A3", "Lunch club", book.add_format({"bg_color": "#FF0000"}))
        sheet.write_row("B2", ["group", 45750])
        sheet.write_formula("C3", "=1+1", None, "")
        sheet.set_row(2, None, None, {"hidden": True})
    return made.getvalue()


WORKBOOK = _workbook()


def sentence(said: Any, data: bytes | str, name: str = "list.csv", as_: str | None = None) -> str:
    with pytest.raises(Unreadable) as fault:
        said(data, name, as_)
    sentence = str(fault.value.sentence)
    assert sentence[0].isupper() and sentence.endswith(".")
    return sentence


def test_an_empty_file(said: Any) -> None:
    assert "empty" in sentence(said, b"")
    assert "nothing in this file" in sentence(said, b"\n\n\n", as_="parties")


def test_a_file_larger_than_we_take_is_refused_before_it_is_read() -> None:
    class Huge(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return 301_000_000 if whence == 2 else super().seek(offset, whence)

        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("nobody reads a file that is too large")

    with pytest.raises(Unreadable, match="301 MB"):
        intake.recognise(Huge(), "huge.csv")


def test_a_workbook_that_is_cut_off(said: Any, book: Any) -> None:
    whole = book([["name", "kind"], ["Lunch club", "group"]])
    assert "damaged or cut off" in sentence(said, whole[: len(whole) // 2], "a.xlsx")


def test_a_json_file_that_is_cut_off(said: Any) -> None:
    assert "cut off" in sentence(said, '{"grants": [{"id": "360G-a-1", "tit', "grants.json")


def test_a_text_file_cut_off_in_its_last_row(said: Any) -> None:
    refused = [each for each in said("name,kind,sector\nA,group,social\nB,gro") if isinstance(each, Refused)]
    assert [each.row for each in refused if "cut off" in str(each.why)] == [3]
    assert not [each for each in said("name,kind,sector\nA,group,social\nB,group,social") if isinstance(each, Refused)]


def test_a_quotation_mark_that_is_never_closed(said: Any) -> None:
    assert "quotation mark" in sentence(said, 'name,kind\nA,group\n"B,group\nC,group\nD,group\n')


def test_binary_and_nul_bytes(said: Any) -> None:
    assert "not a text file" in sentence(said, bytes(range(256)) * 40)
    assert "NUL" in sentence(said, b"name,kind\nA\0B,group\nAnother name here,group\n")


def test_a_zip_bomb(said: Any) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    assert len(bomb.getvalue()) < 100_000
    assert "unpacks to far more" in sentence(said, bomb.getvalue(), "a.xlsx")


def test_an_entry_that_lies_about_its_size(said: Any, book: Any) -> None:
    whole = bytearray(book([["name", "kind"], *([f"Group {i}", "group"] for i in range(500))]))
    at = whole.rfind(b"xl/worksheets/sheet1.xml") - 46 + 24  # the uncompressed size in the central directory
    whole[at : at + 4] = (100).to_bytes(4, "little")
    assert "damaged" in sentence(said, bytes(whole), "a.xlsx")


def test_a_sheet_that_claims_seventeen_thousand_million_cells(said: Any, book: Any) -> None:
    packed = io.BytesIO(book([["name", "kind"], ["A", "group"]]))
    forged = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == "xl/worksheets/sheet1.xml":
                content = content.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="Z1048576"><v>1</v></c></row></sheetData>'
                )
            new.writestr(entry, content)
    assert "1,048,576" in sentence(said, forged.getvalue(), "a.xlsx")


def test_ten_thousand_columns(said: Any, book: Any) -> None:
    wide = [f"column {i}" for i in range(10_000)]
    assert "10,000 columns" in sentence(said, ",".join(wide) + "\n" + "," * 9_999 + "\n")
    assert "10,000 columns" in sentence(said, book([wide]), "wide.xlsx")


def test_a_zip_that_is_no_spreadsheet_and_a_locked_workbook(said: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("letter.txt", "Dear all")
    assert "not a spreadsheet" in sentence(said, packed.getvalue(), "a.zip")
    locked = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "password" in sentence(said, locked, "a.xlsx")


def test_a_script_in_a_name_is_text(said: Any) -> None:
    facts = said("name,kind\n<script>alert(1)</script>,group\n=HYPERLINK(1),group\n@SUM(A1),group\n")
    assert [f.name for f in facts if isinstance(f, PartyFact)] == [
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "@SUM(A1)",
    ]


def test_a_row_that_slipped_sideways_is_refused(said: Any) -> None:
    refused = [f for f in said("name,kind\nSmith, Jones and Co,group\n") if isinstance(f, Refused)]
    assert [(r.row, "3 cells" in str(r.why)) for r in refused] == [(2, True)]


def test_duplicate_ids_name_both_rows(said: Any) -> None:
    said_all = said("ref,name,kind,sector\n7,A,group,social\n8,B,group,social\n7,C,group,social\n")
    refused = [f for f in said_all if isinstance(f, Refused)]
    assert [(r.row, r.column, r.value) for r in refused] == [(4, "ref", "7")]
    assert "row 2 and in row 4" in str(refused[0].why)


def test_reading_stops_after_a_thousand_refusals(said: Any) -> None:
    rows = said("name,kind\n" + "A,starfish\n" * 5_000)
    assert len(rows) == MOST_REFUSALS + 1 and "We stopped here" in str(rows[-1].why)


def test_a_list_we_do_not_know(said: Any) -> None:
    assert "headings" in sentence(said, "apple,pear\n1,2\n")
    assert "neither 360Giving" in sentence(said, '{"a": 1}', "a.json")
    assert "“from”, “kind” and “to”" in sentence(said, "apple,pear\n1,2\n", as_="ties")


@given(
    st.binary(max_size=600), st.sampled_from([None, *intake.READERS]), st.sampled_from(["a.csv", "a.xlsx", "a.json"])
)
@settings(max_examples=300, deadline=None)
def test_random_bytes_are_unreadable_or_read(data: bytes, as_: str | None, name: str) -> None:
    for start in (b"", b"PK\x03\x04", b'{"grants":[', b"name,kind\n", b"\xff\xfe", b"\xef\xbb\xbf"):
        with contextlib.suppress(Unreadable):
            list(intake.read(io.BytesIO(start + data), name=name, as_=as_, source="test"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "GBP", "active", "2014-07-24", "ac148810-d857-441c-9679-408f346de14b", "a@b.org"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            "id name status description organization contents grants title currency amountAwarded awardDate "
            "recipientOrganization fundingOrganization plannedDates grantProgramme disbursementTransaction "
            "regrantType toIndividualsDetails service location addresses location_type attributes taxonomy_term "
            "taxonomy_terms schedules contacts type features geometry properties coordinates lsoa21_code crs "
            "organization_identifiers accessibility cost_options".split()
        ),
        inner, max_size=8,
    ),
    max_leaves=40,
)  # fmt: skip


@given(JSON, st.sampled_from(["360giving", "oruk", "boundaries", None]))
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_unreadable_or_read(document: Any, as_: str | None) -> None:
    wrapped = {"360giving": {"grants": [document]}, "oruk": {"contents": [document]}}.get(as_ or "", document)
    if as_ == "boundaries":
        wrapped = {"type": "FeatureCollection", "features": [document]}
    with contextlib.suppress(Unreadable):
        for each in intake.read(io.BytesIO(json.dumps(wrapped).encode()), name="a.json", as_=as_, source="test"):
            assert not isinstance(each, Refused) or str(each.why).endswith(".")
            assert not isinstance(each, Remark) or str(each.what).endswith(".")


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_workbook_is_unreadable_or_read(data: st.DataObject) -> None:
    whole = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        list(intake.read(io.BytesIO(bytes(whole)), name="a.xlsx", source="test"))


@given(st.text(max_size=200), st.sampled_from(["name", "row", "value"]))
@settings(max_examples=100, deadline=None)
def test_a_workbook_with_odd_insides_is_unreadable_or_read(text: str, where: str) -> None:
    row = f'<row r="1"><c r="A1" t="str"><v>name</v></c></row><row r="2"><c r="A2" t="{text}"><f>1</f></c></row>{text}'
    forged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(forged, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if where == "row" and entry.endswith("sheet1.xml"):
                content = f"<worksheet><sheetData>{row}</sheetData></worksheet>".encode("utf-8", "replace")
            if where == "name" and entry == "xl/workbook.xml":
                content = content.replace(b"Sheet1", text.encode("utf-8", "replace"))
            if where == "value" and entry == "xl/sharedStrings.xml":
                content = content[: len(content) // 2] + text.encode("utf-8", "replace")
            new.writestr(entry, content)
    with contextlib.suppress(Unreadable):
        list(intake.read(io.BytesIO(forged.getvalue()), name="a.xlsx", source="test"))
