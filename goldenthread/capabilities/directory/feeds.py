"""Following other directories: what is followed, what came from where, and what is not listed there any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.capabilities.directory import feed_rules as rules
from goldenthread.capabilities.directory import service_actions, service_rules
from goldenthread.capabilities.directory.feed_rules import FeedRefusal, WantedFeed
from goldenthread.capabilities.directory.models import Feed, FromFeed
from goldenthread.capabilities.directory.services import all_services
from goldenthread.core import fetching, importing, jobs, journal, undo
from goldenthread.core.models import BeforeImage, ChangeSet, Job, Promise
from goldenthread.core.registry import DetailWriter

KEY = "feed"  # in the detail of a service: the reference of the feed it was read from
READ = "directory.feed_read"
BATCH = 400
SAID = ("title", "address", "licence", "owner", "website", "every_days", "by_itself", "paused", "followed")
BROUGHT_IN = ("read_at", "etag")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a service comes from. `read_on` is the day on which what is here was last what the feed said."""

    title: str
    owner: str
    licence: str
    href: str
    read_on: date | None
    gone_on: date | None
    followed: bool


def source_of(promise_pk: int) -> Source | None:
    """The other directory that a service comes from; None for one of our own. One query."""
    one = FromFeed.objects.filter(pk=promise_pk).select_related("feed").first()
    if one is None:
        return None
    feed, read_at = one.feed, one.feed.read_at
    read_on = timezone.localdate(read_at) if read_at else None
    return Source(feed.title, feed.owner, feed.licence, site_of(feed), read_on, one.gone_on, feed.followed)


def site_of(feed: Feed) -> str:
    """Where people read what the feed publishes."""
    return feed.website or f"https://{urlsplit(feed.address).hostname}/"


def source(feed: Feed) -> str:
    """What an import of this feed says it was read from."""
    return f"feed-{feed.ref}"


def followed() -> QuerySet[Feed]:
    return Feed.objects.filter(followed=True).order_by("title", "pk")


def waiting(feed: Feed) -> importing.Staged | None:
    """What was read and waits to be agreed to, if anything does."""
    try:
        return importing.find(feed.staged) if feed.staged else None
    except importing.Gone:
        return None


def not_listed(feed: Feed) -> QuerySet[Promise]:
    """Services in sight that the feed does not list any more, and that still say they run."""
    gone = FromFeed.objects.filter(feed=feed, gone_on__isnull=False)
    rows = all_services().filter(pk__in=gone.values("pk"), service__running=service_rules.RUNNING)
    return rows.select_related("service", "from_feed").order_by("service__title", "pk")


# ---- What a coordinator does ----


@journal.action("directory.feed_follow", undo="core.undo")
def follow(*, wanted: WantedFeed, by: int, at: datetime, change: ChangeSet) -> Feed | FeedRefusal:
    """Begin to follow another directory. Nothing is read yet."""
    wanted = _tidy(wanted)
    before = Feed.objects.select_for_update().filter(address=wanted.address).first()
    refusal = _refusal(wanted, known=before is not None and before.followed)
    if refusal:
        return refusal
    if before is not None:
        return _set(before, change, **_columns(wanted), followed=True, paused=False)
    made = Feed.objects.create(**_columns(wanted))
    undo.remember_absent(Feed, [made.pk], change=change)
    change.about = made.ref
    return made


@journal.action("directory.feed_change", undo="core.undo")
def change(*, feed: Feed, wanted: WantedFeed, by: int, at: datetime, change: ChangeSet) -> Feed | FeedRefusal:
    """Say something else about a feed: how often it is read, under which licence, whether it may come in by itself."""
    wanted = _tidy(wanted)
    other = Feed.objects.filter(address=wanted.address).exclude(pk=feed.pk).exists()
    refusal = _refusal(wanted, known=other)
    if refusal:
        return refusal
    return _set(feed, change, **_columns(wanted), **({} if wanted.address == feed.address else {"etag": ""}))


@journal.action("directory.feed_pause", undo="core.undo")
def pause(*, feed: Feed, paused: bool, by: int, at: datetime, change: ChangeSet) -> Feed:
    """Read a feed no more until somebody says so; or read it again."""
    return _set(feed, change, paused=paused)


@journal.action("directory.feed_stop", undo="core.undo")
def stop(*, feed: Feed, by: int, at: datetime, change: ChangeSet) -> Feed:
    """Follow a feed no more. What came from it stays, says where it came from, and is changed here from now on."""
    found = waiting(feed)
    if found is not None:
        found.drop()
    return _set(feed, change, followed=False)


@journal.action("directory.feed_ask", final="Another site was asked: that cannot be taken back.")
def ask(*, feed: Feed, by: int, at: datetime, change: ChangeSet) -> Job | FeedRefusal:
    """Have a feed read now. Pressing twice in a minute reads it once."""
    if not Feed.objects.filter(pk=feed.pk, followed=True).exists():
        return FeedRefusal.NOT_FOLLOWED
    change.about = feed.ref
    key = f"{READ}:{feed.ref}:{at:%Y%m%d%H%M}"
    return jobs.ask(READ, key=key, by=by, at=at, feed=feed.ref, party=by)


