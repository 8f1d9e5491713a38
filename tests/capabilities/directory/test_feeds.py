"""Following another directory: what it publishes stays its own, and nothing is written that nobody agreed to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from goldenthread.capabilities.directory import feed_reading, feed_rules, feeds, service_actions
from goldenthread.capabilities.directory.feed_rules import Difference, FeedRefusal, WantedFeed
from goldenthread.capabilities.directory.models import Feed, FromFeed, Listing, Service
from goldenthread.capabilities.directory.service_rules import ServiceRefusal, WantedService
from goldenthread.core import importing, jobs, journal, undo
from goldenthread.core.fetching import Why
from goldenthread.core.importing import work
from goldenthread.core.models import ChangeSet, Identifier, Import, Job, Party, Promise
from tests.capabilities.directory.feed import HOME, Directory, elsewhere, service, uuid
from tests.cast import AT, Cast

__all__ = ["elsewhere"]
pytestmark = pytest.mark.django_db
WANTED = WantedFeed("Borough directory", f"{HOME}/services?page=1", "OGL v3", "The borough", "https://www.example.org/")


def follow(cast: Cast, **more: Any) -> Feed:
    made = feeds.follow(wanted=replace(WANTED, **more), by=cast.amina.pk, at=AT)
    assert isinstance(made, Feed)
    return made


def read(feed: Feed, party: int | None = None) -> Feed:
    feed_reading.read(jobs.Progress(), feed=feed.ref, party=party)
    feed.refresh_from_db()
    return feed


def agree(feed: Feed) -> None:
    found = feeds.waiting(feed)
    assert found is not None
    work.write(jobs.Progress(), ref=found.ref, url="/", party=None)  # type: ignore[arg-type]
    feed.refresh_from_db()


def follow_and_agree(cast: Cast, **more: Any) -> Feed:
    feed = read(follow(cast, **more))
    agree(feed)
    return feed


def titles() -> set[str]:
    return set(Service.objects.values_list("title", flat=True))


def test_what_a_feed_says_waits_for_a_yes_and_then_says_where_it_comes_from(cast: Cast, elsewhere: Directory) -> None:
    elsewhere.per_page = 4
    feed = read(follow(cast))
    assert feed.address == HOME and [address.partition("?")[2] for address in elsewhere.asked] == [
        f"page={n}&per_page=100" for n in (1, 2, 3)
    ]
    assert feed.answer == feed_rules.WAITING and not titles()
    seen = importing.kept(feeds.waiting(feed))  # type: ignore[arg-type]
    assert seen.by_kind["promises"]["created"] == 10 and not seen.refused
    agree(feed)
    assert titles() == {f"Class {n}" for n in range(10)} and feed.read_at is not None
    one = Service.objects.get(title="Class 3")
    assert feeds.KEY not in one.more
    source = feeds.source_of(one.pk)
    assert source is not None and (source.title, source.licence, source.owner) == (
        "Borough directory",
        "OGL v3",
        "The borough",
    )
    assert source.href == "https://www.example.org/" and source.read_on == timezone.localdate(feed.read_at)
    assert (
        feeds.source_of(Promise.objects.exclude(from_feed__feed=feed).values_list("pk", flat=True).first() or 0) is None
    )


def test_reading_it_again_says_that_nothing_has_changed_and_then_asks_only_for_what_has(
    cast: Cast, elsewhere: Directory
) -> None:
    feed, elsewhere.tag = follow_and_agree(cast), '"v1"'
    read(feed)
    assert (feed.answer, feed.etag, feed.staged) == (feed_rules.SAME, '"v1"', "")
    elsewhere.services[0]["name"] = "Renamed behind an old tag"
    assert read(feed).answer == feed_rules.SAME
    assert read(feed, party=cast.amina.pk).answer == feed_rules.WAITING  # somebody who asks by hand wants to be sure


def test_a_list_that_is_only_a_summary_is_completed_from_the_services_own_pages(
    cast: Cast, elsewhere: Directory
) -> None:
    elsewhere.summary = True
    feed = follow_and_agree(cast)
    assert f"{HOME}/services/{uuid('Class 7')}" in elsewhere.asked and len(elsewhere.asked) == 11
    assert Promise.objects.get(service__title="Class 7").giver.name == "Borough Sports Trust"
    assert feed.etag == ""


@pytest.mark.parametrize("claims", [9, 11, 0])
def test_a_list_that_does_not_add_up_is_not_kept(cast: Cast, elsewhere: Directory, claims: int) -> None:
    elsewhere.claims = claims
    feed = follow(cast)
    with pytest.raises(jobs.Failed, match="does not add up"):
        read(feed)
    feed.refresh_from_db()
    assert feed.answer == feed_rules.NOT_WHOLE and feed.staged == ""


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"contents": [1]}', b'{"contents": [{"name": "no id"}]}'])
def test_what_is_not_a_feed_is_said_plainly(cast: Cast, monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    from goldenthread.core import fetching

    monkeypatch.setattr(fetching, "fetch", lambda address, **given: fetching.Fetched(body, ""))
    feed = follow(cast)
    with pytest.raises(jobs.Failed, match="Open Referral UK"):
        read(feed)


def test_a_site_that_does_not_answer_is_noted_and_changes_nothing_that_waits(cast: Cast, elsewhere: Directory) -> None:
    feed = read(follow(cast))
    waits, elsewhere.fails = feed.staged, Why.TOO_SLOW
    with pytest.raises(jobs.Failed, match="too long"):
        read(feed)
    feed.refresh_from_db()
    assert feed.answer == Why.TOO_SLOW and feed.staged == waits and feeds.waiting(feed) is not None


def test_what_the_feed_lists_no_more_runs_on_until_somebody_says_so_and_can_be_taken_back(
    cast: Cast, elsewhere: Directory
) -> None:
    feed = follow_and_agree(cast)
    lost = elsewhere.services.pop()
    read(feed)
    promise = Promise.objects.get(service__title=lost["name"])
    assert list(feeds.not_listed(feed)) == [promise] and promise.service.running == "active"
    source = feeds.source_of(promise.pk)
    assert source is not None and source.gone_on == timezone.localdate()
    chosen = {promise.ref, Promise.objects.get(service__title="Class 1").ref}
    assert feeds.mark_not_running(feed=feed, services=chosen, by=cast.amina.pk, at=AT) == 1
    promise.service.refresh_from_db()
    assert promise.service.running == "inactive" and not feeds.not_listed(feed)
    assert Service.objects.get(title="Class 1").running == "active"
    undo.undo(ChangeSet.objects.get(action="directory.feed_gone"), by=cast.amina.pk, at=AT)
    assert list(feeds.not_listed(feed)) == [promise]
    elsewhere.services.append(lost)
    read(feed)
    assert not feeds.not_listed(feed) and FromFeed.objects.get(pk=promise.pk).gone_on is None


def test_small_changes_come_in_by_themselves_only_where_somebody_said_so_and_after_a_first_yes(
    cast: Cast, elsewhere: Directory
) -> None:
    feed = read(follow(cast, by_itself=True))
    assert feed.answer == feed_rules.WAITING and not titles()  # nobody has agreed to this directory yet
    agree(feed)
    elsewhere.services[0]["description"] = "Now on Tuesdays."
    elsewhere.services[1]["name"] = "Class One"
    assert read(feed).answer == feed_rules.BROUGHT and feed.staged == ""
    assert "Class One" in titles() and Service.objects.filter(about="Now on Tuesdays.").exists()
    elsewhere.services[2]["name"] = "Class Two"
    elsewhere.services.pop()
    assert read(feed).answer == feed_rules.WAITING and "Class Two" not in titles()


def test_nothing_comes_in_by_itself_when_some_of_it_is_refused(cast: Cast, elsewhere: Directory) -> None:
    feed = follow_and_agree(cast, by_itself=True)
    elsewhere.services[0]["description"] = "Now on Tuesdays."
    elsewhere.services[1]["status"] = "sleeping"
    assert read(feed).answer == feed_rules.REFUSED
    assert not Service.objects.filter(about="Now on Tuesdays.").exists()


@pytest.mark.parametrize(
    ("known", "gone", "renamed", "few"),
    [(0, 0, 0, False), (10, 0, 0, True), (10, 1, 0, True), (10, 0, 1, True), (10, 1, 1, False), (19, 2, 0, False),
     (20, 1, 1, True), (9, 1, 0, False)],
)  # fmt: skip
def test_no_more_than_a_tenth_may_go_or_change_its_name_unseen(known: int, gone: int, renamed: int, few: bool) -> None:
    difference = Difference(known, gone, renamed)
    assert feed_rules.may_come_by_itself(difference, asked_for=True, refused=0) is few
    assert not feed_rules.may_come_by_itself(difference, asked_for=False, refused=0)
    assert not feed_rules.may_come_by_itself(difference, asked_for=True, refused=1)


def test_a_feed_changes_nothing_that_it_did_not_bring(cast: Cast, elsewhere: Directory) -> None:
    with journal.change(action="tests.known", by=None, at=AT) as change:
        Identifier.objects.create(scheme="oruk", value=uuid("owner"), party=cast.club, made_in=change)
    Listing.objects.update_or_create(pk=cast.club.pk, defaults={"about": "Lunch for all."})
    ours = service_actions.add(body=cast.club, wanted=WantedService("Tuesday lunch"), by=cast.amina.pk, at=AT)
    assert isinstance(ours, Promise)
    with journal.change(action="tests.known", by=None, at=AT) as change:
        Identifier.objects.create(scheme="oruk/promise", value=uuid("Class 0"), promise=ours, made_in=change)
    for one in elsewhere.services:
        one["organization"]["email"] = "elsewhere@example.org"
    feed = read(follow(cast))
    found = feeds.waiting(feed)
    assert found is not None and "stay as they are" in str(found.remarks()[0].what)
    agree(feed)
    cast.club.refresh_from_db()
    assert (
        cast.club.name == "Rolfe Street Lunch Club" and Listing.objects.get(pk=cast.club.pk).about == "Lunch for all."
    )
    assert not cast.club.contact_points.exists()
    assert Service.objects.get(pk=ours.pk).title == "Tuesday lunch" and feeds.source_of(ours.pk) is None
    assert Promise.objects.get(service__title="Class 4").giver == cast.club


def test_a_service_of_a_feed_is_changed_there_until_the_feed_is_followed_no_more(
    cast: Cast, elsewhere: Directory
) -> None:
    feed = follow_and_agree(cast)
    one = Promise.objects.get(service__title="Class 5")

    def change() -> object:
        return service_actions.change(
            service=one, wanted=WantedService("Mine"), seen=service_actions.version(one), by=cast.amina.pk, at=AT
        )

    assert change() is ServiceRefusal.KEPT_ELSEWHERE and "Mine" not in titles()
    feeds.stop(feed=feed, by=cast.amina.pk, at=AT)
    assert isinstance(change(), Promise) and "Mine" in titles()
    source = feeds.source_of(one.pk)
    assert source is not None and not source.followed


def test_an_import_that_is_taken_back_leaves_nothing_of_the_feed_and_can_be_read_again(
    cast: Cast, elsewhere: Directory
) -> None:
    feed = follow_and_agree(cast)
    undo.undo(Import.objects.get().change, by=cast.amina.pk, at=AT)
    feed.refresh_from_db()
    assert not titles() and not FromFeed.objects.exists() and feed.read_at is None
    agree(read(feed))
    assert len(titles()) == 10 and FromFeed.objects.count() == 10


def test_each_thing_that_is_done_with_a_feed_is_in_the_journal_and_can_be_taken_back(cast: Cast) -> None:
    feed, by = follow(cast), cast.amina.pk
    feeds.pause(feed=feed, paused=True, by=by, at=AT)
    feeds.change(feed=feed, wanted=replace(WANTED, title="Another name"), by=by, at=AT)
    feeds.stop(feed=feed, by=by, at=AT)
    assert not feeds.followed()
    done = list(ChangeSet.objects.filter(action__startswith="directory.feed_").order_by("-pk"))
    assert [one.action.rpartition("_")[2] for one in done] == ["stop", "change", "pause", "follow"]
    assert all(one.about == feed.ref for one in done)
    for one in done[:3]:
        undo.undo(one, by=by, at=AT)
    feed.refresh_from_db()
    assert feed.followed and not feed.paused and feed.title == "Borough directory"
    undo.undo(done[3], by=by, at=AT)
    assert not Feed.objects.exists()


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"address": "http://dir.example.org/"}, FeedRefusal.NOT_AN_ADDRESS),
        ({"address": "https://127.0.0.1/"}, FeedRefusal.NOT_AN_ADDRESS),
        ({"address": "https://me:me@dir.example.org"}, FeedRefusal.NOT_AN_ADDRESS),
        ({"licence": " "}, FeedRefusal.NO_LICENCE),
        ({"every_days": 0}, FeedRefusal.DAYS_OUT_OF_RANGE), ({"every_days": 91}, FeedRefusal.DAYS_OUT_OF_RANGE),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused(cast: Cast, more: dict[str, Any], refusal: FeedRefusal) -> None:
    assert feeds.follow(wanted=replace(WANTED, **more), by=cast.amina.pk, at=AT) is refusal
    assert not Feed.objects.exists()


def test_the_same_directory_is_followed_once_and_may_be_taken_up_again(cast: Cast) -> None:
    feed = follow(cast)
    again = feeds.follow(wanted=replace(WANTED, address=f"{HOME}/"), by=cast.amina.pk, at=AT)
    assert again is FeedRefusal.FOLLOWED_ALREADY
    feeds.stop(feed=feed, by=cast.amina.pk, at=AT)
    assert feeds.ask(feed=feed, by=cast.amina.pk, at=AT) is FeedRefusal.NOT_FOLLOWED
    assert follow(cast, title="Back again").pk == feed.pk


def test_the_round_asks_for_what_is_due_and_for_nothing_else(cast: Cast) -> None:
    now = timezone.now()
    due, fresh, paused, stopped = (follow(cast, address=f"https://{name}.example.org/v3") for name in "abcd")
    Feed.objects.update(asked_at=now - timedelta(days=8))
    Feed.objects.filter(pk=fresh.pk).update(asked_at=now - timedelta(days=3))
    feeds.pause(feed=paused, paused=True, by=cast.amina.pk, at=AT)
    feeds.stop(feed=stopped, by=cast.amina.pk, at=AT)
    assert feed_reading.ask_due(jobs.Progress()) == {"asked": 1}
    assert [job.arguments["feed"] for job in Job.objects.filter(kind=feeds.READ)] == [due.ref]
    Feed.objects.filter(pk=fresh.pk).update(answer=feed_rules.WAITING, staged="000000000000")  # thrown away unseen
    assert feed_reading.ask_due(jobs.Progress()) == {"asked": 2}


def test_a_feed_names_nobody_who_works_there(cast: Cast, elsewhere: Directory) -> None:
    elsewhere.services = [service("Class 0", contacts=[{"id": uuid("c"), "name": "Wilhelmina Thistlethwaite"}])]
    people = Party.objects.filter(kind="person").count()
    follow_and_agree(cast)
    assert Party.objects.filter(kind="person").count() == people
    assert "Thistlethwaite" not in repr(list(Service.objects.values()))
