"""Days, times, amounts and lists as people say them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from goldenthread.domain.quantities import GRAM, MINUTE, PEOPLE, TIMES, Quantity, currency
from goldenthread.ui import jinja, words

TODAY = date(2026, 3, 1)
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("value", "locale", "said"),
    [
        (date(2026, 3, 3), "en_GB", "Tuesday 3 March"),
        (date(2024, 9, 4), "en_GB", "Wednesday 4 September 2024"),
        (date(2026, 3, 3), "ar", "الثلاثاء، 3 مارس"),
        (date(2026, 3, 3), "pa_Guru", "ਮੰਗਲ, 3 ਮਾਰਚ"),
    ],
)
def test_a_day_is_said_with_its_year_only_when_it_is_not_this_year(value: date, locale: str, said: str) -> None:
    assert words.day(value, locale, TODAY) == said


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(18, 30, "6.30pm"), (9, 0, "9am"), (0, 0, "midnight"), (12, 0, "midday"), (0, 5, "12.05am"), (12, 1, "12.01pm")],
)
def test_a_time_is_written_as_on_a_poster(hour: int, minute: int, said: str) -> None:
    assert words.clock(datetime(2026, 3, 3, hour, minute, tzinfo=LONDON), "en_GB") == said


def test_a_moment_is_told_in_the_zone_of_the_place() -> None:
    noon = datetime(2026, 7, 3, 11, 30, tzinfo=UTC)
    assert words.moment(noon, "en_GB", LONDON, TODAY) == "Friday 3 July, 12.30pm"


def test_a_moment_may_fall_on_another_day_than_in_greenwich() -> None:
    late = datetime(2026, 7, 3, 23, 30, tzinfo=UTC)
    assert words.moment(late, "en_GB", LONDON, TODAY) == "Saturday 4 July, 12.30am"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        words.moment(datetime(2026, 3, 3, 18, 30, tzinfo=UTC).replace(tzinfo=None), "en_GB", LONDON, TODAY)


def test_a_span_names_the_day_once_unless_it_crosses_midnight() -> None:
    start = datetime(2026, 3, 3, 18, 30, tzinfo=UTC)
    same, next_day = datetime(2026, 3, 3, 20, 0, tzinfo=UTC), datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    assert words.between(start, same, "en_GB", LONDON, TODAY) == "Tuesday 3 March, 6.30pm to 8pm"
    assert words.between(start, next_day, "en_GB", LONDON, TODAY) == "Tuesday 3 March, 6.30pm to Wednesday 4 March, 1am"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Quantity(123_450, currency("GBP")), "£1,234.50"),
        (Quantity(-5, currency("GBP")), "-£0.05"),
        (Quantity(1_500, currency("JPY")), "JP¥1,500"),
        (Quantity(90, MINUTE), "1 hour 30 minutes"),
        (Quantity(0, MINUTE), "0 minutes"),
        (Quantity(1, PEOPLE), "1 person"),
        (Quantity(2, TIMES), "2 times"),
        (Quantity(2_500, GRAM), "2.5 kilograms"),
    ],
)
def test_an_amount_is_said_with_its_unit(amount: Quantity, said: str) -> None:
    with translation.override("en"):
        assert jinja.quantity(amount) == said


def test_money_beyond_a_floats_reach_stays_exact() -> None:
    assert words.money(Quantity(9_007_199_254_740_993, currency("GBP")), "en_GB") == "£90,071,992,547,409.93"


@pytest.mark.parametrize("locale", ["en_GB", "ar", "pa_Guru"])
def test_a_pound_is_a_pound_in_every_language(locale: str) -> None:
    said = words.money(Quantity(5_000, currency("GBP")), locale)
    assert "£" in said
    assert "UK" not in said


def test_a_count_that_stopped_says_so() -> None:
    with translation.override("en"):
        assert jinja.count(1000, capped=True) == "more than 1,000"
        assert jinja.count(12) == "12"


def test_names_are_joined_as_the_language_joins_them() -> None:
    assert words.join(["Amina", "Bob", "Chen"], "en_GB") == "Amina, Bob and Chen"
    assert words.join(["أمينة", "بوب"], "ar") == "أمينة وبوب"
