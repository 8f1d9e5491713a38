"""Reading another directory: all of its pages become one staged import, which waits for somebody to look at it.

What is here already and did not come from this feed stays as it is: a service is left out, and of an organisation or
a place only its numbers are taken. Whoever publishes a feed can so change nothing but what it brought.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

import orjson
from django.conf import settings
from django.utils import timezone

from goldenthread.capabilities.directory import feed_rules as rules
from goldenthread.capabilities.directory import feeds
from goldenthread.capabilities.directory.feed_rules import Difference
from goldenthread.capabilities.directory.models import Feed, FromFeed
from goldenthread.core import fetching, importing, jobs
from goldenthread.core.fetching import Fetched, NotFetched, Why
from goldenthread.core.models import Identifier, Import, Party, Place
from goldenthread.domain.facts import ContactFact, PartyFact, PlaceFact, PromiseFact, Refused, Remark, Said
from goldenthread.domain.kinds import PartyKind, PlaceKind
from goldenthread.domain.words import N_, say
from goldenthread.engines import intake

SECONDS = 30 * 60.0  # for a whole directory
ASKING, LOOKING, WRITING = N_("Reading the other directory"), N_("Comparing it with what is here"), N_("Writing")
_OURS = N_("These services are here already and did not come from this directory (%(count)s). They stay as they are.")
Thing = Mapping[str, Any]
Get = Callable[[str, str], Fetched]  # an address, and the tag of what is known of it


class NotAFeed(Exception):
    """What came back cannot be taken as a whole directory. `answer` is a code of `feed_rules.ANSWERS`."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Reading:
    """Every service of a feed, once; and the tag of its only page. `same`: nothing has changed since the last."""

    services: Mapping[str, Thing]
    tag: str = ""
    same: bool = False


# ---- The jobs ----


def ask_due(progress: jobs.Progress) -> Mapping[str, Any]:
    """Once an hour: have every feed read whose day has come."""
    at = timezone.now()
    due = [feed for feed in feeds.followed().filter(paused=False) if _is_due(feed, at)]
    for feed in due:
        jobs.ask(feeds.READ, key=f"{feeds.READ}:{feed.ref}:{at:%Y%m%d%H}", by=None, at=at, feed=feed.ref, party=None)
    return {"asked": len(due)}


def _is_due(feed: Feed, at: datetime) -> bool:
    brought_in = Import.objects.filter(ref=feed.staged).exists() if feed.staged else True
    lost = feed.answer == rules.WAITING and not brought_in and feeds.waiting(feed) is None
    return rules.is_due(feed.asked_at, feed.every_days, at, lost=lost)


def read(progress: jobs.Progress, *, feed: str, party: int | None) -> Mapping[str, Any] | None:
    """Read a feed and stage it. Only small changes are written at once, and only where somebody said so before."""
    found = Feed.objects.filter(ref=feed, followed=True).first()
    if found is None:
        raise jobs.Failed(rules.OVER)
    try:
        said = everything(found, progress, tag="" if party else found.etag)  # whoever asks by hand wants to be sure
    except NotFetched as reason:
        feeds.answered(feed=found, answer=reason.why, staged=found.staged, by=party, at=timezone.now())
        raise jobs.Failed(str(reason)) from None
    except NotAFeed as reason:
        feeds.answered(feed=found, answer=reason.answer, staged=found.staged, by=party, at=timezone.now())
        raise jobs.Failed(rules.ANSWERS[reason.answer]) from None
    return {"url": _took(found, said, progress, party)}


def _took(feed: Feed, said: Reading, progress: jobs.Progress, party: int | None) -> str:
    """Stage what was read, look at what it would do, and note what came of it; returns the page to go on with."""
    from django.urls import reverse

    at, page = timezone.now(), reverse("directory:feed", kwargs={"ref": feed.ref})
    if said.same:
        feeds.answered(feed=feed, answer=rules.SAME, tag=said.tag, by=party, at=at)
        return page
    before, difference = feeds.waiting(feed), difference_of(feed, said.services)
    staged = stage(feed, said.services, by=party, at=at)
    if before is not None:
        before.drop()
    progress.at(0, 0, LOOKING)
    seen = importing.preview(staged, at=at)
    answer = _answer(feed, staged, seen, difference, progress)
    waits = answer in (rules.WAITING, rules.REFUSED)
    feeds.answered(
        feed=feed, answer=answer, listed=said.services.keys(), tag=said.tag, staged=staged.ref if waits else "",
        by=party, at=at,
    )  # fmt: skip
    if not waits:
        staged.drop()
        return page
    return reverse("imports:show", kwargs={"ref": staged.ref}) if difference.gone == 0 else page