@journal.action("directory.feed_gone", undo="core.undo")
def mark_not_running(
    *, feed: Feed, services: Collection[str], by: int, at: datetime, change: ChangeSet
) -> int | FeedRefusal:
    """Say of services that the feed lists no more, and that somebody chose, that they have stopped."""
    chosen = list(not_listed(feed).filter(ref__in=services))
    if not chosen:
        return FeedRefusal.NOTHING_CHOSEN
    for promise in chosen:
        service_actions.mark(promise, change=change, running=service_rules.STOPPED)
    change.about = feed.ref
    return len(chosen)


@journal.action("directory.feed_answered", final="What another site answered on a day stays what it answered.")
def answered(
    *, feed: Feed, answer: str, listed: Collection[str] | None = None, tag: str = "", staged: str = "", by: int | None,
    at: datetime, change: ChangeSet,
) -> None:  # fmt: skip
    """Note what came of a reading; `listed` are the services it has, when the whole of it was read."""
    change.about = feed.ref
    now: dict[str, Any] = {"asked_at": at, "answer": answer, "staged": staged}
    if answer == rules.SAME:
        now |= {"read_at": at, "etag": tag}
    Feed.objects.filter(pk=feed.pk).update(**now)
    if listed is not None:
        _note_gone(feed, set(listed), timezone.localdate(at))


def _note_gone(feed: Feed, listed: set[str], today: date) -> None:
    rows = list(FromFeed.objects.filter(feed=feed).values_list("pk", "uuid", "gone_on"))
    gone = [pk for pk, uuid, since in rows if since is None and uuid not in listed]
    back = [pk for pk, uuid, since in rows if since is not None and uuid in listed]
    for some, day in ((gone, today), (back, None)):
        for start in range(0, len(some), BATCH):
            FromFeed.objects.filter(pk__in=some[start : start + BATCH]).update(gone_on=day)


def _tidy(wanted: WantedFeed) -> WantedFeed:
    return replace(wanted, address=rules.tidy(wanted.address))


def _refusal(wanted: WantedFeed, *, known: bool) -> FeedRefusal | None:
    try:
        fetching.target(wanted.address)
    except fetching.NotFetched:
        return FeedRefusal.NOT_AN_ADDRESS
    outcome = rules.follow(wanted, known=known)
    return outcome if isinstance(outcome, FeedRefusal) else None


def _columns(wanted: WantedFeed) -> dict[str, Any]:
    return {
        "title": wanted.title.strip(), "address": wanted.address, "licence": wanted.licence.strip(),
        "owner": wanted.owner.strip(), "website": wanted.website.strip(), "every_days": wanted.every_days,
        "by_itself": wanted.by_itself,
    }  # fmt: skip


def _set(feed: Feed, change: ChangeSet, **columns: Any) -> Feed:
    """Change a feed; how it was is kept."""
    undo.remember(Feed.objects.filter(pk=feed.pk), SAID, change=change)
    Feed.objects.filter(pk=feed.pk).update(**columns)
    change.about = feed.ref
    feed.refresh_from_db()
    return feed


# ---- What an import keeps beside a service of a feed ----


def _write(rows: Iterable[tuple[int, Mapping[str, Any]]], change: ChangeSet) -> int:
    """Keep where services come from, in the import's own change; returns how many had another source before."""
    found = {promise: detail[KEY] for promise, detail in rows if isinstance(detail.get(KEY), Mapping)}
    feeds = {feed.ref: feed for feed in Feed.objects.filter(ref__in={one["ref"] for one in found.values()})}
    here = set(FromFeed.objects.filter(feed__in=feeds.values()).values_list("pk", flat=True))
    made = [
        FromFeed(promise_id=promise, feed=feeds[one["ref"]], uuid=one["uuid"])
        for promise, one in found.items()
        if promise not in here and one["ref"] in feeds
    ]
    undo.remember_absent(FromFeed, [one.pk for one in made], change=change)
    FromFeed.objects.bulk_create(made, batch_size=BATCH)
    for feed in feeds.values():
        _note_brought_in(feed, change)
    return len(made)


def _note_brought_in(feed: Feed, change: ChangeSet) -> None:
    if not BeforeImage.objects.filter(change=change, table=Feed._meta.db_table, row=feed.pk).exists():
        undo.remember(Feed.objects.filter(pk=feed.pk), BROUGHT_IN, change=change)
    Feed.objects.filter(pk=feed.pk).update(read_at=change.at, etag="")


def _compare(rows: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[tuple[int, str, Any, Any]]:
    """Services that are here, and would be said to come from a feed."""
    found = {promise: detail[KEY] for promise, detail in rows if isinstance(detail.get(KEY), Mapping)}
    titles = dict(Feed.objects.filter(ref__in={one["ref"] for one in found.values()}).values_list("ref", "title"))
    here = set(FromFeed.objects.filter(feed__ref__in=titles).values_list("pk", flat=True))
    for promise, one in found.items():
        if promise not in here and one["ref"] in titles:
            yield promise, KEY, None, titles[one["ref"]]


DETAILS = (DetailWriter("promise", "service", _write, _compare),)
