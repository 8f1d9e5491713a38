"""Where the picture draws whom: inside the square, the same every time, nobody on top of anybody."""

from unittest import mock

import igraph
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.domain.kinds import PartyKind, Sector
from goldenthread.domain.place import SECTORS, Place
from goldenthread.engines.picture import Around, Layout, around, layout
from tests.engines import slowly
from tests.engines.places import Pairs, place_of, places


def ring(first: int, size: int) -> Pairs:
    return [(first + n, first + (n + 1) % size) for n in range(size)]


def spots(drawn: Layout | Around) -> np.ndarray:
    return np.stack((drawn.x, drawn.y), axis=1)


def closest(drawn: Layout | Around) -> float:
    """The distance between the two that are nearest to each other."""
    between = spots(drawn)[:, None] - spots(drawn)[None]
    apart = np.hypot(between[..., 0], between[..., 1])
    np.fill_diagonal(apart, np.inf)
    return float(apart.min())


# ---- The whole place ----


@given(places(most_parties=14), st.integers(0, 2**32 - 1))
def test_everybody_has_a_spot_of_their_own_inside_the_square(place: Place, seed: int):
    drawn = layout(place, seed)
    assert drawn.party.tolist() == place.party.tolist()
    assert drawn.x.dtype == drawn.y.dtype == np.float32
    assert len(drawn.x) == len(drawn.y) == len(place)
    assert np.all((spots(drawn) >= 0) & (spots(drawn) <= 1))
    assert len(place) < 2 or closest(drawn) > 0.001


@given(places(most_parties=14), st.integers(0, 2**32 - 1), st.randoms())
def test_the_same_place_and_seed_give_the_same_picture_in_whatever_order_the_ties_come(place: Place, seed: int, random):
    again = list(zip(place.party[place.source].tolist(), place.party[place.target].tolist(), strict=True))
    random.shuffle(again)
    one, other = layout(place, seed), layout(place_of(*again, alone=place.party.tolist()), seed)
    assert np.array_equal(spots(one), spots(other))


@pytest.mark.parametrize("exact_up_to", [10_000, 10])
def test_a_large_place_is_drawn_alike_twice_and_by_the_quick_way_too(exact_up_to: int):
    draw = np.random.default_rng(3)
    crowd = [(n, int(draw.integers(max(0, n - 20), n))) for n in range(1, 400) for _ in range(1 + n % 3)]
    with mock.patch("goldenthread.engines.picture.EXACT_UP_TO", exact_up_to):
        one, other, seeded = (
            layout(place_of(*ties), seed) for ties, seed in ((crowd, 1), (crowd[::-1], 1), (crowd, 2))
        )
    assert np.array_equal(spots(one), spots(other))
    assert not np.array_equal(spots(one), spots(seeded))
    tied = np.array(crowd)
    apart = np.hypot(*(spots(one)[tied[:, 0]] - spots(one)[tied[:, 1]]).T).mean()
    strangers = np.hypot(*(spots(one) - draw.permutation(spots(one))).T).mean()
    assert apart < strangers / 2


def test_an_empty_place_is_an_empty_picture_and_one_party_stands_in_the_middle():
    assert len(layout(place_of(), 1).x) == 0
    assert spots(layout(place_of(alone=(7,)), 1)).tolist() == [[0.5, 0.5]]


def test_the_largest_part_is_on_top_then_the_smaller_ones_then_those_without_ties():
    drawn = layout(place_of(*ring(10, 30), *ring(50, 4), alone=(1, 2, 99)), 1)
    at = dict(zip(drawn.party.tolist(), spots(drawn), strict=True))
    large, small, alone = (
        np.array([at[party] for party in part]) for part in (range(10, 40), range(50, 54), (1, 2, 99))
    )
    assert large[:, 1].max() < min(small[:, 1].min(), alone[:, 1].min())  # y grows downwards
    assert small[:, 0].max() < alone[:, 0].min()  # side by side in the row below, the larger first


def test_one_party_without_ties_does_not_squeeze_the_others_into_a_corner():
    drawn = layout(place_of(*ring(1, 40), alone=(99,)), 1)
    assert np.ptp(drawn.x[:-1]) > 0.75 and np.ptp(drawn.y[:-1]) > 0.75


def test_a_part_with_a_long_arm_leaves_the_others_room():
    draw = np.random.default_rng(1)
    crowd = [(n, other) for n in range(1, 200) for other in draw.integers(0, n, 4).tolist()]
    arm = [(0, 300), *((300 + n, 301 + n) for n in range(8))]
    drawn = layout(place_of(*crowd, *arm), 1)
    assert np.ptp(drawn.x[:200]) + np.ptp(drawn.y[:200]) > 1


def test_members_of_one_group_only_stand_round_it():
    pairs = [*ring(1, 6), *((1, 100 + n) for n in range(12)), *((4, 200 + n) for n in range(12))]
    drawn = layout(place_of(*pairs), 1)
    at = dict(zip(drawn.party.tolist(), spots(drawn), strict=True))
    for member in range(12):
        assert np.hypot(*(at[100 + member] - at[1])) < np.hypot(*(at[100 + member] - at[4]))
        assert np.hypot(*(at[200 + member] - at[4])) < np.hypot(*(at[200 + member] - at[1]))


