"""Is this still right? Asked once by e-mail; answered once, by whoever holds the link; by nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goldenthread.capabilities.directory import freshness, service_actions
from goldenthread.capabilities.directory import service_rules as rules
from goldenthread.capabilities.directory.models import Listing, Question, Service
from goldenthread.capabilities.directory.service_rules import Hours, ServiceRefusal, WantedService
from goldenthread.core import contact, jobs, protection, undo
from goldenthread.core.models import ChangeSet, Party, Promise, Send
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
WANTED = WantedService("Tuesday lunch", about="Soup and company", hours=(Hours(1, 720, 840),), fees="£2", free=False)
ADDRESS = "/directory/fresh/"


def offer(cast: Cast, body: str = "club", **more: object) -> Promise:
    """A service of a body, past its check."""
    made = service_actions.add(
        body=cast.parties[body], wanted=WANTED, by=cast.amina.pk, at=timezone.now() - timedelta(days=400)
    )
    assert isinstance(made, Promise)
    Service.objects.filter(pk=made.pk).update(**more)
    return made


def reached(cast: Cast, body: str = "club", address: str = "club@example.org", **more: object) -> None:
    given = {"kind": "email", "may_contact": True, **more}
    contact.add(party=cast.parties[body].pk, address=address, by=cast.amina.pk, at=timezone.now(), **given)


def keys_in(text: str) -> list[str]:
    """The key of each thing in a mail, once."""
    return list(dict.fromkeys(re.findall(r"key=([0-9a-f]{64})", text)))


@pytest.fixture
def asked(cast: Cast) -> tuple[Promise, str]:
    """A service, and the key of the link in the mail about it."""
    made = offer(cast)
    reached(cast)
    freshness.ask_all(jobs.Progress())
    (sent,) = mail.outbox
    (key,) = keys_in(sent.body)
    return made, key


def state(promise: Promise) -> tuple[object, ...]:
    row = Service.objects.get(pk=promise.pk)
    return row.running, row.checked_on, row.check_by, row.title


# ---- The mail ----


def test_one_polite_mail_goes_to_whoever_offers_it_with_three_links(cast: Cast, asked: tuple[Promise, str]):
    (sent,) = mail.outbox
    assert sent.to == ["club@example.org"] and sent.subject == "A message for you"
    assert "Tuesday lunch" in sent.body
    links = re.findall(r"https?://\S+", sent.body)
    answers = [parse_qs(urlsplit(link).query)["answer"][0] for link in links if "/fresh/" in link]
    assert answers == ["right", "changed", "gone"]


def test_however_often_the_chore_runs_nobody_is_written_to_twice(cast: Cast, asked: tuple[Promise, str]):
    for _ in range(3):
        freshness.ask_all(jobs.Progress())
    assert len(mail.outbox) == 1 and Send.objects.filter(template=freshness.TEMPLATE).count() == 1
    assert Question.objects.count() == 1


def test_a_mail_that_a_stopping_machine_left_behind_goes_out_with_the_same_link(cast: Cast):
    made = offer(cast)
    reached(cast)
    service = Service.objects.get(pk=made.pk)
    freshness.ask(body=cast.club, things=[service], by=None, at=timezone.now())
    assert mail.outbox == []  # the machine stopped here
    freshness.ask_all(jobs.Progress())
    (sent,) = mail.outbox
    (key,) = keys_in(sent.body)
    assert freshness.asked_by(key, timezone.now()) == Question.objects.get()


def test_several_things_of_one_body_come_in_one_mail(cast: Cast):
    offer(cast)
    offer(cast)
    Listing.objects.create(party=cast.club, about="Lunch")
    reached(cast)
    freshness.ask_all(jobs.Progress())
    (sent,) = mail.outbox
    assert len(keys_in(sent.body)) == 3


@pytest.mark.parametrize(
    "why", ["not allowed", "no address", "checked lately", "not running", "archived", "out of sight"]
)
def test_nobody_is_written_to_without_need_or_leave(cast: Cast, why: str):
    made = offer(cast)
    if why != "no address":
        reached(cast, may_contact=why != "not allowed")
    if why == "checked lately":
        freshness.check(thing=made, answer="right", by=cast.amina.pk, at=timezone.now())
    if why == "not running":
        Service.objects.filter(pk=made.pk).update(running="inactive")
    if why == "archived":
        service_actions.archive(service=made, by=cast.amina.pk, at=timezone.now())
    if why == "out of sight":
        hide(cast, cast.club)
    freshness.ask_all(jobs.Progress())
    assert mail.outbox == [] and not Question.objects.exists()


def hide(cast: Cast, thing: Party) -> None:
    done = protection.protect(thing=thing, worker=cast.sunita.pk, by=cast.sunita.pk, at=timezone.now())
    assert not isinstance(done, protection.ProtectionRefusal)


def test_after_two_mails_without_an_answer_somebody_rings_instead(cast: Cast, asked: tuple[Promise, str]):
    for days in (100, 60, 30):
        freshness.ask_all(jobs.Progress())
        Question.objects.update(asked_at=timezone.now() - timedelta(days=days))
        Send.objects.update(asked_at=timezone.now() - timedelta(days=days), key=Concat("key", Value("x")))
    assert len(mail.outbox) == rules.MOST_ASKED


# ---- The links ----


def test_following_a_link_changes_nothing_however_often_a_scanner_does(asked: tuple[Promise, str]):
    made, key = asked
    before, changes = state(made), ChangeSet.objects.count()
    for answer in ("right", "changed", "gone", "", "nonsense"):
        for way in ("get", "head"):
            page = getattr(Client(), way)(ADDRESS, {"key": key, "answer": answer})
            assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
    assert state(made) == before and ChangeSet.objects.count() == changes
    assert Question.objects.get().answered_at is None


def test_right_writes_down_the_day_and_when_to_ask_again(asked: tuple[Promise, str]):
    made, key = asked
    assert Client().post(ADDRESS, {"key": key, "answer": "right"}).status_code == 200
    today = timezone.localdate()
    assert state(made)[:3] == ("active", today, today + timedelta(days=182))
    assert Question.objects.get().answer == "right"


def test_gone_sets_it_to_not_running_for_a_person_to_see_and_can_be_taken_back(
    asked: tuple[Promise, str], client_for: SignedIn
):
    made, key = asked
    before = state(made)
    Client().post(ADDRESS, {"key": key, "answer": "gone"})
    assert state(made)[0] == "inactive"
    page = client_for("amina").get("/directory/freshness/").content.decode()
    assert "Tuesday lunch" in page and "has gone" in page
    assert "Not running" in Client().get(f"/directory/services/{made.ref}/").content.decode()
    change = ChangeSet.objects.get(action="directory.fresh_answered")
    client_for("amina").post(f"/changes/{change.ref}/undoing/")
    assert state(made) == before


def test_changed_lets_them_put_it_right_without_an_account(asked: tuple[Promise, str]):
    made, key = asked
    page = Client().get(ADDRESS, {"key": key, "answer": "changed"}).content.decode()
    seen = re.search(r'name="seen" value="(\w{20})"', page)
    assert seen
    form = {
        "key": key, "answer": "changed", "title": "Thursday lunch", "running": "active", "seen": seen[1],
        "hours-TOTAL_FORMS": "1", "hours-INITIAL_FORMS": "0", "hours-0-weekday": "3", "hours-0-opens": "12:30",
        "hours-0-closes": "14:00",
    }  # fmt: skip
    assert Client().post(ADDRESS, form).status_code == 200
    assert state(made)[3] == "Thursday lunch" and state(made)[1] == timezone.localdate()
    assert Client().post(ADDRESS, {**form, "title": "Mine now"}).status_code == 404
    assert state(made)[3] == "Thursday lunch"
    change = ChangeSet.objects.get(action="directory.service_change")
    undo.undo(change=change, by=None, at=timezone.now())
    assert state(made)[3] == "Tuesday lunch"


def test_what_is_put_right_wrongly_leaves_the_link_as_it_was(asked: tuple[Promise, str]):
    made, key = asked
    form = {"key": key, "answer": "changed", "title": "X", "running": "active", "seen": "old",
            "hours-TOTAL_FORMS": "0", "hours-INITIAL_FORMS": "0"}  # fmt: skip
    assert Client().post(ADDRESS, form).status_code == 422
    assert state(made)[3] == "Tuesday lunch" and Question.objects.get().answered_at is None


def test_a_listing_is_answered_the_same_way(cast: Cast):
    Listing.objects.create(party=cast.club, about="Lunch")
    reached(cast)
    freshness.ask_all(jobs.Progress())
    (key,) = keys_in(mail.outbox[0].body)
    page = Client().get(ADDRESS, {"key": key, "answer": "changed"}).content.decode()
    seen = re.search(r'name="seen" value="(\w{20})"', page)
    assert seen
    form = {"key": key, "answer": "changed", "kind": "group", "name": "Rolfe Lunch", "seen": seen[1]}
    assert Client().post(ADDRESS, form).status_code == 200
    assert Party.objects.get(pk=cast.club.pk).name == "Rolfe Lunch"
    assert Listing.objects.get(pk=cast.club.pk).checked_on == timezone.localdate()


# ---- The attacker ----


def _forged(key: str) -> str:
    return ("0" if key[0] != "0" else "1") + key[1:]


def wrong_ways(cast: Cast, made: Promise, key: str) -> dict[str, str]:
    question = Question.objects.get()
    return {"forged": _forged(key), "the digest itself": question.digest, "nothing": "", "its number": str(question.pk),
            "too long": key * 50, "not a key": "\0'; --", "of a service": made.ref}  # fmt: skip


def told(key: str, way: str, answer: str) -> tuple[int, str, int]:
    """The answer without what is of the moment, and how often the database was asked."""
    with CaptureQueriesContext(connection) as queries:
        page = getattr(Client(), way)(ADDRESS, {"key": key, "answer": answer})
    body = re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", page.content.decode())
    return page.status_code, body.replace(key, "") if len(key) > 10 else body, len(queries)


@pytest.mark.parametrize("answer", ["right", "gone", "changed"])
@pytest.mark.parametrize("way", ["get", "post"])
def test_every_wrong_link_gets_one_and_the_same_answer_after_the_same_work(
    cast: Cast, asked: tuple[Promise, str], way: str, answer: str
):
    made, key = asked
    before = state(made)
    answers = {name: told(wrong, way, answer) for name, wrong in wrong_ways(cast, made, key).items()}
    Question.objects.update(until_at=timezone.now())
    answers["expired"] = told(key, way, answer)
    Question.objects.update(until_at=timezone.now() + timedelta(days=1), answered_at=timezone.now(), answer="right")
    answers["used"] = told(key, way, answer)
    Question.objects.update(answered_at=None, answer="")
    hide(cast, cast.club)
    answers["of somebody out of sight"] = told(key, way, answer)
    first = answers["forged"]
    assert first[0] == 404
    assert {name: got for name, got in answers.items() if got != first} == {}
    assert state(made) == before


def test_a_link_answers_only_what_it_was_made_for(cast: Cast):
    lunch, supper = offer(cast), offer(cast, "hub")
    reached(cast)
    reached(cast, "hub", "hub@example.org")
    freshness.ask_all(jobs.Progress())
    by_whom = {sent.to[0]: keys_in(sent.body) for sent in mail.outbox}
    before = state(supper)
    Client().post(ADDRESS, {"key": by_whom["club@example.org"][0], "answer": "gone", "ref": supper.ref})
    assert state(supper) == before and state(lunch)[0] == "inactive"


def test_of_two_who_press_at_once_only_one_is_written_down(asked: tuple[Promise, str]):
    question = Question.objects.get()
    at = timezone.now()
    assert freshness.answer(question=question, answer="right", by=None, at=at) is None
    assert freshness.answer(question=question, answer="gone", by=None, at=at) is ServiceRefusal.LINK_OVER
    assert state(asked[0])[0] == "active" and ChangeSet.objects.filter(action="directory.fresh_answered").count() == 1


def test_a_link_made_before_the_secret_was_changed_still_works(asked: tuple[Promise, str], settings: object):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]  # type: ignore[attr-defined]
    assert freshness.asked_by(asked[1], timezone.now()) is not None


def test_whoever_reads_the_database_cannot_write_a_link(asked: tuple[Promise, str], settings: object):
    _, key = asked
    stored = (
        str(list(Question.objects.values())) + str(list(Send.objects.values())) + str(list(ChangeSet.objects.values()))
    )
    assert key not in stored
    settings.SECRET_KEY = "guessed"  # type: ignore[attr-defined]
    assert freshness.link_of(Question.objects.get()) == ""
