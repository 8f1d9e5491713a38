"""When a service may be said, how sure its page is, and when somebody is written to: without a database."""

from datetime import date, timedelta

import pytest

from goldenthread.capabilities.directory import service_rules as rules
from goldenthread.capabilities.directory.service_rules import Hours, ServiceRefusal, Standing, WantedService

TODAY = date(2026, 11, 22)
DAYS = 182
LUNCH = WantedService("Lunch", hours=(Hours(1, 720, 840),))
UNSAYABLE = [
    (WantedService("  "), ServiceRefusal.NO_TITLE),
    (WantedService("x" * 201), ServiceRefusal.TOO_LONG),
    (WantedService("Lunch", about="x" * 4001), ServiceRefusal.TOO_LONG),
    (WantedService("Lunch", youngest=60, oldest=50), ServiceRefusal.AGES_CROSSED),
    (WantedService("Lunch", hours=(Hours(1, 840, 720),)), ServiceRefusal.HOURS_CROSSED),
    (WantedService("Lunch", hours=(Hours(1, 840, 1441),)), ServiceRefusal.HOURS_CROSSED),
]


@pytest.mark.parametrize(("wanted", "refusal"), UNSAYABLE)
def test_what_cannot_be_said_is_neither_added_nor_kept(wanted: WantedService, refusal: ServiceRefusal) -> None:
    assert rules.add(wanted) is refusal
    assert rules.change(wanted, seen="7", now="7") is refusal


@pytest.mark.parametrize("wanted", [LUNCH, *(wanted for wanted, _ in UNSAYABLE)])
def test_a_change_made_on_an_older_page_is_refused_before_anything_else(wanted: WantedService) -> None:
    assert rules.change(wanted, seen="6", now="7") is ServiceRefusal.CHANGED_MEANWHILE


def test_what_is_taken_out_is_not_taken_out_again() -> None:
    assert rules.archive(archived=True) is ServiceRefusal.GONE
    assert rules.archive(archived=False) is None


@pytest.mark.parametrize("running", ["inactive", "defunct", "temporarily closed"])
def test_what_does_not_run_is_never_shown_as_current(running: str) -> None:
    assert rules.standing(running, TODAY, TODAY + timedelta(days=9), TODAY, DAYS) is Standing.NOT_RUNNING


@pytest.mark.parametrize(
    ("checked", "by", "standing"),
    [
        (TODAY, None, Standing.CURRENT),
        (TODAY - timedelta(days=181), None, Standing.CURRENT),
        (TODAY - timedelta(days=182), None, Standing.PAST_CHECK),
        (TODAY, TODAY, Standing.PAST_CHECK),
        (TODAY - timedelta(days=900), TODAY + timedelta(days=1), Standing.CURRENT),
        (None, TODAY + timedelta(days=1), Standing.CURRENT),
        (None, None, Standing.NEVER_CHECKED),
    ],
)
def test_a_page_is_current_until_its_check_and_not_on_that_day(
    checked: date | None, by: date | None, standing: Standing
) -> None:
    assert rules.standing("active", checked, by, TODAY, DAYS) is standing


@pytest.mark.parametrize(
    ("days_ago", "may"), [((), True), ((0,), False), ((29,), False), ((30,), True), ((61, 31), False)]
)
def test_somebody_is_written_to_once_in_thirty_days_and_at_most_twice(days_ago: tuple[int, ...], may: bool) -> None:
    assert rules.may_ask([TODAY - timedelta(days=days) for days in days_ago], TODAY) is may


def test_times_that_a_form_cannot_show_are_kept_and_the_others_are_replaced() -> None:
    monthly = {"freq": "MONTHLY", "byday": "1TU", "opens_at": "10:00", "closes_at": "11:00"}
    dated = {"freq": "WEEKLY", "byday": "MO", "opens_at": "10:00", "closes_at": "11:00", "valid_to": "2027-01-01"}
    weekly = {"freq": "WEEKLY", "byday": "WE", "opens_at": "09:00", "closes_at": "10:00"}
    before = [monthly, weekly, dated, {"description": "Old words"}]
    assert rules.hours_of(before) == (Hours(2, 540, 600),)
    assert rules.words_of(before) == "Old words"
    wanted = WantedService("Lunch", hours=(Hours(1, 720, 840),), hours_words="New words")
    tuesday = {"freq": "WEEKLY", "byday": "TU", "opens_at": "12:00", "closes_at": "14:00"}
    assert rules.times_of(wanted, before) == [tuesday, {"description": "New words"}, monthly, dated]


def test_what_the_form_shows_and_writes_again_stays_the_same() -> None:
    written = rules.times_of(LUNCH, [])
    again = WantedService("Lunch", hours=rules.hours_of(written), hours_words=rules.words_of(written))
    assert rules.times_of(again, written) == written
