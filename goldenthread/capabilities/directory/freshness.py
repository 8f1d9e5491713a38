"""Keeping listings and services right: what is going stale, whom to ask, and the links in the mail.

A link is a keyed digest of what it is about and when it was asked: it can be written again when a machine stopped
before the mail went out, and nobody makes one who has not the site's secret. The database keeps only a digest of the
link. A question is answered once, in thirty days; whatever else is tried gets one and the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, override

from goldenthread.capabilities.directory import actions, service_actions
from goldenthread.capabilities.directory import service_rules as rules
from goldenthread.capabilities.directory.models import Listing, Question, Service
from goldenthread.capabilities.directory.rules import Wanted
from goldenthread.capabilities.directory.service_rules import ServiceRefusal, WantedService
from goldenthread.capabilities.directory.services import all_services
from goldenthread.core import contact, jobs, journal, parties, sends
from goldenthread.core.models import ChangeSet, ContactPoint, Party, Promise, Send
from goldenthread.core.sight import BODIES
from goldenthread.domain.refusals import Refusal

LINK, KEPT = "directory.fresh.link", "directory.fresh.kept"
TEMPLATE = "directory.fresh"
RIGHT, CHANGED, GONE = "right", "changed", "gone"
AT_A_TIME = 200  # bodies written to in one round


# ---- What is going stale ----


def due(today: date) -> Q:
    """Rows (services or listings) that nobody has checked in time."""
    long_ago = today - timedelta(days=settings.CHECK_DAYS)
    return Q(check_by__lte=today) | Q(check_by=None, checked_on__lte=long_ago) | Q(check_by=None, checked_on=None)


def stale_services(today: date) -> QuerySet[Service]:
    """Services in sight that say they run, and are past their check; or that wait for somebody to look."""
    running = Service.objects.filter(running=rules.RUNNING, promise__in=all_services().values("pk"))
    return running.filter(due(today))


def stale_listings(today: date) -> QuerySet[Listing]:
    return Listing.objects.filter(party__in=Party.objects.filter(kind__in=BODIES).values("pk")).filter(due(today))


# ---- Links ----


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _hex(salt: str, said: str, secret: str) -> str:
    return str(salted_hmac(salt, said, secret=secret, algorithm="sha256").hexdigest())


def _link(about: str, asked_at: datetime, secret: str) -> str:
    return _hex(LINK, f"{about} {asked_at.isoformat()}", secret)


def _about(question: Question) -> str:
    return f"service {question.service_id}" if question.service_id else f"listing {question.listing_id}"


def link_of(question: Question) -> str:
    """What stands in the mail after ?key=; "" when the secret it was made with is gone."""
    for secret in _secrets():
        link = _link(_about(question), question.asked_at, secret)
        if _hex(KEPT, link, secret) == question.digest:
            return link
    return ""


def asked_by(link: str, at: datetime) -> Question | None:
    """The question a link answers, if it may still be answered. One query, whatever is wrong with the link."""
    digests = [_hex(KEPT, link[:200], secret) for secret in _secrets()]
    bodies = Party.objects.filter(kind__in=BODIES).values("pk")
    seen = Q(service__promise__in=all_services().values("pk")) | Q(listing__party__in=bodies)
    open_now = Question.objects.filter(seen, digest__in=digests, answered_at=None, until_at__gt=at)
    return open_now.select_related("service__promise__giver", "listing__party").first()


# ---- Answers ----


@journal.action("directory.fresh_answered", undo="core.undo")
def answer(
    *, question: Question, answer: str, by: int | None, at: datetime, change: ChangeSet
) -> ServiceRefusal | None:  # fmt: skip
    """Somebody with the link says: it is right, or it has gone. A link serves once, however fast it is pressed."""
    if not _close(question, answer, at):
        return ServiceRefusal.LINK_OVER
    return _note(_thing(question), answer, change=change, at=at)


@journal.action("directory.fresh_used", final="What was changed has a change of its own, which can be taken back.")
def put_right(
    *, question: Question, wanted: WantedService | Wanted, seen: str, by: int | None, at: datetime, change: ChangeSet
) -> Promise | Party | Refusal:
    """Let whoever has the link put the page right; both happen, or neither."""
    if not _close(question, CHANGED, at):
        return ServiceRefusal.LINK_OVER
    thing = _thing(question)
    change.about = thing.ref
    if isinstance(wanted, WantedService):
        return service_actions.change(service=thing, wanted=wanted, seen=seen, by=None, at=at)
    changed = actions.change(party=thing, wanted=wanted, seen=seen, by=None, at=at)
    if not isinstance(changed, Refusal):
        _note(thing, CHANGED, change=change, at=at)
    return changed


@journal.action("directory.fresh_checked", undo="core.undo")
def check(
    *, thing: Promise | Party, answer: str, by: int, at: datetime, change: ChangeSet
) -> ServiceRefusal | None:  # fmt: skip
    """Somebody who acts for the body says, signed in, that it is right or has gone; open questions are answered so."""
    about = {"service": thing.pk} if isinstance(thing, Promise) else {"listing": thing.pk}
    Question.objects.filter(**about, answered_at=None).update(answered_at=at, answer=answer)
    return _note(thing, answer, change=change, at=at)


def _close(question: Question, answer: str, at: datetime) -> bool:
    """Exactly one of those who try closes a question."""
    still = Question.objects.filter(pk=question.pk, answered_at=None, until_at__gt=at)
    return bool(still.update(answered_at=at, answer=answer))


def _thing(question: Question) -> Promise | Party:
    found: Promise | Party = question.service.promise if question.service else question.listing.party
    return found


def _note(thing: Promise | Party, answer: str, *, change: ChangeSet, at: datetime) -> None:
    change.about = thing.ref
    today = timezone.localdate(at)
    gone = {"check_by": today}  # due at once: a person looks at it
    if isinstance(thing, Promise):
        said: Mapping[str, Any] = {"running": rules.STOPPED, **gone} if answer == GONE else service_actions.checked(at)
        service_actions.mark(thing, change=change, **said)
        return
    listing = Listing.objects.get(pk=thing.pk)
    parties.keep_before(listing, change=change, party=thing)
    Listing.objects.filter(pk=thing.pk).update(**(gone if answer == GONE else service_actions.checked(at)))


# ---- Asking by e-mail ----


def ask_all(progress: jobs.Progress) -> Mapping[str, Any]:
    """Once a day: write to each body whose pages are past their check. Safe to run twice, or to stop anywhere."""
    now = timezone.now()
    asked = [ask(body=body, things=things, by=None, at=now) for body, things in _to_ask(now)]
    waiting = list(Send.objects.filter(template=TEMPLATE, sent_at=None, failed_at=None).order_by("pk"))
    sent = 0
    for number, send in enumerate(waiting, 1):
        sent += _post(send, timezone.now())
        progress.at(number, len(waiting))
    return {"asked": sum(isinstance(one, Send) for one in asked), "sent": sent}


@journal.action("directory.fresh_asked", final="A mail that was sent cannot be taken back.")
def ask(
    *, body: Party, things: list[Service | Listing], by: int | None, at: datetime, change: ChangeSet
) -> Send | ServiceRefusal:
    """Enter one mail to a body with a question about each thing; the mail itself goes out afterwards, once."""
    change.about = body.ref
    key = f"{TEMPLATE}:{body.pk}:{timezone.localdate(at)}"
    send = sends.ask(key=key, party=body.pk, channel="email", template=TEMPLATE, language=settings.LANGUAGE_CODE, at=at)
    if send is None:
        return ServiceRefusal.ASKED_ALREADY
    for thing in things:
        about = f"service {thing.pk}" if isinstance(thing, Service) else f"listing {thing.pk}"
        link = _link(about, at, settings.SECRET_KEY)
        Question.objects.create(
            **{about.split()[0]: thing}, digest=_hex(KEPT, link, settings.SECRET_KEY), asked_at=at,
            until_at=at + timedelta(days=rules.LINK_DAYS),
        )  # fmt: skip
    return send


def _to_ask(at: datetime) -> Iterator[tuple[Party, list[Service | Listing]]]:
    """Bodies with an e-mail address they allow, and what is to be asked of each, a few at a time."""
    today = timezone.localdate(at)
    reached = ContactPoint.objects.filter(kind="email", may_contact=True).values("party")
    lately = Send.objects.filter(template=TEMPLATE, asked_at__gt=at - timedelta(days=rules.LINK_DAYS)).values("party")
    bodies = Party.objects.filter(kind__in=BODIES, pk__in=reached).exclude(pk__in=lately)
    services = stale_services(today).filter(promise__giver__in=bodies.values("pk")).select_related("promise")
    listings = stale_listings(today).filter(party__in=bodies.values("pk"))
    things: dict[int, list[Service | Listing]] = defaultdict(list)
    for service in services.order_by("check_by", "pk")[: AT_A_TIME * rules.MOST_IN_ONE_MAIL]:
        things[service.promise.giver_id].append(service)
    for listing in listings.order_by("check_by", "pk")[:AT_A_TIME]:
        things[listing.pk].append(listing)
    unanswered = open_questions([thing for some in things.values() for thing in some])
    for body in bodies.filter(pk__in=list(things)[:AT_A_TIME]).order_by("pk"):
        some = [one for one in things[body.pk] if rules.may_ask(unanswered[_key(one)], today)]
        if some:
            yield body, some[: rules.MOST_IN_ONE_MAIL]


def _key(thing: Service | Listing) -> tuple[str, int]:
    return ("service" if isinstance(thing, Service) else "listing", thing.pk)


def open_questions(things: Iterable[Service | Listing]) -> dict[tuple[str, int], list[date]]:
    """The days on which each thing was asked about since it was last checked, without an answer."""
    since = {_key(thing): thing.checked_on for thing in things}
    services = [pk for kind, pk in since if kind == "service"]
    listings = [pk for kind, pk in since if kind == "listing"]
    rows = Question.objects.filter(Q(service__in=services) | Q(listing__in=listings), answered_at=None)
    found: dict[tuple[str, int], list[date]] = defaultdict(list)
    for service, listing, asked_at in rows.values_list("service", "listing", "asked_at"):
        key, day = ("service", service) if service else ("listing", listing), timezone.localdate(asked_at)
        if since[key] is None or day >= since[key]:
            found[key].append(day)
    return found


def _post(send: Send, at: datetime) -> bool:
    """Write one mail that is waiting, and send it; whoever went out of sight meanwhile gets none."""
    body = Party.objects.filter(pk=send.party_id, kind__in=BODIES).first()
    mine = Q(service__promise__giver=send.party_id) | Q(listing=send.party_id)
    questions = Question.objects.filter(mine, asked_at=send.asked_at, answered_at=None, until_at__gt=at)
    asked = list(questions.select_related("service", "listing__party").order_by("pk"))
    if body is None or not asked:
        if sends.claim(send, at=at):
            sends.mark_failed(send, code="nothing_to_ask", at=at)
        return False
    try:
        return sends.email_body(send, body=body, words=words_of(send, body, asked), at=at)
    except contact.CannotOpen:
        sends.mark_failed(send, code="cannot_open", at=at)
        return False


def words_of(send: Send, body: Party, asked: list[Question]) -> str:
    """The mail, in the language it was asked for in."""
    with override(send.language):
        until = timezone.localdate(asked[0].until_at)
        parts = [
            gettext("Hello,"),
            gettext("%(partnership)s keeps a list of what people can come for. Is what it says of you still right?")
            % {"partnership": settings.PARTNERSHIP_NAME},
            *(_lines(one) for one in asked),
            gettext("You need no account. Each link opens a page with one button; nothing changes until you press it. "
                    "The links work once, until %(day)s.") % {"day": until.strftime("%d/%m/%Y")},
            gettext("If this should not come to you, please tell us: %(contact)s")
            % {"contact": settings.CONTACT or settings.SITE_ADDRESS},
        ]  # fmt: skip
    return "\n\n".join(parts)


def _lines(question: Question) -> str:
    title = question.service.title if question.service else question.listing.party.name
    said = (
        (gettext("It is right:"), RIGHT),
        (gettext("Something has changed:"), CHANGED),
        (gettext("It has gone:"), GONE),
    )
    link = link_of(question)
    return "\n".join([title, *(f"  {words} {_address(link, code)}" for words, code in said)])


def _address(link: str, code: str) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('directory:fresh')}?answer={code}&key={link}"
