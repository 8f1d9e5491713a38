"""The law of every sentence about a file: it can be translated, it is whole, and it survives being kept."""

import re
from functools import cache

from goldenthread.domain.words import Sentence
from scripts import messages

PLACE = re.compile(r"%\((\w+)\)s")
LEFT_OVER = re.compile(r"%\(|\{\w*\}|⟦|⟧")


@cache
def collected() -> frozenset[str]:
    """Every message that translators are given."""
    return frozenset(str(message.id) for message in messages.collect() if message.id)


def brackets(message: str) -> str:
    """The language of brackets: what nobody gave to the translators stays bare."""
    return f"⟦{message}⟧" if message in collected() else message


def parts(sentence: Sentence) -> list[Sentence]:
    """A sentence, and every sentence inside it."""
    inside = [value for _, value in sentence.named if isinstance(value, Sentence)]
    return [sentence, *(part for one in inside for part in parts(one))]


def faults(sentence: Sentence) -> list[str]:
    """What is wrong with a sentence; nothing, one hopes."""
    values = " ".join(str(value) for part in parts(sentence) for _, value in part.named)
    found = []
    for part in parts(sentence):
        if part.message not in collected():
            found.append(f"no translator is given “{part.message}”: mark it with N_")
        if set(PLACE.findall(part.message)) != {name for name, _ in part.named}:
            found.append(f"“{part.message}” has other places than {[name for name, _ in part.named]}")
    if LEFT_OVER.search(str(sentence)) and not LEFT_OVER.search(values):
        found.append(f"“{sentence}” is not filled in")
    translated = sentence.told(brackets)
    if not (translated.startswith("⟦") and translated.endswith("⟧")):
        found.append(f"“{translated}” is not translated")
    if Sentence.read(sentence.written()) != sentence:
        found.append(f"“{sentence}” does not survive being kept")
    return found
