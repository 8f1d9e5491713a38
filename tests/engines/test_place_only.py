"""A place with fewer in it: what is left out takes its ties with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.domain.place import Place
from tests.engines.places import place_of, places


def pairs(place: Place) -> list[tuple[int, int]]:
    return list(zip(place.party[place.source].tolist(), place.party[place.target].tolist(), strict=True))


def test_who_is_left_out_takes_their_ties_along():
    place = place_of((10, 20), (20, 30), (30, 10), alone=(40,), tie_kinds=("knows", "supports", "works_with"))
    smaller = place.only(np.array([True, False, True, True]))
    assert smaller.party.tolist() == [10, 30, 40]
    assert pairs(smaller) == [(30, 10)]
    assert [smaller.tie_kinds[code] for code in smaller.tie_kind] == ["works_with"]
    assert smaller.revision == place.revision and smaller.purpose == place.purpose


def test_ties_can_be_left_out_while_both_ends_stay():
    place = place_of((10, 20), (20, 30))
    smaller = place.only(np.ones(3, dtype=np.bool_), np.array([False, True]))
    assert smaller.party.tolist() == [10, 20, 30]
    assert pairs(smaller) == [(20, 30)]


def test_a_mask_of_another_length_is_refused():
    place = place_of((10, 20))
    for masks in ((np.ones(3, dtype=np.bool_),), (np.ones(2, dtype=np.bool_), np.ones(2, dtype=np.bool_))):
        with pytest.raises(ValueError, match="mask"):
            place.only(*masks)


@given(places(), st.data())
def test_what_remains_are_the_ties_of_those_who_remain_and_nobody_elses(place: Place, data: st.DataObject):
    stay = np.array(data.draw(st.lists(st.booleans(), min_size=len(place), max_size=len(place))), dtype=np.bool_)
    smaller = place.only(stay)
    left = set(place.party[stay].tolist())
    assert smaller.party.tolist() == sorted(left)
    assert pairs(smaller) == [(one, other) for one, other in pairs(place) if one in left and other in left]
