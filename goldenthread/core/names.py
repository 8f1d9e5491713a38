"""How names are folded for sorting and comparing: never for deciding that two are the same."""

import re
import unicodedata

_PUNCTUATION = re.compile(r"[^\w\s]+")
_SPACES = re.compile(r"\s+")


def key(name: str) -> str:
    """Case, accents and punctuation set aside: "St. Alban's" and "st albans" fold alike."""
    if name.isascii():  # most names: a fast way that gives the same answer
        plain = name.lower()
        if plain.replace(" ", "").isalnum() and plain == plain.strip() and "  " not in plain:
            return plain  # nothing to take out
    else:
        decomposed = unicodedata.normalize("NFKD", name.casefold())
        plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    plain = _PUNCTUATION.sub("", plain)
    return _SPACES.sub(" ", plain).strip() or name.strip().lower()
