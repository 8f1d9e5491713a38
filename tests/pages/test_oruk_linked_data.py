"""What programs read in a page: schema.org, as a stranger may read it."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from goldenthread.capabilities.directory import indexing, linked_data
from goldenthread.capabilities.directory.models import Listing, Service
from goldenthread.core import journal, terms
from goldenthread.core.models import Identifier, Party, Place, Promise
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def said_on(client: Client, address: str) -> list[Any]:
    page = client.get(address)
    assert page.status_code == 200
    return [json.loads(text) for text in DATA.findall(page.content.decode())]


def offer(by: Party, place: Place | None, **said: Any) -> Promise:
    with journal.change(action="tests.offer", by=None, at=AT) as change:
        made = Promise.objects.create(
            kind_id=terms.kind("service"), giver=by, place=place, made_in=change, changed_in=change
        )
        Service.objects.create(promise=made, **said)
        indexing.settle([made.pk])
    return made


def test_a_group_says_who_it_is(cast: Cast):
    Listing.objects.update_or_create(party=cast.club, defaults={"about": "Lunch for all", "website": "example.org"})
    Identifier.objects.create(scheme="GB-CHC", value="1122405", party=cast.club, made_in=cast.club.made_in)
    (said,) = said_on(Client(), f"/directory/{cast.club.ref}/")
    assert said == {
        "@context": "https://schema.org", "@type": "Organization", "name": "Rolfe Street Lunch Club",
        "url": f"http://localhost:8000/directory/{cast.club.ref}/", "description": "Lunch for all",
        "sameAs": "https://example.org",
        "identifier": [{"@type": "PropertyValue", "propertyID": "Charity Commission", "value": "1122405"}],
    }  # fmt: skip


def test_a_service_says_what_it_is_when_and_where(cast: Cast):
    times = [{"freq": "WEEKLY", "byday": "TU", "opens_at": "12:00", "closes_at": "24:00"},
             {"freq": "MONTHLY", "byday": "1WE", "opens_at": "10:00", "closes_at": "11:00"}]  # fmt: skip
    made = offer(cast.club, cast.places["building"], title="Tuesday table", times=times, youngest=60, free=True)
    (said,) = said_on(Client(), f"/directory/services/{made.ref}/")
    assert (said["@type"], said["name"], said["provider"]["name"]) == ("Service", "Tuesday table", cast.club.name)
    assert [(each["dayOfWeek"], each["opens"], each["closes"]) for each in said["hoursAvailable"]] == [
        ("Tuesday", "12:00", "23:59")
    ]
    assert said["audience"] == {"@type": "PeopleAudience", "suggestedMinAge": 60} and said["offers"]["price"] == 0
    (channel,) = said["availableChannel"]
    assert channel["serviceLocation"]["address"]["postalCode"] == "B66 1BG"


def test_a_person_says_nothing_to_programs(cast: Cast, client_for: Any):
    assert said_on(client_for("ruth"), f"/directory/{cast.ruth.ref}/") == []
    assert linked_data.of_party(cast.ruth) is None
    assert linked_data.of_service(offer(cast.ruth, None, title="Mends bicycles")) is None


def test_what_is_said_is_the_same_for_every_reader(cast: Cast, client_for: Any):
    told = [said_on(client_for(name), f"/directory/{cast.hub.ref}/") for name in ("nobody", "ruth", "amina", "jo")]
    assert all(said == told[0] for said in told) and told[0]


def test_nothing_that_somebody_wrote_ends_the_data(cast: Cast):
    evil = "</script><script>alert(1)</script>&\u2028<!--"
    Listing.objects.update_or_create(party=cast.club, defaults={"about": evil})
    (said,) = said_on(Client(), f"/directory/{cast.club.ref}/")
    assert said["description"] == evil
    assert "<script>alert" not in Client().get(f"/directory/{cast.club.ref}/").content.decode()
