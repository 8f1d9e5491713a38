"""Public references: sixty random bits, so that an address says nothing about what it leads to."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o or u
LENGTH = 12


def _pairs() -> tuple[str, ...]:
    return tuple(a + b for a in ALPHABET for b in ALPHABET)


_TEN_BITS = _pairs()


def _written(number: int) -> str:
    return "".join(_TEN_BITS[number >> shift & 1023] for shift in (50, 40, 30, 20, 10, 0))


def new() -> str:
    """A fresh reference of twelve letters and figures."""
    return _written(secrets.randbits(60))


def many(count: int) -> list[str]:
    """`count` fresh references, drawn at once (a million take about a second)."""
    pool = secrets.token_bytes(8 * count)
    return [_written(int.from_bytes(pool[i : i + 8], "big") >> 4) for i in range(0, len(pool), 8)]


def read(written: str) -> str:
    """What somebody typed or read aloud, as we keep it: o is 0, i and l are 1, case and dashes do not matter."""
    plain = written.strip().lower().replace("-", "").replace(" ", "")
    return plain.translate(str.maketrans("oil", "011"))
