"""The files of the demonstration place are whole, honest about what is real, and made again byte for byte."""

import csv
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from goldenthread.domain.kinds import PartyKind, PlaceKind, Purpose, Scope, Sector
from tests.examples.conftest import Tables, read_table

MADE = {"areas.geojson", "cast.csv", "entries.csv", "parties.csv", "places.csv", "postcodes.csv", "services.csv",
        "ties.csv"}  # fmt: skip
TO_PLACES = {"meets_at", "lives_in"}
TIE_KINDS = TO_PLACES | set(
    "member_of runs works_for volunteers_for acts_for part_of works_with refers_to supplies supports knows".split()
)
UNITS = {
    "session.held": "people", "meal.shared": "people", "help.given": "minute", "room.lent": "minute",
    "meeting.held": "", "visit.made": "", "grant.awarded": "GBP", "grant.paid": "GBP",
}  # fmt: skip
DAY = re.compile(r"\d{4}-\d\d-\d\d")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def refs(tables: Tables, name: str) -> list[str]:
    return [row["ref"] for row in tables[name]]


def test_the_script_makes_the_committed_files_again_byte_for_byte(smethwick: Path, tmp_path: Path) -> None:
    for again in ("once", "twice"):
        subprocess.run([sys.executable, "-B", smethwick / "make.py", tmp_path / again], check=True, timeout=60)
        assert {path.name for path in (tmp_path / again).iterdir()} == MADE
        for name in MADE:
            assert (tmp_path / again / name).read_bytes() == (smethwick / name).read_bytes(), name


def test_files_are_utf_8_with_plain_line_ends(smethwick: Path) -> None:
    for name in MADE:
        content = (smethwick / name).read_bytes()
        assert content.decode("utf-8").endswith("\n"), name
        assert b"\r" not in content and not content.startswith(b"\xef\xbb\xbf"), name


def test_every_row_has_as_many_cells_as_its_headings(smethwick: Path) -> None:
    for path in smethwick.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            assert len({len(row) for row in csv.reader(lines)}) == 1, path.name


def test_there_are_200_people_and_60_to_80_organisations_and_groups(tables: Tables) -> None:
    kinds = Counter(row["kind"] for row in tables["parties"])
    assert set(kinds) == set(PartyKind)
    assert kinds["person"] == 200
    assert 60 <= kinds["organisation"] + kinds["group"] <= 80


def test_no_reference_and_no_name_of_a_party_occurs_twice(tables: Tables) -> None:
    for name in ("parties", "places", "entries", "services", "cast"):
        assert len(refs(tables, name)) == len(set(refs(tables, name))), name
    names = [row["name"] for row in tables["parties"]]
    assert len(names) == len(set(names))
    assert not set(refs(tables, "parties")) & set(refs(tables, "places"))


def test_every_reference_leads_to_a_row(tables: Tables) -> None:
    parties, places = set(refs(tables, "parties")), set(refs(tables, "places"))
    for row in tables["ties"]:
        assert row["from"] in parties, row
        assert row["to"] in (places if row["kind"] in TO_PLACES else parties), row
    for row in tables["entries"]:
        assert {row["from"], row["to"]} - {""} <= parties, row
        assert row["from"], row
        assert row["place"] in places | {""}, row
    for row in tables["services"]:
        assert row["run by"] in parties and row["place"] in places | {""}, row
    for row in tables["places"]:
        assert row["part of"] in places | {""}, row
    assert {row["based at"] for row in tables["parties"]} - {""} <= places
    assert set(refs(tables, "cast")) <= parties


def test_only_agreed_kinds_sectors_units_purposes_and_scopes_are_used(tables: Tables) -> None:
    assert {row["kind"] for row in tables["places"]} <= set(PlaceKind)
    assert {row["kind"] for row in tables["ties"]} == TIE_KINDS
    for row in tables["parties"]:
        assert (row["sector"] in set(Sector)) == (row["kind"] != "person"), row
        assert bool(row["sort"]) == (row["kind"] != "person"), row
        assert {purpose for purpose in row["agreed to"].split("; ") if purpose} <= set(Purpose), row
        assert bool(row["agreed to"]) == bool(row["agreed on"]), row
    assert {row["sector"] for row in tables["parties"]} == {"", *Sector}
    for row in tables["ties"]:
        scopes = {scope for scope in row["scopes"].split("; ") if scope}
        assert scopes <= set(Scope) and bool(scopes) == (row["kind"] == "acts_for"), row
    for row in tables["entries"]:
        assert row["unit"] == UNITS[row["kind"]], row
        assert bool(row["quantity"]) == bool(row["unit"]), row
        assert not row["quantity"] or float(row["quantity"]) > 0, row
    assert {row["kind"] for row in tables["entries"]} == set(UNITS)


def test_no_party_carries_a_number_of_a_real_register(tables: Tables, smethwick: Path) -> None:
    assert not any(row["charity number"] or row["company number"] for row in tables["parties"])
    for path in [*smethwick.glob("*.csv"), smethwick / "areas.geojson"]:
        assert not re.search(r"GB-(CHC|COH|SC|NIC|EDU)", path.read_text("utf-8")), path.name


