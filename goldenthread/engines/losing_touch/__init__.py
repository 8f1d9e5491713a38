"""Who would lose touch if this group stopped?

`for_one` answers for one party, with reasons; `for_everyone` gives the bare counts for all parties at once, in
the order of the place. Ties are read without direction, and parallel ties as one: what is asked is whether
people can still reach each other at all.

There is no function here, and there must be none, that puts parties in order of their loss or picks the
"least important". A group with a small number may be the only warm room on a street; the figure knows only the
connections recorded. A list in that order would be read as a list of groups to cut. Hence the columns of
`Losses` keep the order of the place, and each finding carries the caveat that the screen has to say.
"""

from goldenthread.engines.losing_touch.command import SCHEMA, run
from goldenthread.engines.losing_touch.everyone import Losses, for_everyone
from goldenthread.engines.losing_touch.one import Carrier, Loss, Piece, Route, for_one

__all__ = ["SCHEMA", "Carrier", "Loss", "Losses", "Piece", "Route", "for_everyone", "for_one", "run"]