def _answer(
    feed: Feed, staged: importing.Staged, seen: importing.Preview, difference: Difference, progress: jobs.Progress
) -> str:
    if seen.refused:
        return rules.REFUSED
    if not any(counts["created"] + counts["updated"] for counts in seen.by_kind.values()):
        return rules.SAME
    if not rules.may_come_by_itself(difference, asked_for=feed.by_itself, refused=len(seen.refused)):
        return rules.WAITING
    return rules.BROUGHT if _written(staged, progress) else rules.WAITING


def _written(staged: importing.Staged, progress: jobs.Progress) -> bool:
    """Write a staged reading; False when it could not be: it then waits for somebody."""
    try:
        receipt = importing.commit(
            staged, by=None, at=timezone.now(), say=lambda words, done, total: progress.at(done, total, words)
        )
    except importing.Stopped:
        return False
    if receipt.made is not None:
        change = receipt.made.change.pk
        jobs.ask("core.search", key=f"core.search:{change}", by=None, at=timezone.now(), change=change)
    return not receipt.refused


RUNNERS: dict[str, jobs.Runner] = {feeds.READ: read, "directory.feeds": ask_due}


# ---- All the pages ----


def everything(feed: Feed, progress: jobs.Progress, *, tag: str = "") -> Reading:
    """Read every page of a feed, and the services' own pages where the list is only a summary.

    With the tag of the last reading, a feed in which nothing has changed is not sent again.
    Errors: NotFetched, NotAFeed, jobs.Cancelled.
    """
    get = _getter()
    services: dict[str, Thing] = {}
    known, tag, total = tag, "", None
    for number in range(1, rules.MOST_PAGES + 1):
        address = f"{feed.address}/services?page={number}&per_page={rules.PER_PAGE}"
        got = get(address, known if number == 1 else "")
        if got.same:
            return Reading({}, known, same=True)
        page = rules.page_of(_json(got.body))
        if page is None:
            raise NotAFeed(rules.NOT_A_FEED)
        tag, total = got.tag if number == 1 and page.last else "", page.total if number == 1 else total
        services |= {str(item["id"]).lower(): item for item in page.items}
        progress.at(len(services), total or 0, ASKING)
        if page.last:
            break
    else:
        raise NotAFeed(rules.NOT_WHOLE)
    if not rules.is_whole(len(services), total):
        raise NotAFeed(rules.NOT_WHOLE)
    if rules.is_summary(list(services.values())):
        return Reading(_in_full(feed, services, get, progress))  # a tag of the list says nothing of their own pages
    return Reading(services, tag)


def _in_full(feed: Feed, services: Mapping[str, Thing], get: Get, progress: jobs.Progress) -> dict[str, Thing]:
    if len(services) > rules.MOST_SINGLE:
        raise NotFetched(Why.TOO_LARGE)
    found: dict[str, Thing] = {}
    for uuid, item in services.items():
        one = _json(get(f"{feed.address}/services/{quote(str(item['id']), safe='')}", "").body)
        if not isinstance(one, Mapping) or str(one.get("id", "")).lower() != uuid:
            raise NotAFeed(rules.NOT_WHOLE)
        found[uuid] = one
        progress.at(len(found), len(services), ASKING)
    return found


def _getter() -> Get:
    """A way to ask again and again, within one end in time and one size for all of it."""
    until, left = time.monotonic() + SECONDS, settings.UPLOAD_LIMIT

    def get(address: str, tag: str) -> Fetched:
        nonlocal left
        seconds = min(fetching.SECONDS, until - time.monotonic())
        got = fetching.fetch(address, tag=tag, most=left, seconds=seconds)
        left -= len(got.body)
        return got

    return get


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


