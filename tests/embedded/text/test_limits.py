import pytest

from devserver.embedded.text.limits import count_sentences, count_words, cut
from devserver.embedded.text.rules import read_rules


@pytest.mark.parametrize(
    ("text", "words", "sentences"),
    [
        ("One. Two three.", 3, 2),
        ("a – b / c", 3, 1),
        ("1. Take it.\n2. Leave it.", 6, 2),
        ("Really?! “Yes.” No", 3, 2),
        ("", 0, 0),
    ],
)
def test_words_and_sentences_are_counted(text, words, sentences):
    assert (count_words(text), count_sentences(text)) == (words, sentences)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("at most 2 words", "One two"), ("max. 6 characters", "One"), ("no rule", "One two, three.")],
)
def test_a_text_is_cut_between_words(rule, expected):
    assert cut("One two, three.", read_rules(rule)) == expected
