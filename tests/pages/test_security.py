"""The site as an attacker meets it: what every answer carries, what is refused, and what is never told."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import html5lib
import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goldenthread.core.models import Account
from goldenthread.web import cards, limits
from goldenthread.web.accounts import sessions
from tests.pages.signing import account, party, signed_in, unlike, who_is_in

pytestmark = pytest.mark.django_db
OPEN = ["/sign-in/", "/sign-in/joining/", "/sign-in/link/", "/about/", "/privacy/", "/accessibility/", "/source/"]
OWN = ["/account/", "/account/passkey/"]
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "frame-ancestors": "'none'",
    "base-uri": "'none'", "form-action": "'self'",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def amina() -> Account:
    return account(party("Amina Begum"), "amina@example.org")


def policy(answer: HttpResponse) -> dict[str, str]:
    said = answer.headers.get("Content-Security-Policy", "")
    return dict(part.strip().split(" ", 1) for part in said.split(";") if " " in part.strip())


def every_kind_of_answer(amina: Account) -> Iterator[tuple[str, HttpResponse]]:
    """Yield one answer of each kind: pages, allauth's own, redirects and every error."""
    stranger, member = Client(), signed_in(amina)
    yield from ((path, stranger.get(path)) for path in OPEN)
    yield from ((path, member.get(path)) for path in OWN)
    yield "code", stranger.post("/sign-in/code/", {"email": "amina@example.org"})
    yield "code typed", stranger.get("/sign-in/code/enter/")
    yield "code refused", stranger.post("/sign-in/code/", {"email": "nonsense"})
    yield "card printed", member.post("/account/card/")
    yield "redirect", stranger.get("/account/")
    yield "400", stranger.post("/language/", {"language": "tlh"})
    yield "403", signed_in(amina, way=sessions.CARD).post("/account/card/")
    yield "403 form", Client(enforce_csrf_checks=True).post("/sign-out/")
    yield "404", stranger.get("/nothing/here/")
    yield "405", stranger.get("/sign-out/")
    yield "413", stranger.post("/sign-in/card/", {"code": "x" * (limits.FORM_LIMIT + 1)})
    yield "host", Client(headers={"Host": "evil.example"}).get("/sign-in/")


def test_every_answer_forbids_scripts_and_styles_from_elsewhere_or_inline(amina: Account) -> None:
    kinds = 0
    for name, answer in every_kind_of_answer(amina):
        said = policy(answer)
        assert POLICY.items() <= said.items(), f"{name}: {said}"
        assert "unsafe" not in str(said), name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        kinds += 1
    assert kinds > 18


def test_no_page_can_be_framed_or_tells_where_its_reader_came_from(amina: Account) -> None:
    for name, answer in every_kind_of_answer(amina):
        if name != "host":  # refused before any page is made; its policy forbids framing all the same
            assert answer.headers["X-Frame-Options"] == "DENY", name
        assert answer.headers["Referrer-Policy"] == "same-origin", name


def inline(body: str) -> list[str]:
    """Return whatever the content policy would have to allow as inline: scripts that run, styles, handlers."""
    tree = html5lib.parse(body, namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        data = element.get("type") in ("application/json", "speculationrules")
        if element.tag == "script" and not element.get("src") and not data:
            found.append("script")
        if element.tag == "style" or "style" in element.attrib:
            found.append(f"style on {element.tag}")
        found += [f"{name} on {element.tag}" for name in element.attrib if str(name).startswith("on")]
        found += ["javascript:"] if str(element.get("href", "")).lower().startswith("javascript:") else []
    return found


def test_no_page_has_anything_inline(amina: Account) -> None:
    pages = 0
    for name, answer in every_kind_of_answer(amina):
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            assert inline(answer.content.decode()) == [], name
            pages += 1
    assert pages > 14


def test_inline_things_would_be_noticed() -> None:
    bad = '<p style="a:b" onclick="x()"><script>1</script><style>p{}</style><a href="javascript:x">'
    assert len(inline(bad)) == 5


def test_scripts_of_the_passkey_page_come_from_here_and_exist(client: Client) -> None:
    found = re.findall(r'<script src="([^"]+)"', client.get("/sign-in/").content.decode())
    assert len(found) == 3
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]


# ---- who is known here is not told ----


def test_a_known_and_an_unknown_address_get_the_same_answer_for_the_same_work(amina: Account) -> None:
    bodies, mails, work = [], [], []
    Client().post("/sign-in/code/", {"email": "warm@example.org"})
    for email in ("amina@example.org", "nobody@example.org"):
        browser, sent = Client(), len(mail.outbox)
        with CaptureQueriesContext(connection) as done:
            first = browser.post("/sign-in/code/", {"email": email})
        then = browser.get(first.headers["Location"])
        wrong = browser.post("/sign-in/code/enter/", {"code": "0000-0000"})
        bodies.append(
            [first.status_code, first.headers["Location"], *(unlike(p.content.decode()) for p in (then, wrong))]
        )
        mails.append(len(mail.outbox) - sent)
        work.append(len(done))
    assert bodies[0] == bodies[1]
    assert mails == [1, 1]  # a mail goes out either way: that is where nearly all of the time goes
    assert abs(work[0] - work[1]) <= 1, work


def test_the_mail_does_not_tell_its_subject_to_somebody_who_looks_over_a_shoulder(amina: Account) -> None:
    for email in ("amina@example.org", "nobody@example.org"):
        Client().post("/sign-in/code/", {"email": email})
    assert len({message.subject for message in mail.outbox}) == 1
    assert not any(word in mail.outbox[0].subject.lower() for word in ("golden", "smethwick", "sign"))


