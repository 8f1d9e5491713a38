"""The official schemas of Open Referral UK 3.0, as its own validator has them, hold for every answer.

They are not ours to copy, so they are read where GOLDENTHREAD_DATA has them. `organization_list` describes one
organisation and not a page of them (the official mocks fail it as well), so it is held against what stands on a page.
"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from goldenthread.engines.intake.directory import read_directory
from tests.capabilities.shape_of_oruk import wrong_by
from tests.cast import Cast
from tests.core.bringing import bring

pytestmark = pytest.mark.django_db
ORUK = "oruk/OpenReferralApi"
PAGES = {  # list -> (schema of a page, schema of one thing)
    "services": ("service_list", "service"),
    "service_at_locations": ("service_at_location_list", "service_at_location"),
    "taxonomies": ("taxonomy_list", "taxonomy"),
    "taxonomy_terms": ("taxonomy_term_list", "taxonomy_term"),
    "organizations": ("", "organization"),
}


def schema(outside: Path, name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((outside / ORUK / "Schemas" / "V3.0-UK" / f"{name}.json").read_bytes())
    return said


def read(address: str) -> Any:
    return Client().get(f"/oruk/v3/{address}").json()


def test_the_official_mocks_are_judged_as_their_makers_judge_them(outside: Path):
    """So the judge is fit to judge: what has to pass passes, what has to fail fails."""
    for kind, fails in (("Default", False), ("Test", False), ("Warn", False), ("Fail", True)):
        for name, by in (("service_full", "service"), ("service_list", "service_list")):
            mock = json.loads((outside / ORUK / "Mocks" / f"V3.0-UK-{kind}" / f"{name}.json").read_bytes())
            assert bool(wrong_by(schema(outside, by), mock)) == fails, (kind, name)


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_holds_to_the_official_schema(cast: Cast, outside: Path, path: str):
    for mock in sorted((outside / ORUK / "Mocks").glob("V3.0-UK-[DTW]*/service_full.json")):
        bring(*read_directory(io.BytesIO(mock.read_bytes()), mock.name, "a feed"))
    of_page, of_one = PAGES[path]
    for query in ("", "?full=true", "?full=true&full_service=true", "?minimal=true", "?per_page=1", "?search=zzzz"):
        page = read(path + query)
        assert of_page == "" or wrong_by(schema(outside, of_page), page) == [], query
        for item in page["contents"]:
            assert wrong_by(schema(outside, of_one), item) == [], (query, item["id"])
    for item in read(path)["contents"]:
        assert wrong_by(schema(outside, of_one), read(f"{path}/{item['id']}")) == []
    assert wrong_by(schema(outside, "api_details"), read("")) == []
