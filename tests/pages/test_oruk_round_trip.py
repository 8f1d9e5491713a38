"""What comes in as Open Referral UK goes out again: our own page, and the official mocks where they are at hand."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from goldenthread.core import founding
from goldenthread.core.models import Promise
from goldenthread.domain.facts import Refused
from goldenthread.engines.intake.directory import read_directory
from tests.capabilities.shape_of_oruk import wrong_with
from tests.cast import AT
from tests.core.bringing import bring

FIXTURE = Path(__file__).parents[1] / "fixtures" / "oruk" / "service.json"
MOCKS = "oruk/OpenReferralApi/Mocks"


def read(address: str) -> Any:
    return Client().get(f"/oruk/v3/{address}").json()


def bring_in(page: bytes) -> int:
    """Bring a page in; returns how many of its items were refused."""
    said = list(read_directory(io.BytesIO(page), "page.json", "a feed"))
    bring(*said)
    return sum(isinstance(each, Refused) for each in said)


def whole() -> dict[str, Any]:
    """Everything the feed gives, by id, apart from the ids that belong to the installation that gives it."""
    found = {item["id"]: item for item in read("services?full=true&per_page=500")["contents"]}
    for service in found.values():
        for spot in service.get("service_at_locations", ()):
            del spot["id"]
    found |= {item["id"]: item for item in read("organizations?full=true&per_page=500")["contents"]}
    for item in found.values():
        for service in item.get("services", ()):
            service.pop("service_at_locations", None)
    return found


def begin_again() -> None:
    """An empty place, founded."""
    call_command("flush", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    founding.found(name="Smethwick Together", by=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_feed_brought_into_an_empty_place_gives_the_same_directory():
    begin_again()
    bring_in(FIXTURE.read_bytes())
    given = read("services?full=true")
    before = whole()
    begin_again()
    assert read("services")["empty"]
    assert bring_in(json.dumps(given).encode()) == 0
    after = whole()
    partnership = {key for key, item in {**before, **after}.items() if item["name"] == "Smethwick Together"}
    assert {key: item for key, item in after.items() if key not in partnership} == {
        key: item for key, item in before.items() if key not in partnership
    }


@pytest.mark.django_db
def test_every_field_that_is_kept_is_given_back_as_it_came(cast: Any):
    bring_in(FIXTURE.read_bytes())
    came, given = json.loads(FIXTURE.read_text(encoding="utf-8")), read("services/5e0f0a8e-1f3f-4c7e-9a53-0f3a9a3d1c01")
    for name in set(came) - {"contacts", "organization", "attributes", "service_at_locations", "schedules"}:
        assert given[name] == came[name], name
    assert given["schedules"] == [{key: v for key, v in came["schedules"][0].items() if v is not None}]
    assert came["attributes"][0] in given["attributes"]
    assert given["organization"]["organization_identifiers"][0]["identifier"] == "07654321"
    location, said = given["service_at_locations"][0]["location"], came["service_at_locations"][0]["location"]
    for name in ("id", "location_type", "name", "latitude", "longitude"):
        assert location[name] == said[name]
    assert location["addresses"][0]["postal_code"] == "B66 1BA"
    assert location["accessibility"][0]["description"] == "A ramp at the side"
    assert "contacts" not in given and "Zebunnisa" not in json.dumps(given)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["Default", "Test", "Warn"])
def test_the_official_mocks_come_in_and_go_out_again(cast: Any, outside: Path, kind: str):
    came = json.loads((outside / MOCKS / f"V3.0-UK-{kind}" / "service_full.json").read_bytes())
    assert bring_in(json.dumps(came).encode()) == 0
    given = read(f"services/{came['id']}")
    assert wrong_with("services", given) == []
    for name in ("name", "description", "url", "status", "fees", "minimum_age", "alert", "service_areas"):
        assert given.get(name) == came.get(name), name


@pytest.mark.django_db
def test_the_official_mocks_that_fail_bring_nothing_in(cast: Any, outside: Path):
    for name in ("service_full", "service_list"):
        assert bring_in((outside / MOCKS / "V3.0-UK-Fail" / f"{name}.json").read_bytes()) > 0, name
    ids = set(Promise.objects.filter(kind__code="service").values_list("pk", flat=True))
    assert read("services")["total_items"] == len(ids)
