"""Which records look like the same person, or the same organisation? Likeness in per cent, with the reasons.

`likely` finds every pair among many records; `Register` is built once and then asked about one new record at a
time; `explain` tells all that two records share and all in which they differ. An engine only proposes: a person
decides, and nothing is joined here.

Two records are compared when they meet in one *block*: the same number, telephone or e-mail, day of birth, way of
sounding the name, postcode with a name … (`blocking`). People are weighed by the model of Fellegi and Sunter (1969):
each detail adds the logarithm of how much more often it agrees among records of one person than among strangers.
`OURS` are weights we chose and wrote down; `estimated` learns them from the records themselves, without any labels.
Organisations and groups are told by rules on their names and numbers.

With fixed weights these laws hold, and are tested: likeness is symmetric; the order of the records does not matter;
a record that shares no block with the others changes no pair; the same number in the same register always pairs.
"""

from goldenthread.engines.linkage.command import SCHEMA, run
from goldenthread.engines.linkage.estimating import estimated
from goldenthread.engines.linkage.matching import AT_LEAST, Register, explain, likely
from goldenthread.engines.linkage.records import Likeness, Reason, Record
from goldenthread.engines.linkage.weights import OURS, Weights

__all__ = [
    "AT_LEAST", "OURS", "SCHEMA", "Likeness", "Reason", "Record", "Register", "Weights", "estimated", "explain",
    "likely", "run",
]  # fmt: skip
