"""360Giving: what a grant becomes, and what is wrong with one that is refused."""

import json
from datetime import date
from typing import Any

import pytest

from goldenthread.domain.facts import EntryFact, PartyFact, PromiseFact, Refused, Remark, TieFact
from goldenthread.domain.quantities import currency

GRANT: dict[str, Any] = {
    "id": "360G-a-1",
    "title": "Core costs",
    "description": "Rent and a coordinator",
    "currency": "GBP",
    "amountAwarded": 1000.1,
    "awardDate": "2014-07-24T00:00:00+00:00",
    "plannedDates": [{"startDate": "2014-09", "endDate": "2015-09-01", "duration": 12}],
    "recipientOrganization": [
        {"id": "360G-a:org-1", "name": "Brasshouse", "postalCode": "b661ba", "charityNumber": "1122405"}
    ],
    "fundingOrganization": [{"id": "GB-CHC-327114", "name": "A foundation"}],
    "grantProgramme": [{"title": "Strong places"}],
}


def grants(*changed: dict[str, Any]) -> str:
    """A file of grants, each GRANT with these fields changed; None takes a field out."""
    listed = [{**GRANT, "id": f"360G-a-{at}", **changes} for at, changes in enumerate(changed, 1)]
    return json.dumps({"grants": [{k: v for k, v in grant.items() if v is not None} for grant in listed]})


def of(facts: list[Any], kind: type) -> list[Any]:
    return [each for each in facts if isinstance(each, kind)]


def test_what_a_grant_becomes(said: Any) -> None:
    facts = said(grants({}), "grants.json")
    funder, recipient = of(facts, PartyFact)
    assert (funder.key, funder.sector, funder.sort) == ("GB-CHC:327114", "social", "funder")
    assert (recipient.key, recipient.postcode, recipient.sector, recipient.sort) == (
        "GB-CHC:1122405",
        "B66 1BA",
        "social",
        "charity",
    )
    assert recipient.identifiers == (("GB-CHC", "1122405"), ("org-id", "360G-a:org-1"))
    (promise,) = of(facts, PromiseFact)
    assert (promise.key, promise.kind, promise.giver, promise.receiver) == (
        "360giving:360G-a-1",
        "grant",
        funder.key,
        recipient.key,
    )
    assert promise.quantity.amount == 100010 and promise.quantity.unit == currency("GBP")
    assert promise.detail == {
        "title": "Core costs", "description": "Rent and a coordinator", "programme": "Strong places",
        "planned_from": "2014-09", "planned_until": "2015-09-01",
    }  # fmt: skip
    (entry,) = of(facts, EntryFact)
    assert (entry.kind, entry.promise, entry.from_day, entry.quantity) == (
        "grant.awarded",
        promise.key,
        date(2014, 7, 24),
        promise.quantity,
    )
    (tie,) = of(facts, TieFact)
    assert (tie.giver, tie.kind, tie.receiver, tie.from_day, tie.derived) == (
        funder.key,
        "funds",
        recipient.key,
        date(2014, 7, 24),
        True,
    )


def test_one_tie_a_pair_from_the_first_award(said: Any) -> None:
    facts = said(grants({}, {"awardDate": "2010-01-05"}, {"awardDate": "24/07/2012"}), "grants.json")
    (tie,) = of(facts, TieFact)
    assert (tie.from_day, tie.row, len(of(facts, PartyFact))) == (date(2010, 1, 5), 2, 2)


def test_dated_payments_are_entries_and_undated_sums_are_not(said: Any) -> None:
    paid = [{"id": "p1", "transactionDate": "2014-10-01", "value": 250}, {"value": 99}]
    facts = said(grants({"disbursementTransaction": paid, "amountDisbursed": 500}), "grants.json")
    _, payment = of(facts, EntryFact)
    assert (payment.kind, payment.key, payment.from_day) == (
        "grant.paid",
        "360giving:360G-a-1/paid/p1",
        date(2014, 10, 1),
    )
    assert payment.quantity.amount == 25000


def test_a_person_is_left_out_on_purpose(said: Any) -> None:
    person = {"recipientOrganization": None, "recipientIndividual": {"id": "i1", "name": "Ann Jones"}}
    facts = said(grants(person), "grants.json")
    (promise,) = of(facts, PromiseFact)
    assert promise.receiver == "" and not of(facts, TieFact) and "Ann" not in repr(facts)
    assert "on purpose (1)" in str(of(facts, Remark)[0].what)


def test_binary_noise_is_cleaned_and_a_tenth_of_a_penny_is_refused(said: Any) -> None:
    (promise,) = of(said(grants({"amountAwarded": 41133.770000000004}), "g.json"), PromiseFact)
    assert promise.quantity.amount == 4113377
    (refused,) = of(said(grants({"amountAwarded": 10.125}), "g.json"), Refused)
    assert "finer than GBP" in str(refused.why)
    (yen,) = of(said(grants({"amountAwarded": 1000, "currency": "JPY"}), "g.json"), PromiseFact)
    assert yen.quantity.amount == 1000


