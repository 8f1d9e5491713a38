"""The feed of Open Referral UK, read as a stranger's program reads it."""

import io
import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from goldenthread.capabilities.directory import indexing
from goldenthread.capabilities.directory.models import Service
from goldenthread.core import journal, protection, terms
from goldenthread.core.models import Party, Place, Postcode, Promise
from goldenthread.domain.kinds import PlaceKind
from goldenthread.engines.intake.directory import read_directory
from goldenthread.engines.oruk_feed import id_of, ref_of
from tests.capabilities.shape_of_oruk import wrong_with
from tests.cast import AT, Cast
from tests.core.bringing import bring

pytestmark = pytest.mark.django_db
FEED = "/oruk/v3/"
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")
FIXTURE = Path(__file__).parents[1] / "fixtures" / "oruk" / "service.json"
SERVICE, ORGANISATION = "5e0f0a8e-1f3f-4c7e-9a53-0f3a9a3d1c01", "5e0f0a8e-1f3f-4c7e-9a53-0f3a9a3d1c02"


def get(address: str, **headers: str) -> Any:
    return Client().get(f"{FEED}{address}", headers=headers)


def read(address: str) -> Any:
    answer = get(address)
    assert answer.status_code == 200, (address, answer.content)
    return answer.json()


def bring_in(page: bytes) -> None:
    bring(*read_directory(io.BytesIO(page), "page.json", "a feed"))


def offer(by: Party, title: str, place: Place | None = None, **said: Any) -> Promise:
    """A service of our own, as the pages of the directory write one."""
    with journal.change(action="tests.offer", by=None, at=AT) as change:
        made = Promise.objects.create(
            kind_id=terms.kind("service"), giver=by, place=place, made_in=change, changed_in=change
        )
        Service.objects.create(promise=made, title=title, **said)
        indexing.settle([made.pk])
    return made


def every(path: str, per_page: int) -> list[dict[str, Any]]:
    """Walk a list from its first page to its last, and hold each page to its own words."""
    pages = [read(f"{path}per_page={per_page}&page=1")]
    while not pages[-1]["last_page"]:
        pages.append(read(f"{path}per_page={per_page}&page={len(pages) + 1}"))
    assert [page["page_number"] for page in pages] == list(range(1, len(pages) + 1))
    assert [page["first_page"] for page in pages] == [True] + [False] * (len(pages) - 1)
    assert {page["total_pages"] for page in pages} == {len(pages)}
    assert all(page["size"] == len(page["contents"]) <= per_page for page in pages)
    contents = [item for page in pages for item in page["contents"]]
    assert {page["total_items"] for page in pages} == {len(contents)}
    return contents


def empties(said: Any) -> Iterable[Any]:
    """Everything in an answer that is empty and stands in an object."""
    for value in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        if value is None or value in ("", []):
            yield said
        yield from empties(value)


def test_the_feed_says_what_it_is():
    said = read("")
    assert (said["version"], wrong_with("api_details", said)) == ("HSDS-UK-3.0", [])
    described = Client().get(said["openapi_url"].split("localhost:8000")[-1]).json()
    assert {"/services", "/services/{id}", "/taxonomy_terms/{id}"} < described["paths"].keys()


def test_every_thing_on_a_list_is_found_by_its_id_and_holds_to_the_standard(cast: Cast):
    bring_in(FIXTURE.read_bytes())
    offer(cast.club, "Tuesday table", cast.places["room"], website="example.org", youngest=60, free=True)
    for path in LISTS:
        for item in read(path)["contents"]:
            whole = read(f"{path}/{item['id']}")
            assert whole["id"] == item["id"]
            assert wrong_with(f"{path}_list", item) == wrong_with(path, whole) == [], (path, item, whole)
            assert [*empties(item), *empties(whole)] == []


def test_pages_add_up_and_no_id_stands_twice(cast: Cast):
    for number in range(23):
        offer(cast.hub if number % 2 else cast.club, f"Service {number}", cast.places["room"])
    for path in (*(f"{path}?" for path in LISTS), "services?full=true&", "services?minimal=true&"):
        ids = [item["id"] for item in every(path, 7)]
        assert len(set(ids)) == len(ids) > 4, path
        assert ids == [item["id"] for item in every(path, 5)], f"{path}: the order is fixed"
    beyond = read("services?page=99")
    assert (beyond["empty"], beyond["contents"], beyond["total_items"]) == (True, [], 23)


