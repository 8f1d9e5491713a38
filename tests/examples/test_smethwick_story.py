"""The story told by the demonstration place holds: the lunch club, the consents, the year, the cast."""

from collections import Counter, defaultdict
from datetime import date
from statistics import mean

from tests.examples.conftest import Tables

CLUB = "tuesday-table"
NOT_A_RELATIONSHIP = {"acts_for", "meets_at", "lives_in"}  # authority, and ties to places
LAST_DAY = "2026-10-31"

Graph = dict[str, set[str]]


def seen(tables: Tables) -> set[str]:
    """Return everybody who may stand in the picture: organisations, groups, and people who agreed to connecting."""
    return {p["ref"] for p in tables["parties"] if p["kind"] != "person" or "connecting" in p["agreed to"]}


def graph(tables: Tables, among: set[str]) -> Graph:
    """Return who is tied to whom on the last day."""
    tied: Graph = {ref: set() for ref in among}
    for tie in tables["ties"]:
        live = not tie["until"] or tie["until"] > LAST_DAY
        if live and tie["kind"] not in NOT_A_RELATIONSHIP and {tie["from"], tie["to"]} <= among:
            tied[tie["from"]].add(tie["to"])
            tied[tie["to"]].add(tie["from"])
    return tied


def parts(tied: Graph, without: str = "") -> list[set[str]]:
    """Return the connected parts, largest first, by a plain breadth-first search."""
    left = set(tied) - {without}
    found = []
    while left:
        part, front = set(), {min(left)}
        while front:
            part |= front
            front = {other for ref in front for other in tied[ref]} - part - {without}
        left -= part
        found.append(part)
    return sorted(found, key=len, reverse=True)


def cut_off(tied: Graph) -> set[str]:
    """Return who would no longer reach the largest part if the club stopped."""
    return parts(tied)[0] - parts(tied, without=CLUB)[0] - {CLUB}


def test_6_to_15_others_would_lose_touch_if_the_lunch_club_stopped(tables: Tables) -> None:
    everybody = {party["ref"] for party in tables["parties"]}
    kinds = {party["ref"]: party["kind"] for party in tables["parties"]}
    for among in (seen(tables), everybody):
        lost = cut_off(graph(tables, among))
        assert 6 <= len(lost) <= 15, sorted(lost)
        assert Counter(kinds[ref] for ref in lost)["group"] == 3
        assert Counter(kinds[ref] for ref in lost)["person"] == len(lost) - 3


def test_the_clubs_other_connections_are_carried_by_somebody_else_too(tables: Tables) -> None:
    tied = graph(tables, seen(tables))
    after = parts(tied, without=CLUB)[0]
    carried = tied[CLUB] & after
    assert {"early-oven", "hollyhock", "lamplighter", "kingfisher-choir", "hop-aboard", "hawthorn-gate"} <= carried
    assert any(tied[a] & tied[b] & after for a in carried for b in carried - {a} - tied[a])


def test_most_of_the_place_hangs_together_with_two_islands_and_some_alone(tables: Tables) -> None:
    tied = graph(tables, seen(tables))
    sizes = [len(part) for part in parts(tied)]
    assert sizes[0] > 0.8 * len(tied)
    assert len([size for size in sizes[1:] if size > 3]) == 2
    alone = {ref for ref, others in tied.items() if not others}
    assert {"kite-hill", "copper-ukes", "patchwork-plots", "bluebird"} <= alone


def test_about_six_in_ten_agreed_to_be_found_and_some_agreed_to_nothing(tables: Tables) -> None:
    people = [party for party in tables["parties"] if party["kind"] == "person"]
    found = [p for p in people if p["agreed to"].startswith("directory; connecting")]
    assert 0.55 <= len(found) / len(people) <= 0.65
    assert len([p for p in people if p["agreed to"] == "taking_part"]) >= 30
    assert len([p for p in people if not p["agreed to"]]) >= 15


