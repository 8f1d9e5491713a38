"""Taxonomies and their terms as the feed gives them: every scheme that things can be found by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from goldenthread.capabilities.directory.oruk.asked import Asked
from goldenthread.core import terms
from goldenthread.core.models import Term
from goldenthread.engines.oruk_feed import filled, id_of_taxonomy, id_of_term, uri

INSIDE_ONLY = (terms.KIND, terms.UNIT, terms.ROLE, "indicator")  # how the record itself works


@dataclass(frozen=True)
class Vocabulary:
    """Every term by its row, as a finished object."""

    shaped: dict[int, dict[str, Any]]
    scheme_of: dict[int, str]
    sources: dict[str, str]  # scheme -> where its terms come from

    @cached_property
    def rows_of(self) -> dict[str, list[int]]:
        """UUID of a term -> its rows; two schemes may hold the same one."""
        found: dict[str, list[int]] = {}
        for pk, term in self.shaped.items():
            found.setdefault(term["id"], []).append(pk)
        return found

    @cached_property
    def scheme_by_id(self) -> dict[str, str]:
        return {id_of_taxonomy(scheme): scheme for scheme in self.sources}

    def rows_in(self, taxonomy: str) -> list[int]:
        scheme = self.scheme_by_id.get(taxonomy)
        return [pk for pk, own in self.scheme_of.items() if own == scheme] if scheme else []

    def terms(self, asked: Asked) -> list[dict[str, Any]]:
        """Terms in a fixed order, each once."""
        found = {term["id"]: term for term in reversed(self.shaped.values())}
        return [term for term in reversed(found.values()) if _wanted(term, asked)]

    def taxonomies(self, asked: Asked) -> list[dict[str, Any]]:
        found = [self.taxonomy(scheme) for scheme in self.sources]
        return [each for each in found if all(word in each["name"].lower() for word in asked.search)]

    def taxonomy(self, scheme: str) -> dict[str, Any]:
        return {"id": id_of_taxonomy(scheme), "name": scheme, "description": self.sources[scheme] or scheme}

    def taxonomy_whole(self, scheme: str) -> dict[str, Any]:
        inside = [self.shaped[pk] for pk, own in self.scheme_of.items() if own == scheme]
        return filled({**self.taxonomy(scheme), "taxonomy_terms": inside})


def _wanted(term: dict[str, Any], asked: Asked) -> bool:
    if asked.top_only and "parent_id" in term:
        return False
    if asked.parent and term.get("parent_id") != asked.parent:
        return False
    if asked.taxonomy and term["taxonomy_id"] != asked.taxonomy:
        return False
    name = term["name"].lower()
    return all(word in name for word in asked.search)


def read() -> Vocabulary:
    """One query. The order is that of scheme and code."""
    rows = Term.objects.exclude(scheme__in=INSIDE_ONLY).order_by("scheme", "code")
    found = list(rows.values_list("pk", "scheme", "code", "labels", "parent", "uri", "source"))
    ids = {pk: id_of_term(scheme, code) for pk, scheme, code, *_ in found}
    shaped: dict[int, dict[str, Any]] = {}
    sources: dict[str, str] = {}
    for pk, scheme, code, labels, parent, address, source in found:
        name = labels.get("en") or next(iter(labels.values()), code)
        sources[scheme] = sources.get(scheme) or source
        shaped[pk] = filled({
            "id": ids[pk], "name": name, "description": name, "parent_id": ids.get(parent), "taxonomy": scheme,
            "taxonomy_id": id_of_taxonomy(scheme), "term_uri": uri(address),
        })  # fmt: skip
    return Vocabulary(shaped, {pk: scheme for pk, scheme, *_ in found}, sources)
