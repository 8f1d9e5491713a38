"""Two records of the same person are linked by a row, so that it can be taken back and nothing is rewritten."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import consent, identity, journal, parties
from goldenthread.core.identity import LinkRefusal
from goldenthread.core.models import SPINE, IdentityLink, LikelyPair, Party
from goldenthread.domain.kinds import PartyKind, Purpose
from tests.cast import AT, Cast


def second(cast: Cast, name: str, kind: str = PartyKind.PERSON) -> Party:
    with journal.change(action="tests.second", by=None, at=AT) as change:
        return parties.create(kind=kind, name=name, change=change)


def rows() -> dict[str, list[tuple]]:
    """Every row of the spine as the database holds it."""
    found = {}
    with connection.cursor() as cursor:
        for model in SPINE:
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")
            found[model.__name__] = cursor.fetchall()
    return found


def fold(cast: Cast, *parties_: Party) -> list[int]:
    ids = np.array(sorted(party.pk for party in parties_), dtype=np.int64)
    return identity.fold(ids, audience=cast.partnership.pk, purpose=Purpose.CONNECTING, at=AT).tolist()


def test_linking_and_unlinking_leaves_every_row_as_it_was(cast: Cast) -> None:
    other = second(cast, "R. Adeyemi")
    before = rows()
    identity.link(one=cast.ruth, other=other, by=cast.amina.pk, at=AT)
    assert rows() == before, "linking rewrites nothing"
    assert identity.linked_with(other.pk) == {cast.ruth.pk, other.pk}
    identity.unlink(one=other, other=cast.ruth, by=cast.amina.pk, at=AT)
    assert rows() == before
    assert identity.linked_with(other.pk) == {other.pk}
    assert IdentityLink.objects.count() == 1, "that it was once thought so is kept"


def test_bodies_fold_by_their_link_and_people_only_where_both_records_agreed(cast: Cast) -> None:
    bakery = second(cast, "Tollgate Bakery Ltd", PartyKind.ORGANISATION)
    identity.link(one=cast.bakery, other=bakery, by=cast.amina.pk, at=AT)
    assert fold(cast, cast.bakery, bakery) == [cast.bakery.pk, cast.bakery.pk]
    ruth = second(cast, "R. Adeyemi")
    identity.link(one=cast.ruth, other=ruth, by=cast.amina.pk, at=AT)
    assert fold(cast, cast.ruth, ruth) == [cast.ruth.pk, ruth.pk], "only one of the two records agreed"
    consent.give(subject=ruth.pk, to=cast.partnership.pk, purpose=Purpose.CONNECTING, by=ruth.pk, at=AT)
    assert fold(cast, cast.ruth, ruth) == [cast.ruth.pk, cast.ruth.pk]


def test_folding_stands_on_the_lowest_record_that_is_present(cast: Cast) -> None:
    records = [cast.bakery, *(second(cast, f"Bakery {n}", PartyKind.ORGANISATION) for n in range(3))]
    for one, other in pairwise(records):
        identity.link(one=one, other=other, by=None, at=AT)
    assert fold(cast, *records[1:]) == [records[1].pk] * 3
    assert fold(cast, records[3], cast.club) == sorted((cast.club.pk, records[3].pk))


def test_different_kinds_and_the_same_link_twice_are_refused(cast: Cast) -> None:
    assert identity.link(one=cast.ruth, other=cast.club, by=None, at=AT) == LinkRefusal.DIFFERENT_KINDS
    other = second(cast, "Tollgate", PartyKind.ORGANISATION)
    identity.link(one=cast.bakery, other=other, by=None, at=AT)
    assert identity.link(one=other, other=cast.bakery, by=None, at=AT) == LinkRefusal.ALREADY_LINKED
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityLink.objects.create(one=cast.bakery, other=other, made_in_id=other.made_in_id)


def test_a_likely_pair_is_decided_once_and_can_be_asked_again(cast: Cast) -> None:
    other = second(cast, "Ruth Adeyemi")
    pair = LikelyPair.objects.create(
        one=cast.ruth, other=other, reason="same_name", likeness=100, found_in_id=other.made_in_id
    )
    assert identity.decide(pair=pair, same=True, by=cast.amina.pk, at=AT) is None
    assert identity.decide(pair=pair, same=False, by=cast.amina.pk, at=AT) == LinkRefusal.ALREADY_DECIDED
    assert identity.linked_with(cast.ruth.pk) == {cast.ruth.pk, other.pk}
    identity.reopen(pair=pair, by=cast.amina.pk, at=AT)
    assert identity.linked_with(cast.ruth.pk) == {cast.ruth.pk}
    assert identity.decide(pair=pair, same=False, by=cast.amina.pk, at=AT) is None


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), max_size=20))
def test_groups_are_what_a_slow_plain_search_finds(links: list[tuple[int, int]]) -> None:
    found = identity.groups(links)
    for start in found:
        reached, edge = {start}, [start]
        while edge:
            here = edge.pop()
            near = {b if a == here else a for a, b in links if here in (a, b)} - reached
            reached |= near
            edge += near
        assert found[start] == min(reached)
        assert all(found[other] == found[start] for other in reached)


def everything() -> dict[str, list[tuple]]:
    """The spine, and whatever else says something of a party, without the history of links itself."""
    found = rows()
    with connection.cursor() as cursor:
        for table in ("core_identifier", "core_contactpoint", "core_consent", "core_likelypair", "core_protection"):
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
        cursor.execute("SELECT one_id, other_id FROM core_identitylink WHERE ended_in_id IS NULL ORDER BY 1, 2")
        found["links"] = cursor.fetchall()
    return found


def test_law_whatever_was_linked_taking_it_back_leaves_the_database_as_it_was(cast: Cast) -> None:
    """Nadia is protected, so linking hides whoever is thought to be her, and taking it back shows them again."""
    people = [cast.ruth, cast.daniel, cast.nadia, second(cast, "R. Adeyemi"), second(cast, "N. Quillfeather")]
    pairs = [
        LikelyPair.objects.create(
            one=one, other=other, reason="near_name", likeness=80, found_in_id=people[3].made_in_id
        )
        for one, other in combinations(sorted(people, key=lambda party: party.pk), 2)
    ]
    before = everything()

    @given(
        st.lists(
            st.tuples(st.sampled_from(pairs), st.booleans()), min_size=1, max_size=6, unique_by=lambda move: move[0].pk
        )
    )
    def law(moves: list[tuple[LikelyPair, bool]]) -> None:
        for pair, by_answer in moves:
            if by_answer:
                assert identity.decide(pair=pair, same=True, by=cast.sunita.pk, at=AT) is None
            else:
                identity.link(one=pair.one, other=pair.other, by=cast.sunita.pk, at=AT)
        assert everything() != before
        for pair, by_answer in reversed(moves):
            if by_answer:
                identity.reopen(pair=pair, by=cast.sunita.pk, at=AT)
            else:
                identity.unlink(one=pair.one, other=pair.other, by=cast.sunita.pk, at=AT)
        assert everything() == before

    law()


def test_two_records_count_as_one_only_for_what_was_agreed_to_on_both(cast: Cast) -> None:
    other = second(cast, "Ruth Adeyemi")
    two = [(cast.ruth.pk, other.pk)]

    def agreed() -> list[Purpose]:
        return identity.agreed_on(two, audience=cast.partnership.pk, at=AT)[two[0]]

    assert agreed() == []
    consent.give(subject=other.pk, to=cast.partnership.pk, purpose=Purpose.CONNECTING, by=other.pk, at=AT)
    assert agreed() == [Purpose.CONNECTING]
    consent.give(subject=other.pk, to=cast.club.pk, purpose=Purpose.DIRECTORY, by=other.pk, at=AT)
    assert agreed() == [Purpose.CONNECTING], "agreed to somebody else is not agreed to us"
