"""Grants go out as 360Giving data, and come in again as they were."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from goldenthread.capabilities.directory import grants_out
from goldenthread.core import importing, journal, protection, terms
from goldenthread.core.models import Entry, Identifier, Party, Promise
from goldenthread.core.permissions import Actor
from goldenthread.domain.quantities import currency
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db
STRANGER = Actor(None, AT)
ONE = {
    "id": "360G-a-1", "title": "Kitchen", "description": "A new kitchen", "currency": "GBP", "amountAwarded": 1234.5,
    "awardDate": "2024-05-01", "recipientOrganization": [{"id": "GB-CHC-1122405", "name": "Brasshouse"}],
    "fundingOrganization": [{"id": "GB-COH-00000006", "name": "A Trust"}], "grantProgramme": [{"title": "Small"}],
    "disbursementTransaction": [
        {"id": "p1", "transactionDate": "2024-06-01", "currency": "GBP", "value": 1000},
        {"id": "p2", "transactionDate": "2024-09-01", "currency": "GBP", "value": 234.5},
    ],
}  # fmt: skip
TWO = {**ONE, "id": "360G-a-2", "currency": "EUR", "amountAwarded": 10_000_000.01, "disbursementTransaction": []}
SOMEBODYS = {key: value for key, value in ONE.items() if key != "recipientOrganization"} | {
    "id": "360G-a-3", "recipientIndividual": {"id": "x", "name": "Nadia Quillfeather"}, "disbursementTransaction": [],
}  # fmt: skip


def bring_in(folder: Path, grants: list[dict]) -> None:
    file = folder / "grants.json"
    file.write_text(json.dumps({"grants": grants}), encoding="utf-8")
    receipt = importing.commit(importing.stage_file(file, by=None, at=AT), by=None, at=AT)
    assert receipt.made, receipt.refused


def taken_out() -> list[dict]:
    stream = io.BytesIO()
    count = grants_out.write(STRANGER, "json", stream)
    found = json.loads(stream.getvalue())["grants"]
    assert len(found) == count
    return found


def without_payment_ids(grant: dict) -> dict:
    payments = grant.get("disbursementTransaction", [])
    return grant | {"disbursementTransaction": [{k: v for k, v in paid.items() if k != "id"} for paid in payments]}


def test_what_came_in_goes_out_to_the_penny(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, [ONE, TWO])
    assert [without_payment_ids(grant) for grant in taken_out()] == [without_payment_ids(g) for g in (ONE, TWO)]


def test_a_grant_to_a_person_never_names_them(cast: Cast, tmp_path: Path) -> None:
    bring_in(tmp_path, [SOMEBODYS])
    (grant,) = taken_out()
    assert "recipientOrganization" not in grant and grant["recipientIndividual"] == grants_out.SOMEBODY
    assert "Nadia" not in json.dumps(grant)


def test_a_grant_made_here_has_an_identifier_of_its_own_and_agrees_with_the_journal(cast: Cast) -> None:
    with journal.change(action="tests.grant", by=None, at=AT) as change:
        promise = Promise.objects.create(
            kind_id=terms.kind("grant"), giver=cast.bakery, receiver=cast.club, amount=50_00,
            unit_id=terms.unit(currency("GBP")), from_day=date(2025, 8, 1), made_in=change, changed_in=change,
        )  # fmt: skip
    (grant,) = taken_out()
    assert grant["id"] == f"360G-goldenthread-{promise.ref}" and grant["amountAwarded"] == 50
    assert grant["fundingOrganization"][0]["name"] == cast.bakery.name


def test_a_protected_body_is_in_no_grant(cast: Cast, tmp_path: Path, client: Client) -> None:
    bring_in(tmp_path, [TWO])
    before = client.get("/directory/grants.csv").getvalue()
    bring_in(tmp_path, [ONE | {"recipientOrganization": [{"id": "GB-CHC-1000001", "name": "Refuge"}]}])
    refuge = Party.objects.get(name="Refuge")
    assert b"Refuge" in client.get("/directory/grants.csv").getvalue()
    protection.protect(thing=refuge, worker=cast.sunita.pk, by=cast.amina.pk, at=AT)
    assert client.get("/directory/grants.csv").getvalue() == before


def test_published_grants_add_up_and_come_in_again_as_they_were(cast: Cast, tmp_path: Path, outside: Path) -> None:
    source = outside / "360giving/grantnav/a002400000OiDBQAA3.json"
    grants = json.loads(source.read_text(encoding="utf-8"))["grants"][:200]
    bring_in(tmp_path, grants)
    out = taken_out()
    assert _totals(out) == _totals(grants)
    here = Entry.objects.count(), Promise.objects.count(), Identifier.objects.count()
    again = tmp_path / "again.json"
    again.write_text(json.dumps({"grants": [without_payment_ids(grant) for grant in out]}), encoding="utf-8")
    receipt = importing.commit(importing.stage_file(again, by=None, at=AT), by=None, at=AT)
    assert not receipt.refused
    assert (Entry.objects.count(), Promise.objects.count(), Identifier.objects.count()) == here


def _totals(grants: list[dict]) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for grant in grants:
        key = grant["fundingOrganization"][0]["name"], grant["currency"]
        found[key] = found.get(key, Decimal(0)) + Decimal(str(grant["amountAwarded"]))
    return found
