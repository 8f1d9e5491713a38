"""What the house does before and after a page: limits, errors, health, logs."""

import io
import json
import logging
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from goldenthread.core.models import Account
from goldenthread.ui.page import ANYONE, page
from goldenthread.web import cards, errors, health, limits, logs
from tests.pages.signing import account, party, who_is_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


@pytest.fixture
def amina() -> Account:
    return account(party("Amina Begum"), "amina@example.org")


# ---- too much, too large, broken ----


def test_very_many_forms_are_slowed_down_with_a_sentence(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SIGN_IN", limits.Window("sign in, for a test", 2, 300))
    answers = [client.post("/sign-in/code/", {"email": f"a{n}@example.org"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert answers[2].headers["Retry-After"] == "300"
    assert "Wait up to 5 minutes" in answers[2].content.decode()


def test_a_window_slides(monkeypatch: pytest.MonkeyPatch) -> None:
    window, now = limits.Window("slides", 10, 100), 1_000_000.0
    monkeypatch.setattr(limits.time, "time", lambda: now)
    for _ in range(10):
        assert window.take("a")
    assert not window.take("a") and window.take("b")
    now += 150  # half of the window before last still counts
    assert window.spent("a") == pytest.approx(5)
    assert sum(window.take("a") for _ in range(10)) == 5
    now += 300
    assert window.spent("a") == 0


def test_a_large_form_is_refused_before_it_is_read() -> None:
    class Unread(io.BytesIO):
        def read(self, *given: int | None) -> bytes:
            raise AssertionError("the body was read")

    for said in (str(limits.FORM_LIMIT + 1), "-1", "abc", "9" * 30):
        request = RequestFactory().post("/sign-in/card/")
        request.META["CONTENT_LENGTH"] = said
        request._stream = Unread()  # type: ignore[attr-defined]
        assert limits.too_large(request, files=False), said
    answer = Client().post("/sign-in/card/", {"code": "x" * (limits.FORM_LIMIT + 1)})
    assert answer.status_code == 413
    assert "at most 2.1" in answer.content.decode()


def test_only_pages_that_take_files_take_large_ones(settings: Any) -> None:
    request = RequestFactory().post("/sign-in/card/")
    request.META["CONTENT_LENGTH"] = str(settings.UPLOAD_LIMIT)
    assert limits.too_large(request, files=False) and not limits.too_large(request, files=True)
    request.META["CONTENT_LENGTH"] = str(settings.UPLOAD_LIMIT + 1)
    assert limits.too_large(request, files=True)
    assert not limits.takes_files(request)


@page(allow=ANYONE)
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("amina@example.org could not be found")


def test_what_breaks_says_so_without_details(client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("goldenthread.web.about.who_runs_this", breaks)
    request = RequestFactory().get("/about/")
    answer = errors.failed(request)  # nobody is known on this request, and no session is there
    assert answer.status_code == 500
    monkeypatch.setattr(errors, "answer", breaks)
    last = errors.failed(request)
    assert last.status_code == 500 and b"Something went wrong" in last.content
    assert b"amina" not in answer.content + last.content


# ---- health ----


def test_health_tells_a_stranger_one_word(client: Client, django_assert_num_queries: Any) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    with django_assert_num_queries(0):
        client.get("/healthz")  # asking often costs nothing
    assert Client(headers={"Host": "10.0.0.3"}).get("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405
    assert "session" not in answer.cookies


@pytest.mark.parametrize(
    ("broken", "logged"), [("disk", "the disk is nearly full"), ("worker", "work has been waiting")]
)
def test_what_is_unhealthy_is_logged_and_not_told(
    broken: str, logged: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if broken == "disk":
        monkeypatch.setattr(health, "ROOM_LEFT", 1 << 62)
    else:
        from django_tasks_db.models import DBTaskResult

        row = DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", priority=0, backend_name="default",
            queue_name="default", run_after=timezone.now() - timezone.timedelta(hours=2),
        )  # fmt: skip
        DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=timezone.now() - timezone.timedelta(hours=1))
    answer = health.middleware(lambda _: HttpResponse())(RequestFactory().get("/healthz"))
    assert (answer.status_code, json.loads(answer.content)) == (503, {"ok": False})
    assert logged in caplog.text


# ---- logs ----


def test_no_try_to_sign_in_leaves_an_address_in_log_or_table(amina: Account, settings: Any) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(logs.NoPeople())
    handler.setFormatter(logs.Structured())
    root = logging.getLogger()
    root.addHandler(handler)
    before, level = root.level, root.setLevel(logging.DEBUG)
    try:
        client = Client(REMOTE_ADDR="192.0.2.77", headers={"User-Agent": "Telltale/1.0"})
        client.post("/sign-in/code/", {"email": "amina@example.org"})
        client.post("/sign-in/code/enter/", {"code": "0000-0000"})
        client.post("/sign-in/code/", {"email": "nobody@example.org"})
        client.post("/sign-in/card/", {"code": "wrong"})
        client.get("/sign-in/link/?key=amina@example.org")
        code = cards.print_card(account=amina, by=None, at=timezone.now()).code
        client.post("/sign-in/card/", {"code": code})
        assert who_is_in(client) == amina.pk
        logging.getLogger("somebody").error("a slip: %s", "amina@example.org")
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    assert level is None and "a slip: [address]" in out.getvalue()
    for private in ("amina@", "nobody@", "192.0.2.77", "Telltale", code):
        assert private not in out.getvalue()
    kept = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    assert "192.0.2.77" not in kept and "Telltale" not in kept
