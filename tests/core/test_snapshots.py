"""The one place where the record becomes something an engine may see: whoever has not agreed is not in it."""

from datetime import timedelta

from goldenthread.core import consent, identity, journal, parties, protection, snapshots, terms
from goldenthread.core.models import Consent, Party, Tie
from goldenthread.domain.kinds import PartyKind, Purpose
from goldenthread.domain.place import Place
from tests.cast import AT, Cast


def taken(cast: Cast, **more: object) -> Place:
    asked = {"purpose": Purpose.CONNECTING, "audience": cast.partnership.pk, "at": AT}
    return snapshots.open_place(**{**asked, **more})


def who(cast: Cast, place: Place) -> set[str]:
    by_id = {party.pk: name for name, party in cast.parties.items()}
    return {by_id[pk] for pk in place.party.tolist()}


BODIES = {"partnership", "hub", "club", "surgery", "bakery"}


def test_everyone_who_agreed_is_in_it_and_nobody_else(cast: Cast) -> None:
    assert who(cast, taken(cast)) == BODIES | {"ruth"}
    assert who(cast, taken(cast, purpose=Purpose.RESEARCH)) == BODIES
    assert who(cast, taken(cast, audience=cast.hub.pk)) == BODIES, "she agreed to the partnership, not to the hub"


def test_protected_and_under_eighteen_are_left_out_although_they_agreed(cast: Cast) -> None:
    agreed = set(Consent.objects.filter(purpose=Purpose.CONNECTING).values_list("subject", flat=True))
    assert {cast.nadia.pk, cast.yusuf.pk} < agreed
    assert not {"nadia", "yusuf"} & who(cast, taken(cast))
    protection.unprotect(thing=cast.nadia, by=cast.sunita.pk, at=AT)
    Party.unnarrowed.filter(pk=cast.yusuf.pk).update(adult_on=AT.date())
    consent.give(subject=cast.daniel.pk, to=cast.hub.pk, purpose=Purpose.RESEARCH, by=cast.daniel.pk, at=AT)
    assert {"nadia", "yusuf"} < who(cast, taken(cast))


def test_ties_join_only_those_inside_and_carry_their_kind(cast: Cast) -> None:
    place = taken(cast)
    told = {
        (place.party[a], place.tie_kinds[k], place.party[b])
        for a, b, k in zip(place.source, place.target, place.tie_kind, strict=True)
    }
    assert (cast.ruth.pk, "member_of", cast.club.pk) in told
    assert (cast.bakery.pk, "supplies", cast.club.pk) in told
    assert not [row for row in told if cast.daniel.pk in row or cast.nadia.pk in row]
    assert not [row for row in told if row[1] == "acts_for"], "authority is not a relationship"


def test_the_same_question_gives_the_same_picture_until_something_moves(cast: Cast) -> None:
    first = taken(cast)
    assert taken(cast) is first
    with journal.change(action="tests.tie", by=None, at=AT) as change:
        Tie.objects.create(
            giver=cast.bakery, receiver=cast.hub, kind_id=terms.kind("supports"), made_in=change, changed_in=change
        )
        snapshots.revisions.moved("tie")
    second = taken(cast)
    assert second is not first and len(second.source) == len(first.source) + 1
    consent.withdraw(consent=Consent.objects.get(subject=cast.ruth, purpose=Purpose.CONNECTING), by=cast.ruth.pk, at=AT)
    assert "ruth" not in who(cast, taken(cast))


def test_an_agreement_that_ends_by_itself_ends_the_picture_at_that_moment(cast: Cast) -> None:
    until = AT + timedelta(hours=1)
    consent.give(
        subject=cast.daniel.pk,
        to=cast.partnership.pk,
        purpose=Purpose.CONNECTING,
        by=cast.daniel.pk,
        at=AT,
        until=until,
    )
    assert "daniel" in who(cast, taken(cast))
    assert "daniel" in who(cast, taken(cast, at=until - timedelta(seconds=1)))
    assert "daniel" not in who(cast, taken(cast, at=until))


def test_linked_records_arrive_as_one_with_the_ties_of_both(cast: Cast) -> None:
    with journal.change(action="tests.second", by=None, at=AT) as change:
        other = parties.create(kind=PartyKind.ORGANISATION, name="Tollgate Bakery Ltd", change=change)
        Tie.objects.create(
            giver=other, receiver=cast.surgery, kind_id=terms.kind("supplies"), made_in=change, changed_in=change
        )
    before = taken(cast)
    identity.link(one=cast.bakery, other=other, by=None, at=AT)
    after = taken(cast)
    assert len(after.party) == len(before.party) - 1 and len(after.source) == len(before.source)
    at = after.party.tolist().index(cast.bakery.pk)
    assert (after.source == at).sum() == 2
    identity.unlink(one=cast.bakery, other=other, by=None, at=AT)
    assert taken(cast).party.tolist() == before.party.tolist()


def test_a_past_day_shows_the_ties_of_that_day(cast: Cast) -> None:
    Tie.objects.filter(giver=cast.bakery).update(until_day=AT.date())
    assert cast.bakery.pk in (now := taken(cast)).party.tolist()
    assert len(taken(cast, as_of=AT.date() - timedelta(days=1)).source) == len(now.source) + 1