def test_an_empty_answer_is_one_empty_page(cast: Cast):
    page = read("services?search=nothingiscalledthis")
    assert page == {
        "total_items": 0, "total_pages": 0, "page_number": 1, "size": 0, "first_page": True, "last_page": True,
        "empty": True, "contents": [],
    }  # fmt: skip


def test_what_came_in_with_a_uuid_keeps_it_and_what_is_ours_has_one_of_its_reference(cast: Cast):
    bring_in(FIXTURE.read_bytes())
    own = offer(cast.club, "Tuesday table")
    assert {item["id"] for item in read("services")["contents"]} == {SERVICE, id_of("service", own.ref)}
    assert ref_of("service", id_of("service", own.ref)) == own.ref
    assert read(f"services/{SERVICE}")["organization"]["id"] == ORGANISATION
    brought = Promise.objects.get(identifiers__value=SERVICE)
    assert get(f"services/{id_of('service', brought.ref)}").status_code == 404, "it has one id, not two"


@pytest.mark.parametrize(("query", "titles"), [
    ("search=lunch", {"Lunch"}), ("search=LUNCH rolfe", {"Lunch"}), ("search=club nobody", set()),
    ("day=TU", {"Lunch"}), ("day=tuesday&start_time=13:30&end_time=15:00", {"Lunch"}),
    ("day=TU&start_time=14:00", set()), ("day=WE", {"Youth"}), ("start_time=18:00", {"Youth"}),
    ("minimum_age=19", {"Lunch", "Advice"}), ("maximum_age=17", {"Youth", "Advice"}),
    ("minimum_age=18&maximum_age=18", {"Youth", "Advice"}), ("modified_after=2025-09-01", {"Lunch", "Youth", "Advice"}),
    ("modified_after=2025-09-01T09:00:01Z", set()), ("format=json&unknown=1", {"Lunch", "Youth", "Advice"}),
])  # fmt: skip
def test_each_question_is_answered(cast: Cast, query: str, titles: set[str]):
    tuesday = [{"freq": "WEEKLY", "byday": "TU", "opens_at": "12:00", "closes_at": "14:00"}]
    wednesday = [{"freq": "WEEKLY", "byday": "WE", "opens_at": "18:00", "closes_at": "20:00"}]
    offer(cast.club, "Lunch", times=tuesday, youngest=60)
    offer(cast.hub, "Youth", times=wednesday, youngest=11, oldest=18)
    offer(cast.surgery, "Advice")
    assert {item["name"] for item in read(f"services?{query}")["contents"]} == titles


def test_by_organisation_taxonomy_and_term(cast: Cast):
    offer(cast.hub, "Other")
    marked = offer(cast.club, "Lunch", more={"needs": ["food"]})
    told = read(f"services/{id_of('service', marked.ref)}")["attributes"][0]["taxonomy_term"]
    club = id_of("organization", cast.club.ref)
    for query in (f"taxonomy_term_id={told['id']}", f"taxonomy_id={told['taxonomy_id']}", f"organization_id={club}"):
        assert [item["name"] for item in read(f"services?{query}")["contents"]] == ["Lunch"], query
    inside = read(f"taxonomy_terms?taxonomy_id={told['taxonomy_id']}&per_page=500")["contents"]
    assert told["id"] in {term["id"] for term in inside} and {term["taxonomy"] for term in inside} == {"need"}


def test_a_postcode_finds_what_is_within_so_many_metres(cast: Cast):
    with journal.change(action="tests.place", by=None, at=AT) as change:
        Postcode.objects.create(code="B66 1BA", lat=52.4900, lon=-1.9700, source="test", made_in=change)
        for name, lat in (("near", 52.4980), ("far", 52.5100)):  # 889.6 m and 2,223.9 m by haversine
            place = Place.objects.create(
                kind=PlaceKind.BUILDING, name=name, name_key=name, lat=lat, lon=-1.97, made_in=change, changed_in=change
            )
            offer(cast.club, name, place)
    offer(cast.club, "nowhere")

    def found(query: str) -> set[str]:
        return {item["service"]["name"] for item in read(f"service_at_locations?postcode=b661ba{query}")["contents"]}

    assert found("&proximity=889") == set()
    assert found("&proximity=890") == {"near"}
    assert found("&proximity=2225") == found("") == {"near", "far"}
    assert [item["name"] for item in read("services?postcode=B66 1BA&proximity=900")["contents"]] == ["near"]


