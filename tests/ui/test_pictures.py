"""Pictures: what is drawn is where it belongs, says what it shows, and names do not lie on each other."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.ui.pictures import labels
from goldenthread.ui.pictures.chart_map import Outline, Point, place_map
from goldenthread.ui.pictures.ego import RADII, Node, ego
from tests.ui.conftest import Draw

KINDS = st.sampled_from(sorted(RADII))
SECTORS = st.sampled_from(["social", "public", "commercial", ""])
NAMES = st.text("abcdefghij klmnop", min_size=1, max_size=60)
NODES = st.lists(st.builds(Node, label=NAMES, href=st.just("#"), kind=KINDS, sector=SECTORS), min_size=1, max_size=40)
PARTS = '{% import "ui/parts.html" as parts with context %}'
SQUARE = {"type": "Polygon", "coordinates": [[[-2, 52], [-1.9, 52], [-1.9, 52.1], [-2, 52.1], [-2, 52]]]}


@given(NODES)
def test_every_connection_is_drawn_inside_the_picture_and_no_two_names_overlap(nodes: list[Node]) -> None:
    edges = [(0, at) for at in range(1, len(nodes))]
    picture = ego(nodes, edges, title="t", description="d")
    assert [dot.label for dot in picture.dots] == [node.label for node in nodes]
    assert len(picture.lines) == len(edges)
    for dot in picture.dots:
        assert dot.r <= dot.x <= picture.width - dot.r
        assert dot.r <= dot.y <= picture.height - dot.r
    named = [labels.Placed(dot.lines, dot.label_x, dot.label_y, dot.anchor) for dot in picture.dots if dot.lines]
    boxes = [shrunk(labels.box_of(name)) for name in named]
    assert not any(one.meets(two) for at, one in enumerate(boxes) for two in boxes[at + 1 :])


def shrunk(box: labels.Box) -> labels.Box:
    """A tenth of a pixel smaller: places are rounded to a tenth."""
    return labels.Box(box.left + 0.1, box.top + 0.1, box.right - 0.1, box.bottom - 0.1)


def test_twins_in_a_picture_both_stand_in_it() -> None:
    twin = Node("Amina", "#", "person")
    picture = ego([Node("Club", "#", "group", "social"), twin, twin], [(0, 1), (0, 2)], title="t", description="d")
    assert len({(dot.x, dot.y) for dot in picture.dots}) == 3


def test_places_from_an_engine_keep_their_order_and_y_points_up() -> None:
    nodes = [Node("a", "#", "group", x=0, y=0), Node("b", "#", "group", x=5, y=9), Node("c", "#", "group", x=-3, y=2)]
    a, b, c = ego(nodes, [], title="t", description="d").dots
    assert c.x < a.x < b.x
    assert b.y < c.y < a.y


def test_a_picture_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        ego([], [], title="t", description="d")


def test_a_picture_says_what_it_shows_and_every_mark_has_a_name(draw: Draw) -> None:
    long = "The Very Long Named Association of Friends of the Old Bath House and its Gardens"
    nodes = [Node("Club", "/club/", "group", "social"), Node(long, "/friends/", "organisation", "public")]
    picture = ego(nodes, [(0, 1)], title="Who is near", description="One connection.")
    html = draw(text=PARTS + "{{ parts.ego(picture, 'near') }}", picture=picture)
    assert '<title id="near-t">Who is near</title>' in html
    assert '<desc id="near-d">One connection.</desc>' in html
    assert f"<title>{long}</title>" in html  # its drawn name is cut
    assert '<a href="/club/" class="social centre">' in html
    assert "<title>Club</title>" not in html  # its drawn name is whole


def test_sectors_differ_by_shape_and_not_by_colour_alone(draw: Draw) -> None:
    marks = [draw(text=PARTS + f"{{{{ parts.mark('{sector}') }}}}") for sector in ("social", "public", "commercial")]
    shapes = [re.findall(r"<(circle|rect|path)", mark) for mark in marks]
    assert shapes == [["circle"], ["rect"], ["path"]]


def test_a_map_keeps_distances_to_scale() -> None:
    picture = place_map([], [Point("a", 52.0, -2.0, "#"), Point("b", 52.0, -1.9, "#"), Point("c", 52.1, -2.0, "#")],
                        title="t", description="d")  # fmt: skip
    a, b, c = picture.dots
    east, north = math.dist((a.x, a.y), (b.x, b.y)), math.dist((a.x, a.y), (c.x, c.y))
    assert north / east == pytest.approx(1 / math.cos(math.radians(52.05)), rel=0.005)
    metres = (picture.scale.x2 - picture.scale.x1) / north * 0.1 * 111_195
    assert picture.scale.words == "2 km"
    assert metres == pytest.approx(2000, rel=0.01)


def test_east_is_at_the_end_and_north_at_the_top_of_a_map() -> None:
    picture = place_map([Outline("Square", SQUARE)], [Point("ne", 52.09, -1.91, "#"), Point("sw", 52.01, -1.99, "#")],
                        title="t", description="d")  # fmt: skip
    ne, sw = picture.dots
    assert ne.x > sw.x
    assert ne.y < sw.y


def test_an_outline_with_a_hole_keeps_it_and_text_is_read_too() -> None:
    hole = [[-1.97, 52.03], [-1.93, 52.03], [-1.93, 52.07], [-1.97, 52.07], [-1.97, 52.03]]
    text = str({"type": "Polygon", "coordinates": [SQUARE["coordinates"][0], hole]}).replace("'", '"')
    picture = place_map([Outline("Ring", text)], [], title="t", description="d")
    assert picture.areas[0].path.count("M") == picture.areas[0].path.count("Z") == 2


def test_neighbours_keep_their_common_edge_when_outlines_are_thinned() -> None:
    wavy = [[-1.95 + 0.00001 * (at % 2), 52 + at / 1000] for at in range(101)]
    west = [[-2, 52], *wavy, [-2, 52.1], [-2, 52]]
    east = [[-1.9, 52], [-1.9, 52.1], *reversed(wavy), [-1.9, 52]]
    outlines = [Outline(name, {"type": "Polygon", "coordinates": [ring]}) for name, ring in (("w", west), ("e", east))]
    first, second = (set(re.findall(r"[\d.]+,[\d.]+", area.path)) for area in
                     place_map(outlines, [], title="t", description="d").areas)  # fmt: skip
    assert len(first) < 20
    assert len(first & second) >= 2


def test_a_map_of_one_point_and_a_map_of_nothing() -> None:
    assert len(place_map([], [Point("a", 52, -2, "#")], title="t", description="d").dots) == 1
    with pytest.raises(ValueError, match="at least one"):
        place_map([], [], title="t", description="d")


def test_a_line_is_no_outline() -> None:
    line = {"type": "LineString", "coordinates": [[-2, 52], [-1.9, 52]]}
    with pytest.raises(ValueError, match="LineString"):
        place_map([Outline("Road", line)], [], title="t", description="d")


def test_a_close_map_shows_the_points_and_leaves_out_what_is_far_away() -> None:
    far = {"type": "Polygon", "coordinates": [[[-5, 50], [-4, 50], [-4, 51], [-5, 51], [-5, 50]]]}
    points = [Point("a", 52.04, -1.96, "#"), Point("b", 52.06, -1.94, "#")]
    outlines = [Outline("Square", SQUARE), Outline("Far", far)]
    close = place_map(outlines, points, title="t", description="d", close=True)
    whole = place_map(outlines, points, title="t", description="d")
    assert [area.name for area in close.areas] == ["Square"]
    assert [area.name for area in whole.areas] == ["Square", "Far"]
    assert abs(close.dots[0].x - close.dots[1].x) > 10 * abs(whole.dots[0].x - whole.dots[1].x)


def test_somebody_without_a_page_is_drawn_without_a_link(draw: Draw) -> None:
    nodes = [Node("Club", "/club/", "group", "social"), Node("A neighbour", "", "person")]
    html = draw(text=PARTS + "{{ parts.ego(picture) }}", picture=ego(nodes, [(0, 1)], title="t", description="d"))
    assert html.count("<a ") == 1
    assert '<g class="person">' in html
    assert "A neighbour" in html