@pytest.mark.parametrize(("change", "column"), [
    ({"id": None}, "id"), ({"id": 7}, "id"), ({"title": None}, "title"), ({"title": 9001}, "title"),
    ({"description": 5}, "description"), ({"currency": "Pounds"}, "currency"), ({"currency": None}, "currency"),
    ({"amountAwarded": "1000"}, "amountAwarded"), ({"amountAwarded": None}, "amountAwarded"),
    ({"amountAwarded": True}, "amountAwarded"),
    ({"awardDate": "bad date"}, "awardDate"), ({"awardDate": "2014-02-30"}, "awardDate"),
    ({"awardDate": 41844}, "awardDate"),
    ({"awardDate": None}, "awardDate"), ({"fundingOrganization": []}, "fundingOrganization"),
    ({"fundingOrganization": None}, "fundingOrganization"),
    ({"fundingOrganization": "A foundation"}, "fundingOrganization"),
    ({"recipientOrganization": [{"name": "No id"}]}, "recipientOrganization/id"),
    ({"recipientOrganization": None}, "recipientOrganization"), ({"plannedDates": "an array"}, "plannedDates"),
    ({"actualDates": ["an object"]}, "actualDates"),
    ({"plannedDates": [{"startDate": "soon"}]}, "plannedDates/startDate"),
    ({"regrantType": "BAD"}, "regrantType"), ({"locationScope": "GLS010X"}, "locationScope"),
    ({"toIndividualsDetails": {"grantPurpose": ["GTIP180"]}}, "toIndividualsDetails/grantPurpose"),
])  # fmt: skip
def test_a_bad_field_is_refused_with_its_name_and_a_remedy(said: Any, change: dict[str, Any], column: str) -> None:
    (refused,) = of(said(grants({}, change), "grants.json"), Refused)
    assert (refused.row, refused.column) == (2, column) and str(refused.why).endswith(".")


def test_duplicate_ids_name_both_grants(said: Any) -> None:
    (refused,) = of(said(grants({"id": "360G-x"}, {}, {"id": "360G-x"}), "grants.json"), Refused)
    assert refused.row == 3 and "grant 1 and in grant 3" in str(refused.why)


def test_names_differ_and_numbers_are_contested(said: Any) -> None:
    other = {"id": "GB-COH-01234567", "name": "Another", "charityNumber": "1122405"}
    renamed = {**GRANT["recipientOrganization"][0], "name": "The Brasshouse"}
    facts = said(grants({}, {"recipientOrganization": [renamed]}, {"recipientOrganization": [other]}), "grants.json")
    assert [each.key for each in of(facts, PartyFact)] == ["GB-CHC:327114", "org-id:360G-a:org-1", "GB-COH:01234567"]
    words = " ".join(str(each.what) for each in of(facts, Remark))
    assert "“Brasshouse” for “The Brasshouse”" in words and "kept apart" in words


@pytest.mark.parametrize(("org_id", "kind", "sector"), [
    ("GB-EDU-103000", "", "public"), ("GB-LAE-SAW", "", "public"), ("GB-COH-01234567", "", None),
    ("GB-COH-IP28755R", "", "social"),
    ("GB-COH-01234567", "Community Interest Company", "social"),
    ("GB-COH-01234567", "Private Limited Company", "commercial"),
    ("360G-x", "", None), ("GB-SC-SC012345", "", "social"),
])  # fmt: skip
def test_the_sector_is_said_only_where_it_is_known(said: Any, org_id: str, kind: str, sector: str | None) -> None:
    recipient = {"id": org_id, "name": "Somebody", "organisationType": kind}
    assert of(said(grants({"recipientOrganization": [recipient]}), "g.json"), PartyFact)[1].sector == sector


HEAD = (
    "Identifier,Title,Description,Currency,Amount Awarded,Award Date,"
    "Recipient Org:Identifier,Recipient Org:Name,Funding Org:Identifier,Funding Org:Name\n"
)
PATHS = (
    "id,title,description,currency,amountAwarded,awardDate,"
    "recipientOrganization/0/id,recipientOrganization/0/name,fundingOrganization/0/id,fundingOrganization/0/name\n"
)


@pytest.mark.parametrize("head", [HEAD, PATHS])
def test_spreadsheets_with_titles_or_field_paths(said: Any, head: str) -> None:
    facts = said(
        head + '1,A,B,GBP,"£1,000.10",24/07/2014,GB-CHC-1122405,Brasshouse,GB-CHC-327114,A foundation\n', "g.csv"
    )
    (promise,) = of(facts, PromiseFact)
    assert (promise.key, promise.quantity.amount, promise.from_day) == ("360giving:1", 100010, date(2014, 7, 24))
    assert not of(facts, Refused)


def test_a_missing_column_is_said_once(said: Any) -> None:
    head = HEAD.replace(",Award Date", "")
    rows = (
        "1,A,B,GBP,5,GB-CHC-1122405,Brasshouse,GB-CHC-327114,F\n2,A,B,XX,5,GB-CHC-1122405,Brasshouse,GB-CHC-327114,F\n"
    )
    first, second = of(said(head + rows, "g.csv"), Refused)
    assert (first.row, first.column) == (1, "Award Date") and "column “Award Date” is missing" in str(first.why)
    assert (second.row, second.column, second.value) == (3, "Currency", "XX")
