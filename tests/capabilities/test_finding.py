"""What services are found by follows from what was given, is taken back with it, and is measured to the metre."""

import csv
import math
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.capabilities.directory import danger, finding, indexing, schedules, shelf, vocabulary
from goldenthread.capabilities.directory.models import Found, Opening, Service, ServiceTerm, Spot
from goldenthread.core import journal, undo
from goldenthread.core.models import BeforeImage, Party, Postcode
from tests.capabilities.services import building, say, service
from tests.cast import AT, Cast

needs_rows = pytest.mark.django_db
TODAY = AT.date()
NOON = {"byday": "TU", "freq": "WEEKLY", "opens_at": "12:00Z", "closes_at": "14:00:00"}
FEED = {  # as Open Referral UK gives it
    "name": "Lunch table", "description": "A hot meal", "status": "active", "url": "https://example.org/",
    "minimum_age": 18, "schedules": [NOON], "languages": [{"code": "pa", "name": "Punjabi"}, {"name": "English"}],
    "accessibility": ["Level access at the side door. Induction loop in the hall", "No accessible toilet"],
    "cost_options": [{"amount": 0, "currency": "GBP"}], "attributes": [{"taxonomy_term": {"name": "Food"}}],
}  # fmt: skip


def follows() -> dict[str, list[tuple[object, ...]]]:
    """All that is worked out of services."""
    return {
        "open": sorted(Opening.objects.values_list("service", "weekday", "opens", "closes", "every")),
        "spots": sorted(Spot.objects.values_list("service", "place", "lat", "lon")),
        "marks": sorted(ServiceTerm.objects.values_list("service", "term__scheme", "term__code")),
        "found": sorted(Found.objects.values_list("service", "open_in", "marks", "languages", "free", "name_key")),
    }


@needs_rows
def test_a_service_of_a_feed_is_found_by_all_the_feed_says(cast: Cast):
    hall = building("Canal Hall", 52.5, -1.97)
    promise = service(cast.club, hall, **FEED)
    kept = Service.objects.get(pk=promise.pk)
    assert (kept.title, kept.about, kept.running, kept.youngest, kept.free) == (
        "Lunch table", "A hot meal", "active", 18, True
    )  # fmt: skip
    found = follows()
    assert found["open"] == [(promise.pk, 1, 720, 840, 1)] and found["spots"] == [(promise.pk, hall.pk, 52.5, -1.97)]
    assert {row[1:] for row in found["marks"]} == {
        ("need", "food"), ("access", "step_free"), ("access", "hearing_loop"), ("language", "pa"), ("language", "en"),
    }  # fmt: skip
    hits = finding.find(
        finding.Asked(day="1", part="afternoon", language="pa", access=("step_free",), free=True), TODAY
    )
    assert hits.services.tolist() == [promise.pk]


@needs_rows
def test_what_a_change_did_is_undone_with_all_that_follows_from_it(cast: Cast):
    promise = service(cast.club, building("Canal Hall", 52.5, -1.97), **FEED)
    before = follows()
    change = say(promise, title="Supper table", times=[{**NOON, "byday": "FR"}], free=False, needs=["company"])
    assert follows() != before and finding.find(finding.Asked(q="supper"), TODAY).services.tolist() == [promise.pk]
    undo.undo(change=change, by=None, at=AT + timedelta(hours=1))
    assert follows() == before
    assert not len(finding.find(finding.Asked(q="supper"), TODAY).rows)
    assert finding.find(finding.Asked(q="lunch"), TODAY).services.tolist() == [promise.pk]
    undo.undo(change=promise.made_in, by=None, at=AT + timedelta(hours=2))
    assert not any(follows().values()) and not BeforeImage.objects.filter(change=promise.made_in).exists()
    assert not len(finding.find(finding.Asked(q="lunch"), TODAY).rows) and not indexing.TEXTS.numbers([[["lunch"]]])


@needs_rows
def test_a_place_without_a_point_lies_where_its_postcode_or_what_holds_it_lies(cast: Cast):
    with journal.change(action="tests", by=None, at=AT) as change:
        Postcode.objects.create(code="B66 1BG", lat=52.49, lon=-1.96, made_in=change)
    promise = service(cast.club, cast.places["room"], title="In the long room")
    assert list(Spot.objects.values_list("service", "lat", "lon")) == [(promise.pk, 52.49, -1.96)]


