"""One party and those it is connected with, drawn on rings around it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.ui.pictures import labels

SECTOR_ORDER = ("social", "public", "commercial", "person")
RADII = {"organisation": 11.0, "group": 9.0, "person": 6.0}
CENTRE = 17.0
MARGIN_X, MARGIN_Y = 130.0, 50.0
ON_FIRST_RING = 14  # more than this, and the names need a second ring


@dataclass(frozen=True, slots=True)
class Node:
    """`x`, `y` in any unit, y upwards. `kind` is person, group or organisation; `sector` "" for a person."""

    label: str
    href: str
    kind: str
    sector: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark and where its name stands, in the picture's own pixels."""

    label: str
    href: str
    sector: str
    x: float
    y: float
    r: float
    hollow: bool
    centre: bool
    lines: tuple[str, ...]  # of its name; empty where there was no room
    label_x: float
    label_y: float
    anchor: str

    @property
    def whole(self) -> bool:
        """The name is drawn whole in one line, so it needs no title beside it."""
        return self.lines == (self.label,)


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Ego:
    width: int
    height: int
    title: str
    description: str
    dots: Sequence[Dot]
    lines: Sequence[Line]


def on_rings(nodes: Sequence[Node]) -> list[Node]:
    """The same nodes with places: the first in the middle, the others around it, sector beside sector.

    Up to ON_FIRST_RING stand on one ring; more stand on two, every other one further out.
    """
    around = sorted(range(1, len(nodes)), key=lambda at: _order(nodes[at]))
    placed = {0: (0.0, 0.0)}
    for turn, at in enumerate(around):
        angle = math.tau * turn / len(around) + math.pi / 2
        ring = 1.0 if len(around) <= ON_FIRST_RING or turn % 2 == 0 else 0.62
        placed[at] = (ring * math.cos(angle), ring * math.sin(angle))
    return [Node(node.label, node.href, node.kind, node.sector, *placed[at]) for at, node in enumerate(nodes)]


def _order(node: Node) -> tuple[int, str]:
    return SECTOR_ORDER.index(node.sector or "person"), node.label.casefold()


def ego(
    nodes: Sequence[Node], edges: Sequence[tuple[int, int]], *, title: str, description: str, width: int = 720,
    height: int = 480,
) -> Ego:  # fmt: skip
    """The picture. The first node is the one it is about; `edges` are pairs of positions in `nodes`.

    Nodes that all stand in one spot are put on rings; places from an engine are kept and only scaled.
    """
    if not nodes:
        raise ValueError("a picture needs at least the one it is about")
    standing = on_rings(nodes) if len({(node.x, node.y) for node in nodes}) == 1 and len(nodes) > 1 else nodes
    points = scaled([(node.x, node.y) for node in standing], width, height)
    radii = [CENTRE if at == 0 else RADII[node.kind] for at, node in enumerate(standing)]
    marks = [(x, y, r, node.label) for (x, y), r, node in zip(points, radii, standing, strict=True)]
    names = labels.place(marks, width, height, away_from=points[0])
    dots = [
        dot(node, mark, name, at == 0) for at, (node, mark, name) in enumerate(zip(standing, marks, names, strict=True))
    ]
    lines = [Line(*points[a], *points[b]) for a, b in edges]
    return Ego(width, height, title, description, dots, lines)


def dot(node: Node, mark: tuple[float, float, float, str], name: labels.Placed, centre: bool) -> Dot:
    x, y, radius, _ = mark
    return Dot(
        label=node.label, href=node.href, sector=node.sector or "person", x=x, y=y, r=radius,
        hollow=node.kind == "group", centre=centre,
        lines=name.lines, label_x=name.x, label_y=name.y, anchor=name.anchor,
    )  # fmt: skip


def scaled(points: Sequence[tuple[float, float]], width: int, height: int) -> list[tuple[float, float]]:
    """Points stretched into the picture, inside its margins, y turned to run downwards."""
    xs, ys = [x for x, _ in points], [y for _, y in points]

    def fit(value: float, low: float, high: float, size: float, margin: float) -> float:
        if high - low < 1e-9:
            return size / 2
        return margin + (value - low) / (high - low) * (size - 2 * margin)

    return [
        (
            round(fit(x, min(xs), max(xs), width, MARGIN_X), 1),
            round(height - fit(y, min(ys), max(ys), height, MARGIN_Y), 1),
        )
        for x, y in points
    ]
