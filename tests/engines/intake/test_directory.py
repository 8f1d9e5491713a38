"""Open Referral UK: what a page of a feed becomes, and what is wrong with one that is refused."""

import json
from typing import Any

import pytest

from goldenthread.domain.facts import ContactFact, PartyFact, PlaceFact, PromiseFact, Refused, Remark, TermFact
from goldenthread.engines.intake.limits import Unreadable

ORG, SERVICE, PLACE, TERM, OTHER = (f"{n}{'0' * 7}-0000-4000-8000-000000000000" for n in range(1, 6))
ADDRESS = {
    "id": OTHER, "address_1": "1 High St", "city": "Smethwick", "state_province": "West Midlands",
    "postal_code": "b661ba", "country": "GB", "address_type": "physical",
}  # fmt: skip
LOCATION = {
    "id": PLACE, "location_type": "physical", "name": "Brasshouse", "latitude": 52.49, "longitude": -1.97,
    "external_identifier": "010092008082", "external_identifier_type": "UPRN", "addresses": [ADDRESS],
    "accessibility": [{"id": OTHER, "description": "Ramp"}],
}  # fmt: skip
ORGANISATION = {
    "id": ORG, "name": "Brasshouse Trust", "description": "A hub", "email": "hub@example.org",
    "organization_identifiers": [
        {"id": OTHER, "identifier_scheme": "GB-COH", "identifier_type": "Company number", "identifier": "1234567"}
    ],
}  # fmt: skip
FULL: dict[str, Any] = {
    "id": SERVICE, "name": "Lunch club", "status": "active", "description": "Hot meals", "minimum_age": 60,
    "email": "lunch@example.org", "organization": ORGANISATION,
    "service_at_locations": [{"id": OTHER, "location": LOCATION}],
    "schedules": [{"id": OTHER, "freq": "WEEKLY", "byday": "TH", "opens_at": "12:00"}],
    "contacts": [{"id": OTHER, "name": "Ann Persona"}],
    "attributes": [{"id": OTHER, "taxonomy_term": {
        "id": TERM, "name": "Food", "description": "Meals", "taxonomy": "Needs", "parent_id": OTHER}}],
}  # fmt: skip


def of(facts: list[Any], kind: type) -> list[Any]:
    return [each for each in facts if isinstance(each, kind)]


@pytest.mark.parametrize("wrap", [
    lambda thing: thing, lambda thing: [thing], lambda thing: {"total_items": 1, "contents": [thing]},
])  # fmt: skip
def test_what_a_service_becomes(said: Any, wrap: Any) -> None:
    facts = said(json.dumps(wrap(FULL)), "service.json")
    (party,), (place,), (term,), (promise,) = (
        of(facts, kind) for kind in (PartyFact, PlaceFact, TermFact, PromiseFact)
    )
    assert (party.key, party.identifiers) == ("GB-COH:01234567", (("GB-COH", "01234567"), ("oruk", ORG)))
    assert [(each.party, each.value) for each in of(facts, ContactFact)] == [("GB-COH:01234567", "hub@example.org")]
    assert (place.key, place.kind, place.postcode, place.lat) == (f"oruk:{PLACE}", "building", "B66 1BA", 52.49)
    assert ("uprn", "10092008082") in place.identifiers
    assert (term.scheme, term.code, term.label, term.parent) == ("needs", TERM, "Food", "")
    assert (promise.key, promise.kind, promise.giver, promise.receiver) == (f"oruk:{SERVICE}", "service", party.key, "")
    assert (promise.place, promise.what) == (place.key, f"needs:{TERM}")
    assert promise.detail["status"] == "active" and promise.detail["schedules"][0]["byday"] == "TH"
    assert promise.detail["accessibility"] == ["Ramp"] and promise.detail["minimum_age"] == 60
    assert "Ann Persona" not in repr(facts)
    assert "left out on purpose (1)" in str(of(facts, Remark)[0].what)


def test_a_point_that_is_not_on_earth_is_left_out_and_the_place_kept(said: Any) -> None:
    facts = said(json.dumps({**LOCATION, "latitude": 100, "longitude": 101}), "location.json")
    assert of(facts, PlaceFact)[0].lat is None and "not on Earth" in str(of(facts, Remark)[0].what)


def test_the_same_things_many_times_are_said_once(said: Any) -> None:
    second = {**FULL, "id": OTHER, "name": "Chess"}
    facts = said(json.dumps({"contents": [FULL, second, FULL]}), "services.json")
    assert [len(of(facts, kind)) for kind in (PartyFact, PlaceFact, TermFact, PromiseFact)] == [1, 1, 1, 2]


def test_a_service_without_an_organisation_is_kept_and_remarked_on(said: Any) -> None:
    facts = said(json.dumps({"id": SERVICE, "name": "Lunch", "status": "active"}), "s.json")
    assert of(facts, PromiseFact)[0].giver == "" and "who runs it" in str(of(facts, Remark)[0].what)


@pytest.mark.parametrize(("change", "column"), [
    ({"id": "7"}, "id"), ({"name": ""}, "name"), ({"name": 7}, "name"), ({"status": "bogus"}, "status"),
    ({"email": "email-example_com"}, "email"), ({"email": False}, "email"), ({"url": "example/x"}, "url"),
    ({"minimum_age": "12"}, "minimum_age"), ({"organization": {"id": ORG, "name": "X"}}, "organization/description"),
    ({"organization": [ORGANISATION]}, "organization/"), ({"schedules": {}}, "schedules"),
    ({"schedules": [{"id": OTHER, "freq": "DAILY"}]}, "schedules/0/freq"),
    ({"service_at_locations": [{"id": OTHER, "location": {"id": PLACE, "location_type": "moon"}}]},
     "service_at_locations/0/location/location_type"),
    ({"last_modified": "last week"}, "last_modified"), ({"attributes": [5]}, "attributes/0/"),
])  # fmt: skip
def test_a_bad_field_is_refused_with_its_name(said: Any, change: dict[str, Any], column: str) -> None:
    (refused,) = of(said(json.dumps({"contents": [FULL, {**FULL, "id": OTHER, **change}]}), "s.json"), Refused)
    assert (refused.row, refused.column) == (2, column) and str(refused.why).endswith(".")


def test_a_null_is_a_field_left_out_and_a_bare_web_address_is_remarked_on(said: Any) -> None:
    facts = said(json.dumps({**FULL, "fees": None, "url": "www.example.org/lunch"}), "s.json")
    assert not of(facts, Refused) and any("https://" in str(each.what) for each in of(facts, Remark))


@pytest.mark.parametrize(("document", "words"), [
    ({"version": "HSDS-UK-3.0", "openapi_url": "https://example.org"}, "describes the feed itself"),
    ({"contents": []}, "empty"), ({"publisher": {"name": "x"}}, "neither 360Giving"),
])  # fmt: skip
def test_what_is_not_a_directory(said: Any, document: dict[str, Any], words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        said(json.dumps(document), "x.json")
