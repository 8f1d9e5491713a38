"""Places, connections and what happened; days, times and amounts as people write them."""

import io
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from goldenthread.domain.facts import EntryFact, PlaceFact, Refused, TieFact
from goldenthread.domain.quantities import GRAM, MINUTE, PEOPLE, currency
from goldenthread.engines import intake
from goldenthread.engines.intake.entries import amount_of
from goldenthread.engines.intake.keys import refer, slug
from goldenthread.engines.intake.values import Bad, day_of, instant_of, phone_of, postcode_of, time_of, times_of


def of(facts: list[Any], kind: type) -> list[Any]:
    return [each for each in facts if isinstance(each, kind)]


@pytest.mark.parametrize("written", [
    "3/4/2025", "03.04.25", "3 April 2025", "3rd Apr 2025", "Thu 3 April 2025", "Thursday, 3 April 2025",
    "April 3, 2025",
    "2025-04-03", "2025-04-03T00:00:00+00:00", "3-Apr-25", "45750", 45750, 45750.5, date(2025, 4, 3),
    datetime(2025, 4, 3, 18, 0, tzinfo=UTC), "03/04/2025 18:30",
])  # fmt: skip
def test_days_are_read_as_people_write_them(written: object) -> None:
    assert day_of(written) == date(2025, 4, 3)


@pytest.mark.parametrize("written", [
    "Tues eve – Zumba?", "April 2025", "2025", "31/2/2025", "4/13/2025", "", "tomorrow", 12, "3/4/1025", "w/c 7 April",
    "3 Smarch 2025", "²²²²²",
])  # fmt: skip
def test_what_is_no_day_is_refused_and_not_guessed(written: object) -> None:
    with pytest.raises(Bad, match=r"Write it like 3 April 2025\.$"):
        day_of(written)


@pytest.mark.parametrize(("written", "clock"), [
    ("18:30", time(18, 30)), ("6.30pm", time(18, 30)), ("6 pm", time(18)), ("12am", time(0)), ("12 pm", time(12)),
    ("1830", time(18, 30)), (0.75, time(18)), (time(9, 5), time(9, 5)), ("noon", time(12)),
])  # fmt: skip
def test_times_are_read_as_people_write_them(written: object, clock: time) -> None:
    assert time_of(written) == clock


@pytest.mark.parametrize("written", ["6", "evening", "25:00", "18:75", "13pm", 7])
def test_what_is_no_time(written: object) -> None:
    with pytest.raises(Bad, match="18:30"):
        time_of(written)


def test_two_times_in_one_cell() -> None:
    assert times_of("6-8pm") == (time(18), time(20))
    assert times_of("11:30 – 1pm") == (time(11, 30), time(13))
    assert times_of("18:00 to 20:00") == (time(18), time(20))


def test_instants_are_utc_and_hours_that_do_not_exist_are_refused() -> None:
    assert instant_of(date(2025, 7, 1), time(18)) == datetime(2025, 7, 1, 17, tzinfo=UTC)
    assert instant_of(date(2025, 1, 1), time(18)) == datetime(2025, 1, 1, 18, tzinfo=UTC)
    with pytest.raises(Bad, match="clocks go forward"):
        instant_of(date(2025, 3, 30), time(1, 30))


def test_postcodes_and_phones() -> None:
    assert postcode_of(" b661ba ") == "B66 1BA" and postcode_of("SW1A-1AA") == "SW1A 1AA"
    assert phone_of("1214960102") == "01214960102" and phone_of("+44 121 496 0102 ext 3") == "+44 121 496 0102 ext 3"


@pytest.mark.parametrize(("value", "unit", "amount"), [
    ("£1,234.50", "", (123450, currency("GBP"))), (12.5, "GBP", (1250, currency("GBP"))), (3, "hours", (180, MINUTE)),
    (1.5, "h", (90, MINUTE)), ("25", "people", (25, PEOPLE)), (2.5, "kg", (2500, GRAM)),
    (100, "JPY", (100, currency("JPY"))),
])  # fmt: skip
def test_amounts_are_exact(value: object, unit: str, amount: tuple[int, Any]) -> None:
    quantity = amount_of(value, unit)
    assert (quantity.amount, quantity.unit) == amount


@pytest.mark.parametrize(
    ("value", "unit"), [("10.005", "GBP"), (1.5, "people"), ("about 20", "people"), (3, ""), (3, "bags")]
)
def test_amounts_that_are_not_exact_are_refused(value: object, unit: str) -> None:
    with pytest.raises(Bad, match=r"\.$"):
        amount_of(value, unit)


@pytest.mark.parametrize(("written", "key"), [
    ("Brasshouse", "name:Brasshouse"), ("brasshouse", "local/s:brasshouse"), ("P-014", "local/s:P-014"),
    ("14", "local/s:14"), ("St Albans 2", "name:St Albans 2"), ("ons:E05001260", "ons:E05001260"),
    ("GB-CHC-1122405", "GB-CHC:1122405"), ("GB-CHC:1122405", "GB-CHC:1122405"), ("7ZQ4K2M8X1CD", "gt:7ZQ4K2M8X1CD"),
    ("name:Zumba", "name:Zumba"), ("Note: Zumba", "name:Note: Zumba"),
])  # fmt: skip
def test_references_become_keys_of_their_scheme(written: str, key: str) -> None:
    assert refer(written, "s") == key


def test_slugs_come_from_file_names() -> None:
    assert slug("C:\\Hub\\Hirers 2025 (new).xlsx") == "hirers-2025-new" and slug("???") == "file"


