"""One declaration answers three questions, and the answers always agree."""

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.core import consent, journal, sight, standing, terms
from goldenthread.core.models import Consent, Party, Tie
from goldenthread.core.permissions import (
    ActsFor,
    ActsForSomebody,
    Agreed,
    Is,
    Member,
    Permission,
    TiedTo,
    Where,
    bits,
    permission,
    scopes_in,
)
from goldenthread.domain.kinds import PartyKind, Purpose, Scope
from tests.cast import AT, Cast

HERE = ("gurpreet", "amina", "ruth", "daniel", "pat", "hub", "club", "partnership")
ACTORS = ("gurpreet", "amina", "ruth", "daniel", "pat", "sunita")
RULES = (
    permission("tests.is", (Is(""),)),
    permission("tests.acts", (ActsFor("", Scope.PEOPLE),)),
    permission("tests.acts_in_any", (ActsFor(""),)),
    permission("tests.tied", (TiedTo("works_for"),)),
    permission("tests.agreed", (Agreed(Purpose.DIRECTORY),)),
    permission("tests.both", (TiedTo("works_for"), Where("kind", (PartyKind.ORGANISATION,)))),
    permission("tests.either", (Is(""),), (Agreed(Purpose.MATCHING), Member())),
    permission("tests.somebody", (ActsForSomebody(Scope.MONEY), Where("kind", (PartyKind.PERSON,)))),
    sight.PARTY,
)
names, kinds = st.sampled_from(HERE), st.sampled_from(("acts_for", "works_for", "member_of"))
people = st.sampled_from([name for name in HERE if name not in ("hub", "club", "partnership")])
days = st.sampled_from((None, -400, -1, 0, 1, 400))
ties = st.lists(
    st.tuples(people, names, kinds, st.sets(st.sampled_from(tuple(Scope))), days, days).filter(lambda t: t[0] != t[1]),
    max_size=8,
)
agreements = st.lists(st.tuples(people, names, st.sampled_from((Purpose.DIRECTORY, Purpose.MATCHING))), max_size=6)


def write(cast: Cast, drawn_ties: list, drawn_agreements: list) -> None:
    """Replace every tie and agreement of the cast by these."""
    Tie.unnarrowed.all().delete()
    Consent.objects.all().delete()
    with journal.change(action="tests.ties", by=None, at=AT) as change:
        for giver, receiver, kind, scopes, start, end in drawn_ties:
            first, last = (AT.date() + timedelta(days=day) if day is not None else None for day in (start, end))
            if first and last and last < first:
                first, last = last, first
            Tie.objects.create(
                giver=cast.parties[giver], receiver=cast.parties[receiver], kind_id=terms.kind(kind),
                scopes=bits(scopes) if kind == "acts_for" else 0, from_day=first, until_day=last, made_in=change,
                changed_in=change,
            )  # fmt: skip
    for subject, to, purpose in drawn_agreements:
        consent.give(
            subject=cast.parties[subject].pk,
            to=cast.parties[to].pk,
            purpose=purpose,
            by=cast.parties[subject].pk,
            at=AT,
        )


def assert_faces_agree(rule: Permission, cast: Cast, actor_name: str, things: list[Party]) -> None:
    actor = cast.actor(actor_name)
    may = {thing.pk for thing in things if rule.given(actor, thing)}
    assert may == set(rule.among(actor, Party.objects.all()).values_list("pk", flat=True)), rule.name
    worked_out_once = standing.among(rule, actor, Party.objects.all)
    assert may == set(worked_out_once.values_list("pk", flat=True)), f"{rule.name}: not the same for {actor_name}"
    holds = {thing.pk for thing in things if rule.holders(thing, AT).filter(pk=cast.parties[actor_name].pk).exists()}
    assert may == holds, f"{rule.name}: what {actor_name} may, and who may, do not agree"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(drawn_ties=ties, drawn_agreements=agreements, name=st.sampled_from(ACTORS))
def test_may_she_which_may_she_and_who_may_always_agree(
    cast: Cast, drawn_ties: list, drawn_agreements: list, name: str
) -> None:
    write(cast, drawn_ties, drawn_agreements)
    things = list(Party.objects.all())
    for rule in RULES:
        assert_faces_agree(rule, cast, name, things)