@needs_rows
def test_openings_that_have_ended_are_found_on_no_day(cast: Cast):
    past, last = {**NOON, "valid_to": "2025-08-31"}, {**NOON, "valid_to": "2025-09-01"}
    service(cast.club, title="Summer", times=[past])
    still = service(cast.club, title="Still", times=[last])
    assert finding.find(finding.Asked(day="1"), date(2025, 9, 1)).services.tolist() == [still.pk]
    assert not len(finding.find(finding.Asked(day="1"), date(2025, 9, 2)).rows)


@needs_rows
def test_a_service_at_two_places_is_found_once_at_the_nearer(cast: Cast):
    near, far = building("Near", 52.501, -1.97), building("Far", 52.53, -1.97)
    promise = service(cast.club, far, title="Two places")
    Found.objects.create(service_id=promise.pk, place=near, lat=near.lat, lon=near.lon, name_key="two places")
    indexing.revisions.moved("service")
    hits = finding.find(finding.Asked(point=(52.5, -1.97)), TODAY)
    assert hits.services.tolist() == [promise.pk] and hits.apart is not None and hits.apart[0] < 120


@needs_rows
def test_a_slip_is_forgiven_only_where_nothing_is_found_as_written(cast: Cast):
    lunch, punch = service(cast.club, title="Lunch"), service(cast.hub, title="Punch and Judy")
    assert finding.find(finding.Asked(q="lunch"), TODAY).services.tolist() == [lunch.pk]
    slip = finding.find(finding.Asked(q="zunch"), TODAY)
    assert slip.close and set(slip.services.tolist()) == {lunch.pk, punch.pk}
    for typed in ("lunhc", "luch", "llunch", "lumch"):
        assert lunch.pk in finding.find(finding.Asked(q=typed), TODAY).services.tolist(), typed
    for typed in ("lnuhc", "lun hc", "xyz"):
        assert not len(finding.find(finding.Asked(q=typed), TODAY).rows), typed


# ---- Distances ----


def plain(lat: float, lon: float, other: tuple[float, float]) -> float:
    """The haversine of a textbook, in metres."""
    a, b = math.radians(lat), math.radians(other[0])
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other[1] - lon) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def real(outside: Path) -> list[dict[str, str]]:
    with (outside / "geo" / "postcodes_sandwell_birmingham_cpo2025nov.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def near_and_measured(cast: Cast, points: list[tuple[float, float]], at: tuple[float, float], miles: str) -> None:
    """Every service within the distance is found, no other, nearest first, each measured to the metre."""
    hits = finding.find(finding.Asked(point=at, miles=miles), TODAY)
    assert hits.apart is not None
    expected = sorted(d for p in points if (d := plain(*at, p)) <= float(miles) * finding.MILE)
    assert len(hits.rows) == len(expected)
    assert np.abs(hits.apart - np.array(expected)).max(initial=0.0) < 1.0


def spread(cast: Cast, points: list[tuple[float, float]]) -> None:
    for number, (lat, lon) in enumerate(points):
        service(cast.hub, building(f"Hall {number}", lat, lon), title=f"Service {number}")


@needs_rows
def test_distances_are_right_and_services_beyond_a_border_are_found(cast: Cast):
    """A small grid of our own across a line that might be a border; every point looks both ways."""
    points = [(52.49 + row * 0.004, -1.98 + column * 0.006) for row in range(6) for column in range(6)]
    spread(cast, points)
    for at in points[::5]:
        for miles in ("0.5", "1"):
            near_and_measured(cast, points, at, miles)


@needs_rows
def test_five_hundred_real_postcodes_are_measured_to_the_metre_across_wards(cast: Cast, outside: Path):
    rows = Random(3).sample(real(outside), 500)
    points = [(float(row["lat"]), float(row["lon"])) for row in rows]
    spread(cast, points[:60])
    for at in points:
        near_and_measured(cast, points[:60], at, "5")
    wards = {row["admin_ward"] for row, p in zip(rows[:60], points, strict=False) if plain(*points[0], p) < 8000}
    assert len(wards) > 3  # what is near lies in several wards


# ---- Pure parts ----


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (NOON, [(1, 720, 840, 1, False)]),
        ({"byday": "MO,WE", "opens_at": "09:30"}, [(0, 570, 1440, 1, False), (2, 570, 1440, 1, False)]),
        ({"byday": "FR", "opens_at": "22:00", "closes_at": "02:00"},
         [(4, 1320, 1440, 1, False), (5, 0, 120, 1, False)]),
        ({"byday": "2TU", "freq": "MONTHLY", "opens_at": "10:00", "closes_at": "11:00"}, [(1, 600, 660, 1, True)]),
        ({"byday": "TH", "interval": 2, "dtstart": "2025-01-02"}, [(3, 0, 1440, 2, False)]),
        ({"byday": "TH", "interval": 2}, [(3, 0, 1440, 1, False)]), ({"byday": ""}, []), ({"opens_at": "x"}, []),
        ({"byday": "MO", "opens_at": "25:00"}, []),
        ({"byday": "MO", "valid_from": "2025-02-02", "valid_to": "2025-01-01"}, []),
    ],
)  # fmt: skip
def test_a_schedule_is_read_as_it_is_written(given_: dict[str, object], expected: list[tuple[object, ...]]):
    assert [(s.weekday, s.opens, s.closes, s.every, s.monthly) for s in schedules.spells([given_])] == expected