def test_neighbours_are_drawn_nearer_than_strangers():
    drawn = layout(place_of(*ring(0, 60)), 1)
    apart = np.hypot(*(spots(drawn) - np.roll(spots(drawn), 1, axis=0)).T)
    across = np.hypot(*(spots(drawn) - np.roll(spots(drawn), 30, axis=0)).T)
    assert apart.max() < across.min() / 2


def test_drawing_with_a_seed_does_not_seed_what_the_process_draws_elsewhere():
    drawn = []
    for _ in range(2):
        layout(place_of(*ring(1, 6)), 1)
        drawn.append(igraph.Graph.Erdos_Renyi(n=30, m=40).get_edgelist())
    assert drawn[0] != drawn[1]


# ---- The surroundings of one party ----

KINDS = {1: PartyKind.GROUP, 20: PartyKind.ORGANISATION, 30: PartyKind.ORGANISATION, 31: PartyKind.ORGANISATION}
KINDS |= dict.fromkeys((2, 3, 4), PartyKind.PERSON)
SECTOR = {1: Sector.SOCIAL, 20: Sector.PUBLIC, 30: Sector.COMMERCIAL, 31: Sector.COMMERCIAL}
CLUB = place_of((2, 1), (3, 1), (4, 1), (1, 20), (1, 30), (2, 3), (20, 31), (4, 4), kinds=KINDS, sectors=SECTOR)


def test_the_party_is_in_the_middle_and_its_neighbours_stand_round_it_with_the_ties_among_them():
    drawn = around(CLUB, 1)
    assert drawn.place.party.tolist() == [1, 2, 3, 4, 20, 30]
    assert drawn.step.tolist() == [0, 1, 1, 1, 1, 1]
    ties = zip(drawn.place.party[drawn.place.source], drawn.place.party[drawn.place.target], strict=True)
    assert sorted(ties) == [(1, 20), (1, 30), (2, 1), (2, 3), (3, 1), (4, 1)]  # (2, 3) is among neighbours
    far = np.hypot(*(spots(drawn) - 0.5).T)
    assert far[0] == 0 and np.allclose(far[1:], 0.47)
    assert (drawn.middle, drawn.left_out, drawn.place.revision) == (1, 0, "r1")


def test_neighbours_of_one_sector_stand_together_with_a_gap_before_the_next():
    drawn = around(CLUB, 1)
    turn = np.degrees(np.arctan2(drawn.x - 0.5, 0.5 - drawn.y))[1:] % 360
    # clockwise from the top: three people, a gap, the public one, a gap, the commercial one, a gap
    assert np.allclose(turn, np.array([0, 1, 2, 4, 6]) * 45)
    assert [SECTORS[code] for code in drawn.place.sector[1:]] == [None, None, None, Sector.PUBLIC, Sector.COMMERCIAL]


def test_the_second_ring_stands_behind_the_neighbour_it_is_reached_by():
    drawn = around(CLUB, 1, steps=2)
    at = dict(zip(drawn.place.party.tolist(), spots(drawn) - 0.5, strict=True))
    assert drawn.step[drawn.place.position(31)] == 2
    assert np.allclose(at[31] / 0.47, at[20] / 0.26, atol=1e-6)


def test_when_not_all_can_be_drawn_organisations_come_before_groups_and_people_and_the_rest_is_counted():
    drawn = around(CLUB, 1, most=3)
    assert drawn.place.party.tolist() == [1, 2, 20, 30]
    assert drawn.left_out == 2
    second = around(CLUB, 1, steps=2, most=5)
    assert (second.step.max(), second.left_out) == (1, 1)  # the nearest first


def test_a_party_without_ties_is_drawn_alone():
    drawn = around(place_of((1, 2), alone=(9,)), 9, steps=2)
    assert spots(drawn).tolist() == [[0.5, 0.5]]


def test_only_parties_of_the_place_and_one_or_two_steps_can_be_asked_for():
    with pytest.raises(KeyError):
        around(CLUB, 5)
    with pytest.raises(ValueError, match="1 step or 2"):
        around(CLUB, 1, steps=3)


@given(places(most_parties=14), st.sampled_from([1, 2]), st.integers(1, 15))
def test_the_nearest_are_drawn_and_nobody_on_top_of_anybody(place: Place, steps: int, most: int):
    for party in place.party.tolist():
        drawn = around(place, party, steps, most)
        away = slowly.steps_from(slowly.neighbours_of(place), party)
        within = {other: step for other, step in away.items() if step <= steps}
        shown = dict(zip(drawn.place.party.tolist(), drawn.step.tolist(), strict=True))
        assert len(shown) == min(most, len(within) - 1) + 1
        assert len(within) == len(shown) + drawn.left_out
        assert all(within[other] == step for other, step in shown.items())
        left_out = [step for other, step in within.items() if other not in shown]
        assert max(shown.values()) <= min(left_out, default=2)
        assert np.all((spots(drawn) >= 0) & (spots(drawn) <= 1))
        assert len(shown) < 2 or closest(drawn) > 0.01
