"""Erasing somebody leaves an empty tombstone, and no trace of their words anywhere in the site's files."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models

from goldenthread.core import erasure, erasure_rules, identity, importing, search, verifying
from goldenthread.core.erasure import Erased, ErasureRefusal
from goldenthread.core.models import (
    Account,
    BeforeImage,
    Card,
    Claim,
    Consent,
    ContactPoint,
    Disclosure,
    Entry,
    Finding,
    Identifier,
    IdentityLink,
    Import,
    Job,
    LikelyPair,
    Look,
    Party,
    Promise,
    Send,
    StoredFile,
    Tie,
)
from goldenthread.web import cli
from tests.cast import AT, Cast
from tests.core.bringing import CLUB, FUNDER, bring, grant, person, stage, tie
from tests.core.sites import Site
from tests.core.traces import NAME, WORDS, leave


def everything_kept() -> str:
    """Every value of every table, in one text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found).lower()


def test_no_value_in_any_table_holds_their_words_afterwards(cast: Cast) -> None:
    ruth = leave(cast)
    assert all(word in everything_kept() for word in WORDS[:3])
    outcome = erasure.erase(party=ruth, by=cast.amina.pk, at=AT)
    assert isinstance(outcome, Erased)
    search.settle()  # as the job does that an erasure asks for
    kept = everything_kept()
    assert not [word for word in WORDS if word in kept]


def test_what_stays_is_an_empty_tombstone_and_what_others_did(cast: Cast) -> None:
    ruth = leave(cast)
    before = Entry.unnarrowed.count(), Tie.unnarrowed.count(), Consent.objects.count(), IdentityLink.objects.count()
    erasure.erase(party=ruth, by=cast.amina.pk, at=AT)
    row = Party.unnarrowed.get(pk=ruth.pk)
    assert (row.name, row.name_key, row.hidden, row.erased_at) == ("", "", True, AT)
    after = Entry.unnarrowed.count(), Tie.unnarrowed.count(), Consent.objects.count(), IdentityLink.objects.count()
    assert after == before, "the other ends keep their history, and the receipts stay"
    assert not Party.objects.filter(pk=ruth.pk).exists()
    assert not Consent.objects.filter(Consent.live(AT), subject=ruth).exists()
    assert verifying.verify().faults == ()


def test_rows_about_nobody_else_go_and_those_of_others_stay(cast: Cast) -> None:
    ruth = leave(cast)
    contacts = ContactPoint.objects.count()
    erasure.erase(party=ruth, by=cast.amina.pk, at=AT)
    gone = {
        "claims": Claim.unnarrowed, "sends": Send.objects, "looks": Look.objects, "files": StoredFile.objects,
        "images": BeforeImage.objects, "pairs": LikelyPair.objects, "cards": Card.objects, "findings": Finding.objects,
    }  # fmt: skip
    assert not [name for name, rows in gone.items() if rows.exists()]
    assert ContactPoint.objects.count() == contacts - 1
    assert set(Identifier.objects.values_list("scheme", flat=True)) == {"golden-thread"}
    assert Session.objects.count() == 1 and Account.objects.count() == 6
    job = Job.objects.exclude(kind="core.scrub").get()
    assert (job.arguments, job.result) == ({}, None)
    assert Disclosure.objects.get().filters == {}


def test_every_linked_record_of_the_same_person_goes_too(cast: Cast) -> None:
    ruth = leave(cast)
    union = identity.linked_with(ruth.pk)
    outcome = erasure.erase(party=ruth, by=cast.amina.pk, at=AT)
    assert len(outcome.refs) == len(union) == 2
    assert not Party.unnarrowed.filter(pk__in=union).exclude(name="").exists()
    assert not search.matching(Party.objects.all(), "Xanthoudakis").exists()


def test_somebody_protected_is_erased_without_the_journal_saying_whom(cast: Cast) -> None:
    outcome = erasure.erase(party=cast.nadia, by=cast.sunita.pk, at=AT)
    assert isinstance(outcome, Erased)
    from goldenthread.core.models import ChangeSet

    assert ChangeSet.objects.get(action="core.erased").about == ""
    assert verifying.verify().faults == ()


def test_what_must_not_be_erased_is_refused_and_left_as_it_was(cast: Cast) -> None:
    given = {"by": cast.amina.pk, "at": AT}
    assert erasure.erase(party=cast.partnership, **given) == ErasureRefusal.THE_PARTNERSHIP
    Account.objects.filter(hosts=True).delete()
    Account.objects.filter(party=cast.ruth).update(hosts=True)
    assert erasure.erase(party=cast.ruth, **given) == ErasureRefusal.LAST_HOST
    assert isinstance(erasure.erase(party=cast.daniel, **given), Erased)
    assert erasure.erase(party=cast.daniel, **given) == ErasureRefusal.ALREADY_ERASED
    assert Party.objects.get(pk=cast.ruth.pk).name == "Ruth Adeyemi"


