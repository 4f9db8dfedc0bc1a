"""Style, players and length of a commission."""

import pytest

from devserver.embedded.sound.brief import Brief, understand
from devserver.embedded.sound.signal import generator
from devserver.embedded.sound.style_words import THING_STYLES, WORDS
from devserver.embedded.sound.styles import STYLES


def brief(prompt: str, negative: str = "", *, bars: int | None = None, seconds: float | None = None) -> Brief:
    return understand(prompt, negative, bars=bars, seconds=seconds, rng=generator(prompt))


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("a lullaby for a child", "lullaby"),
        ("ein Schlaflied", "lullaby"),
        ("a sad waltz", "waltz"),
        ("trauriger Walzer", "waltz"),
        ("Marsch", "march"),
        ("a slow blues", "blues"),
        ("techno", "techno"),
        ("elektronische Musik", "techno"),
        ("irish folk tune", "folk"),
        ("ambient", "ambient"),
        ("sad piano", "ballad"),
        ("traurige Musik", "ballad"),
        ("Barock", "baroque"),
        ("smoky jazz", "jazz"),
        ("a dragon", "epic"),
        ("A red house by the sea", "song"),
        ("Two houses", "song"),
        ("deep house", "techno"),
        ("house music", "techno"),
    ],
)
def test_words_and_things_call_a_style(prompt: str, style: str) -> None:
    assert brief(prompt).style_name == style


@pytest.mark.parametrize(
    ("prompt", "negative", "role", "name"),
    [
        ("a tune for violin", "", "lead", "violin"),
        ("eine Melodie für Geige und Klavier", "", "harmony", "piano"),
        ("Blockflöte", "", "lead", "recorder"),
        ("flute and harp", "", "lead", "flute"),
        ("harp and flute", "", "lead", "flute"),
        ("flute and harp", "", "drums", ""),
        ("jazz with trumpet", "", "drums", "swing"),
        ("jazz without drums", "", "drums", ""),
        ("Rock ohne Schlagzeug", "", "drums", ""),
        ("rock", "drums, bass", "bass", ""),
        ("solo cello", "", "harmony", ""),
        ("piano solo", "", "harmony", "piano"),
        ("song with double bass", "", "bass", "double_bass"),
        ("music box", "", "lead", "music_box"),
        ("electro without bass", "", "bass", ""),
        ("Wiegenlied mit Streichern", "", "harmony", "harp"),
        ("strings", "", "harmony", "strings"),
    ],
)
def test_players_follow_the_words(prompt: str, negative: str, role: str, name: str) -> None:
    assert getattr(brief(prompt, negative).cast, role) == name


def test_a_banned_style_is_not_chosen() -> None:
    assert brief("music for a robot", "techno").style_name != "techno"


@pytest.mark.parametrize("style", STYLES)
def test_every_style_lasts_about_half_a_minute(style: str) -> None:
    found = brief(WORDS[style].en.split()[0])
    seconds = found.bars * found.metre[0] * 4 / found.metre[1] * 60 / found.tempo_bpm
    assert found.style_name == style
    assert 19 <= seconds <= 41


def test_bars_count_before_seconds() -> None:
    assert brief("song", bars=5, seconds=60).bars == 5
    assert brief("song at 120 bpm", seconds=20).bars == 10


def test_every_thing_calls_a_style_that_exists() -> None:
    assert set(THING_STYLES.values()) <= STYLES.keys() == WORDS.keys()
