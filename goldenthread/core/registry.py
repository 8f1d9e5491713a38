"""What each capability gives the house. The core and the web never name a capability: they ask here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

from goldenthread.domain.kinds import Kind, Spine
from goldenthread.domain.words import N_

if TYPE_CHECKING:
    from goldenthread.core.lists import List
    from goldenthread.core.permissions import Actor, AnyPermission

T = TypeVar("T")
CAPABILITIES = "goldenthread.capabilities."


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu: a message id, the URL name, who sees it, and its place in the order."""

    words: str
    url: str
    allow: AnyPermission
    order: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page that belongs to a capability.

    `on` is "party", "place", "home" or "me". `read(actor, subject)` returns what `template` needs, or
    None to leave the panel out; it may only read.
    """

    on: str
    template: str
    read: Callable[[Actor, Any], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Words:
    """A term of a scheme that a capability brings: written to the Term table after migrating."""

    scheme: str
    code: str
    label: str  # a message id
    parent: str = ""
    exponent: int | None = None
    source: str = "ours"
    licence: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True)
class DetailWriter:
    """Writes a capability's own columns for rows that an import made or changed.

    `about` is "party", "place" or "promise", and `kind` narrows it (a kind code, or "" for all).
    `write(rows, change)` gets (spine id, detail) pairs and returns how many details it changed; `compare(rows)`
    gets the same and yields (spine id, column, before, after) for what would change, and writes nothing.
    """

    about: str
    kind: str
    write: Callable[[Iterable[tuple[int, Mapping[str, Any]]], Any], int]
    compare: Callable[[Iterable[tuple[int, Mapping[str, Any]]]], Iterator[tuple[int, str, Any, Any]]]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something `goldenthread verify` found wrong: where, and a plain sentence."""

    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Exporter:
    """A named export: `write(actor, format, stream)`; formats are file endings."""

    name: str
    words: str
    formats: tuple[str, ...]
    allow: AnyPermission
    write: Callable[..., None]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the tour: where it happens (URL name and how to find its arguments), in at most fifty words."""

    order: int
    words: str
    url: str
    subject: str = ""  # identifier value, in the demonstration, of what the page is about


@dataclass(frozen=True, slots=True)
class Capability:
    name: str
    words: str
    kinds: tuple[Kind, ...] = ()
    terms: tuple[Words, ...] = ()
    panels: tuple[Panel, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    lists: tuple[List, ...] = ()
    details: tuple[DetailWriter, ...] = ()
    exporters: tuple[Exporter, ...] = ()
    erasure: tuple[Callable[[int], None], ...] = ()
    checks: tuple[Callable[[], Iterator[Fault]], ...] = ()
    jobs: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    chores: Mapping[str, timedelta] = field(default_factory=dict)  # jobs that nobody has to ask for -> how often
    restored: tuple[Callable[[str, Iterable[int]], None], ...] = ()  # an undo put back these rows of this table
    provides: Mapping[type, Callable[..., Any]] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)  # action code -> message id for the history
    tour: tuple[Step, ...] = ()
    roots: Mapping[str, str] = field(default_factory=dict)  # address of its own -> module of its urls


@cache
def capabilities() -> tuple[Capability, ...]:
    """Every installed capability, in the order of INSTALLED_APPS."""
    names = [app for app in settings.INSTALLED_APPS if app.startswith(CAPABILITIES)]
    return tuple(import_module(f"{name}.manifest").CAPABILITY for name in names)


def every(what: str) -> list[Any]:
    """All panels, menu items, lists … of all capabilities, in order."""
    found = [item for capability in capabilities() for item in getattr(capability, what)]
    return sorted(found, key=lambda item: getattr(item, "order", 0))


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its code."""
    found: dict[str, Kind] = {}
    for kind in every("kinds"):
        if found.setdefault(kind.code, kind) != kind:
            raise ValueError(f"two capabilities define the kind {kind.code} differently")
    return found


def kinds_of(spine: Spine) -> list[Kind]:
    return [kind for kind in kinds().values() if kind.of is spine]


@cache
def chores() -> Mapping[str, timedelta]:
    """Which work is asked for by itself, and how often."""
    return {name: often for capability in capabilities() for name, often in capability.chores.items()}


@cache
def jobs() -> Mapping[str, Callable[..., Any]]:
    return {name: run for capability in capabilities() for name, run in capability.jobs.items()}


def action_words(code: str) -> str:
    """The message id for what an action did, for the history."""
    for capability in capabilities():
        if code in capability.actions:
            return capability.actions[code]
    return CORE_ACTIONS.get(code, code)


def ask(wanted: type[T], **question: Any) -> T:
    """The reading of type `wanted` that some capability provides; capabilities meet here."""
    for capability in capabilities():
        if wanted in capability.provides:
            return capability.provides[wanted](**question)
    raise LookupError(f"no capability provides {wanted.__name__}")


def menu(actor: Actor) -> list[MenuItem]:
    return [item for item in every("menu") if item.allow.opens_for(actor)]


CORE_ACTIONS: dict[str, str] = {
    "core.import": N_("a list was brought in"),
    "core.undo": N_("a change was taken back"),
    "core.linked": N_("two records were linked as the same"),
    "core.unlinked": N_("two records were parted again"),
    "core.pair_decided": N_("somebody said whether two records are the same"),
    "core.founded": N_("the partnership was set up"),
    "core.erased": N_("somebody was erased"),
    "core.help_ended": N_("somebody stopped acting for somebody"),
    "core.sheet_printed": N_("somebody’s sheet was printed for them"),
    "accounts.opened": N_("a way to sign in was opened"),
    "accounts.host_opened": N_("an account that looks after the site was opened"),
    "accounts.closed": N_("a way to sign in was closed"),
    "accounts.card_printed": N_("a card to sign in with was printed"),
    "accounts.card_ended": N_("a card to sign in with was ended"),
    "accounts.signed_out_everywhere": N_("somebody signed out everywhere"),
}
