"""The same person, the same body: links are rows, and `fold` is the only place two records become one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from goldenthread.core import journal, protection, revisions
from goldenthread.core.models import ChangeSet, Consent, IdentityLink, LikelyPair, Party
from goldenthread.domain.kinds import PartyKind, Purpose
from goldenthread.domain.refusals import Refusal

Ids = NDArray[np.int64]


class LinkRefusal(Refusal):
    DIFFERENT_KINDS = "different_kinds"
    ALREADY_LINKED = "already_linked"
    ALREADY_DECIDED = "already_decided"


def _links(audience: int, purpose: Purpose, at: datetime) -> list[tuple[int, int]]:
    """Live links; two records of a person only where that person agreed, on both, to this audience."""
    rows = IdentityLink.objects.filter(ended_in=None).values_list("one", "other", "one__kind")
    people = {end for one, other, kind in rows if kind == PartyKind.PERSON for end in (one, other)}
    agreed = set(
        Consent.objects.filter(Consent.live(at), subject__in=people, to=audience, purpose=purpose)
        .values_list("subject", flat=True)
    )  # fmt: skip
    return [
        (one, other) for one, other, kind in rows
        if kind != PartyKind.PERSON or (one in agreed and other in agreed)
    ]  # fmt: skip


def groups(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For every linked id, the smallest id it is the same as (union-find)."""
    root: dict[int, int] = {}

    def find(item: int) -> int:
        root.setdefault(item, item)
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    for one, other in links:
        low, high = sorted((find(one), find(other)))
        root[high] = low
    return {item: find(item) for item in root}


def fold(ids: Ids, *, audience: int, purpose: Purpose, at: datetime) -> Ids:
    """`ids` with every record replaced by the lowest of `ids` that is the same; same length and order."""
    same = groups(_links(audience, purpose, at))
    if not same:
        return ids
    present = sorted(set(same) & set(ids.tolist()))
    lowest: dict[int, int] = {}
    for record in present:
        lowest.setdefault(same[record], record)
    folded = ids.copy()
    for record in present:
        folded[ids == record] = lowest[same[record]]
    return folded


def agreed_on(pairs: Iterable[tuple[int, int]], *, audience: int, at: datetime) -> dict[tuple[int, int], list[Purpose]]:
    """For what purposes two linked records of a person count as one: those agreed to on both, and no others."""
    pairs = list(pairs)
    rows = Consent.objects.filter(Consent.live(at), subject__in={end for two in pairs for end in two}, to=audience)
    agreed: dict[int, set[str]] = {}
    for subject, purpose in rows.values_list("subject", "purpose"):
        agreed.setdefault(subject, set()).add(purpose)
    return {
        (one, other): [purpose for purpose in Purpose if purpose in agreed.get(one, set()) & agreed.get(other, set())]
        for one, other in pairs
    }


def linked_with(party: int) -> set[int]:
    """Everybody this record is linked to, itself included, whoever is asking: for protection and erasure."""
    same = groups(IdentityLink.objects.filter(ended_in=None).values_list("one", "other"))
    return {item for item, stands in same.items() if stands == same.get(party)} | {party}


@journal.action("core.linked", undo="core.unlinked")
def link(*, one: Party, other: Party, by: int, at: datetime, change: ChangeSet) -> IdentityLink | Refusal:
    """Say that two records are the same. Nothing is rewritten; a protected record protects both."""
    if one.kind != other.kind:
        return LinkRefusal.DIFFERENT_KINDS
    low, high = sorted((one.pk, other.pk))
    if IdentityLink.objects.filter(one=low, other=high, ended_in=None).exists():
        return LinkRefusal.ALREADY_LINKED
    made = IdentityLink.objects.create(one_id=low, other_id=high, made_in=change)
    change.about = one.ref
    protection.settle(linked_with(low))
    revisions.moved("link")
    return made


@journal.action("core.unlinked", undo="core.linked")
def unlink(*, one: Party, other: Party, by: int, at: datetime, change: ChangeSet) -> Refusal | None:
    """Take a link back: every row that was either record's is again only its own."""
    low, high = sorted((one.pk, other.pk))
    before = linked_with(low)
    IdentityLink.objects.filter(one=low, other=high, ended_in=None).update(ended_in=change)
    change.about = one.ref
    protection.settle(before)
    revisions.withdrawn("link")
    return None


@journal.action("core.pair_decided", undo="core.pair_reopened")
def decide(*, pair: LikelyPair, same: bool, by: int, at: datetime, change: ChangeSet) -> Refusal | None:
    """A person says whether two records that look alike are the same."""
    now = LikelyPair.objects.select_for_update().get(pk=pair.pk)
    if now.decided_in_id is not None:
        return LinkRefusal.ALREADY_DECIDED
    now.same, now.decided_in = same, change
    now.save(update_fields=["same", "decided_in"])
    change.about = now.ref
    if same:
        low, high = sorted((now.one_id, now.other_id))
        IdentityLink.objects.get_or_create(one_id=low, other_id=high, ended_in=None, defaults={"made_in": change})
        protection.settle(linked_with(low))
        revisions.moved("link")
    return None


@journal.action("core.pair_reopened", undo="core.pair_decided")
def reopen(*, pair: LikelyPair, by: int, at: datetime, change: ChangeSet) -> None:
    """Ask the question again; a link made by the answer is taken back."""
    low, high = sorted((pair.one_id, pair.other_id))
    before = linked_with(low)
    IdentityLink.objects.filter(one=low, other=high, ended_in=None).update(ended_in=change)
    LikelyPair.objects.filter(pk=pair.pk).update(same=None, decided_in=None)
    change.about = pair.ref
    protection.settle(before)
    revisions.withdrawn("link")
