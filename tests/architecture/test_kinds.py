"""Kinds: what a capability lets people write down, somebody can read again."""

import ast

from goldenthread.core import registry, sight
from goldenthread.core.permissions import Actor
from goldenthread.domain.kinds import Spine
from tests.architecture.reading import modules, tree_of
from tests.cast import AT

SOMEBODY = 1  # any party: a page of their own shows what is private to them
WRITTEN_BY = ("kinds.py", "details.py")  # files of a capability that declare a kind or only write it
IN_PARTS = {  # kept with who took part, which protection, erasure and linking read; a page of its own comes with…
    "attender": "the neighbours capability",
    "introducer": "introductions in the network",
}


def exported() -> set[str]:
    """Kinds that `goldenthread export` writes out, or that somebody sees on their own page."""
    actor = Actor(SOMEBODY, AT)
    shown = [sight.open_kinds(actor, SOMEBODY), sight.open_kinds(actor, SOMEBODY, Spine.ENTRY)]
    return {kind.code for kinds in shown for kind in kinds}


def named() -> set[str]:
    """Every text that code of ours holds, but for the files that declare kinds and those that bring rows in."""
    reading = [
        path
        for path in modules("goldenthread/core", "goldenthread/capabilities", "goldenthread/web")
        if path.name not in WRITTEN_BY and "importing" not in path.parts
    ]
    nodes = (node for path in reading for node in ast.walk(tree_of(path)))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def unread(codes: set[str]) -> set[str]:
    return codes - exported() - named() - IN_PARTS.keys()


def test_every_kind_that_is_declared_is_exported_or_read() -> None:
    assert not unread(set(registry.kinds())), "nothing reads this kind: read it, or drop it"


def test_a_kind_that_nothing_reads_would_be_noticed() -> None:
    assert unread({"kept.in_vain", "funds"}) == {"kept.in_vain"}


def test_what_waits_to_be_read_is_a_role_and_still_waits() -> None:
    roles = {kind.code for kind in registry.kinds_of(Spine.ROLE)}
    assert roles >= IN_PARTS.keys()
    assert not (IN_PARTS.keys() & named()), "it is read now: take it off the list"
