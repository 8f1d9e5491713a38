"""What is held about one person: every table, every personal column, and nothing that is told only in person."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.core import (
    consent,
    erasure,
    erasure_rules,
    journal,
    parties,
    permissions,
    protection,
    sight,
    subject,
    terms,
    who_may,
)
from goldenthread.core import subject_export as export
from goldenthread.core.models import Consent, Look, Party, Protection, Send, Term, Tie
from goldenthread.core.subject import Subject
from goldenthread.core.subject_values import held
from goldenthread.core.subject_words import COLUMNS, NOT_GIVEN, TABLES, Seen, columns
from goldenthread.domain.kinds import Purpose, Sensitivity
from tests.cast import AT, Cast
from tests.core.traces import NAME, leave


def told(cast: Cast, name: str = "ruth") -> bytes:
    return export.as_json(export.document(Subject.of(cast.parties[name].pk), AT))


# ---- Nothing is forgotten ----


def test_every_table_that_erasure_knows_is_read() -> None:
    known = {*erasure_rules.about_people(), *erasure_rules.beside_what_they_did()}
    assert known - set(subject.tables()) == {Protection}, "told in person, and the only table that is"
    personal = {model for model in apps.get_models() if getattr(model, "PERSONAL", None)}
    assert personal <= set(subject.tables())


def test_every_personal_column_is_given_out_or_says_why_not() -> None:
    for model in subject.tables():
        given_out = {field.name for field in columns(model)}
        for field in model._meta.concrete_fields:
            rule = getattr(model, "PERSONAL", {}).get(field.name)
            inner = f"{model.__name__}.{field.name}" in NOT_GIVEN
            assert not rule or field.name in given_out or inner, f"{model.__name__}.{field.name}"


def test_every_table_and_column_of_the_core_has_words() -> None:
    core = [model for model in subject.tables() if model._meta.app_label == "core"]
    assert {model.__name__ for model in core} == set(TABLES)
    nameless = {f.name for model in core for f in columns(model)} - set(COLUMNS)
    assert nameless == set()


def test_a_reason_is_about_a_column_that_is_there() -> None:
    there = {f"{m.__name__}.{f.name}" for m in subject.tables() for f in m._meta.concrete_fields}
    assert set(NOT_GIVEN) <= there


def test_every_row_that_was_left_about_somebody_is_in_their_copy(cast: Cast) -> None:
    ruth = leave(cast)
    found = {one.table: one.rows for one in held(Subject.of(ruth.pk), AT)}
    for table in ("Party", "Account", "Card", "ContactPoint", "Tie", "Consent", "Part", "Claim", "Identifier", "Look",
                  "Send", "StoredFile", "BeforeImage", "IdentityLink"):  # fmt: skip
        assert found.get(table), table
    assert found["Party"][0]["name"] == NAME
    assert found["ContactPoint"][0]["address"] == "07700900456"
    assert found["Account"][0]["email"] == "wilhelmina@example.org"
    assert len(found["Claim"]) == 2, "what was said of a connection of theirs is about them too"


def test_whoever_they_may_not_see_is_somebody(cast: Cast) -> None:
    with journal.change(action="tests", by=None, at=AT) as change:
        Tie.objects.create(
            giver=cast.daniel, receiver=cast.ruth, kind_id=terms.kind("knows"), made_in=change, changed_in=change
        )
    assert b"Kowalski" not in told(cast) and b'"somebody"' in told(cast)


# ---- Told only in person ----


def protect_ruth(cast: Cast) -> None:
    protection.protect(thing=cast.ruth, worker=cast.sunita.pk, by=cast.sunita.pk, at=AT)


def a_protected_connection(cast: Cast) -> None:
    with journal.change(action="tests", by=None, at=AT) as change:
        tie = Tie.objects.create(
            giver=cast.ruth, receiver=cast.surgery, kind_id=terms.kind("knows"), made_in=change, changed_in=change
        )
    protection.protect(thing=tie, worker=cast.sunita.pk, by=cast.sunita.pk, at=AT)


def a_look_and_a_word_of_somebody_out_of_sight(cast: Cast) -> None:
    Look.objects.create(subject=cast.ruth, by=cast.nadia, purpose=Purpose.REFERRAL, day=AT.date())
    consent.give(subject=cast.ruth.pk, to=cast.nadia.pk, purpose=Purpose.REFERRAL, by=cast.ruth.pk, at=AT)


def a_refuge(cast: Cast) -> None:
    """An organisation whose very name would tell, its worker who looked, and what was agreed with it."""
    sort = Term.objects.create(scheme="sort", code="refuge", labels={"en": "refuge"})
    with journal.change(action="tests", by=None, at=AT) as change:
        refuge = parties.create(kind="organisation", name="Larkspur House", sector="social", sort=sort, change=change)
        Tie.objects.create(
            giver=cast.sunita, receiver=refuge, kind_id=terms.kind("works_for"), made_in=change, changed_in=change
        )
    for purpose in (Purpose.DIRECTORY, Purpose.REFERRAL):
        consent.give(subject=cast.ruth.pk, to=refuge.pk, purpose=purpose, by=cast.ruth.pk, at=AT)
    Look.objects.create(subject=cast.ruth, by=cast.sunita, purpose=Purpose.REFERRAL, day=AT.date())
    Send.objects.create(
        key="s", party=cast.ruth, channel="email", template="safety.plan", language="en", asked_at=AT
    )  # fmt: skip


SECRETS: tuple[Callable[[Cast], None], ...] = (
    protect_ruth, a_protected_connection, a_look_and_a_word_of_somebody_out_of_sight, a_refuge,
)  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.__name__)
def test_what_is_told_in_person_changes_no_byte(cast: Cast, secret: Callable[[Cast], None]) -> None:
    who = Subject.of(cast.ruth.pk)

    def everything() -> tuple[object, ...]:
        return told(cast), who_may.by_code(who, AT), who_may.looks(who, AT), subject.count([cast.ruth.pk])

    before = everything()
    secret(cast)
    assert everything() == before


def test_a_purpose_marked_for_safety_is_kept_back_from_everything(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    who, before = Subject.of(cast.ruth.pk), told(cast)
    consent.give(subject=cast.ruth.pk, to=cast.hub.pk, purpose=Purpose.REFERRAL, by=cast.ruth.pk, at=AT)
    Look.objects.create(subject=cast.ruth, by=cast.amina, purpose=Purpose.REFERRAL, day=AT.date())
    assert told(cast) != before, "else this would notice nothing"
    monkeypatch.setattr(subject, "SAFETY_PURPOSES", frozenset({Purpose.REFERRAL}))
    assert told(cast) == before and not who_may.looks(who, AT)
    assert Purpose.REFERRAL not in subject.purposes()
    assert not subject.agreements().filter(purpose=Purpose.REFERRAL).exists()


def test_a_kind_marked_for_safety_is_kept_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from goldenthread.core import registry

    assert '"member_of"' in told(cast).decode()
    marked = {
        code: replace(kind, sensitivity=Sensitivity.SAFETY) if code == "member_of" else kind
        for code, kind in registry.kinds().items()
    }
    monkeypatch.setattr(subject.registry, "kinds", lambda: marked)
    assert '"member_of"' not in told(cast).decode()


# ---- Who may ----


def test_who_is_named_is_who_may_see_the_page(cast: Cast) -> None:
    acting(cast)
    for name in ("ruth", "daniel", "yusuf"):
        person = Party.objects.get(pk=cast.parties[name].pk)
        lines = who_may.see_page(Subject.of(person.pk), AT)
        said = {pk for line in lines for pk in line.ids}
        assert said == set(sight.PARTY.holders(person, AT).values_list("pk", flat=True)), name


def acting(cast: Cast) -> Tie:
    """Daniel helps Ruth in matters of people; Pat in money only."""
    with journal.change(action="tests", by=None, at=AT) as change:
        written = {"kind_id": terms.kind("acts_for"), "made_in": change, "changed_in": change, "receiver": cast.ruth}
        Tie.objects.create(giver=cast.pat, scopes=permissions.bits([permissions.Scope.MONEY]), **written)
        return Tie.objects.create(giver=cast.daniel, scopes=permissions.bits([permissions.Scope.PEOPLE]), **written)


def test_helpers_are_named_with_what_they_may_do(cast: Cast) -> None:
    acting(cast)
    found = who_may.helpers(Subject.of(cast.ruth.pk), AT)
    assert [(one.name, one.scopes) for one in found] == [("Daniel Kowalski", ("people",)), ("Pat Hollis", ("money",))]
    assert any("Daniel Kowalski" in line.who for line in who_may.see_page(Subject.of(cast.ruth.pk), AT))


def test_every_sort_of_table_says_who_may_see_it(cast: Cast) -> None:
    assert set(who_may.by_code(Subject.of(cast.ruth.pk), AT)) == set(Seen)
    assert all(line.why for lines in who_may.by_code(Subject.of(cast.ruth.pk), AT).values() for line in lines)


def test_a_ground_without_words_fails(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    new = permissions.permission("core.see_party", (permissions.TiedTo("knows"),))
    monkeypatch.setattr(sight, "PARTY", new)
    with pytest.raises(TypeError, match="plain words"):
        who_may.see_page(Subject.of(cast.ruth.pk), AT)


# ---- Typed ----


def test_the_copy_has_the_shape_its_schema_says(cast: Cast) -> None:
    ruth = leave(cast)
    said = json.loads(export.as_json(export.document(Subject.of(ruth.pk), AT)))
    shape = export.schema()
    assert set(said) <= set(shape["properties"]) and set(shape["required"]) <= set(said)
    tables = shape["properties"]["tables"]["properties"]
    for table, rows in said["tables"].items():
        for row in rows:
            assert set(row) == set(tables[table]["items"]["required"]), table
            for column, value in row.items():
                assert fits(value, tables[table]["items"]["properties"][column]), (table, column, value)


KINDS = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "null": type(None), "array": list}


def fits(value: object, shape: dict[str, object]) -> bool:
    allowed = shape.get("type")
    if allowed is None:
        return True
    names = [allowed] if isinstance(allowed, str) else allowed
    return any(isinstance(value, KINDS[n]) and not (n == "integer" and isinstance(value, bool)) for n in names)  # type: ignore[index, union-attr]


@given(st.sampled_from(["x", 3, None, True, [], 2.5]))
def test_what_has_another_type_would_be_noticed(value: object) -> None:
    assert fits(value, {"type": ["string", "null"]}) == (value is None or isinstance(value, str))


def test_the_dictionary_explains_every_column_of_the_schema() -> None:
    explained = {(line[0], line[1]) for line in export.dictionary()}
    tables = export.schema()["properties"]["tables"]["properties"]
    assert {(table, name) for table, shape in tables.items() for name in shape["items"]["properties"]} <= explained
    assert [line for line in export.dictionary() if not (line[5] or line[6])] == []


# ---- Ending help ----


def test_a_helper_may_not_act_from_the_moment_it_is_ended_and_the_journal_knows(cast: Cast) -> None:
    tie = acting(cast)
    assert cast.ruth.pk in permissions.Actor.of(cast.daniel.pk, AT).for_in(permissions.Scope.PEOPLE)
    assert consent.end_help(tie=tie, by=cast.gurpreet.pk, at=AT) is None
    assert cast.ruth.pk not in permissions.Actor.of(cast.daniel.pk, AT).for_in(None)
    assert consent.end_help(tie=tie, by=cast.ruth.pk, at=AT) == consent.ConsentRefusal.NO_HELPER
    tie.refresh_from_db()
    assert tie.changed_in.action == "core.help_ended" and tie.changed_in.by_id == cast.gurpreet.pk


def test_help_that_was_to_begin_later_never_begins(cast: Cast) -> None:
    tie = acting(cast)
    Tie.objects.filter(pk=tie.pk).update(from_day=AT.date() + timedelta(days=9))
    consent.end_help(tie=tie, by=cast.ruth.pk, at=AT)
    for days in (0, 8, 9, 10, 400):
        assert cast.ruth.pk not in permissions.Actor.of(cast.daniel.pk, AT + timedelta(days=days)).for_in(None)


def test_an_agreement_that_was_stopped_stays_in_the_copy_with_its_day(cast: Cast) -> None:
    given_once = Consent.objects.get(subject=cast.ruth, purpose=Purpose.DIRECTORY)
    consent.withdraw(consent=given_once, by=cast.ruth.pk, at=AT + timedelta(days=1))
    rows = json.loads(told(cast))["tables"]["Consent"]
    assert [row["withdrawn_at"] for row in rows if row["purpose"] == "directory"] == ["2025-09-02T09:00:00Z"]


# ---- One place ----

READERS = ("web/me", "core/who_may.py", "core/subject_values.py", "core/subject_export.py")
HELD_BACK_IN_ONE_PLACE = ("Look", "Consent", "Send", "Disclosure", "ChangeSet", "Protection", "Identifier", "Claim")


def reads_tables(text: str) -> list[str]:
    """Where a text asks one of these tables itself instead of core/subject.py."""
    names = "|".join(HELD_BACK_IN_ONE_PLACE)
    return re.findall(rf"\b(?:{names})\.(?:objects|unnarrowed|_base_manager)\b|\bprotection\b|_base_manager", text)


def test_nothing_else_reads_these_tables_for_the_page_the_sheet_the_copies_and_the_receipt() -> None:
    package = Path(subject.__file__).resolve().parents[1]
    files = [f for name in READERS for f in ([package / name] if name.endswith(".py") else (package / name).glob("*"))]
    texts = {path: path.read_text() for path in files if path.suffix == ".py"}
    assert len(texts) > 8, "the files have moved: this test looks at nothing"
    found = {path.name: said for path, text in texts.items() if (said := reads_tables(text))}
    assert found == {}, "ask core/subject.py: it keeps back what is told only in person"


def test_another_reader_would_be_noticed() -> None:
    assert reads_tables("rows = Look.objects.filter()\nx = Party.objects\ny = model._base_manager") == [
        "Look.objects", "_base_manager",
    ]  # fmt: skip


# ---- The receipt ----


def test_a_receipt_counts_what_went_and_nothing_that_may_not_be_said(cast: Cast) -> None:
    ruth = leave(cast)
    a_look_and_a_word_of_somebody_out_of_sight(cast)
    done = erasure.erase(party=ruth, by=ruth.pk, at=AT)
    removed = dict(done.removed)
    assert removed["Look"] == 1 and removed["ContactPoint"] == 1 and removed["Account"] == 1
    assert removed["Claim"] == 2 and removed["Identifier"] == 1
    assert not {"Entry", "Promise", "Party", "Consent", "Part"} & set(removed), "these stay, without a name"
    assert done.emptied == 2 and done.receipt
