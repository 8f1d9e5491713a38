"""The pages of the directories that this one follows. Each one: open, act, answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldenthread.capabilities.directory import feed_rules as rules
from goldenthread.capabilities.directory import feeds
from goldenthread.capabilities.directory.feed_forms import REFUSALS, FeedForm, as_written
from goldenthread.capabilities.directory.feed_rules import FeedRefusal
from goldenthread.capabilities.directory.models import Feed
from goldenthread.core import fetching, refs
from goldenthread.core.models import Import
from goldenthread.core.permissions import COORDINATES
from goldenthread.ui.page import answer, page

MOST_SHOWN = 200


@page(allow=COORDINATES)
def index(request: HttpRequest) -> HttpResponse:
    shown = [(feed, came_of(feed)) for feed in feeds.followed()]
    return answer(request, "directory/feeds.html", {"shown": shown})


@page(allow=COORDINATES, action=feeds.follow)
def follow(request: HttpRequest) -> HttpResponse:
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = feeds.follow(wanted=form.wanted(), by=request.actor.party, at=timezone.now())
        if not isinstance(made, FeedRefusal):
            messages.success(request, _("It is followed. Nothing has been read yet."))
            return redirect("directory:feed", ref=made.ref)
        form.refuse(made)
    return answer(request, "directory/feed_edit.html", {"form": form, "feed": None}, status=422 if form.errors else 200)


@page(allow=COORDINATES)
def show(request: HttpRequest, ref: str) -> HttpResponse:
    feed = _find(ref)
    gone = list(feeds.not_listed(feed)[: MOST_SHOWN + 1])
    return answer(request, "directory/feed.html", {
        "feed": feed, "site": feeds.site_of(feed), "came": came_of(feed), "waits": feeds.waiting(feed),
        "made": Import.objects.filter(source=feeds.source(feed)).select_related("change").order_by("-pk").first(),
        "count": feed.services.count(), "gone": gone[:MOST_SHOWN], "more": len(gone) > MOST_SHOWN,
    })  # fmt: skip


@page(allow=COORDINATES, action=feeds.change)
def change(request: HttpRequest, ref: str) -> HttpResponse:
    feed = _find(ref)
    form = FeedForm(request.POST or None, initial=as_written(feed))
    if request.method == "POST" and form.is_valid():
        outcome = feeds.change(feed=feed, wanted=form.wanted(), by=request.actor.party, at=timezone.now())
        if not isinstance(outcome, FeedRefusal):
            messages.success(request, _("Your change is kept."))
            return redirect("directory:feed", ref=feed.ref)
        form.refuse(outcome)
    return answer(request, "directory/feed_edit.html", {"form": form, "feed": feed}, status=422 if form.errors else 200)


@page(allow=COORDINATES, action=feeds.pause)
def pause(request: HttpRequest, ref: str) -> HttpResponse:
    feed, paused = _find(ref), request.POST.get("paused") == "yes"
    feeds.pause(feed=feed, paused=paused, by=request.actor.party, at=timezone.now())
    words = _("It is not read until you say so.") if paused else _("It is read again when its day comes.")
    messages.success(request, words)
    return redirect("directory:feed", ref=feed.ref)


@page(allow=COORDINATES, action=feeds.ask)
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Read it now: the page of the work leads to what it would change."""
    job = feeds.ask(feed=_find(ref), by=request.actor.party, at=timezone.now())
    if isinstance(job, FeedRefusal):
        messages.error(request, REFUSALS[job])
        return redirect("directory:feeds")
    return redirect("job", ref=job.ref)


@page(allow=COORDINATES, action=feeds.stop)
def stop(request: HttpRequest, ref: str) -> HttpResponse:
    feed = _find(ref)
    if request.method != "POST":
        return answer(request, "directory/feed_stop.html", {"feed": feed})
    feeds.stop(feed=feed, by=request.actor.party, at=timezone.now())
    messages.success(request, _("It is not followed any more. What came from it stays."))
    return redirect("directory:feeds")


@page(allow=COORDINATES, action=feeds.mark_not_running)
def mark_not_running(request: HttpRequest, ref: str) -> HttpResponse:
    feed, chosen = _find(ref), request.POST.getlist("service")[:MOST_SHOWN]
    outcome: Any = feeds.mark_not_running(feed=feed, services=chosen, by=request.actor.party, at=timezone.now())
    if isinstance(outcome, FeedRefusal):
        messages.error(request, REFUSALS[outcome])
    else:
        said = ngettext("%(n)s service is marked as not running.", "%(n)s services are marked as not running.", outcome)
        messages.success(request, said % {"n": outcome})
    return redirect("directory:feed", ref=feed.ref)


def came_of(feed: Feed) -> str:
    """What came of the last reading, in a sentence."""
    if feed.answer == rules.WAITING and feeds.waiting(feed) is None:
        if Import.objects.filter(ref=feed.staged).exists():
            return _("What had changed was brought in.")
        return _("What had changed waited for a day, and was thrown away. Read it again to look at it.")
    known = rules.ANSWERS.get(feed.answer) or fetching.SENTENCES.get(feed.answer, "")
    return _(known) if known else ""


def _find(ref: str) -> Feed:
    feed = feeds.followed().filter(ref=refs.read(ref)).first()
    if feed is None:
        raise Http404
    return feed
