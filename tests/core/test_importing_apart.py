"""Whoever brings in a list learns nothing from it of whom is kept out of sight, however often they try.

An attacker who holds a number or a reference of somebody protected brings lists in, and compares every word of what
they are told with what they would be told had that somebody never been there.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from goldenthread.core import importing, journal, protection, terms, undo
from goldenthread.core.models import (
    ChangeSet,
    Claim,
    Consent,
    Entry,
    Identifier,
    IdentityLink,
    LikelyPair,
    Party,
    Place,
    Promise,
    Tie,
)
from goldenthread.domain.facts import ClaimFact, ConsentFact, ContactFact, Said
from goldenthread.domain.kinds import PartyKind, PlaceKind, Purpose
from tests.cast import AT, Cast
from tests.core.bringing import CLUB, FUNDER, body, bring, grant, person, place, stage, tie

DAY, LATER = date(2025, 3, 1), date(2025, 6, 1)
NUMBER = (("GB-CHC", "1999999"),)
REFUGE = body("refuge", "Larkspur House", identifiers=NUMBER)
HER = person("her", "Zebunnisa Marlowe")
HOUSE = place("house", "Larkspur Cottage", postcode="B66 4ZQ")
FIRST: tuple[Said, ...] = (
    CLUB, FUNDER, REFUGE, HER, HOUSE,
    place("kitchen", "Larkspur kitchen", kind=PlaceKind.ROOM, parent="local/list:house"),
    tie("refuge", "works_with", "club", from_day=DAY), tie("refuge", "based_at", place="house"),
    tie("her", "member_of", "club", from_day=DAY),
    *grant("g1", "funder", "refuge", 50, DAY), *grant("g2", "funder", "club", 70, DAY),
    ConsentFact(2, "local/list:her", Purpose.DIRECTORY, DAY),
    ContactFact(2, "local/list:her", "email", "zeb@example.org"),
    ClaimFact(2, "party", "local/list:refuge", "indicator:population", 9, "people", as_of=DAY),
)  # fmt: skip
CHANGED: tuple[Said, ...] = (
    CLUB, FUNDER, body("refuge", "Larkspur Refuge", identifiers=(*NUMBER, ("GB-COH", "07654321"))),
    person("her", "Zeb Marlowe"), HOUSE, tie("refuge", "works_with", "club", from_day=DAY, until_day=LATER),
    *grant("g1", "funder", "refuge", 60, DAY),
    ConsentFact(2, "local/list:her", Purpose.DIRECTORY, DAY),
    ClaimFact(2, "party", "local/list:refuge", "indicator:population", 11, "people", as_of=DAY),
)  # fmt: skip
OTHERS: dict[str, tuple[Said, ...]] = {
    "only its ends": (CLUB, tie("refuge", "works_with", "club")),
    "another name with its number": (body("other", "Somebody Else", identifiers=NUMBER),),
    "another kind with its number": (body("other", "A group", kind=PartyKind.GROUP, identifiers=NUMBER),),
    "a grant that it received": (FUNDER, CLUB, *grant("g1", "funder", "club", 60, DAY)),
    "a room of its house": (place("attic", "Attic", kind=PlaceKind.ROOM, parent="local/list:house"),),
    "its name": (CLUB, tie("name:Larkspur House", "works_with", "club")),
    "an earlier end": (REFUGE, CLUB, tie("refuge", "works_with", "club", until_day=date(2025, 2, 1))),
}


def told(facts: tuple[Said, ...]) -> list[Any]:
    """All that a preview and then the import itself say of a list."""
    staged = stage(facts)
    try:
        seen = importing.preview(staged, at=AT)
        rows = [importing.outcomes(staged, what=what) for what in ("", "created", "updated", "unchanged")]
        got = importing.commit(staged, by=None, at=AT)
    finally:
        staged.drop()
    kept = {**got.made.counts} if got.made else None
    return [seen.by_kind, seen.refused, seen.pairs, rows, got.by_kind, got.refused, got.remarks, got.pairs, kept]


def take_back_the_last() -> list[Any]:
    done = undo.undo(ChangeSet.objects.filter(action="core.import").latest("pk"), by=None, at=AT)
    assert isinstance(done, undo.Undone)
    return [done.removed, done.hidden, done.restored, done.reversed, len(done.left)]


def put_in_and_protect(cast: Cast) -> None:
    """Everything the list says is here already, with more besides, and out of sight."""
    bring(CLUB, FUNDER)
    bring(*FIRST)
    refuge, her = (Party.objects.get(name=fact.name) for fact in (REFUGE, HER))
    for thing in (refuge, her, Place.objects.get(name=HOUSE.name)):
        done = protection.protect(thing=thing, worker=cast.sunita.pk, by=cast.sunita.pk, at=AT)
        assert not isinstance(done, protection.ProtectionRefusal)


def apart(tell: Callable[[], list[Any]]) -> list[Any]:
    """What is told, with the database as it was afterwards."""
    mark = transaction.savepoint()
    try:
        return tell()
    finally:
        transaction.savepoint_rollback(mark)
        terms.forget()


@pytest.fixture
def here(cast: Cast) -> Cast:
    """A place that knows the club, the funder and one grant, as an attacker does."""
    bring(CLUB, FUNDER, *grant("g2", "funder", "club", 70, DAY))
    return cast


def told_in_turn() -> list[Any]:
    return [told(FIRST), told(FIRST), told(CHANGED), told(FIRST), take_back_the_last(), told(CHANGED)]


def test_lists_that_name_what_is_protected_are_told_word_for_word_as_if_it_had_never_been_here(here: Cast) -> None:
    without = apart(told_in_turn)
    assert without[0][0]["parties"] == {"created": 2, "updated": 0, "unchanged": 2}, "the lists do say something"
    assert without[1][-1] is None and without[2][0]["parties"]["updated"] == 2
    put_in_and_protect(here)
    for number, (was, now) in enumerate(zip(without, apart(told_in_turn), strict=True)):
        assert now == was, f"the list number {number + 1}"


@pytest.mark.parametrize("facts", OTHERS.values(), ids=OTHERS)
def test_any_other_list_that_touches_it_is_told_the_same(here: Cast, facts: tuple[Said, ...]) -> None:
    without = apart(lambda: [told(facts), told(facts)])
    put_in_and_protect(here)
    assert apart(lambda: [told(facts), told(facts)]) == without


def test_a_reference_that_was_known_from_before_is_as_good_as_one_that_nobody_has(here: Cast) -> None:
    put_in_and_protect(here)
    found = {thing.name: thing.ref for thing in (*Party.unnarrowed.all(), *Place.unnarrowed.all())}
    nobody = "0" * 12

    def refused(ref: str) -> list[str]:
        lists: tuple[tuple[Said, ...], ...] = (
            (CLUB, tie(f"gt:{ref}", "works_with", "club")), (CLUB, tie("club", "works_with", f"gt:{ref}")),
            (CLUB, tie("club", "meets_at", place=f"gt:{ref}")), grant_to(f"gt:{ref}"),
            (place("attic", "Attic", kind=PlaceKind.ROOM, parent=f"gt:{ref}"),),
            (ConsentFact(2, f"gt:{ref}", Purpose.DIRECTORY, DAY),),
            (ContactFact(2, f"gt:{ref}", "email", "a@example.org"),),
            (body("x", "Larkspur House", identifiers=(("gt", ref),)),),
            (place("x", "Larkspur", identifiers=(("gt", ref),)),),
            (ClaimFact(2, "party", f"gt:{ref}", "indicator:population", 9, "people", as_of=DAY),),
        )  # fmt: skip
        said = [str(one).replace(ref, "…") for facts in lists for one in told(facts)[1]]
        assert len(said) >= len(lists), "every one of them is refused"
        return said

    unknown = refused(nobody)
    for name in (REFUGE.name, HER.name, HOUSE.name, "Larkspur kitchen", here.nadia.name):
        assert refused(found[name]) == unknown, name


def grant_to(receiver: str) -> tuple[Said, ...]:
    told_of: list[Any] = grant("g9", "funder", "club", 9, DAY)
    return (FUNDER, *(replace(fact, receiver=receiver) for fact in told_of))


def visible() -> dict[str, list[Any]]:
    """Every row that any page may show."""
    models: tuple[Any, ...] = (Party, Place, Tie, Promise, Entry, Claim)
    return {model.__name__: sorted(model.objects.values_list("pk", flat=True)) for model in models}


def test_no_list_brings_back_into_sight_what_is_protected_nor_writes_to_it(here: Cast) -> None:
    put_in_and_protect(here)
    seen = visible()
    hidden = {model: list(model._base_manager.order_by("pk").values()) for model in (Party, Place, Tie, Promise, Claim)}
    for facts in (FIRST, CHANGED, OTHERS["another name with its number"], OTHERS["a room of its house"]):
        told(facts)
    assert visible() == seen
    for model, rows in hidden.items():
        now = {row["id"]: row for row in model._base_manager.values()}
        assert [now[row["id"]] for row in rows] == rows, f"{model.__name__}: what was there is as it was"
    assert LikelyPair.objects.count() == 0 or not LikelyPair.objects.filter(one__hidden=False, other__hidden=False)


def test_what_is_shown_again_comes_with_its_numbers_or_with_the_double_that_has_them(here: Cast) -> None:
    put_in_and_protect(here)
    refuge, her = Party.unnarrowed.get(name=REFUGE.name), Party.unnarrowed.get(name=HER.name)
    told((REFUGE,))
    double = Party.unnarrowed.get(identifiers__scheme="GB-CHC")
    assert double != refuge and double.hidden
    for thing in (refuge, her):
        protection.unprotect(thing=thing, by=here.sunita.pk, at=AT)
    assert Party.objects.filter(pk__in=(refuge.pk, double.pk)).count() == 2
    low, high = sorted((refuge.pk, double.pk))
    assert IdentityLink.objects.filter(one=low, other=high, ended_in=None).exists()
    assert Identifier.objects.get(party=her).scheme == "local/list", "no list has asked for it"


def test_the_number_of_who_was_brought_in_and_undone_is_theirs_again(here: Cast) -> None:
    put_in_and_protect(here)
    told((REFUGE,))
    take_back_the_last()
    refuge = Party.unnarrowed.get(name=REFUGE.name)
    assert not IdentityLink.objects.exists()
    protection.unprotect(thing=refuge, by=here.sunita.pk, at=AT)
    assert set(refuge.identifiers.values_list("scheme", flat=True)) == {"GB-CHC", "local/list"}
    assert told((REFUGE,))[0]["parties"]["unchanged"] == 1


def test_a_place_that_comes_to_lie_inside_a_hidden_one_is_hidden_at_once(here: Cast) -> None:
    put_in_and_protect(here)
    house = Place.unnarrowed.get(name=HOUSE.name)
    with journal.change(action="tests.rooms", by=None, at=AT) as change:
        written = {"made_in": change, "changed_in": change, "kind": "room"}
        room = Place.unnarrowed.create(name="Attic", name_key="attic", parent=house, **written)
        Place.unnarrowed.create(name="Cupboard", name_key="cupboard", parent=room, **written)
    assert Place.objects.filter(name="Attic").exists(), "an earlier version let it show"
    bring(CLUB, body("new", "New"))
    assert not Place.objects.filter(name__in=("Attic", "Cupboard")).exists()


def test_an_agreement_in_a_list_does_not_show_who_was_protected_since(here: Cast) -> None:
    put_in_and_protect(here)
    told(FIRST)
    doubles = Party.unnarrowed.filter(name=HER.name, hidden=True)
    assert doubles.count() == 2 and Consent.objects.filter(subject__in=doubles).count() == 2
    assert not Party.objects.filter(name=HER.name).exists()


def test_a_connection_that_is_protected_by_itself_is_told_as_if_it_had_never_been_here(here: Cast) -> None:
    lists: tuple[tuple[Said, ...], ...] = (
        (CLUB, FUNDER, tie("club", "works_with", "funder", from_day=DAY)),
        (CLUB, FUNDER, tie("club", "works_with", "funder", from_day=DAY, until_day=LATER)),
    )

    def in_turn() -> list[Any]:
        return [told(facts) for facts in (lists[0], lists[0], lists[1], lists[1])]

    without = apart(in_turn)
    assert [one[0]["ties"]["created"] for one in without] == [1, 0, 0, 0]
    bring(*lists[1])
    made = Tie.objects.get(receiver__name=FUNDER.name, from_day=DAY)
    protection.protect(thing=made, worker=here.sunita.pk, by=here.sunita.pk, at=AT)
    seen = visible()
    assert apart(in_turn) == without
    told(lists[0])
    assert visible() == seen, "what the list says is out of sight with it"
    protection.unprotect(thing=made, by=here.sunita.pk, at=AT)
    assert Tie.objects.filter(giver=made.giver, receiver=made.receiver).count() == 2
