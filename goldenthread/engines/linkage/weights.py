"""How much each detail says for or against two records of people being one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# How far a detail agrees. Not said on one side is no evidence either way.
NOT_SAID, SAME, ALIKE, NEAR, DIFFERENT = range(5)
LEVELS = 5
FIELDS = ("given", "family", "number", "born", "postcode", "address", "town", "phone", "email")


@dataclass(frozen=True, slots=True)
class Weights:
    """`bits[field][level]`: the binary logarithm of how many times likelier this is for one person than for two.

    `prior`: the same for two records that happen to be compared, before anything is known of them.
    """

    prior: float
    bits: Mapping[str, tuple[float, ...]]


# Ours, chosen and not estimated, in bits. What agrees: about how rare a value is (a telephone number is shared by one
# household in thousands, 12 bits; a day of birth by one in 25,000, 14). What differs: how often a record of the same
# person differs in it (people move, change numbers and marry; few change their day of birth). The prior says: one
# compared pair in 8,000. A family shares name, address and telephone: see `Compared.bits`.
OURS = Weights(
    prior=-13.0,
    bits=MappingProxyType({
        # not said, same, alike, near, different
        "given": (0.0, 6.5, 5.5, 4.5, -6.0),
        "family": (0.0, 8.5, 7.5, 6.0, -3.5),
        "number": (0.0, 30.0, 30.0, 12.0, -2.0),
        "born": (0.0, 14.0, 14.0, 8.0, -5.0),
        "postcode": (0.0, 9.0, 9.0, 5.0, -1.5),
        "address": (0.0, 9.0, 9.0, 6.0, -1.0),
        "town": (0.0, 2.0, 2.0, 1.5, -1.0),
        "phone": (0.0, 12.0, 12.0, 12.0, -0.5),
        "email": (0.0, 14.0, 14.0, 7.0, -0.5),
    }),
)  # fmt: skip
