"""Asking for what is not there: nothing is kept unless somebody says so, few read it, and it is erased on its day."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from goldenthread.capabilities.directory import asking, asking_rules
from goldenthread.capabilities.directory.models import Ask
from goldenthread.core import consent, jobs, protection
from goldenthread.core.models import ChangeSet, Consent, ContactPoint, Look, Party, Promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
ADDRESS = "/directory/asking/"
NEED = "Somebody to read letters with me"
FORM = {"words": NEED, "name": "Zebunisa", "reach": "0121 496 0777", "safe_when": "Mornings"}


def recorded() -> dict[str, int]:
    """How many rows each table of the house holds."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(("core_", "directory_"))]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def home(reader: Client) -> str:
    return str(reader.get("/").content.decode().partition("<main")[2])


@pytest.fixture
def asked(cast: Cast) -> Promise:
    answer = Client().post(ADDRESS, FORM)
    assert answer.status_code == 200 and "Somebody will answer you" in answer.content.decode()
    return Promise.objects.get(ask__isnull=False)


def test_before_anything_is_kept_the_page_says_who_reads_it_by_when_and_what_if_nobody_can_help(cast: Cast):
    before = recorded()
    page = Client().get(ADDRESS, {"q": NEED}).content.decode()
    day = asking_rules.answer_by(timezone.localdate())
    assert "Who reads it" in page and f"{day.day} " in page and "If nobody can help" in page and "999" in page
    assert NEED in page  # what they looked for stands in the form already
    assert recorded() == before


@pytest.mark.parametrize(
    "wrong", [{"words": ""}, {"name": ""}, {"reach": ""}, {"reach": "12"}, {"reach": "a@b"}, {"words": "x" * 1001},
              {"words": "nul\0"}],
)  # fmt: skip
def test_a_form_that_lacks_something_keeps_nothing(cast: Cast, wrong: dict[str, str]):
    before = recorded()
    answer = Client().post(ADDRESS, {**FORM, **wrong})
    assert answer.status_code == 422 and "error" in answer.content.decode()
    assert recorded() == before


@pytest.mark.parametrize("way", ["get", "post"])
@pytest.mark.parametrize("field", ["words", "name", "safe_when"])
def test_words_of_danger_lead_to_help_and_nothing_is_kept(cast: Cast, way: str, field: str):
    before = recorded()
    said = "my husband beats me"
    answer = Client().get(ADDRESS, {"q": said}) if way == "get" else Client().post(ADDRESS, {**FORM, field: said})
    page = answer.content.decode()
    assert "999" in page and "116 123" in page and said not in re.sub(r'name="next" value="[^"]*"', "", page)
    assert "no-store" in answer.headers["Cache-Control"] and recorded() == before


def test_what_is_kept_is_a_need_with_agreement_and_an_encrypted_number(cast: Cast, asked: Promise):
    assert asked.giver is None and asked.receiver.name == "Zebunisa"
    given = Consent.objects.get(subject=asked.receiver)
    assert (given.purpose, given.to_id) == ("referral", cast.partnership.pk) and given.until_at is not None
    assert "0121" not in str(list(ContactPoint.objects.values()))
    assert asked.ask.kept_until == timezone.localdate() + timedelta(days=90)


def test_only_those_who_act_for_the_partnership_find_it(cast: Cast, asked: Promise, client_for: SignedIn):
    assert NEED in home(client_for("amina"))
    for name in ("nobody", "ruth", "gurpreet", "pat", "jo"):
        reader = client_for(name)
        assert NEED not in home(reader)
        for end in ("", "reach/", "answer/"):
            way = reader.post if end else reader.get
            assert way(f"{ADDRESS}{asked.ref}/{end}").status_code == 404, (name, end)
        for address in ("/directory/?q=zebunisa", f"/directory/{asked.receiver.ref}/", "/network/table/"):
            assert b"Zebunisa" not in reader.get(address).content
    assert client_for("amina").get(f"/directory/{asked.receiver.ref}/").status_code == 404