def test_nobody_real_can_be_written_to_or_rung(tables: Tables) -> None:
    for row in [*tables["parties"], *tables["cast"]]:
        assert re.fullmatch(r"[a-z-]+@example\.org|", row["email"]), row
    for row in tables["parties"]:
        assert re.fullmatch(r"0121 496 0\d{3}|07700 900\d{3}|", row["phone"]), row


def test_dates_and_times_are_written_one_way_and_lie_within_the_story(tables: Tables) -> None:
    for row in tables["entries"]:
        assert DAY.fullmatch(row["date"]) and "2024-11-01" <= row["date"] <= "2026-10-31", row
        assert bool(row["start"]) == bool(row["end"]), row
        if row["start"]:
            assert TIME.fullmatch(row["start"]) and TIME.fullmatch(row["end"]) and row["start"] < row["end"], row
    for row in tables["parties"]:
        assert not row["agreed on"] or "2024-11-01" <= row["agreed on"] <= "2026-10-31", row
    for row in tables["ties"]:
        assert not row["since"] or "2010-01-01" <= row["since"] <= "2026-10-31", row
        assert not row["until"] or row["since"] < row["until"] <= "2026-10-31", row


def test_every_place_and_postcode_says_where_it_comes_from(tables: Tables) -> None:
    assert all(row["source"] for row in [*tables["places"], *tables["postcodes"]])
    invented = {row["kind"] for row in tables["places"] if row["source"].startswith("Invented")}
    assert invented == {"room", "plot"}
    seven = {row["postcode"] for row in tables["places"] if row["kind"] == "building"}
    assert {"B66 1BA", "B67 7NL", "B67 6EH", "B67 5RJ", "B67 5DP"} <= seven


def test_at_most_60_postcodes_spread_over_the_four_wards(tables: Tables) -> None:
    wards = Counter(row["admin_ward"] for row in tables["postcodes"])
    assert 50 <= sum(wards.values()) <= 60
    assert min(wards[code] for code in ("E05001260", "E05001276", "E05001277", "E05001278")) >= 10
    known = {row["postcode"] for row in tables["postcodes"]} | {""}
    assert {row["postcode"] for row in [*tables["parties"], *tables["places"]]} <= known
    coded = {row["ons code"] for row in tables["places"]}
    assert set(wards) <= coded


def test_areas_are_those_of_the_postcodes_and_carry_no_copied_outline(tables: Tables, smethwick: Path) -> None:
    areas = json.loads((smethwick / "areas.geojson").read_text("utf-8"))
    assert areas["type"] == "FeatureCollection"
    assert all(area["geometry"] is None and area["properties"]["source"] for area in areas["features"])
    assert all(1 <= area["properties"]["IMD_decile"] <= 10 for area in areas["features"])
    codes = [area["properties"]["lsoa21_code"] for area in areas["features"]]
    assert sorted(codes) == sorted({row["lsoa21_code"] for row in tables["postcodes"]})


def test_postcodes_wards_areas_and_deciles_are_those_of_the_published_tables(
    tables: Tables, smethwick: Path, outside: Path
) -> None:
    published = read_table(outside / "geo" / "postcodes_sandwell_birmingham_cpo2025nov.csv")
    truth = {row["postcode"]: row for row in published}
    for row in tables["postcodes"]:
        real = truth[row["postcode"]]
        assert row["admin_ward"] == real["admin_ward"] and row["lsoa21_code"] == real["lsoa21_code"], row
        assert abs(float(row["lat"]) - float(real["lat"])) < 1e-6, row
        assert abs(float(row["lon"]) - float(real["lon"])) < 1e-6, row
    deciles = {
        row["lsoa21_code"]: float(row["IMD_decile"]) for row in read_table(outside / "geo" / "imd2025_lsoa21.csv")
    }
    areas = json.loads((smethwick / "areas.geojson").read_text("utf-8"))["features"]
    names = {row["lsoa21_code"]: row["lsoa21_name"] for row in published}
    for area in areas:
        facts = area["properties"]
        assert facts["IMD_decile"] == deciles[facts["lsoa21_code"]], facts
        assert facts["lsoa21_name"] == names[facts["lsoa21_code"]], facts
    wards = {
        row["ward24_code"]: row["ward24_name"]
        for row in read_table(outside / "geo" / "lookup_lsoa21_ward24_ltla24.csv")
    }
    for row in tables["places"]:
        if row["ons code"].startswith("E05"):
            assert row["name"] == f"{wards[row['ons code']]} ward", row


def test_no_room_is_used_by_two_groups_at_once(tables: Tables) -> None:
    used: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in tables["entries"]:
        if row["kind"] == "session.held" and row["place"]:
            used[row["place"], row["date"]].append((row["start"], row["end"]))
    for spells in used.values():
        ordered = sorted(spells)
        assert all(a[1] <= b[0] for a, b in pairwise(ordered)), ordered
