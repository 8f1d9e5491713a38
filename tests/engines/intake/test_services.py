"""A sheet of services is read as people write one."""

import io

import pytest

from goldenthread.domain.facts import PromiseFact, Refused, Remark, Said
from goldenthread.engines.intake import read, recognise
from goldenthread.engines.intake.services import times_of_week

SHEET = (
    "Service,Run by,Place,Days,Helps with,Access,Languages,Price,Minimum age,Next check\n"
    "Lunch club,club,hall,Tue 12:00-14:00; Thu 10-11.30,food; company,step-free,English; Panjabi,Free,18,1 May 2027\n"
    ",club,,,,,,,,\n"
    "Nobody's,,,,,,,,,\n"
    "Choir,club,,most evenings,,,,£2,old,\n"
)


def said(text: str) -> list[Said]:
    return list(read(io.BytesIO(text.encode()), name="what-is-on.csv", source="hub"))


def test_a_sheet_of_services_is_recognised_by_its_headings() -> None:
    assert recognise(io.BytesIO(SHEET.encode()), "what-is-on.csv") == "services"
    ties = "from,kind,to\na,runs,b\n"
    assert recognise(io.BytesIO(ties.encode()), "services.csv") == "ties"


def test_each_row_becomes_an_offer_with_all_it_says() -> None:
    lunch, choir = (one for one in said(SHEET) if isinstance(one, PromiseFact))
    assert (lunch.kind, lunch.giver, lunch.place) == ("service", "local/hub:club", "local/hub:hall")
    assert lunch.detail["times"] == [
        {"byday": "TU", "freq": "WEEKLY", "opens_at": "12:00", "closes_at": "14:00"},
        {"byday": "TH", "freq": "WEEKLY", "opens_at": "10:00", "closes_at": "11:30"},
    ]
    assert lunch.detail["needs"] == ["food", "company"] and lunch.detail["languages"] == ["English", "Panjabi"]
    assert (lunch.detail["youngest"], lunch.detail["check_by"]) == (18, "2027-05-01")
    assert choir.detail["times"] == [{"description": "most evenings"}] and "youngest" not in choir.detail


def test_a_row_without_a_name_or_without_anybody_is_refused_and_the_rest_is_read() -> None:
    found = said(SHEET)
    assert [one.row for one in found if isinstance(one, Refused)] == [3, 4]
    assert len([one for one in found if isinstance(one, Remark) and one.row == 5]) == 2


def test_a_service_that_stands_twice_is_refused_once() -> None:
    text = "ref,service,run by,days\ns1,Choir,club,Mon 10:00-11:00\ns1,Other,club,Mon 10:00-11:00\n"
    found = said(text)
    assert len([one for one in found if isinstance(one, PromiseFact)]) == 1
    assert [one.row for one in found if isinstance(one, Refused)] == [3]


@pytest.mark.parametrize("written", ["", "Tue", "Tue 25:00-26:00", "any time", "12:00-14:00", ";;"])
def test_times_that_cannot_be_read_stay_words(written: str) -> None:
    assert all(set(one) == {"description"} for one in times_of_week(written))
