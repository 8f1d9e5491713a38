"""Calendars that other people's programs read: the same instants as we mean, over both changes of the clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from goldenthread.capabilities.directory import calendars
from goldenthread.capabilities.directory.models import Opening, Service
from goldenthread.core import journal, protection, terms
from goldenthread.core.models import Party, Place, Promise
from goldenthread.web.accounts import sessions
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
FROM, UNTIL = date(2026, 3, 1), date(2026, 11, 30)  # the clocks change on 29 March and 25 October 2026


def offer(giver: Party, place: Place | None, *openings: dict[str, object]) -> Service:
    with journal.change(action="tests.service", by=None, at=AT) as change:
        promise = Promise.objects.create(
            kind_id=terms.kind("service"), giver=giver, place=place, made_in=change, changed_in=change
        )
    service = Service.objects.create(promise=promise, title="Tuesday lunch", fees="£3")
    for opening in openings:
        Opening.objects.create(service=service, **opening)
    return service


def read_by_others(feed: bytes) -> list[tuple[datetime, datetime]]:
    found = recurring_ical_events.of(Calendar.from_ical(feed)).between(FROM, UNTIL)
    return sorted((event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)) for event in found)


def day_by_day(opening: dict[str, object], since: date) -> list[tuple[datetime, datetime]]:
    """The slow plain way: look at every day."""
    start = opening.get("from_day") or since
    first = next(day for n in range(7) if (day := start + timedelta(n)).weekday() == opening["weekday"])
    found = []
    for day in (FROM + timedelta(n) for n in range((UNTIL - FROM).days)):
        weeks, rest = divmod((day - first).days, 7)
        ended = opening.get("until_day") and day >= opening["until_day"]
        if rest == 0 and weeks >= 0 and weeks % opening.get("every", 1) == 0 and not ended:
            ends = [opening["opens"], opening["closes"]]
            found.append(tuple(_instant(day, minutes) for minutes in ends))
    return found


def _instant(day: date, minutes: int) -> datetime:
    days, rest = divmod(minutes, 1440)
    return datetime.combine(day + timedelta(days), time(rest // 60, rest % 60), LONDON).astimezone(UTC)


openings = st.fixed_dictionaries(
    {
        "weekday": st.integers(0, 6),
        "opens": st.integers(3 * 60, 20 * 60),  # nothing opens in the hour that a clock skips or repeats
        "closes": st.integers(20 * 60 + 1, 24 * 60),
        "every": st.integers(1, 5),
        "from_day": st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        "until_day": st.one_of(st.none(), st.dates(date(2027, 1, 1), date(2027, 2, 1))),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(opening=openings)
def test_another_program_reads_the_instants_we_mean_over_both_clock_changes(cast: Cast, opening: dict) -> None:
    Service.objects.all().delete()
    offer(cast.club, cast.places["room"], opening)
    assert read_by_others(calendars.of_party(cast.club)) == day_by_day(opening, AT.date())


def test_a_service_that_ends_in_summer_is_not_read_a_day_longer(cast: Cast) -> None:
    opening = {"weekday": 1, "opens": 720, "closes": 840, "until_day": date(2026, 7, 7)}  # a Tuesday, not included
    offer(cast.club, None, opening)
    read = read_by_others(calendars.of_party(cast.club))
    assert read == day_by_day(opening, AT.date())
    assert read[-1][0] == datetime(2026, 6, 30, 11, 0, tzinfo=UTC)


def test_a_group_a_place_and_ones_own_groups_each_have_a_calendar(
    cast: Cast, client_for: Callable[[str], Client]
) -> None:
    offer(cast.club, cast.places["room"], {"weekday": 1, "opens": 720, "closes": 840})
    offer(cast.bakery, None, {"weekday": 2, "opens": 480, "closes": 900})
    stranger, ruth = client_for("nobody"), client_for("ruth")
    group = stranger.get(f"/directory/{cast.club.ref}/calendar.ics")
    assert group["Content-Type"].startswith("text/calendar") and group.content.count(b"BEGIN:VEVENT") == 1
    assert stranger.get(f"/directory/places/{cast.places['room'].ref}/calendar.ics").content.count(b"BEGIN:VEVENT") == 1
    own = ruth.get(f"/directory/{cast.ruth.ref}/").content.decode()
    address = own.split("/directory/calendar/")[1].split(".ics")[0]
    mine = stranger.get(f"/directory/calendar/{address}.ics")
    assert mine.status_code == 200 and mine.content.count(b"BEGIN:VEVENT") == 1  # the club's, not the bakery's
    assert b"In your calendar" not in client_for("amina").get(f"/directory/{cast.ruth.ref}/").content


def test_a_forged_address_and_one_from_before_signing_out_everywhere_open_nothing(cast: Cast, client: Client) -> None:
    key = calendars.key(cast.accounts["ruth"])
    assert client.get(f"/directory/calendar/{key}.ics").status_code == 200
    assert client.get(f"/directory/calendar/{key[:-1]}{'a' if key[-1] != 'a' else 'b'}.ics").status_code == 404
    sessions.end_everywhere(account=cast.accounts["ruth"], by=cast.ruth.pk, at=AT)
    assert client.get(f"/directory/calendar/{key}.ics").status_code == 404


def test_what_is_kept_out_of_sight_is_in_no_calendar(cast: Cast, client: Client) -> None:
    offer(cast.club, cast.places["room"], {"weekday": 1, "opens": 720, "closes": 840})
    before = client.get(f"/directory/{cast.hub.ref}/calendar.ics").content
    protection.protect(thing=cast.places["room"], worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    assert b"BEGIN:VEVENT" not in client.get(f"/directory/{cast.club.ref}/calendar.ics").content
    assert client.get(f"/directory/{cast.hub.ref}/calendar.ics").content == before
    assert b"BEGIN:VEVENT" not in calendars.of_ones_own(cast.ruth)


def test_a_service_that_is_not_running_is_not_in_it_and_one_past_its_check_says_so(cast: Cast) -> None:
    service = offer(cast.club, None, {"weekday": 1, "opens": 720, "closes": 840})
    Service.objects.filter(pk=service.pk).update(check_by=date(2025, 1, 1))
    assert b"out of date" in calendars.of_party(cast.club)
    Service.objects.filter(pk=service.pk).update(running="temporarily closed")
    assert b"BEGIN:VEVENT" not in calendars.of_party(cast.club)