def test_a_slip_an_ended_card_and_a_made_up_one_get_the_same_answer_for_the_same_work(amina: Account) -> None:
    ended = cards.print_card(account=amina, by=None, at=timezone.now())
    cards.end(card=ended.card, by=None, at=timezone.now())
    seen = []
    Client().post("/sign-in/card/", {"code": "warm"})
    for code in ("0123-4567-89AB-0", ended.code, cards.written("zzzzzzzzzzzz")):
        with CaptureQueriesContext(connection) as done:
            answer = Client().post("/sign-in/card/", {"code": code})
        seen.append((answer.status_code, unlike(answer.content.decode()), len(done)))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == 400


def test_what_does_not_exist_and_what_is_not_for_you_look_alike(amina: Account) -> None:
    bob = party("Bob Hall")
    client = signed_in(amina)
    hidden = client.get(reverse("ways_in", kwargs={"ref": bob.ref}))
    nothing = client.get(reverse("ways_in", kwargs={"ref": "0" * 12}))
    assert hidden.status_code == nothing.status_code == 404
    assert unlike(hidden.content.decode()) == unlike(nothing.content.decode())


# ---- sessions, forms, ways back ----


@pytest.mark.parametrize("way", ["card", "code"])
def test_a_session_planted_before_signing_in_is_worth_nothing_after(amina: Account, way: str) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies["session"] = planted
    if way == "card":
        code = cards.print_card(account=amina, by=None, at=timezone.now()).code
        client.post("/sign-in/card/", {"code": code})
    else:
        client.post("/sign-in/code/", {"email": "amina@example.org"})
        found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", mail.outbox[-1].body)
        assert found
        client.post("/sign-in/code/enter/", {"code": found[0]})
    assert who_is_in(client) == amina.pk
    assert client.session.session_key != planted and "planted" not in client.session
    assert not Session.objects.filter(session_key=planted).exists()


def test_signing_out_leaves_no_session_behind(amina: Account) -> None:
    client = signed_in(amina)
    key = client.session.session_key
    client.post("/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()


def test_cookies_are_kept_from_scripts_and_end_with_the_browser(amina: Account, client: Client) -> None:
    code = cards.print_card(account=amina, by=None, at=timezone.now()).code
    client.post("/sign-in/code/", {"email": "amina@example.org"})
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", mail.outbox[-1].body)
    assert found
    client.post("/sign-in/code/enter/", {"code": found[0]})
    cookie = client.cookies["session"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == ""
    desk = Client()
    desk.post("/sign-in/card/", {"code": code})
    assert 1190 <= int(desk.cookies["session"]["max-age"]) <= 1200


AWAY = [
    "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
    "http:evil.example", "https:///evil.example", "/\t/evil.example", "data:text/html,x",
]  # fmt: skip


@pytest.mark.parametrize("away", AWAY)
def test_nobody_is_sent_to_another_site(amina: Account, away: str) -> None:
    code = cards.print_card(account=amina, by=None, at=timezone.now()).code
    answers = [
        Client().post("/sign-in/card/", {"code": code, "next": away}),
        Client().post("/language/", {"language": "ar", "next": away}),
        signed_in(amina).get(f"/sign-in/?next={quote(away)}"),
    ]
    client = Client()
    client.post("/sign-in/code/", {"email": "amina@example.org", "next": away})
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", mail.outbox[-1].body)
    assert found
    answers.append(client.post("/sign-in/code/enter/", {"code": found[0], "next": away}))
    assert [answer.headers["Location"] for answer in answers] == ["/"] * 4
    assert away not in Client().get(f"/sign-in/?next={quote(away)}").content.decode().split('id="card"')[1]


def forms_by_post() -> list[str]:
    made = [reverse(name) for name in (
        "account_request_login_code", "sign_in_with_card", "sign_in_link", "look_as", "sign_out", "sign_out_everywhere",
        "print_my_card", "end_my_card", "set_language", "mfa_add_webauthn", "mfa_login_webauthn",
    )]  # fmt: skip
    about = [reverse(name, kwargs={"ref": "0" * 12}) for name in ("set_address", "print_card_for", "end_card_of")]
    return made + about


def test_no_form_is_taken_from_another_site(amina: Account) -> None:
    for address in forms_by_post():
        client = signed_in(amina, enforce_csrf_checks=True)
        answer = client.post(address, {"language": "ar"})
        assert answer.status_code == 403, address
        assert "This form was open too long" in answer.content.decode(), address


def test_a_made_up_host_is_refused(amina: Account) -> None:
    assert Client(headers={"Host": "evil.example"}).get("/sign-in/").status_code == 400
    answer = Client(headers={"Host": "evil.example"}).post("/sign-in/code/", {"email": amina.email})
    assert answer.status_code == 400 and not mail.outbox


def test_a_claimed_address_does_not_escape_the_lock(amina: Account) -> None:
    """Without a proxy of ours in front, X-Forwarded-For is only what a stranger says."""
    for number in range(10):
        Client(headers={"X-Forwarded-For": f"192.0.2.{number}"}).post("/sign-in/card/", {"code": "wrong"})
    assert Client(headers={"X-Forwarded-For": "192.0.2.99"}).post("/sign-in/card/", {"code": "x"}).status_code == 429


def test_behind_our_proxy_the_last_hop_counts(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "10.9.9.9, 192.0.2.5"})
    assert limits.address_of(request) == "192.0.2.5"
    six = RequestFactory().get("/", headers={"X-Forwarded-For": "2001:db8:1:2:aaaa::1"})
    assert limits.address_of(six) == "2001:db8:1:2::"
