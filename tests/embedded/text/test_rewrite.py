"""What `rewrite` promises: attitudes differ, rules hold, sources are data, the same arguments give the same text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devserver.embedded.text import rewrite
from devserver.embedded.text.limits import count_sentences, count_words
from devserver.embedded.text.rules import is_colour, people_words

ATTITUDES = {
    "bauhaus": "You look at the scene as a Bauhaus teacher: reduce it to basic shapes and their tension.",
    "surrealism": "Rewrite the text as a surrealist dream.",
    "haiku": "Write a haiku.",
    "science": "You are a scientific observer. Note what can be measured.",
    "child": "See the scene with the eyes of a child.",
    "news": "Write a short news report.",
    "fairy tale": "Erzähle das als Märchen.",
    "questions": "Stell kritische Fragen, nur Fragen.",
    "ecology": "Betrachte die Szene ökologisch: Wer lebt wovon?",
    "sound": "Describe only the sounds.",
    "minimal": "Minimalist: at most 12 words.",
    "simple": "Schreibe in einfacher Sprache.",
    "cubism": "Transform it like a cubist painter.",
    "cut-up": "Cut-up in the manner of Dada.",
    "opposites": "Sag von allem das Gegenteil.",
    "telegram": "As a telegram.",
    "recipe": "Schreibe ein Rezept.",
    "unknown": "You are a retired tram driver who thinks in rusty timetables.",
    "keywords": "Write a comma-separated list of visual keywords for an image model.",
}
SOURCES = {
    "an English sentence": ("An old fisherman mends his net on the stormy beach.", ["fisherman", "net", "beach"]),
    "a German sentence": ("Ein alter Fischer flickt sein Netz am stürmischen Strand.", ["Fischer", "Netz", "Strand"]),
    "a plural": ("Two cats sleep on the roof.", ["cats", "roof"]),
    "a compound": ("Der Gartenzaun ist alt.", ["Gartenzaun"]),
    "one English word": ("dog", ["dog"]),
    "one German word": ("Sonnenuntergang", ["Sonnenuntergang"]),
    "no capitals": ("ein roboter tanzt im regen", ["Roboter", "Regen"]),
    "a name": ("Anna malt ein Haus.", ["Anna", "Haus"]),
    "Arabic": ("قطة تنام على السطح", ["قطة تنام على السطح"]),
    "Chinese": ("一只猫在屋顶上睡觉", ["一只猫在屋顶上睡觉"]),
    "emoji": ("🎈🐙", ["🎈🐙"]),
}
LONG = (
    "You are an experienced expert who has spent forty years restoring church organs in mountain villages. Your task "
    "is to take the text that the user gives you and to rewrite it from your own point of view. Do not paraphrase it. "
    "You look at everything as if it were an instrument: you hear the air that moves through it, you notice "
    "the leather of the bellows, the tin of the pipes, the dust on the wind chest. Never mention "
    "the user or the task. Write one paragraph of at most 40 words, in the present tense. Answer only with the text."
)


def said(text: str, words: list[str]) -> list[str]:
    return [word for word in words if word.casefold() not in text.casefold()]


@pytest.mark.parametrize("source", SOURCES)
def test_every_attitude_gives_another_text(source):
    texts = {rewrite(SOURCES[source][0], context=context, seed=1) for context in ATTITUDES.values()}
    assert len(texts) == len(ATTITUDES)
    assert SOURCES[source][0] not in texts


@pytest.mark.parametrize("attitude", [name for name in ATTITUDES if name not in ("haiku", "minimal")])
@pytest.mark.parametrize("source", SOURCES)
def test_the_things_of_the_source_survive(source, attitude):
    text, things = SOURCES[source]
    for seed in range(3):
        assert said(rewrite(text, context=ATTITUDES[attitude], seed=seed), things) == []


def test_texts_of_different_attitudes_share_few_words():
    def content(name):
        text = rewrite(SOURCES["an English sentence"][0], context=ATTITUDES[name], seed=2).lower()
        return set(re.findall(r"[a-z]{4,}", text)) - {"fisherman", "stormy", "beach"}

    for first, second in [
        ("bauhaus", "sound"),
        ("science", "child"),
        ("surrealism", "ecology"),
        ("cubism", "opposites"),
    ]:
        common = content(first) & content(second)
        assert len(common) <= len(content(first)) / 3, (first, second, common)


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        pytest.param("Think in rusty timetables.", "rusty timetables", id="an adjective and a noun"),
        pytest.param("You are a retired tram driver.", "tram driver", id="a role"),
        pytest.param("Du bist eine Botanikerin.", "Botanikerin", id="a German role"),
        pytest.param("Alles erinnert an verlassene Bahndämme.", "verlassene Bahndämme", id="German words"),
        pytest.param("Make it velvet.", "velvet", id="one word"),
    ],
)
def test_an_unknown_attitude_colours_the_text_with_its_own_words(context, expected):
    source = "Ein Hund bellt." if re.search("Du bist|Alles", context) else "A dog barks."
    assert expected in rewrite(source, context=context, seed=4)


@pytest.mark.parametrize(
    ("context", "most"),
    [
        ("Surrealist, at most 12 words.", 12),
        ("Höchstens fünf Wörter.", 5),
        ("A single word, at most one word.", 1),
        ("Write fewer than 10 words about its sound.", 9),
        ("Between 20 and 30 words. Ecological.", 30),
        ("Comma-separated list of keywords in English, no more than 15 words", 15),
        ("A telegram of at most 9 words", 9),
        (LONG, 40),
    ],
)
@pytest.mark.parametrize("source", SOURCES)
def test_a_limit_of_words_holds(source, context, most):
    for seed in range(4):
        text = rewrite(SOURCES[source][0], context=context, seed=seed)
        assert 0 < len(text.split()) <= max(most, 1), text


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("context", "low", "high"),
    [
        pytest.param("Exactly two sentences, surrealist.", 2, 2, id="exactly two"),
        pytest.param("In einem Satz, kubistisch.", 1, 1, id="one"),
        pytest.param("A news report of at most three sentences.", 1, 3, id="a form of at most three"),
        pytest.param("Critical questions, at most 4 sentences, only questions.", 1, 4, id="at most four questions"),
        pytest.param("Als Märchen, genau sechs Sätze.", 1, 6, id="a tale of at most six"),
    ],
)
def test_a_number_of_sentences_holds(source, context, low, high):
    for seed in range(4):
        text = rewrite(SOURCES[source][0], context=context, seed=seed)
        assert low <= count_sentences(text) <= high, text


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("attitude", ["bauhaus", "surrealism", "child", "ecology", "cubism", "news", "sound"])
def test_no_people_and_no_colours_holds(source, attitude):
    context = ATTITUDES[attitude] + " No people, no colours. Ohne Tiere."
    for seed in range(3):
        words = re.findall(
            r"[^\W\d_]+", rewrite("A red woman. " + SOURCES[source][0], context=context, seed=seed).lower()
        )
        assert [w for w in words if is_colour(w) or w in people_words() or w in ("dog", "cats")] == []


@pytest.mark.parametrize("source", ["an English sentence", "a German sentence", "one German word", "Arabic"])
def test_only_questions_are_only_questions(source):
    text = rewrite(SOURCES[source][0], context="Answer only with questions.", seed=5)
    assert all(sentence.endswith("?") for sentence in re.split(r"(?<=[.!?])\s+", text)), text


@pytest.mark.parametrize(
    ("context", "language", "expected", "missing"),
    [
        pytest.param("Bauhaus. Antworte auf Deutsch.", None, " und ", "the", id="German asked for"),
        pytest.param("Bauhaus. Answer in English.", None, " and ", "und", id="English asked for"),
        pytest.param("Bauhaus. Schreibe auf Englisch.", "de", " and ", "und", id="the context is stronger"),
    ],
)
def test_the_language_that_the_context_names_is_written(context, language, expected, missing):
    for source in (SOURCES["an English sentence"][0], SOURCES["a German sentence"][0]):
        texts = " ".join(rewrite(source, context=context, seed=s, language=language) for s in range(4))
        assert expected in texts
        assert missing not in re.findall(r"\w+", texts)


def test_a_german_source_becomes_english_things():
    text = rewrite(SOURCES["a German sentence"][0], context=ATTITUDES["keywords"] + " In English.", seed=1)
    assert text.startswith("old fisherman, stormy beach, net, ")
    assert text.count(",") >= 8
    assert "\n" not in text


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("context", "mark", "count"),
    [
        pytest.param("Exactly 15 keywords, comma-separated", ", ", 14, id="15 keywords"),
        pytest.param("Three paragraphs about light", "\n\n", 2, id="three paragraphs"),
        pytest.param("Five bullet points: sounds", "- ", 5, id="five points"),
    ],
)
def test_a_number_of_parts_holds(source, context, mark, count):
    for seed in range(3):
        assert rewrite(SOURCES[source][0], context=context, seed=seed).count(mark) == count


def test_a_least_number_of_words_holds():
    for source, _ in SOURCES.values():
        assert len(rewrite(source, context="Cubist, at least 60 words", seed=1).split()) >= 60


def test_a_list_of_a_number_of_items_has_that_number():
    assert rewrite("Der Hund im Garten", context="Genau 7 Stichwörter, kommagetrennt", seed=1).count(",") == 6


def test_one_paragraph_has_no_line_break():
    for form in ("recipe", "manifesto", "letter", "dialogue", "news report"):
        assert "\n" not in rewrite("A dog in the garden.", context=f"Write a {form} in one paragraph.", seed=1)


def test_first_person_past_and_capitals():
    assert re.search(r"\bI (stood|took|looked|asked)", rewrite("A dog.", context="First person, past tense.", seed=1))
    assert rewrite("A dog.", context="All upper case.", seed=1).isupper()


@pytest.mark.parametrize(
    "mark",
    [
        "{{CONTEXT}}",
        "{a}",
        '{"a": [1, 2]}',
        "<b onclick=x>",
        "${HOME}",
        "{a:acc}{~be}",
        "%s %(x)s",
        "\\1\\g<0>",
        "{core}",
    ],
)
def test_marks_in_a_source_are_quoted_as_they_are(mark):
    text = rewrite(f"A dog and {mark}", context="Bauhaus: basic shapes. Red CONTEXT words.", seed=3)
    assert " ".join(mark.split()) in text
    assert "dog" in text


def test_an_empty_context_changes_nothing():
    assert rewrite("A  dog.", context=" \n", seed=1) == "A  dog."


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "a" * 20_000, "猫" * 20_000, "{" * 20_000, "no word " * 2_500, "bitte " * 3_000, "²³", "\ud800"],
)
def test_odd_texts_are_rewritten(text):
    for source, context in ((text, ATTITUDES["surrealism"]), ("dog", text or "x")):
        assert rewrite(source, context=context, seed=1)


def test_seed_and_every_argument_vary_the_wording():
    variants = {rewrite("A dog in the rain.", context=ATTITUDES["surrealism"], seed=seed) for seed in range(12)}
    assert len(variants) >= 10
    same = [rewrite("A dog.", task="Rewrite.", context="Cubist.", seed=9, language="en") for _ in range(2)]
    assert same[0] == same[1]


@given(
    st.text(max_size=200),
    st.sampled_from(sorted(ATTITUDES)),
    st.integers(0, 2**53),
    st.sampled_from([None, "en", "de"]),
)
@settings(max_examples=200, deadline=None)
def test_any_text_becomes_another_one(source, attitude, seed, language):
    text = rewrite(source, context=ATTITUDES[attitude], seed=seed, language=language)
    assert text == rewrite(source, context=ATTITUDES[attitude], seed=seed, language=language)
    assert text.strip()
    assert text.strip() != source.strip()


@given(st.text(min_size=1, max_size=200), st.integers(1, 30))
@settings(max_examples=150, deadline=None)
def test_any_context_is_read(context, most):
    text = rewrite("Two cats sleep.", context=f"{context}\n\nAt most {most} words.", seed=1)
    assert 0 < count_words(text) <= most
    assert text != "Two cats sleep."
