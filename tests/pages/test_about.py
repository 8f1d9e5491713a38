"""The pages that say who runs this: true, in plain words, in every language offered."""

import gzip
import io
import re
import tarfile
from typing import Any

import html5lib
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from goldenthread.core import contact
from goldenthread.core.models import Account, Card, ContactPoint
from goldenthread.domain.kinds import Purpose
from goldenthread.ui.languages import OFFERED
from goldenthread.web import about
from tests.pages.signing import SINCE, account, party, signed_in

pytestmark = pytest.mark.django_db
PAGES = ["who_runs_this", "privacy", "accessibility", "source_code", "joining", "sign_in"]


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


def words_of(answer: Any) -> str:
    tree = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    return " ".join(" ".join(tree.find(".//main").itertext()).split())


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", [language.code for language in OFFERED])
def test_a_stranger_reads_it_in_every_language(client: Client, name: str, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language
    assert f'lang="{language}"' in answer.content.decode()[:200]


@pytest.mark.parametrize("name", PAGES)
def test_it_is_valid_html_with_one_heading_that_answers(client: Client, name: str) -> None:
    body = client.get(reverse(name)).content.decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(body)
    assert len(tree.findall(".//h1")) == 1
    labelled = {label.get("for") for label in tree.findall(".//label")}
    fields = [f.get("id") for f in tree.iter("input") if f.get("type") not in ("hidden", "checkbox")]
    assert set(fields) <= labelled


def test_the_pages_of_an_account_are_valid_too(client: Client) -> None:
    amina = account(party("Amina Begum"), "amina@example.org")
    member = signed_in(amina)
    for answer in (member.get("/account/"), member.post("/account/card/"), member.get("/account/passkey/")):
        html5lib.HTMLParser(strict=True).parse(answer.content.decode())
        assert "Amina Begum" in answer.content.decode()


def test_it_says_who_runs_the_place_and_who_the_machine(client: Client, settings: Any) -> None:
    settings.PARTNERSHIP_NAME, settings.HOST_NAME, settings.CONTACT = "Smethwick Together", "Hal & Co", "0121 496 0001"
    said = words_of(client.get("/about/"))
    for fact in ("Smethwick Together runs this site", "Hal & Co looks after the machine", "0121 496 0001"):
        assert fact in said


def test_it_promises_no_use_that_the_program_could_make(client: Client) -> None:
    said = words_of(client.get("/about/"))
    for use in ("police", "immigration", "benefits", "debt"):
        assert use in said
    forbidden = re.compile("enforc|immigr|sanction|debt|police|arrears|border|fraud|surveil")
    assert not [purpose for purpose in Purpose if forbidden.search(f"{purpose.name} {purpose.value}".lower())]


def test_what_it_says_is_encrypted_is_encrypted_and_the_rest_is_named(client: Client) -> None:
    said = words_of(client.get("/about/"))
    assert "Phone numbers, e-mail addresses and home addresses" in said and "protects a stolen copy" in said
    bob = party("Bob Hall")
    contact.add(party=bob.pk, kind="phone", address="0121 496 0099", by=bob.pk, at=SINCE)
    assert "496" not in str(ContactPoint.objects.values().get(party=bob))
    assert [reach.address for reach in contact.own(bob.pk)] == ["0121 496 0099"]
    assert "The address you sign in with" in said  # this one is not, and the page says so
    assert account(party("Amina Begum"), "amina@example.org").email == "amina@example.org"
    assert {field.name for field in Card._meta.fields} == {
        "id", "account", "digest", "printed_at", "printed_by", "ended_at",
    }  # fmt: skip
    assert not {"ip", "address", "user_agent"} & {field.name for field in Account._meta.fields}


def test_a_page_for_a_phone_stays_small(client: Client) -> None:
    for name in PAGES:
        assert len(gzip.compress(client.get(reverse(name)).content)) < 15_000, name


def test_the_source_is_the_very_program_that_runs_here(client: Client) -> None:
    answer = client.get(reverse("source_archive"))
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as tar:
        names = tar.getnames()
        mine = tar.extractfile(f"{about.FOLDER}/goldenthread/web/about.py")
        assert mine is not None
        with open(about.__file__, "rb") as running:
            assert mine.read() == running.read()
        owners = {(member.uid, member.uname) for member in tar.getmembers()}
    assert owners == {(0, "")}
    assert f"{about.FOLDER}/goldenthread/web/templates/web/about.html" in names
    assert not [name for name in names if name.endswith((".pyc", ".sqlite3", "secret", "field-key"))]


# ---- the language choice ----


def test_the_choice_holds_and_leads_back(client: Client) -> None:
    answer = client.post("/language/", {"language": "pa", "next": "/about/?a=1"})
    assert answer.headers["Location"] == "/about/?a=1"
    assert client.get("/about/").headers["Content-Language"] == "pa"
    assert client.cookies["django_language"]["samesite"] == "Lax"


def test_what_was_chosen_here_goes_before_the_account_before_the_browser() -> None:
    amina = account(party("Amina Begum"), "amina@example.org")
    asks = {"Accept-Language": "ar;q=0.9, en;q=0.1"}
    assert Client(headers=asks).get("/about/").headers["Content-Language"] == "ar"
    client = signed_in(amina, headers=asks)
    client.post("/language/", {"language": "pa"})
    amina.refresh_from_db()
    assert amina.language == "pa"
    elsewhere = signed_in(amina, headers=asks)
    assert elsewhere.get("/about/").headers["Content-Language"] == "pa"
    elsewhere.cookies["django_language"] = "en"
    assert elsewhere.get("/about/").headers["Content-Language"] == "en"


@pytest.mark.parametrize("asked", ["tlh", "../../etc", "", "so", "*", "x" * 5000])
def test_a_language_that_is_not_offered_is_never_spoken(asked: str) -> None:
    answer = Client(headers={"Accept-Language": asked}).get("/about/")
    assert answer.headers["Content-Language"] == "en"
    client = Client()
    assert client.post("/language/", {"language": asked}).status_code == 400
    client.cookies["django_language"] = asked
    assert client.get("/about/").headers["Content-Language"] == "en"


def test_a_link_alone_does_not_change_the_language(client: Client) -> None:
    assert client.get("/language/?language=ar").status_code == 405
    assert "django_language" not in client.cookies
