import pytest

from devserver.embedded.text.rules import read_rules, without_rules


@pytest.mark.parametrize(
    ("context", "field", "expected"),
    [
        pytest.param("at most 60 words", "words", (None, 60), id="at most"),
        pytest.param("fewer than twenty words", "words", (None, 19), id="fewer than"),
        pytest.param("between 40 and 60 words", "words", (40, 60), id="between"),
        pytest.param("40-60 words", "words", (40, 60), id="a range"),
        pytest.param("mindestens 30 Wörter", "words", (30, None), id="at least"),
        pytest.param("höchstens fünfzig Wörter", "words", (None, 50), id="German words"),
        pytest.param("20 words or less", "words", (None, 20), id="or less"),
        pytest.param("At most 60 words, never more than 40 words.", "words", (None, 40), id="the stricter one"),
        pytest.param("Choose two words that you like.", "words", (None, None), id="some words are no limit"),
        pytest.param("in drei kurzen Sätzen", "sentences", (3, 3), id="short sentences"),
        pytest.param("one sentence", "sentences", (1, 1), id="one sentence"),
        pytest.param("Say a sentence about it", "sentences", (None, None), id="an article is no number"),
        pytest.param("two to four sentences", "sentences", (2, 4), id="from to"),
        pytest.param("7 keywords", "items", (7, 7), id="keywords"),
        pytest.param("höchstens 8 Stichwörter", "items", (None, 8), id="Stichwörter"),
        pytest.param("a poem of six lines", "lines", (6, 6), id="lines"),
        pytest.param("max. 300 characters", "characters", 300, id="characters"),
        pytest.param("one paragraph", "paragraphs", 1, id="one paragraph"),
        pytest.param("ein Absatz", "paragraphs", 1, id="ein Absatz"),
        pytest.param("at most 8 words per sentence", "sentence_words", 8, id="words of a sentence"),
        pytest.param("höchstens acht Wörter pro Satz", "sentence_words", 8, id="Wörter pro Satz"),
        pytest.param("answer in English", "language", "en", id="English"),
        pytest.param("Antworte auf Deutsch", "language", "de", id="German"),
        pytest.param("not in English", "language", None, id="not in English"),
        pytest.param("Keep the language of the input", "keep_language", True, id="keep the language"),
        pytest.param("without people", "no_people", True, id="no people"),
        pytest.param("keine Menschen", "no_people", True, id="keine Menschen"),
        pytest.param("ohne Farben", "no_colours", True, id="no colours"),
        pytest.param("Use no adjectives", "no_adjectives", True, id="no adjectives"),
        pytest.param("ohne Adjektive", "no_adjectives", True, id="ohne Adjektive"),
        pytest.param("nur Fragen", "questions", True, id="only questions"),
        pytest.param("in der Ich-Form", "first_person", True, id="Ich-Form"),
        pytest.param("in the past tense", "tense", "past", id="past"),
        pytest.param("im Präsens", "tense", "present", id="present"),
        pytest.param("in lower case", "case", "lower", id="lower case"),
    ],
)
def test_a_rule_is_read(context, field, expected):
    assert getattr(read_rules(context), field) == expected


@pytest.mark.parametrize(
    ("context", "word", "forbidden"),
    [
        pytest.param("Never mention rain or storms.", "regen", True, id="in the other language too"),
        pytest.param("Never mention rain or storms.", "storm", True, id="the second of two"),
        pytest.param("ohne Tiere", "cats", True, id="every animal"),
        pytest.param("no more than three sentences", "three", False, id="a limit is no prohibition"),
        pytest.param("No explanation, only the text.", "text", False, id="talk about the answer"),
        pytest.param("Avoid bees.", "been", False, id="a word that only begins alike"),
        pytest.param("no colours", "rötlich", False, id="what no list holds"),
        pytest.param("no colours", "grüne", True, id="a colour with an ending"),
        pytest.param("no people", "you", True, id="who is spoken to"),
    ],
)
def test_what_is_forbidden(context, word, forbidden):
    assert read_rules(context).forbids_word(word) is forbidden


def test_prohibitions_do_not_count_as_wishes():
    rest = without_rules("Bauhaus in English, no dreams and no dogs. Shapes.")
    assert "dreams" not in rest
    assert "English" not in rest
    assert "Shapes" in rest
