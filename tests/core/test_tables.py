"""The record as four tables: as far as the one who asks may see, safe in a spreadsheet, read back by other programs."""

import csv
import io
import json
import zipfile

import pytest
from django.conf import settings
from django.utils import timezone

from goldenthread.core import exporting, journal, parties, protection, tables, terms
from goldenthread.core.models import Identifier, Place, Tie
from goldenthread.domain.quantities import PEOPLE, Quantity
from goldenthread.domain.times import When
from tests.cast import AT, DAY, Cast

pytestmark = pytest.mark.django_db
RUNS = ("=1+1", "+44 121", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")', "-cmd|' /C calc'!A0")


def table(cast: Cast, what: str, reader: str = "amina") -> list[dict[str, object]]:
    wanted = tables.TABLES[what]
    return [dict(zip(wanted.headings, row, strict=True)) for row in wanted.rows(cast.actor(reader))]


@pytest.fixture
def entries(cast: Cast) -> None:
    with journal.change(action="tests.entries", by=None, at=AT) as change:
        for giver, receiver in (
            ("club", "ruth"),
            ("daniel", "club"),
            ("nadia", "club"),
            ("club", "hub"),
            ("club", None),
        ):
            made = journal.record(
                "session.held", change=change, when=When(from_day=DAY), giver=cast.parties[giver].pk,
                receiver=cast.parties[receiver].pk if receiver else None, quantity=Quantity(7, PEOPLE),
                place=cast.places["room"].pk,
            )  # fmt: skip
            Identifier.objects.create(scheme="local/diary", value=f"{giver}-{receiver}", entry=made, made_in=change)
        mistaken = journal.record("meal.shared", change=change, when=When(from_day=DAY), giver=cast.club.pk)
        journal.reverse(mistaken, change=change)


def test_people_are_in_it_as_far_as_the_reader_may_see_them(cast: Cast):
    people = {
        reader: {row["name"] for row in table(cast, "parties", reader) if row["kind"] == "person"}
        for reader in ("nobody", "daniel", "amina")
    }
    assert people == {
        "nobody": set(), "daniel": {"Daniel Kowalski"}, "amina": {"Amina Yusufzai", "Ruth Adeyemi"},
    }  # fmt: skip


def test_whoever_may_not_be_seen_is_somebody_and_whoever_is_protected_is_not_there(cast: Cast, entries: None):
    rows = table(cast, "entries")
    ends = sorted((str(row["giver"]), str(row["receiver"])) for row in rows)
    club = "Rolfe Street Lunch Club"
    assert ends == sorted([(club, "Ruth Adeyemi"), ("somebody", club), (club, "Brasshouse Lane Hub"), (club, "")])
    assert all(row["quantity"] == "7" and row["unit"] == "people" and row["place"] == "The Long Room" for row in rows)
    assert {row["source id"] for row in rows} == {
        "local/diary-club-ruth", "local/diary-daniel-club", "local/diary-club-hub", "local/diary-club-None",
    }  # fmt: skip
    unseen = [row for row in rows if row["giver"] == "somebody"]
    assert [(row["giver ref"], row["giver id"]) for row in unseen] == [("", "")]


def test_an_entry_that_was_taken_back_is_not_in_it(cast: Cast, entries: None):
    assert not [row for row in table(cast, "entries") if row["kind"] == "meal.shared"]


def test_a_connection_is_in_it_when_both_ends_are_and_it_is_open(cast: Cast):
    with journal.change(action="tests.ties", by=None, at=AT) as change:
        written = {"made_in": change, "changed_in": change}
        for kind in ("lives_in", "based_at"):
            Tie.objects.create(giver=cast.ruth, place=cast.places["building"], kind_id=terms.kind(kind), **written)
    told = {(row["from"], row["kind"], row["to"]) for row in table(cast, "ties")}
    assert ("Ruth Adeyemi", "member_of", "Rolfe Street Lunch Club") in told
    assert ("Ruth Adeyemi", "based_at", "Brasshouse Lane") in told
    assert not [one for one in told if one[1] == "lives_in"]
    names = {end for one in told for end in (one[0], one[2])}
    assert not names & {"Daniel Kowalski", "Nadia Quillfeather", "Yusuf Bello"}
    assert not {row["kind"] for row in table(cast, "ties", "nobody")} & {"acts_for", "knows", "lives_in"}


def test_a_place_out_of_sight_is_named_by_no_place_inside_it(cast: Cast):
    rooms = {row["name"]: row["part of"] for row in table(cast, "places")}
    assert rooms["The Long Room"] == "Brasshouse Lane"
    Place.unnarrowed.filter(pk=cast.places["building"].pk).update(hidden=True, shielded=True)  # the building alone
    rooms = {row["name"]: (row["part of"], row["part of ref"]) for row in table(cast, "places")}
    assert rooms["The Long Room"] == (None, None) and "Brasshouse Lane" not in rooms
    Place.unnarrowed.filter(pk=cast.places["building"].pk).update(hidden=False, shielded=False)
    protection.protect(thing=cast.places["building"], worker=cast.sunita.pk, by=cast.sunita.pk, at=timezone.now())
    assert not {row["name"] for row in table(cast, "places")} & {"The Long Room", "Brasshouse Lane"}


def test_rows_come_in_order_each_once_however_many(cast: Cast, monkeypatch: pytest.MonkeyPatch, entries: None):
    whole = {what: table(cast, what) for what in tables.TABLES}
    for size in (1, 2, 3):
        monkeypatch.setattr(tables, "CHUNK", size)
        assert {what: table(cast, what) for what in tables.TABLES} == whole


# ---- Files ----


def written(form: str, rows: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    assert exporting.write(["name"], rows, form, stream, "List") == len(rows)
    return stream.getvalue()


@pytest.mark.parametrize("text", RUNS)
def test_no_spreadsheet_runs_what_somebody_typed(text: str):
    row = next(iter(list(csv.reader(io.StringIO(written("csv", [[text]]).decode("utf-8-sig"), newline="")))[1:]))
    assert row[0] == f"'{text}"
    streamed = b"".join(exporting.stream_csv(["name"], [[text]]))
    assert streamed == written("csv", [[text]])
    with zipfile.ZipFile(io.BytesIO(written("xlsx", [[text]]))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert json.loads(written("json", [[text]]))["rows"] == [{"name": text}]


@pytest.mark.parametrize("number", ["-5", "+3.5", "-0.01", "1e5"])
def test_numbers_stay_numbers(number: str):
    assert written("csv", [[number]]).decode("utf-8-sig").splitlines()[1].split(",")[0] == number


def test_each_file_of_the_demonstration_says_that_it_is_invented():
    assert settings.DEMO
    for form in exporting.TYPES:
        body = written(form, [["a"]])
        if form == "xlsx":
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                body = b"".join(book.read(name) for name in book.namelist())
        assert b"people, relationships and money are invented" in body


def test_a_form_that_is_not_known_is_refused(cast: Cast):
    with pytest.raises(KeyError):
        written("exe", [])


def test_what_parties_are_called_elsewhere_goes_with_them(cast: Cast):
    with journal.change(action="tests.numbers", by=None, at=AT) as change:
        charity = parties.create(kind="organisation", name="Cape Hill Trust", sector="social", change=change)
        for scheme, value in (("GB-CHC", "1122405"), ("360giving", "360G-x"), ("row/list", "secret")):
            Identifier.objects.create(scheme=scheme, value=value, party=charity, made_in=change)
    row = next(row for row in table(cast, "parties") if row["ref"] == charity.ref)
    assert row["identifiers"] == "GB-CHC-1122405; 360G-x"
