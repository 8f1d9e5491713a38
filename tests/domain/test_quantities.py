"""Amounts are exact: what is finer than a unit is refused, and different units never add."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.domain.quantities import MINUTE, PEOPLE, NotAnAmount, Quantity, currency, parse

GBP, JPY, KWD = currency("GBP"), currency("JPY"), currency("KWD")
amounts = st.integers(min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize(
    ("written", "unit", "amount"),
    [
        ("£1,234.50", GBP, 123450),
        ("1234.5", GBP, 123450),
        (" 1 234.50 ", GBP, 123450),
        (1000.1, GBP, 100010),  # a spreadsheet's float, by its shortest form
        (15000, GBP, 1500000),
        ("500", JPY, 500),
        ("1.234", KWD, 1234),
        ("-12.00", GBP, -1200),
        ("90", MINUTE, 90),
        ("1e3", GBP, 100000),
    ],
)
def test_an_amount_is_read_as_people_write_it(written: str, unit: object, amount: int) -> None:
    assert parse(written, unit) == Quantity(amount, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("10.005", GBP),
        ("0.5", JPY),
        ("2.5", PEOPLE),
        ("twelve", GBP),
        ("1,23", GBP),
        ("12,34.5", GBP),
        ("nan", GBP),
        ("inf", GBP),
        ("", GBP),
        ("9" * 40, GBP),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused_with_the_value(written: str, unit: object) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        parse(written, unit)  # type: ignore[arg-type]
    assert written in str(refusal.value)


@given(amounts, st.sampled_from([GBP, JPY, KWD, MINUTE]))
def test_what_is_written_reads_back_the_same(amount: int, unit: object) -> None:
    quantity = Quantity(amount, unit)  # type: ignore[arg-type]
    assert parse(str(quantity.decimal()), quantity.unit) == quantity


@given(amounts, amounts)
def test_adding_is_exact_and_takes_itself_back(one: int, other: int) -> None:
    total = Quantity(one, GBP) + Quantity(other, GBP)
    assert total.decimal() == Decimal(one + other) / 100
    assert total + -Quantity(other, GBP) == Quantity(one, GBP)


def test_pounds_and_minutes_do_not_add() -> None:
    with pytest.raises(TypeError, match="GBP and minute do not add"):
        Quantity(1, GBP) + Quantity(1, MINUTE)


def test_money_shows_its_sign_before_its_symbol() -> None:
    assert str(Quantity(-123450, GBP)) == "-£1,234.50"
    assert str(Quantity(500, JPY)) == "500 JPY"
