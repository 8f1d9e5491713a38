"""People, groups and organisations, as lists give them."""

from datetime import date
from typing import Any

import pytest

from goldenthread.domain.facts import ConsentFact, ContactFact, PartyFact, Refused, Remark, TieFact


def one(facts: list[Any], kind: type) -> Any:
    found = [each for each in facts if isinstance(each, kind)]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("Organisation", "organisation"), ("Group name", "group"), ("Volunteer", "person"), ("Name", None)],
)
def test_the_heading_says_the_kind_where_it_is_safe(said: Any, heading: str, kind: str | None) -> None:
    facts = said(f"{heading},Post code\nBrasshouse,b661ba\n")
    if kind is None:
        refused = one(facts, Refused)
        assert (refused.row, refused.column) == (2, "kind") and "person, group or organisation" in str(refused.why)
    else:
        assert one(facts, PartyFact).kind == kind


def test_a_register_number_says_it_is_an_organisation(said: Any) -> None:
    party = one(said("Name,Charity No.\nBrasshouse,1122405\n"), PartyFact)
    assert (party.kind, party.key, party.identifiers) == ("organisation", "GB-CHC:1122405", (("GB-CHC", "1122405"),))


@pytest.mark.parametrize(("name", "kind"), [("volunteers.csv", "person"), ("people and groups.csv", None)])
def test_the_name_of_the_file_says_the_kind_only_when_it_names_one(said: Any, name: str, kind: str | None) -> None:
    facts = said("Name,Tel\nAnn Jones,0121 496 0101\n", name)
    assert [each.kind for each in facts if isinstance(each, PartyFact)] == ([kind] if kind else [])


def test_a_persons_details_are_contact_points_and_never_identifiers(said: Any) -> None:
    facts = said(
        "First name,Surname,Mobile,E-mail address,Address,Town,Post code\n"
        "Amina,Begum,7700900320,amina@example.org,1 High St,Smethwick,b66 4nh\n"
    )
    person = one(facts, PartyFact)
    assert (person.name, person.kind, person.postcode, person.identifiers) == ("Amina Begum", "person", "", ())
    assert person.key.startswith("row/test:") and person.key.endswith("-1")
    contacts = {each.kind: each.value for each in facts if isinstance(each, ContactFact)}
    assert contacts == {
        "email": "amina@example.org", "phone": "07700900320", "address": "1 High St, Smethwick, B66 4NH",
    }  # fmt: skip


def test_the_same_row_twice_gets_two_keys_and_the_same_list_the_same_keys(said: Any) -> None:
    text = "First name,Surname\nAmina,Begum\nAMINA,  BEGUM\n"
    first, again = said(text), said(text)
    keys = [each.key for each in first if isinstance(each, PartyFact)]
    assert [key[-2:] for key in keys] == ["-1", "-2"] and keys[0][:-2] == keys[1][:-2]
    assert first == again


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [
        ("Registered charity no", "SC012345", "GB-SC:SC012345"),
        ("Reg charity number", "NIC100012", "GB-NIC:100012"),
        ("Company number", "1234567", "GB-COH:01234567"),
        ("School URN", "103000", "GB-EDU:103000"),
        ("Org id", "GB-CHC-1122405", "GB-CHC:1122405"),
        ("Org id", "360G-abc:org-1", "org-id:360G-abc:org-1"),
        ("Membership No", "M 7", "local/test:M 7"),
        ("Golden Thread ref", "7zq4-k2m8-x1cd", "gt:7ZQ4K2M8X1CD"),
    ],
)
def test_identifiers_are_recognised_by_their_columns(said: Any, column: str, value: str, key: str) -> None:
    assert one(said(f"Organisation,{column}\nBrasshouse,{value}\n"), PartyFact).key == key


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Charity No.", "12"), ("Company No", "SC99"), ("Post code", "B66"), ("Sector", "shop keeping"),
        ("E-mail", "ann at example"), ("Tel", "ask Bob"), ("Type", "starfish"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_with_its_column_and_a_remedy(said: Any, column: str, value: str) -> None:
    refused = one(said(f"Organisation,{column}\nBrasshouse,{value}\n"), Refused)
    assert (refused.row, refused.column, refused.value) == (2, column, value)
    assert f"“{value}”" in str(refused.why) and str(refused.why).endswith(".")


@pytest.mark.parametrize(("word", "sector"), [
    ("voluntary", "social"), ("Third Sector", "social"), ("charity", "social"), ("Council", "public"),
    ("NHS", "public"), ("private", "commercial"), ("Business", "commercial"), ("", None),
])  # fmt: skip
def test_words_for_the_three_sectors(said: Any, word: str, sector: str | None) -> None:
    assert one(said(f"Organisation,Sector,Town\nBrasshouse,{word},Smethwick\n"), PartyFact).sector == sector


def test_agreements_need_purposes_and_a_day(said: Any) -> None:
    head = "First name,Surname,Agreed to,Agreed on\n"
    facts = said(head + "Amina,Begum,directory; thanks,3/4/2025\n")
    given = [(each.purpose, each.given_on) for each in facts if isinstance(each, ConsentFact)]
    assert given == [("directory", date(2025, 4, 3)), ("thanks", date(2025, 4, 3))]
    assert "needs the day" in str(one(said(head + "Amina,Begum,directory,\n"), Refused).why)
    assert "immigration" in one(said(head + "Amina,Begum,immigration,3/4/2025\n"), Refused).value
    yes = said(head + "Amina,Begum,Yes,3/4/2025\n")
    assert not [each for each in yes if isinstance(each, ConsentFact)]
    assert "no agreement is recorded" in str(one(yes, Remark).what)


def test_based_at_about_and_sort(said: Any) -> None:
    facts = said("ref,Group,Category,About,Based at\ng1,Lunch for all,luncheon club,Hot meals,brasshouse\n")
    party, tie = one(facts, PartyFact), one(facts, TieFact)
    assert (party.sort, party.detail, party.key) == ("lunch_club", {"about": "Hot meals"}, "local/test:g1")
    assert (tie.giver, tie.kind, tie.place) == ("local/test:g1", "based_at", "local/test:brasshouse")


def test_a_person_beside_a_group_is_left_out(said: Any) -> None:
    facts = said("Group,Contact,Tel\nLunch club,Ann Jones,0121 496 0101\n")
    assert one(facts, PartyFact).name == "Lunch club"
    assert "row of their own" in str(one(facts, Remark).what)
    assert "Ann" not in repr(facts)


def test_columns_we_do_not_know_are_named_once_and_kept_out(said: Any) -> None:
    facts = said("Name,Kind,Notes,DOB\n" + "A,group,pays late,1/2/1980\n" * 3)
    assert str(one(facts, Remark).what) == "We do not bring in these columns: Notes, DOB."
    assert "pays late" not in repr(facts) and "1980" not in repr(facts)


def test_a_person_with_a_charity_number_is_refused(said: Any) -> None:
    assert "says it is a person" in str(one(said("Name,Kind,Charity No\nAnn,person,1122405\n"), Refused).why)