@given(st.lists(st.one_of(st.none(), st.text(), st.dictionaries(st.sampled_from(list(NOON)), st.text()))))
def test_no_schedule_breaks_the_reading(times: list[object]):
    for spell in schedules.spells(times):
        assert 0 <= spell.opens < spell.closes <= 1440


@pytest.mark.parametrize(
    ("detail", "free"),
    [
        ({"fees": "Free"}, True), ({"fees": "Free, but lunch is £3"}, False), ({"fees": "£2"}, False), ({}, None),
        ({"fees": "Ask us"}, None), ({"fees": "Not free: ask us"}, False), ({"fees": "There is no charge"}, True),
        ({"cost_options": [{"amount": "2.50"}]}, False), ({"cost_options": [{"amount": "0.00"}]}, True),
        ({"cost_options": [{"amount": 0}]}, True), ({"free": False, "fees": "free"}, False),
        ({"cost_options": [{"amount": 0}, {"amount": 4.5}]}, False), ({"fees": "50p"}, False),
    ],
)  # fmt: skip
def test_it_is_free_only_where_that_was_said(detail: dict[str, object], free: bool | None):
    assert indexing.free_of(detail) is free


@pytest.mark.parametrize(("fees", "more"), [("Free", False), ("free of charge.", False), ("Free, bring a plate", True)])
def test_a_price_that_only_says_free_is_not_said_twice(fees: str, more: bool):
    assert indexing.says_more_than_free(fees) is more


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Step-free throughout", {"step_free"}), ("Not step-free", set()), ("There are no steps", {"step_free"}),
        ("No wheelchair access; hearing loop", {"hearing_loop"}), ("Disabled toilet, baby changing",
        {"accessible_toilet", "baby_changing"}), ("Uplifting", set()),
    ],
)  # fmt: skip
def test_a_way_in_is_promised_only_by_words_that_promise_it(sentence: str, found: set[str]):
    assert indexing.access_in([sentence]) == found


def test_each_code_has_a_bit_of_its_own_that_fits():
    marks = [vocabulary.mark_bit(scheme, code) for scheme, code, *_ in vocabulary.MARKS]
    languages = [vocabulary.language_bit(code) for code, *_ in vocabulary.LANGUAGES]
    for bits in (marks, languages):
        assert len(set(bits)) == len(bits) and max(bits) < 1 << 62 and min(bits) > 0
    assert vocabulary.mark_bit("need", "food") == 1 and vocabulary.mark_bit("access", "step_free") == 1 << 13
    assert vocabulary.language_bit("pa") == 2 and vocabulary.part_bits(None) < vocabulary.DATED


@pytest.mark.parametrize("phrase", [*danger.ENGLISH, *danger.PANJABI, *danger.ARABIC])
def test_each_phrase_of_danger_is_heard_inside_a_sentence(phrase: str):
    assert danger.speaks_of_danger(f"please {phrase.upper()}, now") and danger.speaks_of_danger(phrase)


@pytest.mark.parametrize("phrase", ["lunch club", "hit song choir", "9990", "shed", "die cutting", "", "مطعم", "ਖਾਣਾ"])
def test_everyday_words_are_no_words_of_danger(phrase: str):
    assert not danger.speaks_of_danger(phrase)


@needs_rows
def test_a_shelf_is_kept_until_something_it_rests_on_is_written(cast: Cast):
    service(cast.club, title="One")
    first = shelf.current()
    assert shelf.current() is first
    indexing.revisions.moved("consent")
    assert shelf.current().service is first.service  # nothing that matters to it
    service(cast.club, title="Two")
    assert len(shelf.current().service) == 2
    Party.unnarrowed.filter(pk=cast.club.pk).update(shielded=True, hidden=True)
    indexing.revisions.withdrawn("protection")
    assert len(shelf.current().service) == 0