@pytest.mark.parametrize("query", [
    "page=0", "page=-1", "page=x", "per_page=501", "per_page=1e3", "format=xml", "day=someday", "start_time=25:00",
    "modified_after=yesterday", "minimum_age=-1", "full=perhaps", "taxonomy_id=1", "organization_id=club",
    "proximity=100", "postcode=ZZ99 9ZZ", "postcode=B66 1BA&proximity=far", f"search={'x' * 201}", "page=٣",
])  # fmt: skip
def test_a_question_that_cannot_be_read_gets_a_plain_sentence(cast: Cast, query: str):
    answer = get(f"services?{query}")
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"] and answer.json()["error"].endswith(".")


@pytest.mark.parametrize(
    "ending", ["nonsense", "00000000-0000-4000-8000-000000000000", "676f6c64-7468-8001-bfff-ffffffffffff"]
)
@pytest.mark.parametrize("path", LISTS)
def test_an_id_that_is_not_there_is_not_found_in_words(cast: Cast, path: str, ending: str):
    answer = get(f"{path}/{ending}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


def test_any_page_of_the_web_may_read_it_and_nothing_can_be_sent(cast: Cast):
    for way in ("get", "head", "options"):
        answer = getattr(Client(), way)(f"{FEED}services", headers={"origin": "https://finder.example"})
        assert answer.status_code == (204 if way == "options" else 200)
        assert answer["Access-Control-Allow-Origin"] == "*" and "Set-Cookie" not in answer.headers
    for way in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), way)(f"{FEED}services")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_an_answer_that_is_still_right_is_not_sent_again(cast: Cast):
    tag = get("services")["ETag"]
    again = get("services", if_none_match=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    offer(cast.club, "New")
    fresh = get("services", if_none_match=tag)
    assert fresh.status_code == 200 and fresh["ETag"] != tag


def test_everybody_reads_the_same_whoever_they_are(cast: Cast, client_for: Any):
    offer(cast.club, "Tuesday table")
    offer(cast.ruth, "Ruth mends bicycles")
    for path in ("services", "organizations?full=true"):
        bodies = {client_for(name).get(f"{FEED}{path}").content for name in ("nobody", "ruth", "amina", "jo")}
        assert len(bodies) == 1 and b"Ruth" not in bodies.pop()


def test_nothing_of_whom_or_what_is_kept_out_of_sight_changes_a_byte(cast: Cast):
    """Not the body, not the tag: before she is there, and after she is and is protected."""
    offer(cast.club, "Tuesday table", cast.places["room"])
    before = look()
    with journal.change(action="tests.refuge", by=None, at=AT) as change:
        written = {"made_in": change, "changed_in": change}
        refuge = Party.objects.create(kind="organisation", name="Larkspur", name_key="larkspur", **written)
        house = Place.objects.create(kind="building", name="Larkspur House", name_key="larkspur house", lat=52.49,
                                     lon=-1.97, **written)  # fmt: skip
    hers = offer(refuge, "Beds tonight", house)
    at_hers = offer(cast.hub, "Advice at the house", house)
    assert look() != before
    for thing in (refuge, house):
        protection.protect(thing=thing, worker=cast.sunita.pk, by=cast.amina.pk, at=AT + timedelta(hours=1))
    assert look() == before
    for ref in (hers.ref, at_hers.ref):
        unknown, hidden = get(f"services/{SERVICE}"), get(f"services/{id_of('service', ref)}")
        assert (hidden.status_code, hidden.content) == (404, unknown.content)


def test_a_second_place_out_of_sight_is_not_told_nor_how_to_get_into_it(cast: Cast):
    page = json.loads(FIXTURE.read_text(encoding="utf-8"))
    (first,) = page["service_at_locations"]
    second = json.loads(json.dumps(first).replace("3d1c", "3d2c").replace("Brasshouse", "Larkspur"))
    second["location"]["accessibility"][0]["description"] = "Ring twice at the blue door"
    page["service_at_locations"].append(second)
    bring_in(json.dumps(page).encode())
    assert len(read(f"services/{SERVICE}")["service_at_locations"]) == 2
    house = Place.objects.get(name__startswith="Larkspur")
    protection.protect(thing=house, worker=cast.sunita.pk, by=cast.amina.pk, at=AT + timedelta(hours=1))
    told = json.dumps(read(f"services/{SERVICE}")) + json.dumps(read("service_at_locations?full=true"))
    assert "Larkspur" not in told and "blue door" not in told and "Brasshouse" in told


def look() -> list[tuple[int, str, bytes]]:
    addresses = (*LISTS, "services?full=true", "organizations?full=true&full_service=true",
                 "service_at_locations?full=true", "services?search=beds", "services?minimal=true")  # fmt: skip
    answers = [get(address) for address in addresses]
    return [(answer.status_code, answer["ETag"], answer.content) for answer in answers]