def test_looking_up_the_number_takes_a_press_and_is_written_down(cast: Cast, asked: Promise, client_for: SignedIn):
    amina, address = client_for("amina"), f"{ADDRESS}{asked.ref}/"
    assert "0121 496 0777" not in amina.get(address).content.decode() and not Look.objects.exists()
    page = amina.post(f"{address}reach/").content.decode()
    assert "0121 496 0777" in page and "Mornings" in page
    assert Look.objects.get(subject=asked.receiver).by_id == cast.amina.pk


def test_it_stands_on_the_home_page_until_somebody_marks_it_as_phoned_back(asked: Promise, client_for: SignedIn):
    amina = client_for("amina")
    assert amina.post(f"{ADDRESS}{asked.ref}/answer/").status_code == 302
    assert NEED not in home(amina)
    change = ChangeSet.objects.get(action="directory.ask_answered")
    amina.post(f"/changes/{change.ref}/undoing/")
    assert NEED in home(amina)
    Ask.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    assert "late" in home(amina)


def test_who_stops_agreeing_is_read_by_nobody_from_that_moment(cast: Cast, client_for: SignedIn):
    client_for("ruth").post(ADDRESS, {"words": NEED, "reach": "ruth@example.org"})
    assert Promise.objects.get(ask__isnull=False).receiver_id == cast.ruth.pk
    amina = client_for("amina")
    assert NEED in home(amina)
    given = Consent.objects.get(subject=cast.ruth, purpose="referral")
    consent.withdraw(consent=given, by=cast.ruth.pk, at=timezone.now())
    assert NEED not in home(amina)
    asked = Promise.objects.get(ask__isnull=False)
    assert amina.post(f"{ADDRESS}{asked.ref}/reach/").status_code == 404


def test_somebody_out_of_sight_asks_as_a_guest_so_that_somebody_can_answer(cast: Cast, client_for: SignedIn):
    protection.protect(thing=cast.daniel, worker=cast.sunita.pk, by=cast.sunita.pk, at=timezone.now())
    client_for("daniel").post(ADDRESS, FORM)
    page = home(client_for("amina"))
    assert NEED in page and "Daniel" not in page
    assert Promise.objects.get(ask__isnull=False).receiver_id != cast.daniel.pk


def test_on_its_day_a_guest_is_erased_altogether_and_others_keep_all_but_what_they_asked(
    cast: Cast, asked: Promise, client_for: SignedIn
):
    client_for("ruth").post(ADDRESS, {"words": NEED, "reach": "ruth@example.org"})
    guest = asked.receiver_id
    asking.forget(jobs.Progress())
    assert Ask.objects.count() == 2  # not yet
    Ask.objects.update(kept_until=timezone.localdate())
    asking.forget(jobs.Progress())
    assert not Ask.objects.exists() and Party.unnarrowed.get(pk=guest).name == ""
    assert not ContactPoint.objects.filter(party=guest).exists()
    assert Party.objects.get(pk=cast.ruth.pk).name == "Ruth Adeyemi"
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM core_party WHERE name LIKE '%Zebunisa%'")
        assert cursor.fetchone()[0] == 0


def test_erasing_somebody_takes_what_they_asked(cast: Cast, client_for: SignedIn):
    from goldenthread.core import erasure

    client_for("ruth").post(ADDRESS, {"words": NEED, "reach": "ruth@example.org"})
    erasure.erase(party=cast.ruth, by=None, at=timezone.now())
    assert not Ask.objects.exists()


def test_asking_twice_with_the_same_number_is_kept_twice(cast: Cast, client_for: SignedIn):
    for _ in range(2):
        assert client_for("ruth").post(ADDRESS, {"words": NEED, "reach": "ruth@example.org"}).status_code == 200
    assert Ask.objects.count() == 2 and ContactPoint.objects.filter(party=cast.ruth).count() == 1


@pytest.mark.parametrize(
    ("today", "by"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 11, 27), date(2026, 12, 4)),
        (date(2026, 11, 28), date(2026, 12, 4)),
    ],
)
def test_the_day_of_the_answer_counts_the_days_on_which_people_work(today: date, by: date):
    assert asking_rules.answer_by(today) == by
