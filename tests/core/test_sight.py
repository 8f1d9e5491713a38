"""Who may see whom, and what of what ties them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldenthread.core import consent, journal, registry, sight, terms
from goldenthread.core.models import Consent, Tie
from goldenthread.domain.kinds import Purpose, Sensitivity, Spine
from goldenthread.domain.times import When
from tests.cast import AT, DAY, Cast

pytestmark = pytest.mark.django_db
BODIES = {
    "Smethwick Together",
    "Brasshouse Lane Hub",
    "Rolfe Street Lunch Club",
    "Cape Hill Surgery",
    "Tollgate Bakery",
}
SEES = {  # people each of the cast may see, besides every body
    "nobody": set(), "jo": set(), "pat": {"Pat Hollis"}, "ruth": {"Ruth Adeyemi"}, "daniel": {"Daniel Kowalski"},
    "yusuf": {"Yusuf Bello"}, "gurpreet": {"Gurpreet Sandhu"}, "amina": {"Amina Yusufzai", "Ruth Adeyemi"},
    "sunita": {"Sunita Rao"}, "nadia": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SEES))
def test_each_sees_bodies_themself_and_who_agreed(cast: Cast, name: str):
    assert set(sight.parties(cast.actor(name)).values_list("name", flat=True)) == BODIES | SEES[name]


def test_agreeing_towards_one_hub_shows_somebody_to_those_who_act_for_it_and_to_nobody_else(cast: Cast):
    consent.give(subject=cast.daniel.pk, to=cast.hub.pk, purpose=Purpose.DIRECTORY, by=cast.daniel.pk, at=AT)
    seeing = {name for name in SEES if sight.parties(cast.actor(name)).filter(pk=cast.daniel.pk).exists()}
    assert seeing == {"daniel", "gurpreet"}


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose is not Purpose.DIRECTORY])
def test_agreeing_to_something_else_shows_nobody(cast: Cast, purpose: Purpose):
    consent.give(subject=cast.daniel.pk, to=cast.partnership.pk, purpose=purpose, by=cast.daniel.pk, at=AT)
    assert not sight.parties(cast.actor("amina")).filter(pk=cast.daniel.pk).exists()


def test_an_agreement_counts_from_its_moment_to_its_end(cast: Cast):
    given = Consent.objects.get(subject=cast.ruth, purpose=Purpose.DIRECTORY)
    Consent.objects.filter(pk=given.pk).update(until_at=AT + timedelta(days=30))
    seen = {
        days: sight.parties(cast.actor("amina", AT + timedelta(days=days))).filter(pk=cast.ruth.pk).exists()
        for days in (-1, 0, 29, 30, 31)
    }
    assert seen == {-1: False, 0: True, 29: True, 30: False, 31: False}


def test_a_child_is_seen_on_the_day_they_are_eighteen_and_not_before(cast: Cast):
    birthday = date(2031, 5, 1)
    for days, expected in ((-1, False), (0, True)):
        at = AT.replace(year=2031, month=5, day=1) + timedelta(days=days)
        assert (at.date() == birthday) is expected
        assert sight.parties(cast.actor("amina", at)).filter(pk=cast.yusuf.pk).exists() is expected


def test_names_of_those_unseen_are_not_given_in_one_query(cast: Cast):
    everybody = [party.pk for party in cast.parties.values()] + [None, 10**9]
    daniel = cast.actor("daniel")
    with CaptureQueriesContext(connection) as queries:
        seen = sight.seen(daniel, everybody)
    assert len(queries) == 1 and {one.name for one in seen.values()} == BODIES | {"Daniel Kowalski"}


def connected(cast: Cast, reader: str, to: str) -> set[tuple[str, str]]:
    found = sight.connections(cast.actor(reader), cast.parties[to].pk)
    return {(one.words, one.other.name if one.other else (one.place or ("", ""))[1]) for one in found}


def test_a_connection_is_told_when_both_ends_may_be_seen(cast: Cast):
    members = {name: ("has as a member", "Ruth Adeyemi") in connected(cast, name, "club") for name in SEES}
    assert {name for name, sees in members.items() if sees} == {"ruth", "amina"}
    for name in SEES:
        assert not {other for _, other in connected(cast, name, "club")} & {"Nadia Quillfeather"}, name
        assert ("works with", "Brasshouse Lane Hub") in connected(cast, name, "club"), name
        assert ("meets at", "The Long Room") in connected(cast, name, "club"), name


def test_a_connection_is_told_from_either_side(cast: Cast):
    assert ("works with", "Rolfe Street Lunch Club") in connected(cast, "nobody", "hub")
    assert ("is home to", "Brasshouse Lane") not in connected(cast, "nobody", "hub")


@pytest.mark.parametrize(
    ("kind", "who"), [("knows", {"ruth", "amina"}), ("lives_in", {"ruth"}), ("based_at", {"ruth", "amina"})]
)
def test_a_kind_is_told_to_those_it_is_open_to(cast: Cast, kind: str, who: set[str]):
    consent.give(subject=cast.daniel.pk, to=cast.ruth.pk, purpose=Purpose.DIRECTORY, by=cast.daniel.pk, at=AT)
    consent.give(subject=cast.daniel.pk, to=cast.partnership.pk, purpose=Purpose.DIRECTORY, by=cast.daniel.pk, at=AT)
    with journal.change(action="tests.ties", by=None, at=AT) as change:
        end = {"receiver": cast.daniel} if kind == "knows" else {"place": cast.places["building"]}
        made = Tie.objects.create(giver=cast.ruth, kind_id=terms.kind(kind), made_in=change, changed_in=change, **end)
    told = {
        name for name in SEES
        if sight.parties(cast.actor(name)).filter(pk=cast.ruth.pk).exists()
        and made.ref in {one.ref for one in sight.connections(cast.actor(name), cast.ruth.pk)}
    }  # fmt: skip
    assert told == who


def test_a_connection_that_ended_is_not_told(cast: Cast):
    Tie.objects.filter(giver=cast.club, receiver=cast.hub).update(until_day=DAY)
    assert ("works with", "Brasshouse Lane Hub") not in connected(cast, "nobody", "club")


def happened(cast: Cast, reader: str) -> list[tuple[str, str, bool]]:
    return [
        (one.words, one.other.name if one.other else "", one.somebody)
        for one in sight.happenings(cast.actor(reader), cast.club.pk)
    ]


def test_what_happened_names_those_who_may_be_seen_and_leaves_out_whoever_is_protected(cast: Cast):
    with journal.change(action="tests.meals", by=None, at=AT) as change:
        for who in ("ruth", "daniel", "yusuf", "nadia", "hub"):
            journal.record(
                "meal.shared", change=change, when=When(from_day=DAY), giver=cast.club.pk, receiver=cast.parties[who].pk
            )
    hub, somebody = ("shared a meal with", "Brasshouse Lane Hub", False), ("shared a meal with", "", True)
    assert sorted(happened(cast, "nobody")) == sorted([hub, somebody])  # three of them, on one day: said once
    assert sorted(happened(cast, "amina")) == sorted([hub, somebody, ("shared a meal with", "Ruth Adeyemi", False)])


def test_what_is_not_for_everybody_did_not_happen_for_everybody(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    from dataclasses import replace

    with journal.change(action="tests.meals", by=None, at=AT) as change:
        journal.record("meal.shared", change=change, when=When(from_day=DAY), giver=cast.club.pk, receiver=cast.hub.pk)
    open_kinds = registry.kinds_of
    for sensitivity, who in (
        (Sensitivity.OPEN, {"nobody", "daniel", "amina"}), (Sensitivity.MEMBERS, {"daniel", "amina"}),
        (Sensitivity.PRIVATE, set()),
    ):  # fmt: skip
        monkeypatch.setattr(
            registry, "kinds_of",
            lambda of, s=sensitivity: [
                replace(kind, sensitivity=s) if of is Spine.ENTRY else kind for kind in open_kinds(of)
            ],
        )  # fmt: skip
        assert {name for name in ("nobody", "daniel", "amina") if happened(cast, name)} == who, sensitivity
