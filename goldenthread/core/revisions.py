"""A token that moves with every write to ties, consents, protection or links."""

from django.db.models.expressions import RawSQL

from goldenthread.core.models import Finding, Revision


def moved(reason: str) -> None:
    """Say, inside the transaction that writes it, that pictures taken before are out of date."""
    Revision.objects.create(reason=reason)


def withdrawn(reason: str) -> None:
    """As `moved`, and nothing that was worked out with those details may outlive this transaction."""
    moved(reason)
    Finding.objects.all().delete()


def current() -> str:
    """The token now. The count is part of it: a lower number may be committed after a higher one."""
    rows = RawSQL("SELECT count(*) FROM core_revision", ())
    last = Revision.objects.order_by("-pk").annotate(rows=rows).values_list("pk", "rows", "token").first()
    return "{}-{}-{}".format(*last) if last else "0"
