"""The front door through its page: what is found, what is said when nothing is, and what is told to nobody."""

import csv
import io
import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta

import html5lib
import pytest
from django.test import Client
from django.utils import timezone

from goldenthread.core import journal, protection
from goldenthread.core.models import ChangeSet, Place, Postcode
from tests.capabilities.services import building, service
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PAGE = "/directory/services/"
HERE = (52.500410, -1.969463)  # B66 1BA
TUESDAY = {"byday": "TU", "freq": "WEEKLY", "opens_at": "12:00", "closes_at": "14:00"}


@pytest.fixture
def town(cast: Cast) -> dict[str, Place]:
    """A lunch club 300 metres from B66 1BA, a class two kilometres away, and a helpline that is nowhere."""
    with journal.change(action="tests.postcodes", by=None, at=AT) as change:
        Postcode.objects.create(code="B66 1BA", lat=HERE[0], lon=HERE[1], made_in=change)
    places = {"near": building("Canal Hall", HERE[0] + 0.0027, HERE[1]), "far": building("Far Rooms", 52.4825, -1.969)}
    service(
        cast.club, places["near"], title="Tuesday Table", about="A hot lunch together", times=[TUESDAY],
        needs=["food", "company"], access=["step-free", "hearing loop"], languages=["English", "Panjabi"], fees="Free",
    )  # fmt: skip
    service(
        cast.hub, places["far"], title="English for beginners", about="A class", languages=["en"], needs=["english"],
        times=[{"byday": "WE", "opens_at": "18:00", "closes_at": "20:00"}], fees="£2 a lesson",
    )  # fmt: skip
    service(cast.surgery, None, title="Worry line", about="By telephone", needs=["wellbeing"])
    return places


def look(client: Client, query: str = "") -> str:
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 200, query
    html = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return html


def titles(html: str) -> list[str]:
    return re.findall(r"<h3>(?:<a [^>]*>)?<bdi>([^<]+)</bdi>", html)


@pytest.fixture
def nobody(client_for: SignedIn) -> Client:
    return client_for("nobody")


def test_a_neighbour_finds_the_tuesday_lunch_club_near_home(town: dict[str, Place], nobody: Client):
    asked = "postcode=b661ba&miles=1&day=1&part=afternoon&access=step_free&access=hearing_loop"
    asked += "&language=pa&free=yes&need=food"
    html = look(nobody, asked)
    assert titles(html) == ["Tuesday Table"]
    for words in ("0.2 miles away", "Tuesday 12:00–14:00", "Free of charge", "Step-free", "Canal Hall", "1 found"):
        assert words in html, words


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["English for beginners", "Tuesday Table", "Worry line"]),
        ("q=lunch", ["Tuesday Table"]), ("q=lumch", ["Tuesday Table"]), ("q=lucnh", ["Tuesday Table"]),
        ("q=esol", ["English for beginners"]), ("q=worry", ["Worry line"]), ("q=surgery", ["Worry line"]),
        ("q=%E0%A8%B2%E0%A9%B0%E0%A8%97%E0%A8%B0", ["Tuesday Table"]),
        ("q=brasshouse+class", ["English for beginners"]),
        ("day=2", ["English for beginners"]), ("day=1&part=evening", []), ("part=evening", ["English for beginners"]),
        ("postcode=B66+1BA&miles=any", ["Tuesday Table", "English for beginners", "Worry line"]),
        ("postcode=B66+1BA&miles=2", ["Tuesday Table", "English for beginners"]),
        ("postcode=B66+1BA", ["Tuesday Table"]),
        ("need=wellbeing", ["Worry line"]), ("free=yes", ["Tuesday Table"]), ("access=quiet", []),
    ],
)  # fmt: skip
def test_each_condition_finds_what_it_says(town: dict[str, Place], nobody: Client, asked: str, found: list[str]):
    html = look(nobody, asked)
    shown = titles(html.split("Without ")[0]) if not found else titles(html)
    assert shown == found


def test_nothing_found_offers_what_there_is_with_one_condition_fewer(town: dict[str, Place], nobody: Client):
    html = look(nobody, "need=food&day=3")
    assert "Nothing here fits all of that" in html and "Without the day: 1" in html and "Tuesday Table" in html
    assert "Without the need" not in html  # nothing is on that day either
    both = look(nobody, "need=food&day=3&language=so")
    assert titles(both) == ["Tuesday Table"] and "Without the language: 1" in both


def test_the_filters_say_how_many_there_would_be(town: dict[str, Place], nobody: Client):
    html = look(nobody, "day=1")
    shown = dict(re.findall(r'">([\w -]+)</a><span class="n">(\d+)</span>', html))
    assert shown["Tuesday"] == "1" and shown["Wednesday"] == "1" and shown["Food"] == "1"
    assert "Learning English" not in shown


