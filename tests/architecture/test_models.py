"""Tables: everything about people lives in the core, so that protection, erasure and linking are complete."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from goldenthread.core.models import SPINE, Claim, Entry, Part, Party, Promise, Tie

PERSONAL = {
    "name", "first_name", "last_name", "full_name", "surname", "forename", "known_as", "email", "e_mail", "phone",
    "mobile", "telephone", "date_of_birth", "birthday", "born", "age", "gender", "ethnicity",
}  # fmt: skip
PERSONAL_ENDINGS = ("_email", "_phone", "_mobile", "_first_name", "_last_name", "_full_name")


def ours(*, core: bool) -> list[type[models.Model]]:
    """Return the models of the core, or those of everything else in the house."""
    found = [
        model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("goldenthread.")
    ]
    return [model for model in found if model.__module__.startswith("goldenthread.core.") == core]


def keys_to_people(found: Iterable[type[models.Model]]) -> list[str]:
    """Return each column that points at a party; the detail row of a party, which *is* its key, may."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in found
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Party
        if not (isinstance(field, models.OneToOneField) and field.primary_key)
    ]


def test_nothing_outside_the_core_points_at_a_person() -> None:
    found = keys_to_people(ours(core=False))
    assert not found, f"{found}: say who takes part with core's Part or Tie, so that erasure and protection reach it"
    assert "core.Part.party" in keys_to_people([Part]), "Part has changed: this test no longer sees keys to Party"


def personal_columns(model: type[models.Model]) -> list[str]:
    """Return the columns whose names are those of a person's details."""
    names = [field.name for field in model._meta.get_fields() if field.concrete]
    return [name for name in names if name in PERSONAL or name.endswith(PERSONAL_ENDINGS)]


def test_no_room_keeps_its_own_copy_of_a_person() -> None:
    bad = {model._meta.label: found for model in ours(core=False) if (found := personal_columns(model))}
    assert not bad, f"{bad}: names and ways to reach people live once, in core's Party and ContactPoint"
    assert "name" in personal_columns(Party), "Party has changed: this test no longer recognises a name"


def test_the_spine_has_no_column_without_a_shape() -> None:
    shapeless = [
        f"{model._meta.label}.{field.name}"
        for model in (Party, Tie, Promise, Entry, Part, Claim)
        for field in model._meta.get_fields()
        if isinstance(field, models.JSONField)
    ]
    assert not shapeless, f"{shapeless}: what is queried needs real columns with real constraints"
    assert len(SPINE) == 9, "the spine has nine tables"


def test_what_happened_is_told_in_columns_not_in_prose() -> None:
    prose = [field.name for field in Entry._meta.get_fields() if isinstance(field, models.TextField)]
    assert not prose, f"Entry.{prose}: an entry has no free text; a story is a Claim or a file"


def test_nothing_has_a_status_or_points_at_anything_at_all() -> None:
    every = [*ours(core=True), *ours(core=False)]
    fields = [f"{model._meta.label}.{field.name}" for model in every for field in model._meta.get_fields()]
    stored = [name for name in fields if name.split(".")[-1] in ("status", "user", "user_id")]
    assert not stored, f"{stored}: compute `state()` from facts; people are never “users”"
    generic = [f"{m._meta.label}.{f.name}" for m in every for f in m._meta.private_fields if not f.concrete]
    assert not generic, f"{generic}: a generic foreign key has no constraint; name the tables it may mean"
    assert len(every) > 9, "the app registry is empty: this test looked at nothing"
