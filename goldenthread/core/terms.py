"""Kinds, units, sorts and roles as rows: written from the manifests, read through a small cache."""

from collections.abc import Iterable

from django.core.cache import cache
from django.utils.translation import get_language, gettext

from goldenthread.core import registry
from goldenthread.core.models import Term
from goldenthread.domain import quantities
from goldenthread.domain.kinds import Spine
from goldenthread.domain.quantities import Unit
from goldenthread.domain.words import N_

KIND, UNIT, ROLE = "kind", "unit", "role"
OWN_UNITS = (quantities.MINUTE, quantities.GRAM, quantities.PEOPLE, quantities.TIMES, quantities.DECILE)
COMMON_CURRENCIES = ("GBP", "EUR", "USD")
UNIT_WORDS = {
    "minute": N_("minutes"), "gram": N_("grams"), "people": N_("people"), "times": N_("times"),
    "decile": N_("decile"), "GBP": N_("pounds"), "EUR": N_("euros"), "USD": N_("US dollars"),
}  # fmt: skip

_ids: dict[tuple[str, str], int] = {}


def sync(**_: object) -> None:
    """After migrating: write every kind, unit and term the manifests name. Removes nothing."""
    rows = [
        (ROLE if kind.of is Spine.ROLE else KIND, kind.code, kind.words, None) for kind in registry.kinds().values()
    ]
    rows += [(UNIT, u.code, UNIT_WORDS[u.code], u.exponent) for u in OWN_UNITS]
    rows += [(UNIT, c, UNIT_WORDS[c], quantities.currency(c).exponent) for c in COMMON_CURRENCIES]
    for scheme, code, label, exponent in rows:
        Term.objects.update_or_create(
            scheme=scheme, code=code, defaults={"labels": {"en": label}, "exponent": exponent, "source": "ours"}
        )
    for words in registry.every("terms"):
        parent = Term.objects.filter(scheme=words.scheme, code=words.parent).first() if words.parent else None
        Term.objects.update_or_create(
            scheme=words.scheme,
            code=words.code,
            defaults={
                "labels": {"en": words.label}, "exponent": words.exponent, "parent": parent,
                "source": words.source, "licence": words.licence, "uri": words.uri,
            },
        )  # fmt: skip
    forget()


def forget() -> None:
    _ids.clear()
    cache.delete("terms.words")


def id_of(scheme: str, code: str) -> int:
    """The row of a term; raises LookupError with its name when there is none."""
    key = (scheme, code)
    if key not in _ids:
        found = Term.objects.filter(scheme=scheme, code=code).values_list("pk", flat=True).first()
        if found is None:
            raise LookupError(f"there is no term {scheme}:{code}")
        _ids[key] = found
    return _ids[key]


def ids_of(scheme: str, codes: Iterable[str]) -> list[int]:
    return [id_of(scheme, code) for code in codes]


def kind(code: str) -> int:
    return id_of(KIND, code)


def unit(wanted: Unit) -> int:
    """The row of a unit; a currency met for the first time is added."""
    try:
        return id_of(UNIT, wanted.code)
    except LookupError:
        Term.objects.get_or_create(
            scheme=UNIT, code=wanted.code, defaults={"labels": {"en": wanted.code}, "exponent": wanted.exponent}
        )
        return id_of(UNIT, wanted.code)


def _all() -> dict[int, tuple[str, str, dict[str, str], int | None]]:
    """Every term of the house's own schemes: small, so it is kept whole."""
    known = cache.get("terms.words")
    if known is None:
        rows = Term.objects.exclude(scheme__startswith="oruk").values_list("pk", "scheme", "code", "labels", "exponent")
        known = {pk: (scheme, code, labels, exponent) for pk, scheme, code, labels, exponent in rows}
        cache.set("terms.words", known, 300)
    return known


def code_of(pk: int | None) -> str:
    return _all()[pk][1] if pk in _all() else ""


def words_of(pk: int | None) -> str:
    """What a term is called, in the reader's language."""
    if pk is None or pk not in _all():
        return ""
    _, code, labels, _exponent = _all()[pk]
    return labels.get(get_language() or "en") or gettext(labels.get("en") or code)


def unit_of(pk: int) -> Unit:
    _, code, _labels, exponent = _all()[pk]
    known = next((u for u in OWN_UNITS if u.code == code), None)
    return known or quantities.currency(code) if exponent is not None else Unit(code)
