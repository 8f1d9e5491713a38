"""Public references: sixty random bits, so that an address says nothing about what it leads to."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o or u
LENGTH = 12


_LETTERS = (ALPHABET * 8).encode()  # any byte -> a letter, each as likely as the others


def new() -> str:
    """A fresh reference of twelve letters and figures."""
    return many(1)[0]


def many(count: int) -> list[str]:
    """`count` fresh references, drawn at once (a million take a third of a second)."""
    drawn = secrets.token_bytes(LENGTH * count).translate(_LETTERS).decode()
    return [drawn[i : i + LENGTH] for i in range(0, len(drawn), LENGTH)]


def read(written: str) -> str:
    """What somebody typed or read aloud, as we keep it: o is 0, i and l are 1, case and dashes do not matter."""
    plain = written.strip().lower().replace("-", "").replace(" ", "")
    return plain.translate(str.maketrans("oil", "011"))