# ---- What is staged of them ----


def difference_of(feed: Feed, services: Mapping[str, Thing]) -> Difference:
    """How many services came from this feed before, and how many of those are not there now or are called otherwise."""
    rows = FromFeed.objects.filter(feed=feed).values_list("uuid", "gone_on", "promise__service__title")
    known = {uuid: title for uuid, gone_on, title in rows if gone_on is None or uuid in services}
    gone = sum(1 for uuid in known if uuid not in services)
    renamed = sum(1 for uuid, title in known.items() if uuid in services and services[uuid].get("name") != title)
    return Difference(len(known), gone, renamed)


def stage(feed: Feed, services: Mapping[str, Thing], *, by: int | None, at: datetime) -> importing.Staged:
    """Everything that was read as one staged import, with the reader of files of the same shape."""
    kept = _not_ours(feed, services)
    document = orjson.dumps({"contents": list(kept.values())})
    said = _said(feed, kept, document, left_out=len(services) - len(kept))
    return importing.stage(
        [importing.Part("", said)], name=feed.title, reader="oruk", source=feeds.source(feed), by=by, at=at
    )


def _not_ours(feed: Feed, services: Mapping[str, Thing]) -> dict[str, Thing]:
    """The services without those that are here from elsewhere."""
    known = Identifier.objects.filter(scheme="oruk/promise", promise__isnull=False, promise__retracted_in=None)
    ours = set(known.exclude(promise__from_feed__feed=feed).values_list("value", flat=True))
    return {uuid: one for uuid, one in services.items() if uuid not in ours}


def _said(feed: Feed, kept: Mapping[str, Thing], document: bytes, *, left_out: int) -> Iterator[Said]:
    if left_out:
        yield Remark(0, "id", "", say(_OURS, count=left_out))
    if not kept:
        return
    others = _Others(feed)
    try:
        for fact in intake.read(BytesIO(document), name="services.json", as_="oruk", source=feeds.source(feed)):
            yield from others.spared(_marked(feed, fact))
    except intake.Unreadable as fault:
        yield Refused(fault.row, fault.column, fault.value, fault.sentence)


def _marked(feed: Feed, fact: Said) -> Said:
    if not isinstance(fact, PromiseFact):
        return fact
    uuid = fact.key.partition(":")[2]
    return replace(fact, detail={**fact.detail, feeds.KEY: {"ref": feed.ref, "uuid": uuid}})


class _Others:
    """Organisations and places that are here and did not come from this feed: they keep their names and details."""

    def __init__(self, feed: Feed) -> None:
        self.mine = Import.objects.filter(source=feeds.source(feed)).values("change")
        self.spared_keys: set[str] = set()

    def spared(self, fact: Said) -> Iterator[Said]:
        if isinstance(fact, PartyFact) and (party := self._party(fact)) is not None:
            self.spared_keys.add(fact.key)
            yield PartyFact(fact.row, fact.key, PartyKind(party.kind), party.name, None, fact.identifiers)
        elif isinstance(fact, PlaceFact) and (place := self._place(fact)) is not None:
            yield PlaceFact(fact.row, fact.key, PlaceKind(place.kind), place.name, identifiers=fact.identifiers)
        elif not (isinstance(fact, ContactFact) and fact.party in self.spared_keys):
            yield fact

    def _party(self, fact: PartyFact) -> Party | None:
        for scheme, value in fact.identifiers:
            known = Party.objects.filter(identifiers__scheme=scheme, identifiers__value=value)
            party: Party | None = known.exclude(made_in__in=self.mine).first()
            if party is not None:
                return party
        return None

    def _place(self, fact: PlaceFact) -> Place | None:
        for scheme, value in fact.identifiers:
            known = Place.objects.filter(identifiers__scheme__in=(scheme, f"{scheme}/place"), identifiers__value=value)
            place: Place | None = known.exclude(made_in__in=self.mine).first()
            if place is not None:
                return place
        return None