def test_nothing_is_recorded_of_a_person_before_they_agreed(tables: Tables) -> None:
    agreed = {p["ref"]: p["agreed on"] for p in tables["parties"] if p["kind"] == "person"}
    since: dict[tuple[str, str], str] = {}
    for tie in tables["ties"]:
        since.setdefault((tie["from"], tie["to"]), tie["since"])
    for entry in tables["entries"]:
        for end in (entry["from"], entry["to"]):
            if end in agreed:
                assert agreed[end] and agreed[end] <= entry["date"], entry
        if entry["kind"] == "help.given":
            assert since[entry["from"], entry["to"]] <= entry["date"], entry


def test_children_and_faith_are_nobodys_connection_by_chance(tables: Tables) -> None:
    """Clubs whose members are children are tied only to the adults who help there."""
    kinds = {tie["kind"] for tie in tables["ties"] if tie["to"] in ("anvil-boxing", "loft-nights", "kingfisher-choir")}
    assert "member_of" not in kinds
    faith = {p["ref"] for p in tables["parties"] if p["sort"] in ("faith_group", "place_of_worship")}
    people = {p["ref"] for p in tables["parties"] if p["kind"] == "person"}
    chosen = {tie["from"] for tie in tables["ties"] if tie["to"] in faith} & people
    assert chosen == {"p010", "p049", "p050", "p051"}


def test_the_lunch_club_meets_on_tuesdays_with_25_to_35_people(tables: Tables) -> None:
    lunches = [e for e in tables["entries"] if e["from"] == CLUB and e["kind"] == "session.held"]
    assert 85 <= len(lunches) <= 100
    assert {date.fromisoformat(e["date"]).weekday() for e in lunches} == {1}
    assert {25 <= int(e["quantity"]) <= 35 for e in lunches} == {True}
    meals = {e["date"]: int(e["quantity"]) for e in tables["entries"] if e["kind"] == "meal.shared"}
    assert all(meals[e["date"]] >= int(e["quantity"]) for e in lunches)
    runs = [tie["from"] for tie in tables["ties"] if tie["to"] == CLUB and tie["kind"] == "runs"]
    assert len(runs) == 2


def test_the_year_has_a_shape(tables: Tables) -> None:
    entries = tables["entries"]
    assert 2_700 <= len(entries) <= 3_300
    assert not [e for e in entries if e["date"][5:] >= "12-20" or e["date"][5:] <= "01-04"]
    months = Counter(e["date"][:7] for e in entries)
    assert len(months) == 24
    assert months["2025-08"] < 0.6 * mean(months.values())
    turnout: dict[str, list[int]] = defaultdict(list)
    for e in entries:
        if e["from"] == "towpath-steps" and e["kind"] == "session.held":
            turnout["winter" if e["date"][5:7] in ("12", "01", "02") else "rest"].append(int(e["quantity"]))
    assert mean(turnout["winter"]) < mean(turnout["rest"])


def test_no_grant_is_paid_beyond_what_was_awarded(tables: Tables) -> None:
    awarded: Counter[tuple[str, str]] = Counter()
    paid: Counter[tuple[str, str]] = Counter()
    for e in tables["entries"]:
        if e["unit"] == "GBP":
            into = awarded if e["kind"] == "grant.awarded" else paid
            into[e["from"], e["to"]] += round(float(e["quantity"]) * 100)
    assert set(paid) == set(awarded)
    assert all(paid[pair] <= awarded[pair] for pair in paid)


def test_the_cast_are_six_with_the_authority_their_parts_need(tables: Tables) -> None:
    cast = {row["role"]: row for row in tables["cast"]}
    assert set(cast) == {"hub_manager", "coordinator", "neighbour", "administrator", "connector", "organiser"}
    parties = {p["ref"]: p for p in tables["parties"]}
    for row in cast.values():
        assert parties[row["ref"]]["email"] == row["email"]
        assert "connecting" in parties[row["ref"]]["agreed to"]
        assert len(row["does"].split()) <= 20 and row["does"].endswith(".")
    acts = {tie["from"]: (tie["to"], tie["scopes"]) for tie in tables["ties"] if tie["kind"] == "acts_for"}
    assert acts == {
        cast["hub_manager"]["ref"]: ("hawthorn-gate", "bookings; money"),
        cast["coordinator"]["ref"]: ("partnership", "people; all"),
        cast["organiser"]["ref"]: (CLUB, "bookings; people"),
    }