def test_places_are_read_from_a_list(said: Any) -> None:
    facts = said(
        "ref,name,kind,part of,postcode,latitude,longitude,ons code,source\n"
        "brasshouse,Brasshouse,building,ons:E05001260,b661ba,52.4966,-1.9681,,OS\n"
        "brasshouse/hall,Main hall,room,brasshouse,,,,,\n"
    )
    hub, room = of(facts, PlaceFact)
    assert (hub.key, hub.kind, hub.parent, hub.postcode) == (
        "local/test:brasshouse",
        "building",
        "ons:E05001260",
        "B66 1BA",
    )
    assert (hub.lat, hub.lon, hub.detail) == (52.4966, -1.9681, {"source": "OS"})
    assert (room.kind, room.parent) == ("room", "local/test:brasshouse")


@pytest.mark.parametrize(("row", "column"), [
    ("A,castle,,", "kind"), (",room,,", "name"), ("A,room,100,2", "latitude"), ("A,room,52,", "latitude"),
    ("A,room,52,x", "longitude"),
])  # fmt: skip
def test_bad_places_are_refused_with_the_remedy(said: Any, row: str, column: str) -> None:
    (refused,) = of(said(f"name,kind,latitude,longitude\n{row}\n"), Refused)
    assert (refused.row, refused.column) == (2, column)


def test_ties_are_read_from_a_list(said: Any) -> None:
    facts = said(
        "from,kind,to,since,until,scopes\n"
        "Amina Begum,volunteers at,Lunch club,3/4/2025,,\n"
        "Lunch club,meets at,brasshouse,,,\n"
        "Amina Begum,acts_for,Lunch club,2025-01-01,2025-06-01,bookings; money\n"
    )
    helps, meets, acts = of(facts, TieFact)
    assert (helps.giver, helps.kind, helps.receiver) == ("name:Amina Begum", "volunteers_for", "name:Lunch club")
    assert (meets.receiver, meets.place) == ("", "local/test:brasshouse")
    assert (acts.scopes, acts.until_day) == (("bookings", "money"), date(2025, 6, 1))


def test_a_last_day_is_part_of_the_connection(said: Any) -> None:
    (tie,) = of(said("from,kind,to,end date\nA B,knows,C D,31/5/2025\n"), TieFact)
    assert tie.until_day == date(2025, 6, 1)


@pytest.mark.parametrize(("row", "column"), [
    ("A B,loves,C D,,,", "kind"), ("A B,knows,,,,", "to"), ("A B,knows,A B,,,", "to"),
    ("A B,acts_for,C D,,,", "scopes"),
    ("A B,acts_for,C D,,,kitchen", "scopes"), ("A B,knows,C D,3/4/2025,1/4/2025,", "until"),
    ("A B,knows,C D,soon,,", "since"),
])  # fmt: skip
def test_bad_ties_are_refused_with_the_remedy(said: Any, row: str, column: str) -> None:
    (refused,) = of(said(f"from,kind,to,since,until,scopes\n{row}\n"), Refused)
    assert (refused.row, refused.column) == (2, column)


def test_the_same_connection_twice(said: Any) -> None:
    (refused,) = of(said("from,kind,to\nA B,knows,C D\nE F,knows,C D\nA B,knows,C D\n"), Refused)
    assert "row 2 and in row 4" in str(refused.why)


def test_entries_are_read_from_a_list(said: Any) -> None:
    facts = said(
        "ref,kind,date,start,end,from,to,place,quantity,unit,promise\n"
        "e1,help.given,3/4/2025,,,Amina Begum,Lunch club,,2,hours,\n"
        "e2,session,2025-07-01,18:00,8pm,Lunch club,,Main hall,31,,\n"
        "e3,grant payment,3 April 2025,,,GB-CHC-1122405,Lunch club,,£500.50,,g-1\n"
    )
    gave, met, paid = of(facts, EntryFact)
    assert (gave.key, gave.kind, gave.from_day, gave.quantity.amount) == (
        "local/test:e1",
        "help.given",
        date(2025, 4, 3),
        120,
    )
    assert (met.kind, met.from_day, met.place, met.quantity.unit) == ("session.held", None, "name:Main hall", PEOPLE)
    assert (met.from_at, met.until_at) == (datetime(2025, 7, 1, 17, tzinfo=UTC), datetime(2025, 7, 1, 19, tzinfo=UTC))
    assert (paid.giver, paid.promise, paid.quantity.amount) == ("GB-CHC:1122405", "local/test:g-1", 50050)


def test_a_diary_row_that_may_not_have_happened(said: Any) -> None:
    facts = said("When,Time,Room,Booked by\nTues eve – Zumba?,,Main hall,\n3/4/2025,6-8pm,Main hall,Zumba?\n")
    first, second = of(facts, Refused)
    assert first.column == "When" and "time it started is missing too" in str(first.why)
    assert "not sure that this happened" in str(second.why) and not of(facts, EntryFact)


@pytest.mark.parametrize(("text", "reader"), [
    ("name,kind,postcode\n", "parties"), ("from,kind,to\n", "ties"), ("ref,kind,date,from,to,quantity\n", "entries"),
    ("ref,name,kind,part of,latitude,longitude\n", "places"), ("First name,Surname,Mobile\n", "parties"),
    ("postcode,lat,lon\n", "postcodes"), ("Identifier,Award Date,Amount Awarded\n", "360giving"),
    ("ref,name,kind,sector,sort,about,postcode,charity number,company number,email,phone,based at\n", "parties"),
])  # fmt: skip
def test_recognising_lists_by_their_headings(text: str, reader: str) -> None:
    assert intake.recognise(io.BytesIO(text.encode() + b"x,x,x\n"), "list.csv") == reader