@pytest.mark.parametrize("end", ["giver", "receiver"])
def test_what_is_written_about_a_grant_goes_with_either_end_and_the_sum_stays(cast: Cast, end: str) -> None:
    facts = grant("g", "funder", "club", 50, AT.date())
    facts[0] = replace(facts[0], detail={"title": "For Wilhelmina", "about": "so that she can dance"})  # type: ignore[type-var]
    bring(FUNDER, CLUB, *facts)
    promise = Promise.objects.get(identifiers__value="g")
    assert "for wilhelmina" in everything_kept()
    assert isinstance(erasure.erase(party=getattr(promise, end), by=cast.amina.pk, at=AT), Erased)
    assert "wilhelmina" not in everything_kept() and "dance" not in everything_kept()
    assert Promise.unnarrowed.get(pk=promise.pk).amount == 5_000
    assert not BeforeImage.objects.filter(table="directory_grant").exists()


def test_a_column_beside_what_somebody_did_without_a_rule_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    grants = apps.get_model("directory", "Grant")
    assert grants in set(erasure_rules.beside_what_they_did())
    monkeypatch.setattr(grants, "PERSONAL", {"title": "row deleted", "programme": "row deleted"})
    assert erasure_rules.without_a_rule() == ["directory.Grant.about"]


def test_files_that_wait_to_be_brought_in_go_when_they_name_somebody_or_were_theirs(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]]
) -> None:
    naming, tied, other = (
        stage([person("r", "RUTH Adeyemi")]),
        stage([tie("name:Ruth Adeyemi", "runs", "x")]),
        stage([CLUB]),
    )
    theirs = importing.stage([], name="mine.csv", reader="parties", source="x", by=cast.ruth.pk, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(party=cast.ruth, by=cast.amina.pk, at=AT)
    left = {staged.ref for staged in importing.waiting()}
    other.drop()
    assert left & {naming.ref, tied.ref, other.ref, theirs.ref} == {other.ref}


def test_it_says_that_it_is_final() -> None:
    assert "cannot be undone" in erasure.erase.about.final and not erasure.erase.about.undo


def test_every_column_beside_a_person_has_a_rule() -> None:
    assert erasure_rules.without_a_rule() == [], "say in PERSONAL what an erasure does to these columns"
    known = {f"{m.__name__}.{f.name}" for m in erasure_rules.about_people() for f in m._meta.concrete_fields}
    assert set(erasure_rules.CORE) <= known, "a rule is about a column that is no longer there"


def test_a_column_without_a_rule_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Party, "PERSONAL", {key: rule for key, rule in Party.PERSONAL.items() if key != "name"})
    assert erasure_rules.without_a_rule() == ["core.Party.name"]
    assert erasure_rules._could_be_personal(models.DateField()) and not erasure_rules._could_be_personal(
        models.DateTimeField()
    )


def test_the_list_survives_a_line_cut_short(tmp_path: Path) -> None:
    text = '{"ref": "abc", "day": "2025-09-01"}\n{"ref": "de'
    assert erasure.listed(text) == ["abc"]


def test_the_command_asks_before_it_does(cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: object) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert cli.main(["erase", cast.ruth.ref]) == 1
    assert Party.objects.filter(pk=cast.ruth.pk).exists()
    assert cli.main(["erase", "zzzzzzzzzzzz", "--yes"]) == 1


@pytest.mark.slow
def test_neither_the_database_nor_its_log_nor_what_was_printed_holds_a_word_of_them(site: Site) -> None:
    before = site.bytes_of_database().lower()
    assert all(word.encode() in before for word in WORDS[:3]), "else this would search for nothing"
    done = site.run("erase", site.refs["ruth"], "--yes")
    assert done.returncode == 0, done.stderr
    after = site.bytes_of_database().lower()
    assert not [word for word in WORDS if word.encode() in after]
    beside = [path for path in site.folder.rglob("*") if path.is_file() and "sqlite3" not in path.name]
    said = (done.stdout + done.stderr).lower().encode() + b"".join(path.read_bytes().lower() for path in beside)
    assert not [word for word in WORDS if word.encode() in said]
    listed = [json.loads(line)["ref"] for line in (site.folder / "erasures.jsonl").read_text().splitlines()]
    assert site.refs["ruth"] in listed and len(listed) == 2
    assert site.run("verify").returncode == 0
    assert NAME.split(maxsplit=1)[0].lower() == WORDS[0]


def test_what_an_older_version_kept_of_a_file_goes_with_whom_it_names(cast: Cast) -> None:
    made = [
        Import.objects.create(
            name="list.csv", digest="", reader="parties", source="list", staged_at=AT,
            counts={"pairs": 3, "remarks": [[2, "sort", name, f"“{name}” is not a sort we know."]]},
        )
        for name in (cast.ruth.name, cast.hub.name)
    ]  # fmt: skip
    erasure.erase(party=cast.ruth, by=cast.amina.pk, at=AT)
    assert Import.objects.get(pk=made[0].pk).counts == {"pairs": 3, "remarks": []}
    assert Import.objects.get(pk=made[1].pk).counts == made[1].counts
