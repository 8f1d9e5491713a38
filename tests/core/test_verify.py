"""`verify` finds what the database or a careless hand did to the record, and says so in plain sentences."""

import json

import pytest
from django.db import connection

from goldenthread.core import seals, verifying
from goldenthread.core.models import Party, Protection, Tie
from goldenthread.web import cli
from tests.cast import AT, Cast
from tests.core.test_seals import ByHand, meet, run


def sentences() -> list[str]:
    return [f"{fault.where}: {fault.sentence}" for fault in verifying.verify().faults]


def test_a_sound_record_has_nothing_wrong(cast: Cast) -> None:
    meet(cast)
    seals.seal(AT)
    report = verifying.verify()
    assert report.faults == () and report.sound and report.unsealed == 0
    assert report.head == seals.head() and len(report.checked) >= 7


def test_a_missing_trigger_is_named(cast: Cast) -> None:
    name = "core_entry_no_update" if connection.vendor == "sqlite" else "core_entry_append_only"
    run(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON core_entry"))
    assert any(name in said and "missing" in said for said in sentences())


def test_an_entry_altered_behind_the_triggers_is_found(cast: Cast) -> None:
    entry = meet(cast)
    with ByHand():
        run("UPDATE core_entry SET giver_id = %s WHERE id = %s", cast.bakery.pk, entry)
    assert any("not what was recorded" in said for said in sentences())


def test_somebody_protected_who_is_in_sight_is_found_and_not_named(cast: Cast) -> None:
    Party.unnarrowed.filter(pk=cast.nadia.pk).update(shielded=False, hidden=False)
    said = sentences()
    assert any(cast.nadia.ref in one and "do not agree" in one for one in said)
    assert not any("Nadia" in one for one in said)


def test_a_tie_in_sight_that_should_not_be_is_found(cast: Cast) -> None:
    tie = Tie.objects.filter(giver=cast.club).first()
    assert tie is not None
    Protection.objects.create(tie=tie, worker=cast.sunita, made_in_id=tie.made_in_id)
    assert any(tie.ref in said for said in sentences())


@pytest.mark.django_db(transaction=True)
def test_a_row_that_breaks_a_rule_is_found_even_where_the_database_let_it_in(cast: Cast) -> None:
    if connection.vendor == "sqlite":
        run("PRAGMA ignore_check_constraints = ON")
    else:
        run("ALTER TABLE core_party DROP CONSTRAINT party_person_has_no_sector")
    try:
        run("UPDATE core_party SET sector = 'social' WHERE id = %s", cast.ruth.pk)
        said = sentences()
    finally:
        run("UPDATE core_party SET sector = '' WHERE id = %s", cast.ruth.pk)
        if connection.vendor == "sqlite":
            run("PRAGMA ignore_check_constraints = OFF")
        else:
            run(
                "ALTER TABLE core_party ADD CONSTRAINT party_person_has_no_sector "
                "CHECK (NOT kind = 'person' OR sector = '')"
            )
    assert any(cast.ruth.ref in one and "party_person_has_no_sector" in one for one in said)
    if connection.vendor == "postgresql":
        assert any("no longer has the rule party_person_has_no_sector" in one for one in said)


@pytest.mark.django_db(transaction=True)
def test_a_link_that_leads_nowhere_is_found(cast: Cast) -> None:
    tie = Tie.objects.filter(giver=cast.club).first()
    assert tie is not None
    off, on = (
        ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
        if connection.vendor == "sqlite"
        else ("SET session_replication_role = 'replica'", "SET session_replication_role = 'origin'")
    )
    run(off)
    try:
        run("UPDATE core_tie SET said_by_id = 999999999 WHERE id = %s", tie.pk)
        said = sentences()
    finally:
        run("UPDATE core_tie SET said_by_id = NULL WHERE id = %s", tie.pk)
        run(on)
    assert any(tie.ref in one and "not there" in one for one in said)


def test_the_command_ends_with_one_on_a_fault_and_says_it_in_json(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sound"] is True
    entry = meet(cast)
    with ByHand():
        run("DELETE FROM core_entry WHERE id = %s", entry)
    assert cli.main(["verify", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["sound"] is False and "not what was recorded" in said["faults"][0]["what"]
    assert cli.main(["verify"]) == 1
    assert "WRONG" in capsys.readouterr().out
