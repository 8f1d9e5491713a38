"""Exact amounts: a whole number of a unit's smallest part. Different units never add."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from goldenthread.domain.words import N_, Sentence, say

_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
_LARGEST = 2**63 - 1


class NotAnAmount(ValueError):
    """The text cannot be read as an amount of this unit. `sentence` says why, and ends with the remedy."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


_UNREAD = N_("“%(written)s” is not an amount we can read. Write it like 1234.50.")
_NO_NUMBER = N_("“%(written)s” is not a number. Write it like 1234.50.")
_TOO_LARGE = N_("“%(written)s” is not an amount we can keep. Put it right.")
_TOO_FINE = N_("“%(written)s” is finer than %(unit)s goes: it has %(places)s decimal places. Put it right.")


@dataclass(frozen=True, slots=True)
class Unit:
    """`exponent` says how many decimal places the unit has: GBP 2, JPY 0, hour in minutes 0."""

    code: str
    exponent: int = 0
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """`amount` counts the smallest part of `unit`: Quantity(1050, GBP) is £10.50."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if abs(self.amount) > _LARGEST:
            raise NotAnAmount(say(_TOO_LARGE, written=self.amount))

    def __add__(self, other: "Quantity") -> "Quantity":
        if other.unit != self.unit:
            raise TypeError(f"{self.unit.code} and {other.unit.code} do not add")
        return Quantity(self.amount + other.amount, self.unit)

    def __neg__(self) -> "Quantity":
        return Quantity(-self.amount, self.unit)

    def decimal(self) -> Decimal:
        return Decimal(self.amount).scaleb(-self.unit.exponent)

    def __str__(self) -> str:
        figures = f"{self.decimal():,.{self.unit.exponent}f}"
        if self.unit.symbol:
            return f"-{self.unit.symbol}{figures[1:]}" if self.amount < 0 else f"{self.unit.symbol}{figures}"
        return f"{figures} {self.unit.code}"


def parse(text: str | int | float | Decimal, unit: Unit) -> Quantity:
    """Read an amount as people write it ("£1,234.50", 1000.1). Finer than the unit is refused.

    A float is read by its shortest decimal form, so that 1000.1 in a spreadsheet stays 1000.1.
    """
    written = repr(text) if isinstance(text, float) else str(text)
    bare = written.strip().replace("\u00a0", "").replace(" ", "")
    if unit.symbol:
        bare = bare.replace(unit.symbol, "", 1)
    if "," in bare:
        if not _GROUPED.match(bare):
            raise NotAnAmount(say(_UNREAD, written=written))
        bare = bare.replace(",", "")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise NotAnAmount(say(_NO_NUMBER, written=written)) from None
    if not value.is_finite() or abs(value) > _LARGEST:
        raise NotAnAmount(say(_TOO_LARGE, written=written))
    scaled = value.scaleb(unit.exponent)
    if scaled != scaled.to_integral_value():
        raise NotAnAmount(say(_TOO_FINE, written=written, unit=unit.code, places=unit.exponent))
    return Quantity(int(scaled), unit)


# ISO 4217 minor units that differ from two, as published by SIX (list one, 2024-06-25).
_NO_MINOR = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()
_THREE = "BHD IQD JOD KWD LYD OMR TND".split()
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "US$"}


def currency(code: str) -> Unit:
    """The unit of an ISO 4217 currency code."""
    exponent = 0 if code in _NO_MINOR else 3 if code in _THREE else 2
    return Unit(code, exponent, _SYMBOLS.get(code, ""))


MINUTE = Unit("minute")
GRAM = Unit("gram")
PEOPLE = Unit("people")
TIMES = Unit("times")
DECILE = Unit("decile")
