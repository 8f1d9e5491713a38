"""Every word begins some word of the name, whatever the script, the accents or the case; on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.core import journal, names, parties, search
from goldenthread.core.models import ChangeSet, Party
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db
NAMES = {
    "alban": "St. Alban’s Church Hall", "zoe": "Zoë Ångström", "gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "arabic": "محمّد عليّ",
    "urdu": "آمنہ بیگم", "polish": "Łukasz Żółć", "dash": "Al-Noor Women's Group", "number": "3rd Smethwick Scouts",
    "long": "The Windmill Community Centre Association", "quote": "O'Brien & Sons \"Bakers\"", "under": "a_b_c",
}  # fmt: skip


@pytest.fixture
def named(cast: Cast) -> dict[str, int]:
    with journal.change(action="tests.names", by=None, at=AT) as change:
        return {key: parties.create(kind="group", name=name, change=change).pk for key, name in NAMES.items()}


def found(named: dict[str, int], words: str) -> set[str]:
    hits = set(search.matching(Party.objects.all(), words).values_list("pk", flat=True))
    return {key for key, pk in named.items() if pk in hits}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("alban", "alban"), ("st alb", "alban"), ("hall church", "alban"), ("ST. ALBAN'S", "alban"), ("zoe", "zoe"),
        ("ZOË angstrom", "zoe"), ("ਗੁਰਪ੍ਰੀਤ", "gurmukhi"), ("ਸਿੰਘ ਗੁਰ", "gurmukhi"), ("محمد", "arabic"),
        ("علي", "arabic"),
        ("امنہ", "urdu"), ("بیگم", "urdu"), ("zołc", "polish"), ("alnoor", "dash"), ("womens", "dash"),
        ("3rd", "number"),
        ("wind comm", "long"), ("obrien", "quote"), ("bakers sons", "quote"), ("a_b", "under"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_the_beginnings_of_its_words(named: dict[str, int], words: str, expected: str):
    assert expected in found(named, words)


@pytest.mark.parametrize("words", ["lban", "alban zoe", "hallx", "", "   ", "!!!", "''", '"', "*", "zzz"])
def test_the_middle_of_a_word_and_words_of_two_names_find_nothing(named: dict[str, int], words: str):
    assert found(named, words) == set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=100))
def test_whatever_is_typed_is_answered(named: dict[str, int], words: str):
    list(search.matching(Party.objects.all(), words))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), key=st.sampled_from(sorted(set(NAMES) - {"under"})))
def test_any_beginnings_of_its_words_in_any_order_find_a_name(named: dict[str, int], data: st.DataObject, key: str):
    words = names.key(NAMES[key]).split()
    some = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=4))
    cut = [word[: data.draw(st.integers(1, len(word)))] for word in some]
    assert key in found(named, " ".join(cut))


def test_it_says_what_any_plain_reading_of_the_rule_says(named: dict[str, int]):
    """Beside a slow reading of the same rule, over all names."""
    for words in ("a", "s", "st", "w", "the", "c", "wo gr", "al", "3", "z", "ਸ", "م"):
        wanted = names.key(words).split()
        slow = {
            key for key, name in NAMES.items()
            if all(any(word.startswith(one) for word in names.key(name).replace("_", " ").split()) for one in wanted)
        }  # fmt: skip
        assert found(named, words) == slow, words


def test_a_change_of_name_is_searched_at_once_and_what_is_taken_out_is_not(named: dict[str, int]):
    with journal.change(action="tests.names", by=None, at=AT) as change:
        parties.update(Party.objects.get(pk=named["zoe"]), change=change, name="Zora")
        parties.retract(Party.objects.get(pk=named["dash"]), change=change)
    assert found(named, "zoe") == set() and found(named, "zora") == {"zoe"}
    assert not search.matching(Party.unnarrowed.all(), "alnoor").exists()


def test_it_is_caught_up_after_an_import_and_rebuilt_alike(named: dict[str, int]):
    before = {words: found(named, words) for words in ("a", "s", "z", "ਸ")}
    search.rebuild()
    assert {words: found(named, words) for words in before} == before
    search.forget(named.values())
    assert found(named, "zoe") == set()
    change = ChangeSet.objects.get(pk=Party.objects.get(pk=named["zoe"]).changed_in_id)
    search.index_changed_in(change.pk)
    assert {words: found(named, words) for words in before} == before


def test_somebody_protected_is_not_found_and_pushes_nobody_out(cast: Cast):
    assert not search.matching(Party.objects.all(), "quillfeather").exists()
    assert not search.matching(Party.objects.all(), "nadia").exists()
