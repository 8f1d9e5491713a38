"""Taking it away, the sheet, ending a helper's access, the desk, and leaving with a receipt."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import html5lib
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goldenthread.core import journal, permissions, protection, terms
from goldenthread.core.models import Account, ChangeSet, Consent, Look, Party, Tie
from goldenthread.domain.kinds import Purpose, Scope
from goldenthread.web import cards
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
BUDGET = 70  # queries of the page: one or two for each of its tables, whatever stands in them


def helping(cast: Cast, helper: str = "daniel", helped: str = "ruth") -> Tie:
    with journal.change(action="tests", by=None, at=cast.at) as change:
        return Tie.objects.create(
            giver=cast.parties[helper], receiver=cast.parties[helped], kind_id=terms.kind("acts_for"),
            scopes=permissions.bits([Scope.PEOPLE]), made_in=change, changed_in=change,
        )  # fmt: skip


def acts(cast: Cast, helper: str = "daniel") -> bool:
    return cast.ruth.pk in permissions.Actor.of(cast.parties[helper].pk, timezone.now()).for_in(None)


def fresh(reader: Client) -> Client:
    session = reader.session
    session["since"] = timezone.now().isoformat()
    session.save()
    return reader


def text(reader: Client, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    html: str = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return html.partition("<main")[2]


# ---- The page and the sheet ----


def test_the_page_names_each_detail_who_may_see_it_and_why(cast: Cast, client_for: SignedIn):
    helping(cast)
    page = text(client_for("ruth"), "/me/")
    for said in ("Who I am here", "Ruth Adeyemi: It is about you.", "They may act for you.", "Smethwick Together",
                 "You agreed with Smethwick Together to be found here by name.", "ruth@example.org"):  # fmt: skip
        assert said in page, said
    assert "Amina" not in page, "she agreed to be named to nobody"


def test_a_child_and_somebody_who_agreed_to_nothing_are_shown_to_nobody_else(cast: Cast, client_for: SignedIn):
    child = Client()
    child.force_login(Account.objects.create_user(email="yusuf@example.org", party=cast.yusuf))
    for reader in (child, client_for("daniel")):
        assert "You agreed with" not in text(reader, "/me/")


@pytest.mark.parametrize("address", ["/me/", "/me/sheet/"])
def test_the_page_asks_no_more_of_the_database_when_there_is_more(cast: Cast, client_for: SignedIn, address: str):
    ruth = client_for("ruth")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            ruth.get(address)
        return len(asked)

    queries()
    before = queries()
    for days in range(30):
        Look.objects.create(subject=cast.ruth, by=cast.pat, purpose="thanks", day=cast.at.date() - timedelta(days=days))
    assert before <= BUDGET and abs(queries() - before) <= 1, (before, queries())


def test_the_sheet_says_the_same_with_nothing_to_press(cast: Cast, client_for: SignedIn):
    helping(cast)
    sheet = text(client_for("ruth"), "/me/sheet/")
    main = sheet.partition("</main>")[0]
    assert "<form" not in main and "<details" not in main and "Daniel Kowalski" in main and "ruth@example.org" in main


def test_withdrawing_changes_page_sheet_and_copy_at_once(cast: Cast, client_for: SignedIn):
    ruth = client_for("ruth")
    why = "You agreed with Smethwick Together to be found here by name."
    assert all(why in text(ruth, address) for address in ("/me/", "/me/sheet/"))
    ruth.post(f"/me/agreements/{Consent.objects.get(subject=cast.ruth, purpose=Purpose.DIRECTORY).ref}/end/")
    assert not any(why in text(ruth, address) for address in ("/me/", "/me/sheet/"))
    rows = json.loads(ruth.get("/me/export.json").content)["tables"]["Consent"]
    assert [bool(row["withdrawn_at"]) for row in rows if row["purpose"] == "directory"] == [True]


def test_a_look_names_the_organisation_somebody_works_for(cast: Cast, client_for: SignedIn):
    Look.objects.create(subject=cast.ruth, by=cast.pat, purpose=Purpose.REFERRAL, day=timezone.localdate())
    looked = text(client_for("ruth"), "/me/").partition('id="looked"')[2].partition("</section>")[0]
    assert "Pat Hollis" in looked and "Cape Hill Surgery" in looked


# ---- The copy ----


def test_the_copies_hold_the_same(cast: Cast, client_for: SignedIn):
    ruth = client_for("ruth")
    said = json.loads(ruth.get("/me/export.json").content)
    with zipfile.ZipFile(io.BytesIO(ruth.get("/me/export.zip").content)) as files:
        names = set(files.namelist())
        assert json.loads(files.read("everything.json")) == said
        assert {f"{table}.csv" for table in said["tables"]} | {
            "index.html", "everything.json", "schema.json", "dictionary.csv",
        } == names  # fmt: skip
        for table, rows in said["tables"].items():
            listed = list(csv.DictReader(io.StringIO(files.read(f"{table}.csv").decode("utf-8-sig"))))
            assert len(listed) == len(rows), table
        page = files.read("index.html").decode()
        html5lib.HTMLParser(strict=True).parse(page)
        assert "Ruth Adeyemi" in page and "http" not in page.replace("http-equiv", "")
        assert json.loads(files.read("schema.json")) == json.loads(Client().get("/me/export.schema.json").content)


# ---- Helpers ----


def test_a_helper_is_ended_on_ones_own_page_and_told_nothing(cast: Cast, client_for: SignedIn):
    tie, ruth, daniel = helping(cast), client_for("ruth"), client_for("daniel")
    assert acts(cast) and "Ruth Adeyemi" in text(daniel, "/me/").partition("What I did")[0]
    assert ruth.post(f"/me/helpers/{tie.ref}/end/").status_code == 302
    assert not acts(cast)
    page = text(ruth, "/me/")
    assert "Nobody may act for you." in page
    for address in ("/", "/me/", "/me/export.json", f"/directory/{cast.ruth.ref}/"):
        body = daniel.get(address).content
        assert b"help_ended" not in body and b"stopped acting" not in body, address


@pytest.mark.parametrize("role", ["nobody", "daniel", "gurpreet", "amina", "pat", "jo"])
def test_nobody_else_ends_a_helper_from_their_own_page(cast: Cast, client_for: SignedIn, role: str):
    tie = helping(cast)
    assert client_for(role).post(f"/me/helpers/{tie.ref}/end/").status_code == 404
    assert acts(cast)


def test_somebody_kept_out_of_sight_ends_a_helper_too(cast: Cast, client_for: SignedIn):
    tie = helping(cast)
    protection.protect(thing=cast.ruth, worker=cast.sunita.pk, by=cast.sunita.pk, at=cast.at)
    assert client_for("ruth").post(f"/me/helpers/{tie.ref}/end/").status_code == 302
    tie.refresh_from_db()
    assert tie.until_day is not None


@pytest.mark.parametrize("worker", ["gurpreet", "amina"])
@pytest.mark.parametrize("by_card", [True, False], ids=["by card", "by reference"])
def test_a_helper_is_ended_at_a_desk(cast: Cast, client_for: SignedIn, worker: str, by_card: bool):
    tie, reader = helping(cast), client_for(worker)
    printed = cards.print_card(account=cast.accounts["ruth"], by=None, at=timezone.now())
    who = printed.code if by_card else cast.ruth.ref
    shown = reader.post("/desk/helpers/", {"who": who}).content.decode()
    assert "Daniel Kowalski" in shown and tie.ref in shown
    assert reader.post("/desk/helpers/end/", {"who": who, "helper": tie.ref}).status_code == 302
    assert not acts(cast)
    done = ChangeSet.objects.get(action="core.help_ended")
    assert done.by_id == cast.parties[worker].pk and done.about == tie.ref


@pytest.mark.parametrize("role", ["nobody", "ruth", "daniel", "pat", "jo"])
def test_who_is_at_no_desk_opens_none_of_it(cast: Cast, client_for: SignedIn, role: str):
    tie, reader = helping(cast), client_for(role)
    for address in ("/desk/helpers/", "/desk/helpers/end/", "/desk/sheet/"):
        assert reader.post(address, {"who": cast.ruth.ref, "helper": tie.ref}).status_code == 403, address
    assert reader.get("/desk/").status_code == (302 if role == "nobody" else 403)
    assert acts(cast)


def test_a_hub_worker_ends_help_but_prints_no_sheet(cast: Cast, client_for: SignedIn):
    assert client_for("gurpreet").post("/desk/sheet/", {"who": cast.ruth.ref}).status_code == 403


def test_a_desk_ends_only_the_help_of_the_person_in_front_of_it(cast: Cast, client_for: SignedIn):
    other = helping(cast)
    client_for("gurpreet").post("/desk/helpers/end/", {"who": cast.daniel.ref, "helper": other.ref})
    assert acts(cast)
    assert not ChangeSet.objects.filter(action="core.help_ended").exists()


def test_the_desk_answers_of_somebody_out_of_sight_as_of_nobody(cast: Cast, client_for: SignedIn):
    account = Account.objects.create_user(email="nadia@example.org", party=cast.nadia)
    card = cards.print_card(account=account, by=None, at=timezone.now()).code
    for address in ("/desk/helpers/", "/desk/sheet/"):
        bodies = set()
        for who in (cast.nadia.ref, card, "n0b0dyn0b0dy", ""):
            answer = client_for("amina").post(address, {"who": who}, follow=True)
            page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
            bodies.add(page.replace(page[page.find("csrf") : page.find("csrf") + 110], ""))
        assert len({len(body) for body in bodies}) == 1, address
        assert all("We know nobody by that" in body for body in bodies)
    assert not ChangeSet.objects.filter(action="core.sheet_printed").exists()


def test_a_sheet_is_printed_at_a_desk_for_a_child_and_stands_among_the_looks(cast: Cast, client_for: SignedIn):
    answer = client_for("amina").post("/desk/sheet/", {"who": cast.yusuf.ref})
    assert "Yusuf Bello" in answer.content.decode() and "no-store" in answer.headers["Cache-Control"]
    assert ChangeSet.objects.get(action="core.sheet_printed").about == cast.yusuf.ref
    child = Client()
    child.force_login(Account.objects.create_user(email="yusuf@example.org", party=cast.yusuf))
    assert "Amina Yusufzai printed your sheet for you at a desk" in text(child, "/me/")


# ---- Leaving ----


def test_leaving_takes_two_steps_and_a_fresh_sign_in(cast: Cast, client_for: SignedIn):
    ruth = client_for("ruth")
    assert "You signed in a while ago" in text(ruth, "/me/erasure/")
    assert ruth.post("/me/erasure/", {"sure": "yes"}).status_code == 409
    fresh(ruth)
    assert "What stays, without your name" in text(ruth, "/me/erasure/")
    assert ruth.post("/me/erasure/", {}).status_code == 409
    assert Party.objects.filter(pk=cast.ruth.pk, name="Ruth Adeyemi").exists()


def test_leaving_ends_the_account_and_gives_a_receipt_without_a_name(cast: Cast, client_for: SignedIn):
    ruth = fresh(client_for("ruth"))
    Look.objects.create(subject=cast.ruth, by=cast.pat, purpose=Purpose.REFERRAL, day=cast.at.date())
    Look.objects.create(subject=cast.ruth, by=cast.nadia, purpose=Purpose.REFERRAL, day=cast.at.date())
    done = ruth.post("/me/erasure/", {"sure": "yes"})
    assert done.status_code == 302 and done.headers["Location"].startswith("/receipt/?")
    assert not Account.objects.filter(pk=cast.accounts["ruth"].pk).exists()
    assert not Party.objects.filter(pk=cast.ruth.pk).exists()
    assert ruth.get("/me/").status_code == 302, "nobody is signed in any more"
    receipt = text(Client(), done.headers["Location"])
    made = ChangeSet.objects.get(action="core.erased")
    assert made.ref in receipt
    looks = "<td>Who looked at my details, and whose I looked at</td><td>1</td>"
    assert looks in receipt, "and the look of somebody out of sight is not counted"
    for trace in ("Ruth", "Adeyemi", "ruth@", cast.ruth.ref, cast.accounts["ruth"].ref):
        assert trace not in receipt, trace
    assert not any("Adeyemi" in str(held.get_decoded()) for held in Session.objects.all())


def test_a_receipt_that_this_site_did_not_write_is_not_found(cast: Cast, client_for: SignedIn):
    where = fresh(client_for("ruth")).post("/me/erasure/", {"sure": "yes"}).headers["Location"]
    assert Client().get(where).status_code == 200
    for wrong in ("/receipt/", "/receipt/?r=x", where[:-1] + ("A" if where[-1] != "A" else "B")):
        assert Client().get(wrong).status_code == 404
    assert Client().get("/receipt/?r=%00").status_code == 404


def test_the_last_who_looks_after_the_site_is_asked_to_find_another_first(cast: Cast, client_for: SignedIn):
    Account.objects.filter(hosts=True).delete()
    Account.objects.filter(party=cast.ruth).update(hosts=True)
    answer = fresh(client_for("ruth")).post("/me/erasure/", {"sure": "yes"}, follow=True)
    assert "Ask somebody else to, first." in answer.content.decode()
    assert Party.objects.filter(pk=cast.ruth.pk).exists()