def test_the_laws_do_not_hold_because_nobody_may_anything(cast: Cast) -> None:
    """The property above looks at rules that do let somebody in: here is one of each."""
    assert {rule.name for rule in RULES if any(rule.given(cast.actor(n), cast.hub) for n in ACTORS)} >= {
        "tests.acts", "tests.acts_in_any", "tests.tied", "tests.both", "core.see_party",
    }  # fmt: skip


def test_rows_worked_out_once_are_refused_as_part_of_another_query(cast: Cast) -> None:
    """Inside another query their condition could speak of the wrong table, and show what nobody may see."""
    rows = standing.among(sight.PARTY, cast.actor("amina"), Party.objects.all)
    assert rows.filter(kind=PartyKind.GROUP).exists()
    with pytest.raises(TypeError, match="a page of their own"):
        Tie.objects.filter(giver__in=rows).exists()


def test_rows_with_a_condition_of_their_own_are_asked_about_anew_each_time(cast: Cast) -> None:
    wanted = ["hub"]
    anyone = permission("tests.anyone", (Where("kind", (PartyKind.ORGANISATION, PartyKind.GROUP)),))

    def of() -> QuerySet[Party]:
        return Party.objects.filter(pk=cast.parties[wanted[0]].pk)

    assert list(standing.among(anyone, cast.actor("ruth"), of)) == [cast.hub]
    wanted[0] = "club"
    assert list(standing.among(anyone, cast.actor("ruth"), of)) == [cast.club]


def test_two_of_the_same_standing_each_see_their_own(cast: Cast) -> None:
    rule = permission("tests.mine", (Is(""),), (ActsFor("", Scope.PEOPLE),))
    seen = {name: set(standing.among(rule, cast.actor(name), Party.objects.all)) for name in ("ruth", "gurpreet")}
    assert cast.parties["ruth"] in seen["ruth"] and cast.parties["ruth"] not in seen["gurpreet"]
    assert cast.parties["gurpreet"] in seen["gurpreet"]


def test_a_stranger_and_somebody_who_only_hosts_may_read_no_person(cast: Cast) -> None:
    for name in ("nobody", "jo"):
        seen = sight.PARTY.among(cast.actor(name), Party.objects.all())
        assert not seen.filter(kind=PartyKind.PERSON).exists(), name
        assert seen.count() == 5


def test_authority_ends_on_its_day_and_goes_no_wider_than_its_scopes(cast: Cast) -> None:
    rule = permission("tests.people", (ActsFor("", Scope.PEOPLE),))
    assert rule.given(cast.actor("gurpreet"), cast.hub)
    assert not permission("tests.money", (ActsFor("", Scope.MONEY),)).given(cast.actor("gurpreet"), cast.hub)
    assert permission("tests.money", (ActsFor("", Scope.MONEY),)).given(cast.actor("amina"), cast.partnership)
    Tie.objects.filter(giver=cast.gurpreet, kind=terms.kind("acts_for")).update(until_day=AT.date())
    assert not rule.given(cast.actor("gurpreet"), cast.hub)
    Tie.objects.filter(giver=cast.gurpreet, kind=terms.kind("acts_for")).update(until_day=date(2025, 9, 2))
    assert rule.given(cast.actor("gurpreet"), cast.hub)


def test_being_protected_ends_what_one_may_do_to_others_through_lists(cast: Cast) -> None:
    assert not Party.objects.filter(pk=cast.nadia.pk).exists()
    assert not sight.PARTY.holders(cast.hub, AT).filter(pk=cast.nadia.pk).exists()


def test_an_empty_row_would_let_everybody_in_and_is_refused() -> None:
    for rows in ((), ((),), ((Is(""),), ())):
        with pytest.raises(ValueError, match="let everybody in"):
            permission("tests.bad", *rows)


@given(st.sets(st.sampled_from(tuple(Scope))))
def test_scopes_survive_being_written_as_bits(scopes: set[Scope]) -> None:
    assert set(scopes_in(bits(scopes))) == scopes
