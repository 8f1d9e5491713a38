"""Who would lose touch: cases worked by hand, laws, and the slow plain way."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from goldenthread.domain.kinds import PartyKind
from goldenthread.domain.place import Place
from goldenthread.engines import losing_touch
from goldenthread.engines.findings import Caveat
from goldenthread.engines.losing_touch import Carrier, Losses, Piece, Route, for_everyone, for_one
from goldenthread.engines.losing_touch.one import MOST_CARRIERS, MOST_NEIGHBOURS
from tests.engines import slowly
from tests.engines.places import SPRING, Pairs, pairs_among, place_of, places

Counts = tuple[int, int, int, int]


def by_party(losses: Losses) -> dict[int, Counts]:
    """(cut off, part before, part after, pieces) of each party."""
    columns = (losses.cut_off, losses.part_before, losses.part_after, losses.pieces)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return dict(zip(losses.party.tolist(), rows, strict=True))


# ---- Worked by hand ----


def test_on_a_path_of_three_only_the_middle_one_cuts_somebody_off():  # facts.md 5.2
    assert by_party(for_everyone(place_of((1, 2), (2, 3)))) == {1: (0, 3, 2, 1), 2: (1, 3, 1, 2), 3: (0, 3, 2, 1)}


def test_the_middle_of_a_star_cuts_off_all_but_one():  # the star of facts.md 5.2: what remains is single parties
    assert by_party(for_everyone(place_of((9, 1), (9, 2), (9, 3), (9, 4)))) == {
        9: (3, 5, 1, 4),
        **dict.fromkeys((1, 2, 3, 4), (0, 5, 4, 1)),
    }


def test_two_triangles_that_share_a_party_lose_one_triangle_with_it():
    losses = by_party(for_everyone(place_of((1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 3))))
    assert losses[3] == (2, 5, 2, 2)
    assert all(losses[other] == (0, 5, 4, 1) for other in (1, 2, 4, 5))


def test_in_a_ring_nobody_loses_touch():
    assert set(by_party(for_everyone(place_of((1, 2), (2, 3), (3, 4), (4, 1)))).values()) == {(0, 4, 3, 1)}


def test_a_lunch_club_that_stops_leaves_its_members_alone_and_the_hubs_joined():
    # 10 lunch club, 20 and 30 hubs that know each other, 1-4 members of whom 4 also goes to hub 30
    place = place_of((1, 10), (2, 10), (3, 10), (4, 10), (4, 30), (10, 20), (10, 30), (20, 30), alone=(99,))
    loss = for_one(place, 10)
    assert loss.pieces == (Piece((1,), (1,)), Piece((2,), (2,)), Piece((3,), (3,)))
    assert (loss.cut_off, loss.part_before, loss.part_after) == (3, 7, 3)
    assert (loss.place_before, loss.place_after) == (7, 3)
    assert loss.still_joined == loss.asked == (4, 20, 30)
    assert loss.routes == (Route((4, 30, 20)), Route((4, 30)), Route((20, 30)))
    assert loss.carriers == (Carrier(30, 1),)


def test_a_piece_says_through_whom_it_was_attached():
    # 5 holds a chain 1-2-3 by 2 alone, and a ring 6-7-8-9 by two of its members
    place = place_of((1, 2), (2, 3), (2, 5), (5, 6), (5, 8), (6, 7), (7, 8), (8, 9), (9, 6))
    loss = for_one(place, 5)
    assert loss.pieces == (Piece((1, 2, 3), (2,)),)
    assert loss.still_joined == (6, 8)
    # two ways of the same length round the ring: the one by the lower id is shown, both carry
    assert loss.routes == (Route((6, 7, 8)),)
    assert loss.carriers == (Carrier(7, 1), Carrier(9, 1))


def test_of_two_equal_halves_the_one_with_the_lowest_id_counts_as_what_remains():
    loss = for_one(place_of((1, 4), (4, 5), (5, 2), (2, 3)), 5)
    assert loss.pieces == (Piece((2, 3), (2,)),)
    assert loss.still_joined == (4,)


def test_the_largest_part_of_the_place_may_be_another_one():
    loss = for_one(place_of((1, 2), (2, 3), (7, 8), (8, 9), (9, 6)), 2)
    assert (loss.part_before, loss.part_after) == (3, 1)
    assert (loss.place_before, loss.place_after) == (4, 4)


def test_parallel_ties_ties_with_oneself_and_directions_change_nothing():
    plain = place_of((1, 2), (2, 3))
    tangled = place_of((2, 1), (1, 2), (2, 3), (2, 3), (3, 2), (2, 2), (1, 1))
    assert by_party(for_everyone(tangled)) == by_party(for_everyone(plain))
    assert for_one(tangled, 2).pieces == for_one(plain, 2).pieces


@pytest.mark.parametrize("copies", [255, 256, 257, 70_000])
def test_however_many_parallel_ties_count_as_one(copies: int):
    assert by_party(for_everyone(place_of(*[(1, 2)] * copies, (2, 3))))[2] == (1, 3, 1, 2)


def test_an_empty_place_and_a_single_party():
    assert by_party(for_everyone(place_of())) == {}
    alone = for_one(place_of(alone=(5,)), 5)
    assert by_party(for_everyone(place_of(alone=(5,)))) == {5: (0, 1, 0, 0)}
    assert (alone.cut_off, alone.part_before, alone.part_after, alone.place_after) == (0, 1, 0, 0)
    assert alone.pieces == alone.still_joined == alone.routes == alone.carriers == ()


def test_who_is_not_in_the_place_cannot_be_asked_about():
    with pytest.raises(KeyError):
        for_one(place_of((1, 2)), 3)


def test_a_finding_says_what_it_saw_and_what_it_does_not_mean():
    place = place_of((1, 2), (2, 3), (3, 1), (2, 2), tie_kinds=("funds", "works_with", "works_with", "knows"))
    one, everyone = for_one(place, 2), for_everyone(place)
    assert one.seen == everyone.seen
    assert one.seen.ties_by_kind == (("funds", 1), ("knows", 1), ("works_with", 2))
    assert (one.seen.parties, one.seen.ties, one.seen.revision, one.seen.as_of) == (3, 4, "r1", SPRING)
    assert one.ties == (("funds", 1), ("works_with", 1))  # its own; the tie with itself joins nobody
    assert one.caveat == everyone.caveat == Caveat.ONLY_CONNECTIONS_RECORDED


def test_losses_keep_the_order_of_the_place_and_no_function_orders_them():
    place = place_of((9, 1), (9, 2), (9, 3), (3, 4))
    assert for_everyone(place).party.tolist() == [1, 2, 3, 4, 9]
    offered = {name for name in losing_touch.__all__ if name.islower()}
    assert offered == {"for_everyone", "for_one", "run"}


def test_among_many_neighbours_organisations_are_asked_first_then_groups_and_the_work_is_bounded():
    spokes, ring = range(1, 101), 200
    pairs = [(0, spoke) for spoke in spokes] + [(ring, spoke) for spoke in spokes]
    kinds = dict.fromkeys(spokes, PartyKind.PERSON) | {90: PartyKind.ORGANISATION, 80: PartyKind.GROUP}
    loss = for_one(place_of(*pairs, kinds=kinds), 0)
    assert loss.still_joined == tuple(spokes)
    assert loss.asked == (*range(1, MOST_NEIGHBOURS - 1), 80, 90)
    assert len(loss.routes) == MOST_NEIGHBOURS * (MOST_NEIGHBOURS - 1) // 2
    assert loss.carriers == (Carrier(ring, len(loss.routes)),)


def test_at_most_so_many_carriers_are_named_by_id():
    carriers = range(10, 40)
    pairs = [(0, 1), (0, 2)] + [(end, carrier) for end in (1, 2) for carrier in carriers]
    assert for_one(place_of(*pairs), 0).carriers == tuple(Carrier(10 + n, 1) for n in range(MOST_CARRIERS))


def test_a_path_of_many_parties_needs_no_deep_recursion():
    size = 20_001
    losses = for_everyone(place_of(*((n, n + 1) for n in range(size - 1))))
    assert losses.cut_off.tolist() == [min(n, size - 1 - n) for n in range(size)]


# ---- Laws ----


@given(places())
def test_law_what_remains_what_is_cut_off_and_oneself_make_up_the_part(place: Place):
    losses = for_everyone(place)
    assert np.array_equal(losses.part_before, 1 + losses.part_after + losses.cut_off)
    assert np.all(losses.cut_off >= np.maximum(losses.pieces - 1, 0))
    assert np.all((losses.cut_off == 0) == (losses.pieces <= 1))
    assert np.all(losses.part_after * losses.pieces >= losses.part_after + losses.cut_off)  # it is the largest


@given(places())
def test_law_nobody_is_cut_off_by_somebody_with_fewer_than_two_neighbours(place: Place):
    neighbours = slowly.neighbours_of(place)
    assert all(cut == 0 for party, (cut, *_) in by_party(for_everyone(place)).items() if len(neighbours[party]) < 2)


@given(places(), st.data())
def test_law_names_do_not_matter(place: Place, data: st.DataObject):
    ids = place.party.tolist()
    new = data.draw(st.lists(st.integers(0, 10**15), min_size=len(ids), max_size=len(ids), unique=True))
    rename = dict(zip(ids, new, strict=True))
    renamed = place_of(*((rename[a], rename[b]) for a, b in ties_of(place)), alone=new)
    counts = by_party(for_everyone(place))
    assert by_party(for_everyone(renamed)) == {rename[party]: counts[party] for party in ids}


@given(pairs_among(), st.randoms())
def test_law_neither_order_nor_direction_of_ties_matters(drawn: tuple[int, Pairs], random):
    size, pairs = drawn
    mixed = [pair if random.random() < 0.5 else pair[::-1] for pair in pairs]
    random.shuffle(mixed)
    one, other = place_of(*pairs, alone=range(size)), place_of(*mixed, alone=range(size))
    assert by_party(for_everyone(one)) == by_party(for_everyone(other))
    assert [for_one(one, party) for party in range(size)] == [for_one(other, party) for party in range(size)]


@given(places(), st.data())
def test_law_a_new_tie_inside_one_part_never_adds_to_anybodys_loss(place: Place, data: st.DataObject):
    parts = [sorted(part) for part in slowly.parts_of(slowly.neighbours_of(place)) if len(part) > 1]
    assume(parts)
    part = data.draw(st.sampled_from(parts))
    new = data.draw(st.tuples(st.sampled_from(part), st.sampled_from(part)))
    after = for_everyone(place_of(*ties_of(place), new, alone=place.party.tolist()))
    assert np.all(after.cut_off <= for_everyone(place).cut_off)


@given(places(), places())
def test_law_places_side_by_side_do_not_touch_each_other(one: Place, other: Place):
    moved = [(a + 100, b + 100) for a, b in ties_of(other)]
    both = place_of(*ties_of(one), *moved, alone=[*one.party.tolist(), *(other.party + 100).tolist()])
    apart = {party + 100: counts for party, counts in by_party(for_everyone(other)).items()}
    assert by_party(for_everyone(both)) == by_party(for_everyone(one)) | apart


# ---- The slow plain way ----


@given(places(most_parties=14))
def test_agrees_with_taking_each_party_out_and_walking(place: Place):
    for party, counts in by_party(for_everyone(place)).items():
        part, pieces = slowly.pieces_without(place, party)
        sizes = [len(piece) for piece in pieces]
        assert counts == (sum(sizes[1:]), part, sizes[0] if sizes else 0, len(sizes))


@given(places())
def test_one_party_agrees_with_taking_it_out_and_walking(place: Place):
    neighbours = slowly.neighbours_of(place)
    for party in place.party.tolist():
        loss = for_one(place, party)
        rest = slowly.without(neighbours, party)
        part, pieces = slowly.pieces_without(place, party)
        assert loss.part_before == part
        assert loss.pieces == tuple(
            Piece(tuple(sorted(piece)), tuple(sorted(piece & neighbours[party]))) for piece in pieces[1:]
        )
        assert loss.still_joined == tuple(sorted(neighbours[party] & (pieces[0] if pieces else set())))
        assert loss.place_before == max(map(len, slowly.parts_of(neighbours)))
        assert loss.place_after == max(map(len, slowly.parts_of(rest)), default=0)
        ends = [(one, other) for i, one in enumerate(loss.asked) for other in loss.asked[i + 1 :]]
        assert loss.routes == tuple(Route(slowly.routes_between(rest, one, other)[0]) for one, other in ends)
        assert {carrier.party: carrier.pairs for carrier in loss.carriers} == slowly.carried(rest, loss.asked)


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.5, 1.0, 1.5, 3.0]))
def test_agrees_with_networkx_on_cut_points_and_on_larger_places(seed: int, ties_each: float):
    draw = np.random.default_rng(seed)
    size = 60
    pairs = draw.integers(0, size, (int(size * ties_each), 2)).tolist()
    losses = for_everyone(place_of(*map(tuple, pairs), alone=range(size)))
    peer = nx.Graph(pair for pair in pairs if pair[0] != pair[1])
    peer.add_nodes_from(range(size))
    assert set(np.flatnonzero(losses.cut_off)) == set(nx.articulation_points(peer))
    for party in range(0, size, 7):
        part = nx.node_connected_component(peer, party)
        remaining = nx.connected_components(peer.subgraph(part - {party}))
        assert losses.part_after[party] == max(map(len, remaining), default=0)


def ties_of(place: Place) -> Pairs:
    return list(zip(place.party[place.source].tolist(), place.party[place.target].tolist(), strict=True))
