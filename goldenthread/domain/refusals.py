"""Why an action did not happen: a code. The screen says it in the reader's language."""

from enum import StrEnum


class Refusal(StrEnum):
    """Each capability's `rules.py` extends this with its own codes."""
