"""Real files: every good one gives facts, every bad one says why. Needs the data folder; see conftest."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goldenthread.domain.facts import (
    ClaimFact,
    EntryFact,
    PartyFact,
    PlaceFact,
    PostcodeFact,
    PromiseFact,
    Refused,
    Said,
    TermFact,
)
from goldenthread.engines import intake
from goldenthread.engines.intake.limits import Unreadable
from goldenthread.engines.intake.osgb import to_wgs84


def read(path: Path) -> list[Said]:
    with path.open("rb") as stream:
        reader = intake.recognise(stream, path.name)
        return list(intake.read(stream, name=path.name, as_=reader, source="shared"))


def verdict(path: Path) -> str:
    try:
        facts = read(path)
    except Unreadable:
        return "unreadable"
    return "refused" if any(isinstance(each, Refused) for each in facts) else "good"


# Judged by hand against the standard. A missing description does not refuse a grant (thousands of
# published ones have none), nor does a day written 24/07/2014; anything else that is required does.
DQT = {
    "additional_fields.json": "good",
    "dei_extension.xlsx": "good",
    "duration_usefulness.json": "good",
    "fundingtrust-grants_dc.txt": "good",  # a CSV; the award date stands under an older title
    "RecipientIndWithoutToIndividualsDetails.xlsx": "good",
    "GeoCodePostcode.xlsx": "refused",  # identifiers and places only
    "GeoCodePostcodeRecipientInd.xlsx": "refused",
    "RecipientIndDEI.json": "refused",  # no title, amount, date or funder
    "badfile_all_validation_errors.json": "refused",
    "badfile_all_validation_errors.xlsx": "refused",
    "badfile_too_many_rows.xlsx": "refused",  # 50,000 rows with nothing but a funder
    "bom.csv": "refused",  # two columns
    "codelist.csv": "refused",  # one column, a bad code
    "decimal_amounts.csv": "refused",  # amounts only
    "decimal_amounts.json": "refused",
    "fundingproviders-grants-email.json": "refused",  # one grant twice
    "fundingproviders-grants_2_grants.xlsx": "refused",  # the first recipient has no identifier
    "fundingproviders-grants_2_grants_titleswithoutrollup.xlsx": "refused",
    "fundingproviders-grants_broken_grants.json": "refused",
    "fundingproviders-grants_fixed_2_grants.json": "refused",
    "fundingproviders_grants_2_grants.csv": "refused",
    "bad.xlsx": "unreadable",  # empty
    "publishers.json": "unreadable",  # about publishers
    "tenders_releases_2_releases.xlsx": "unreadable",  # tenders, not grants
    "validation_errors-3.json": "unreadable",  # a report
}


@pytest.mark.parametrize("name", DQT)
def test_360giving_fixtures_get_their_verdicts(shared: Path, name: str) -> None:
    path = shared / "360giving" / "dqt-fixtures" / name
    assert verdict(path) == DQT[name]
    if DQT[name] == "refused":
        refused = [each for each in read(path) if isinstance(each, Refused)]
        assert all(each.row and each.column and str(each.why).endswith(".") for each in refused[:1000])


def test_no_fixture_is_left_unjudged(shared: Path) -> None:
    there = {path.name for path in (shared / "360giving" / "dqt-fixtures").iterdir()} - {"SOURCES"}
    assert there == set(DQT)


GRANTNAV = [
    "a002400000KeYdsAAF-currency.json", "a002400000KeYdsAAF.json", "a002400000OiDBQAA3.json", "a002400000nO46WAAS.json",
    "awefw001p00000zgyHZAAY.json", "grantnav-20180903134856.json",
]  # fmt: skip


def plain(organisation: dict[str, Any]) -> str:
    """The org id without spaces; one that says “n/a” or “Exempt” identifies nobody, and the name is added to it."""
    identifier = organisation["id"].replace(" ", "")
    return f"{identifier} ({organisation['name']})" if identifier.endswith(("n/a", "NA", "Exempt")) else identifier


def money(grant: dict[str, Any]) -> int:
    return int((Decimal(repr(grant["amountAwarded"])) * 100).to_integral_exact())


@pytest.mark.parametrize("name", GRANTNAV)
def test_totals_equal_a_direct_sum(shared: Path, name: str) -> None:
    path = shared / "360giving" / "grantnav" / name
    grants = json.loads(path.read_bytes())["grants"]
    facts = read(path)
    assert not [each for each in facts if isinstance(each, Refused)]
    spelt: dict[str, str] = {}  # org id as published, but for spaces -> our key
    for each in facts:
        if isinstance(each, PartyFact):
            spelt |= {
                value if scheme == "org-id" else f"{scheme}-{value}": each.key for scheme, value in each.identifiers
            }
    expected: Counter[tuple[str, str, str]] = Counter()
    for grant in grants:
        recipients = grant.get("recipientOrganization")
        receiver = spelt[plain(recipients[0])] if recipients else ""
        expected[grant["currency"], spelt[plain(grant["fundingOrganization"][0])], receiver] += money(grant)
    for kind in (PromiseFact, EntryFact):
        found: Counter[tuple[str, str, str]] = Counter()
        for each in facts:
            if isinstance(each, kind):
                assert each.quantity is not None
                found[each.quantity.unit.code, each.giver, each.receiver] += each.quantity.amount
        assert found == expected
    named = [
        org for grant in grants for org in [*grant["fundingOrganization"], *grant.get("recipientOrganization", [])]
    ]
    published = {plain(org) for org in named}
    assert len({each.key for each in facts if isinstance(each, PartyFact)}) == len(published)  # none merged, none split


def test_published_workbooks_say_the_same_as_their_json(shared: Path) -> None:
    for name in ("a001p00000zgyHZAAY", "a003W000001B7PzQAK"):
        totals = []
        for ending in ("json", "xlsx"):
            facts = read(shared / "360giving" / f"{name}.{ending}")
            assert not [each for each in facts if isinstance(each, Refused)]
            totals.append({(each.key, each.giver, each.receiver, each.quantity.amount, each.from_day)
                           for each in facts if isinstance(each, EntryFact) and each.quantity})  # fmt: skip
        assert totals[0] == totals[1]


NOT_A_DIRECTORY = {"api_details.json", "dashboard_service_details_response.json", "dashboard_services_response.json"}
# The official schemas fail taxonomy_term.json of Fail and of Warn alike (no description): the
# official validator warns of it, and so do we.
FAILS = {"service_full.json", "service_list.json"}


@pytest.mark.parametrize("group", ["Default", "Test", "Warn", "Fail"])
def test_open_referral_mocks(shared: Path, group: str) -> None:
    folder = shared / "oruk" / "OpenReferralApi" / "Mocks" / f"V3.0-UK-{group}"
    for path in sorted(folder.glob("*.json")):
        expected = "unreadable" if path.name in NOT_A_DIRECTORY else "good"
        if group == "Fail" and path.name in FAILS:
            expected = "refused"
        assert (path.name, verdict(path)) == (path.name, expected)


def test_the_failing_service_is_refused_for_what_is_wrong_with_it(shared: Path) -> None:
    folder = shared / "oruk" / "OpenReferralApi" / "Mocks" / "V3.0-UK-Fail"
    found = {(each.column, each.value) for each in read(folder / "service_full.json") if isinstance(each, Refused)}
    assert found == {("url", "example/counselling"), ("email", "email-example_com")}
    columns = Counter(each.column for each in read(folder / "service_list.json") if isinstance(each, Refused))
    assert columns["name"] == 4 and columns["email"] == 4


def test_the_standards_own_example(shared: Path) -> None:
    facts = read(shared / "oruk" / "uk-profile-examples" / "service_full.json")
    party, place, promise = (
        next(e for e in facts if isinstance(e, kind)) for kind in (PartyFact, PlaceFact, PromiseFact)
    )
    assert (party.name, place.name, promise.giver) == ("Example Organization Inc.", "MyCity Civic Center", party.key)
    assert promise.detail["name"] == "Community Counselling" and any(isinstance(each, TermFact) for each in facts)


def test_postcodes_of_two_boroughs(shared: Path) -> None:
    path = shared / "geo" / "postcodes_sandwell_birmingham_cpo2025nov.csv"
    facts = read(path)
    codes = [each for each in facts if isinstance(each, PostcodeFact)]
    assert len(codes) == len(facts) == 28_563
    lines = path.read_text().splitlines()[1:]
    east, north, lat, lon = np.array([[float(cell) for cell in line.split(",")[1:5]] for line in lines]).T
    ours = to_wgs84(east, north)
    metres = np.hypot((ours[0] - lat) * 111_200, (ours[1] - lon) * 111_200 * np.cos(np.radians(lat)))
    assert metres.max() < 5  # what Ordnance Survey says of the transformation


def test_boundaries_are_read_with_their_deciles(shared: Path) -> None:
    facts = read(shared / "geo" / "lsoa21_sandwell_birmingham.geojson")
    places = [each for each in facts if isinstance(each, PlaceFact)]
    claims = [each for each in facts if isinstance(each, ClaimFact)]
    assert len(places) == len(claims) == 849 and {each.indicator for each in claims} == {"indicator:imd2025_decile"}
    first = next(each for each in claims if each.subject == "ons:E01008881")
    assert first.value == 2
    wards = read(shared / "geo" / "wards22_sandwell_birmingham.geojson")
    assert len(wards) == 93 and all(isinstance(each, PlaceFact) for each in wards)
