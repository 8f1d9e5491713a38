"""What an import says on the screen: its counts, rows and reasons, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldenthread.core.importing import Change, Outcome, Preview
from goldenthread.core.models import Import
from goldenthread.domain.facts import Refused, Remark
from goldenthread.domain.words import N_, Sentence
from goldenthread.engines.linkage import Reason
from goldenthread.ui.shapes import Choice
from goldenthread.web.imports.codes import REASONS, called, meant

KINDS = {
    "parties": N_("People, groups and organisations"), "places": N_("Places"), "promises": N_("Grants and services"),
    "ties": N_("Connections"), "claims": N_("What was said or measured"), "entries": N_("What happened"),
    "consents": N_("Agreements"), "contacts": N_("Ways to reach somebody"), "postcodes": N_("Postcodes"),
    "details": N_("Descriptions"), "identifiers": N_("Numbers and refs"),
}  # fmt: skip
ABOUT = {
    "party": N_("Person, group or organisation"), "place": N_("Place"), "promise": N_("Grant or service"),
    "tie": N_("Connection"), "claim": N_("What was said or measured"), "entry": N_("What happened"),
    "consent": N_("Agreement"), "contact": N_("Way to reach somebody"), "postcode": N_("Postcode"),
}  # fmt: skip
OUTCOMES = {"created": N_("New"), "updated": N_("Changed"), "unchanged": N_("As it was")}


def counts(by_kind: dict[str, dict[str, int]]) -> list[tuple[str, str, str, str]]:
    """A line for each kind of thing that the file holds."""
    return [
        (_(KINDS[kind]), f"{n['created']:,}", f"{n['updated']:,}", f"{n['unchanged']:,}")
        for kind, n in by_kind.items()
        if kind in KINDS and any(n.values())
    ]


def total(made: Import, what: str) -> int:
    return sum(int(n[what]) for n in made.counts.get("by_kind", {}).values())


def refused(found: Iterable[Refused]) -> list[tuple[str, str, str, str]]:
    return [(_row(one.row), one.column, one.value, told(one.why)) for one in found]


def told(sentence: Sentence) -> str:
    """What a reader of files, or the check of an import, says: in the language of whoever reads it."""
    return sentence.told(_)


def remarks(found: Iterable[Remark]) -> list[tuple[str, str]]:
    """Row, and what was noticed, with the column it stands in."""
    return [(_row(one.row), ": ".join(part for part in (one.column, told(one.what)) if part)) for one in found]


def remembered(kept: Iterable[Sequence[Any]]) -> list[Remark]:
    """The remarks that a finished import keeps."""
    return [Remark(int(row), column, value, Sentence.read(what)) for row, column, value, what in kept]


def pairs(found: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, str, str]]:
    return [(one, other, _(REASONS[Reason(reason)])) for one, other, reason, _likeness in found]


def rows(found: Iterable[Outcome]) -> list[tuple[str, str, str, str, str]]:
    """Row, what it is, how the file names it, what becomes of it, and each change."""
    return [
        (_placed(one), _(ABOUT[one.about]), meant(one.about, one.words), _(OUTCOMES[one.what]), _changes(one))
        for one in found
    ]


def _placed(one: Outcome) -> str:
    """The row, and in a folder the file that it stands in."""
    return ": ".join(part for part in (one.file, _row(one.row)) if part)


def _changes(one: Outcome) -> str:
    return "; ".join(map(_change, one.changes))


def _change(change: Change) -> str:
    words = _("%(column)s: from “%(before)s” to “%(after)s”") if change.before else _("%(column)s: “%(after)s”")
    before, after = meant(change.column, change.before), meant(change.column, change.after)
    return words % {"column": called(change.column), "before": before, "after": after}


def _row(number: int) -> str:
    return str(number) if number else ""


def filters(ref: str, seen: Preview, chosen: str) -> list[Choice]:
    every = [Choice(_("Everything"), further(ref, "", 1), "", chosen not in OUTCOMES)]
    return every + [
        Choice(_(words), further(ref, what, 1), f"{seen.total(what):,}", chosen == what)
        for what, words in OUTCOMES.items()
    ]


def further(ref: str, what: str, page: int) -> str:
    asked = {name: value for name, value in (("what", what), ("page", page if page > 1 else "")) if value}
    return reverse("imports:show", kwargs={"ref": ref}) + (f"?{urlencode(asked)}" if asked else "")


def will(seen: Preview) -> list[str]:
    """What will happen, in sentences, for whoever has to agree to it."""
    made, changed, same = (seen.total(what) for what in OUTCOMES)
    said = [ngettext("%(n)s new row is written.", "%(n)s new rows are written.", made) % {"n": f"{made:,}"}]
    if changed:
        words = ngettext("%(n)s row that is here is changed.", "%(n)s rows that are here are changed.", changed)
        said.append(words % {"n": f"{changed:,}"})
    if same:
        words = ngettext(
            "%(n)s row is here already and stays as it is.", "%(n)s rows are here already and stay as they are.", same
        )
        said.append(words % {"n": f"{same:,}"})
    if seen.pairs:
        said.append(_("Nothing is joined because two names are alike: that waits for a person."))
    return [*said, _("All of it is written, or none of it. It can be taken back.")]
