"""Making the demonstration place: plain files through the same importer everybody uses."""

from __future__ import annotations

import sys

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from goldenthread.core import founding, importing, search
from goldenthread.core.models import Account, Identifier
from goldenthread.web import demo_people


def make_ready(source: str, name: str) -> None:
    """Migrate, found the partnership, bring the files in once, and give the cast their accounts."""
    if _is_ready():
        return
    print("Making the demonstration place …", file=sys.stderr, flush=True)
    now = timezone.now()
    call_command("migrate", verbosity=0)
    house = founding.partnership() or founding.found(name=name, by=None, at=now)
    # The same body stands in the files: it is recognised by the number it has there.
    Identifier.objects.get_or_create(
        scheme=f"local/{source}", value="partnership", defaults={"party": house, "made_in": house.made_in}
    )
    receipt = importing.bring_in_folder(demo_people.folder(), source=source, by=None, at=now)
    if receipt.refused:
        raise SystemExit(f"The demonstration's files were refused: {receipt.refused[0].why}")
    search.rebuild()
    parties = Identifier.objects.filter(scheme=f"local/{source}", party__isnull=False).values_list("value", "party")
    demo_people.open_accounts(dict(parties), at=now)


def _is_ready() -> bool:
    """Was it made before? Brings its tables up to date where they are behind; a second start does nothing else."""
    if "core_identifier" not in connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
    return Account.objects.filter(email=demo_people.cast()[0].email).exists()
