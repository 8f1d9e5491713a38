"""Following another directory without a script: follow, read now, look, agree, see where it came from, stop."""

from collections.abc import Callable

import html5lib
import pytest
from django.test import Client
from django.utils.html import escape

from goldenthread.capabilities.directory import feeds
from goldenthread.capabilities.directory.models import Feed
from goldenthread.core import jobs
from goldenthread.core.fetching import Why
from goldenthread.core.models import ChangeSet, Job, Promise
from tests.capabilities.directory.feed import HOME, Directory, elsewhere
from tests.cast import Cast

__all__ = ["elsewhere"]
pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
FORM = {"title": "Borough directory", "address": HOME, "owner": "The borough", "website": "", "licence": "OGL v3",
        "every_days": "7"}  # fmt: skip


def valid(client: Client, address: str, status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status, page.status_code
    text: str = page.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def work(client: Client, address: str) -> Job:
    """Press a button that leads to a job, and let the worker do it."""
    job = Job.objects.get(ref=client.post(address).headers["Location"].strip("/").split("/")[-1])
    jobs.run(job)
    job.refresh_from_db()
    return job


def follow(client: Client, **more: str) -> str:
    """Follow a directory; returns the address of its page."""
    return str(client.post("/directory/feeds/new/", {**FORM, **more}).headers["Location"])


def test_a_directory_is_followed_looked_at_agreed_to_and_shown_with_its_source(
    cast: Cast, client_for: ClientFor, elsewhere: Directory
) -> None:
    amina = client_for("amina")
    assert "No other directory is followed" in valid(amina, "/directory/feeds/")
    valid(amina, "/directory/feeds/new/")
    page = follow(amina)
    assert "It has not been read yet" in valid(amina, page)
    job = work(amina, f"{page}asking/")
    assert job.failure == "" and "Look at what would change" in valid(amina, page)
    preview = valid(amina, job.result["url"])
    assert "Class 3" in preview and not Promise.objects.filter(service__isnull=False).exists()
    work(amina, f"{job.result['url']}agreement/")
    shown = valid(amina, page)
    assert "What had changed was brought in" in shown and job.result["url"] in shown
    ref = Promise.objects.get(service__title="Class 3").ref
    said = valid(client_for("nobody"), f"/directory/services/{ref}/")
    assert "From Borough directory" in said and "OGL v3" in said and 'href="https://dir.example.org/"' in said
    assert "Borough directory" in valid(amina, "/directory/feeds/")


def test_what_is_listed_no_more_is_ticked_and_marked(cast: Cast, client_for: ClientFor, elsewhere: Directory) -> None:
    amina = client_for("amina")
    page = follow(amina)
    work(amina, f"{work(amina, f'{page}asking/').result['url']}agreement/")
    lost = elsewhere.services.pop()
    feed = Feed.objects.get()
    feeds_job = jobs.ask(feeds.READ, key="again", by=None, at=cast.at, feed=feed.ref, party=None)
    jobs.run(feeds_job)
    promise = Promise.objects.get(service__title=lost["name"])
    shown = valid(amina, page)
    assert "No longer in the feed" in shown and lost["name"] in shown
    assert "No longer in the feed" in valid(client_for("ruth"), f"/directory/services/{promise.ref}/")
    assert "Choose at least one" in amina.post(f"{page}gone/", follow=True).content.decode()
    assert "1 service is marked" in amina.post(f"{page}gone/", {"service": [promise.ref]}, follow=True).content.decode()
    promise.service.refresh_from_db()
    assert promise.service.running == "inactive" and "No longer in the feed" not in valid(amina, page)


def test_a_service_of_a_feed_says_where_it_is_changed(cast: Cast, client_for: ClientFor, elsewhere: Directory) -> None:
    amina = client_for("amina")
    page = follow(amina)
    work(amina, f"{work(amina, f'{page}asking/').result['url']}agreement/")
    ref = Promise.objects.get(service__title="Class 3").ref
    form = valid(amina, f"/directory/services/{ref}/change/")
    fields = html5lib.parse(form, namespaceHTMLElements=False).iter("input")
    sent = {one.get("name"): one.get("value", "") for one in fields if one.get("type") in ("hidden", "text", "number")}
    answer = amina.post(
        f"/directory/services/{ref}/change/", {**sent, "title": "Mine", "running": "active", "free": ""}
    )
    assert answer.status_code == 422 and "is changed there" in answer.content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"address": "https://169.254.169.254/latest/"}, "This is not an address we can ask"),
        ({"address": "http://dir.example.org/"}, "This is not an address we can ask"),
        ({"licence": ""}, "required"), ({"every_days": "400"}, "90"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_said_beside_its_field(
    cast: Cast, client_for: ClientFor, more: dict[str, str], said: str
) -> None:
    answer = client_for("amina").post("/directory/feeds/new/", {**FORM, **more})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Feed.objects.exists()


def test_it_is_changed_paused_taken_up_again_and_stopped(cast: Cast, client_for: ClientFor) -> None:
    amina = client_for("amina")
    page = follow(amina)
    assert 'value="OGL v3"' in valid(amina, f"{page}change/")
    amina.post(f"{page}change/", {**FORM, "every_days": "1", "by_itself": "on"})
    assert "Every day" in valid(amina, page) and "come in without asking" in valid(amina, page)
    amina.post(f"{page}pause/", {"paused": "yes"})
    assert "This is paused" in valid(amina, page) and "paused" in valid(amina, "/directory/feeds/")
    amina.post(f"{page}pause/", {"paused": "no"})
    assert "This is paused" not in valid(amina, page)
    assert "Stop following" in valid(amina, f"{page}stop/")
    amina.post(f"{page}stop/")
    valid(amina, page, 404)
    assert ChangeSet.objects.filter(action__startswith="directory.feed_", about=Feed.objects.get().ref).count() == 5


def test_a_site_that_cannot_be_reached_is_told_on_its_page(
    cast: Cast, client_for: ClientFor, elsewhere: Directory
) -> None:
    amina, elsewhere.fails = client_for("amina"), Why.NOT_PUBLIC
    page = follow(amina)
    assert "public site" in work(amina, f"{page}asking/").failure
    assert "does not lead to a public site" in valid(amina, page)


def test_a_name_that_is_a_script_is_shown_as_a_name(cast: Cast, client_for: ClientFor, elsewhere: Directory) -> None:
    script = "<script>alert(1)</script>"
    elsewhere.services[0]["name"] = script
    amina = client_for("amina")
    page = follow(amina, title=script, owner=script, licence=script)
    work(amina, f"{work(amina, f'{page}asking/').result['url']}agreement/")
    ref = Promise.objects.get(service__title=script).ref
    for address in (page, "/directory/feeds/", f"{page}stop/", f"{page}change/", f"/directory/services/{ref}/"):
        shown = valid(amina, address)
        assert script not in shown and escape(script) in shown
