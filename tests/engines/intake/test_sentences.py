"""What the readers say can be said in any language.

Beside these tests, `conftest.said` holds every sentence that any test of a reader brings about to the same law.
"""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from goldenthread.core.importing import checks, files, resolve, staging, vocabulary
from goldenthread.domain import quantities
from goldenthread.domain.facts import Refused, Remark
from goldenthread.domain.words import Sentence, both, say
from goldenthread.engines import intake
from tests.engines.intake.conftest import hold_to_the_law, sentences_of
from tests.sentences import PLACE, collected, faults

READERS = [
    importlib.import_module(f"goldenthread.engines.intake.{path.stem}")
    for path in sorted(Path(str(intake.__file__)).parent.glob("*.py"))
    if path.stem != "__init__"
]
SPEAKERS = [*READERS, intake, quantities, checks, files, resolve, staging, vocabulary]


def said_in(module: ModuleType) -> Iterator[tuple[ast.Call, str]]:
    """Each call of `say` in a module, with each message that it may say; one passed in from elsewhere says none."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            for message in messages_of(module, node.args[0]):
                yield node, message


def messages_of(module: ModuleType, said: ast.expr) -> list[str]:
    if isinstance(said, ast.IfExp):
        return [*messages_of(module, said.body), *messages_of(module, said.orelse)]
    named = said.value if isinstance(said, ast.Subscript) else said
    if not isinstance(named, ast.Name):
        return [f"{ast.unparse(said)} is no message by name"]
    found = getattr(module, named.id, None)
    return list(found.values()) if isinstance(found, dict) else [found] if isinstance(found, str) else []


@pytest.mark.parametrize("module", SPEAKERS, ids=lambda module: module.__name__.removeprefix("goldenthread."))
def test_every_message_is_given_to_translators_with_a_value_for_each_of_its_places(module: ModuleType) -> None:
    for call, message in said_in(module):
        assert message in collected(), f"line {call.lineno}: {message}"
        assert set(PLACE.findall(message)) == {one.arg for one in call.keywords}, f"line {call.lineno}: {message}"


def test_the_readers_say_more_than_a_hundred_things() -> None:
    assert len({message for module in SPEAKERS for _, message in said_in(module)}) > 100


@pytest.mark.parametrize("module", SPEAKERS, ids=lambda module: module.__name__.removeprefix("goldenthread."))
def test_no_refusal_is_glued_together(module: ModuleType) -> None:
    """A sentence is a `say`, or one that was said before; never a text put together on the spot."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Refused", "Remark"):
            assert not isinstance(node.args[-1], ast.JoinedStr | ast.Constant | ast.BinOp), f"line {node.lineno}"


def test_what_is_said_about_the_files_of_a_hub_is_whole_in_every_language(hub: Path) -> None:
    seen: set[Sentence] = set()
    for path in sorted(hub.iterdir()):
        with path.open("rb") as stream:
            seen |= sentences_of(list(intake.read(stream, name=path.name, source="hub")))
    assert len(seen) > 10
    hold_to_the_law(seen)


BAD = {
    "parties": "name,kind,sector,charity number,postcode,email,phone,agreed to,agreed on,golden thread ref,sort\n"
    "A,asteroid,none such,12,nowhere,not one,12,directory,,zzz,odd\n,group,,,,,,,,,\nB,person,,1122405,,,,yes,,,\n",
    "places": "name,kind,latitude,longitude,postcode\n,castle,99,x,nowhere\nHall,,52,,\n",
    "ties": "from,kind,to,since,until,scopes\nA,orbits,A,soon,4/13/2025,all\nA,acts for,,2025-02-01,2024-01-01,stars\n",
    "entries": "date,kind,to,start,quantity,unit,activity\n"
    "someday,eclipse,,late,many,stars,Zumba?\n2025-03-30,session,A,01:30,1.5,JPY,\n2025-04-01,session,A,18:30,x,GBP,\n",
    "360giving": "Identifier,Title,Currency,Amount Awarded,Award Date,Funding Org:Identifier,Funding Org:Name\n"
    "1,T,ZZZ,lots,31/31/2020,f,F\n1,T,GBP,1.234,2020-01-01,f,F\n",
    "postcodes": "postcode,easting,northing\nB66 1BA,400000,5\nB66 1BA,1,1\nnowhere,1,1\n"
    "B66 1BB,x,y\nB66 1BC,9999999,1\n",
}


@pytest.mark.parametrize(("reader", "file"), BAD.items())
def test_what_is_wrong_with_a_list_is_said_in_whole_sentences(said: Any, reader: str, file: str) -> None:
    read = said(file, as_=reader)
    assert len({each.why.message for each in read if isinstance(each, Refused)}) >= 3
    assert not any(isinstance(each, Remark) and not each.what.message for each in read)


def test_a_sentence_is_translated_with_everything_inside_it() -> None:
    words = {"Half": "ਅੱਧਾ", "%(one)s and %(other)s.": "%(other)s ਅਤੇ %(one)s।"}
    sentence = say("%(one)s and %(other)s.", one=say("Half"), other="100 %(one)s")
    assert str(sentence) == "Half and 100 %(one)s."
    assert sentence.told(lambda message: words.get(message, message)) == "100 %(one)s ਅਤੇ ਅੱਧਾ।"
    assert Sentence.read(sentence.written()) == sentence


def test_a_translation_with_a_place_of_its_own_breaks_nothing() -> None:
    assert say("Row %(row)s: 5 %", row=7).told(lambda _: "%(naam)s 5 % %(row)s") == "%(naam)s 5 % 7"


@pytest.mark.parametrize("text", ["", "Plain.", "[so it begins", "[1]", "[]", '["a"]', '["a", 5]', "100 % of it"])
def test_what_an_older_record_holds_is_read_as_it_stands(text: str) -> None:
    assert str(Sentence.read(text)) == text == Sentence(text).written()


def test_what_a_sentence_quotes_is_left_out_and_what_it_counts_stays() -> None:
    stands = say("“%(name)s” stands in row %(row)s.", name="Zofia Quern", row=7)
    sentence = both(stands, say("See %(it)s.", it="“Zofia”"))
    assert str(sentence.without_quotes()) == "“…” stands in row 7. See “…”."


def test_a_sentence_that_breaks_the_law_would_be_noticed() -> None:
    assert faults(Sentence("Nobody gave this to a translator."))
    assert faults(say(resolve._SEVERAL, who="Amina"))  # another place than the message has
    assert faults(both(say(resolve._SEVERAL, name="Amina"), Sentence("Bare.")))
    assert not faults(say(resolve._SEVERAL, name="Amina %( {x}"))
