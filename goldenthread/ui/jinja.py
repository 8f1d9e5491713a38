"""The template environment: what every template may call, and nothing that a page could forget.

Named in settings as TEMPLATES' `environment`. A name that a page did not give fails (StrictUndefined);
everything is escaped; words go through Django's translation in the reader's language.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, Undefined
from markupsafe import Markup

from goldenthread.domain.quantities import Quantity
from goldenthread.ui import addresses, shapes, words
from goldenthread.ui.forms import summary_id, what_to_put_right
from goldenthread.ui.languages import find

DIST = Path(__file__).parent / "static" / "dist"


class NotBuilt(RuntimeError):
    """The front end has not been built."""


@cache
def manifest() -> dict[str, str]:
    """Name in frontend/src -> name of the built file, with its digest."""
    try:
        found: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    except FileNotFoundError:
        raise NotBuilt("The styles and scripts have not been built: run “python build_assets.py”.") from None
    return found


def asset(name: str) -> str:
    """The address of a built file: asset("style.css")."""
    return f"{settings.STATIC_URL}dist/{manifest()[name]}"


def url(name: str, **named: Any) -> str:
    """The path of a page by its name; a name that does not exist fails."""
    return reverse(name, kwargs=named) if named else addresses.path(name)


def reading() -> str:
    """Babel's name of the reader's language."""
    return find(get_language()).babel


def day(value: date) -> str:
    """ "Tuesday 3 March"; the year is added when it is not this one."""
    return words.day(value, reading(), timezone.localdate())


def short_day(value: date) -> str:
    return words.short_day(value, reading())


def moment(value: datetime) -> str:
    """ "Tuesday 3 March, 6.30pm", in the zone of the place."""
    return words.moment(value, reading(), timezone.get_current_timezone(), timezone.localdate())


def between(start: datetime, end: datetime) -> str:
    """ "Tuesday 3 March, 6.30pm to 8pm"."""
    return words.between(start, end, reading(), timezone.get_current_timezone(), timezone.localdate())


def when(value: date | datetime) -> str:
    """A day as a day, an instant as a moment."""
    return moment(value) if isinstance(value, datetime) else day(value)


def machine_time(value: date | datetime) -> str:
    """For <time datetime>: ISO 8601."""
    return value.isoformat()


def number(value: int | float) -> str:
    return words.number(value, reading())


def count(value: int, capped: bool = False) -> str:
    """ "12", or "more than 1,000" when counting stopped there."""
    figure = number(value)
    return gettext("more than %(figure)s") % {"figure": figure} if capped else figure


def quantity(amount: Quantity) -> str:
    """ "£1,234.50", "1 hour 30 minutes", "12 people": the unit says which."""
    code = amount.unit.code
    if code == "minute":
        return words.length(amount.amount, reading())
    if code == "gram":
        return words.weight(amount.amount, reading())
    figure = {"figure": number(amount.amount)}
    if code == "people":
        return ngettext("%(figure)s person", "%(figure)s people", amount.amount) % figure
    if code == "times":
        return ngettext("%(figure)s time", "%(figure)s times", amount.amount) % figure
    if code == "decile":
        return gettext("%(figure)s out of 10") % figure
    return words.money(amount, reading())


def together(items: Sequence[str]) -> str:
    """ "Amina, Bob and Chen"."""
    return words.join([str(item) for item in items], reading())


def size(count: int) -> str:
    """The size of a file: "2.5 MB"."""
    return words.size(count, reading())


SECTOR_WORDS = ("social", "public", "commercial", "person")


def sector_words(sector: str) -> str:
    """What a sector, or a person, is called on screen."""
    said = {
        "social": pgettext("sector", "Social"),
        "public": pgettext("sector", "Public"),
        "commercial": pgettext("sector", "Commercial"),
        "person": pgettext("sector", "Person"),
    }
    return said.get(sector, "")


def invented() -> str:
    """What every page, picture and file of the demonstration says of itself; "" elsewhere."""
    if not getattr(settings, "DEMO", False):
        return ""
    return gettext("Demonstration: real places; people, relationships and money are invented.")


class Marks(dict[str, Markup]):
    """The sign of each sector in its colour, drawn once: a list shows it fifty times."""

    def __missing__(self, sector: str) -> Markup:
        drawn: Markup = engines["jinja2"].env.get_template("ui/pictures.html").module.mark(sector)
        self[sector] = Markup('<span class="{}">{}</span>').format(sector, drawn)
        return self[sector]


def opening(column: shapes.Column) -> Markup:
    """How every cell of a column begins."""
    numeric = Markup(' class="num"') if column.numeric else ""
    return Markup('<td role="cell" data-label="{}"{}>').format(column.label, numeric)


def said(message: str, **named: Any) -> str:
    """`_("…")` in a template. Jinja's own way there takes three calls, and a page has sixty of them."""
    translated = Markup(gettext(message))  # noqa: S704 - a catalogue's sentence, as Jinja takes it too
    return translated % named if named or "%" in translated else translated


SPOKEN = (day, short_day, moment, between, when, machine_time, number, count, quantity, together, size)
CALLED = (url, asset, invented, sector_words, what_to_put_right, summary_id)


def environment(**options: Any) -> Environment:
    """Django calls this once, with its own options; ours win."""
    strict = {"undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(  # noqa: S701 - autoescape is in `strict`
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **{**options, **strict}
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    named = {function.__name__: function for function in SPOKEN}
    env.globals.update(named, shapes=shapes, SECTORS=SECTOR_WORDS, marks=Marks(), zip=zip, _=said)
    env.globals.update({function.__name__: function for function in CALLED})
    env.filters["opening"] = opening
    for name, function in named.items():
        env.filters.setdefault(name, function)  # Jinja's own (count) stay what its readers expect
    return env


def form_environment(**options: Any) -> Environment:
    """The same for forms, forgiving about names: Django's own field templates ask for what may not be there."""
    env = environment(**options)
    env.undefined = Undefined
    return env
