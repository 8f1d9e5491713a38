"""Where the names go, so that they do not lie on each other or on a mark.

Greedy, in the order given (the most important first): each name tries eight places around its mark and
takes the first free one; a name that finds none is left out of the drawing. It is never lost: the mark's
own title and the table say it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

LETTER = 0.56  # mean width of a letter, in heights of the letters
HEIGHT = 13.0  # px, as in pictures.css
LINE = 1.15  # height of a line, in heights of the letters
ONE_LINE = 17  # letters, before a name is broken into two
LONGEST = 28  # letters in a line, before it is cut


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def distance(self, point: tuple[float, float]) -> float:
        """From the box's middle to a point."""
        return hypot((self.left + self.right) / 2 - point[0], (self.top + self.bottom) / 2 - point[1])

    def inside(self, width: float, height: float) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a name is drawn: `y` is the foot of its first line, `anchor` SVG's text-anchor for left-to-right text."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: str


NOWHERE = Placed((), 0.0, 0.0, "middle")


def broken(words: str) -> tuple[str, ...]:
    """A name in one line or two, broken at the space nearest its middle; a line too long is cut."""
    spaces = [at for at, letter in enumerate(words) if letter == " "]
    if len(words) <= ONE_LINE or not spaces:
        return (cut(words),)
    middle = min(spaces, key=lambda at: abs(at - len(words) / 2))
    return cut(words[:middle]), cut(words[middle + 1 :])


def cut(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def around(
    x: float, y: float, radius: float, lines: tuple[str, ...], size: float = HEIGHT
) -> Iterable[tuple[Placed, Box]]:
    """The eight places for a name around a mark, best first, each with the box it fills."""
    wide, gap = max(map(len, lines)) * size * LETTER, radius + 5
    more = (len(lines) - 1) * size * LINE
    below, above = y + gap + size * 0.8, y - gap - size * 0.2 - more
    level, slant = y + size * 0.35 - more / 2, gap * 0.75
    for left, foot, anchor in (
        (x - wide / 2, below, "middle"),
        (x + gap, level, "start"),
        (x - gap - wide, level, "end"),
        (x - wide / 2, above, "middle"),
        (x + slant, below - 4, "start"),
        (x - slant - wide, below - 4, "end"),
        (x + slant, above + 4, "start"),
        (x - slant - wide, above + 4, "end"),
    ):
        at = left + {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        placed = Placed(lines, round(at, 1), round(foot, 1), anchor)
        yield placed, Box(left, foot - size * 0.85, left + wide, foot + more + size * 0.25)


def box_of(name: Placed, size: float = HEIGHT) -> Box:
    """The box a placed name fills."""
    wide = max(map(len, name.lines), default=0) * size * LETTER
    left = name.x - {"start": 0.0, "middle": wide / 2, "end": wide}[name.anchor]
    foot = name.y + max(0, len(name.lines) - 1) * size * LINE
    return Box(left, name.y - size * 0.85, left + wide, foot + size * 0.25)


def place(
    marks: list[tuple[float, float, float, str]], width: float, height: float, taken: Iterable[Box] = (),
    away_from: tuple[float, float] | None = None,
) -> list[Placed]:  # fmt: skip
    """Where each mark's name goes. `marks` are (x, y, radius, name), the most important first.

    With `away_from`, names lie on the side away from that point, where fewer lines run.
    """
    dots = [Box(x - r, y - r, x + r, y + r) for x, y, r, _ in marks]
    full = list(taken)
    found: list[Placed] = []
    for at, (x, y, radius, name) in enumerate(marks):
        lines = broken(name)
        others = dots[:at] + dots[at + 1 :]
        places = list(around(x, y, radius, lines))
        if away_from and (x, y) != away_from:
            places.sort(key=lambda it: -it[1].distance(away_from))
        free = (
            (placed, box)
            for placed, box in places
            if box.inside(width, height)
            and not any(box.meets(b) for b in full)
            and not any(box.meets(b) for b in others)
        )
        placed, box = next(free, (NOWHERE, None))
        found.append(placed)
        if box:
            full.append(box)
    return found