@pytest.mark.parametrize(
    "words", ["I want to die", "he hits me", "999", "He HITS me!", "ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ", "زوجي يضربني", "i can’t breathe"]
)
def test_words_of_danger_lead_to_urgent_help_before_anything_else(
    town: dict[str, Place], nobody: Client, words: str, caplog: pytest.LogCaptureFixture
):
    before = ChangeSet.objects.count()
    with caplog.at_level(logging.DEBUG):
        response = nobody.get(PAGE, {"q": words})
    html = response.content.decode()
    assert html.index("Is somebody in danger?") < html.index("find-q")
    assert all(f'href="tel:{n}"' in html for n in ("999", "116123", "08082000247"))
    assert ChangeSet.objects.count() == before and "no-store" in response.headers["Cache-Control"]
    assert not [record for record in caplog.records if words in record.getMessage()]
    assert "Is somebody in danger?" not in look(nobody, "q=lunch")


def test_what_has_ended_or_gone_stale_never_looks_current(cast: Cast, nobody: Client):
    today = timezone.localdate()
    service(cast.club, None, title="Old class", running="defunct", checked_on=str(today))
    service(cast.club, None, title="Shut class", running="temporarily closed")
    service(cast.club, None, title="Stale class", checked_on=str(today - timedelta(days=400)),
            check_by=str(today - timedelta(days=35)))  # fmt: skip
    assert titles(look(nobody)) == ["Shut class", "Stale class"]
    html = look(nobody, "q=class")
    assert "No longer running" in html and "Closed for now" in html and "Not checked since" in html
    assert "Last checked" not in html


def test_any_search_is_taken_away_as_a_file(town: dict[str, Place], nobody: Client):
    body = b"".join(nobody.get(f"{PAGE}?form=csv&need=food").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["Name"] for row in rows] == ["Tuesday Table"] and rows[0]["Language"] == "English; Panjabi"
    assert nobody.get(f"{PAGE}?form=xlsx").content.startswith(b"PK")
    features = json.loads(nobody.get(f"{PAGE}?form=geojson").content)["features"]
    assert len(features) == 3 and [f["geometry"] is None for f in features].count(True) == 1
    near = next(f for f in features if f["properties"]["Name"] == "Tuesday Table")
    assert near["geometry"]["coordinates"] == pytest.approx([HERE[1], HERE[0] + 0.0027])


def test_each_mark_of_the_map_leads_closer_and_loses_nothing(town: dict[str, Place], cast: Cast, nobody: Client):
    for number in range(40):
        service(
            cast.hub, building(f"Hall {number}", 52.47 + number % 7 * 0.008, -1.98 + number % 5 * 0.009), title="Hall"
        )
    html = look(nobody)
    marks = [href.replace("&amp;", "&") for href in re.findall(r'<a href="([^"]+box=[^"]+)"', html)]
    total = sum(int(re.search(r"(\d+) found", nobody.get(href).content.decode())[1]) for href in marks)  # type: ignore[index]
    assert total == 42


def test_nothing_of_anybody_protected_is_in_any_answer(town: dict[str, Place], cast: Cast, nobody: Client):
    asked = ["", "q=larkspur", "q=larkspru", "q=tollgate", "need=food", "postcode=B66+1BA&miles=any", "day=1",
             "form=csv", "form=geojson", "free=yes&access=quiet&need=rights", "q=zzzz"]  # fmt: skip
    read = [
        re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", bytes(nobody.get(f"{PAGE}?{each}").getvalue()))
        for each in asked
    ]
    refuge = building("Larkspur House", HERE[0], HERE[1])
    service(cast.bakery, None, title="Larkspur bread", about="Tollgate", times=[TUESDAY], needs=["food"], fees="free")
    service(cast.hub, refuge, title="Larkspur refuge", times=[TUESDAY], needs=["food", "rights"], access=["quiet"])
    assert titles(look(nobody, "q=larkspur")) == ["Larkspur bread", "Larkspur refuge"]
    protection.protect(thing=cast.bakery, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    protection.protect(thing=refuge, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    again = [
        re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", bytes(nobody.get(f"{PAGE}?{each}").getvalue()))
        for each in asked
    ]
    assert [each for each, a, b in zip(asked, read, again, strict=True) if a != b] == []


@pytest.mark.parametrize(
    "asked",
    ["q=%00", "page=99999", "page=x", "box=1,2", "box=nan,1,2,3", "miles=1e9", "day=9", "access=x,y", "q=%22*(",
     "postcode=%00", "postcode=ZZ1+1ZZ", "form=pdf", "language=xx&need=zz", "q=%F0%9F%92%A9&page=-1", "box=1,1,inf,9"],
)  # fmt: skip
def test_no_question_breaks_the_page(town: dict[str, Place], nobody: Client, asked: str):
    look(nobody, asked)
