"""The words and things that call a style."""

from __future__ import annotations

from devserver.embedded.sound.words import Glossary, Words

WORDS: dict[str, Words] = {
    "song": Words(
        "song pop tune chanson melody happy",
        "lied pop schlager melodie",
    ),
    "lullaby": Words(
        "lullaby cradle sleep bedtime baby child",
        "wiegenlied schlaflied schlaf baby kind schlummerlied",
    ),
    "waltz": Words(
        "waltz ballroom viennese carousel ball",
        "walzer ballsaal karussell wiener",
    ),
    "march": Words(
        "march parade military soldier fanfare anthem victory",
        "marsch parade militär soldat fanfare hymne sieg",
    ),
    "blues": Words(
        "blues shuffle boogie blue-note",
        "blues boogie",
    ),
    "jazz": Words(
        "jazz swing bebop jazzy smoky nightclub bossa",
        "jazz swing jazzig verraucht nachtclub",
    ),
    "techno": Words(
        "techno electronic electro edm house-music trance dance-music rave club synthwave cyber digital disco",
        "techno elektronisch elektro rave klub disko digital",
    ),
    "folk": Words(
        "folk irish celtic country medieval tavern jig fiddle pirate sailor shanty village",
        "folk volkslied irisch keltisch mittelalter taverne pirat matrose dorf volkstanz",
    ),
    "ambient": Words(
        "ambient meditation drone space relax spa soundscape ethereal dreamy floating zen",
        "ambient meditation weltraum entspannung schwebend traum sphärisch",
    ),
    "ballad": Words(
        "ballad sad lonely melancholy melancholic nocturne romance romantic farewell rain nostalgia love",
        "ballade traurig einsam melancholie melancholisch nocturne romanze abschied regen wehmut liebe sehnsucht",
    ),
    "baroque": Words(
        "baroque bach fugue minuet classical court palace castle counterpoint renaissance invention",
        "barock bach fuge menuett klassik hof palast schloss burg kontrapunkt renaissance",
    ),
    "epic": Words(
        "epic cinematic heroic battle dragon adventure trailer storm war film hero",
        "episch kino heldenhaft schlacht drache abenteuer sturm krieg film held",
    ),
    "rock": Words(
        "rock metal punk grunge band riff",
        "rock metal punk band riff rockig",
    ),
    "tango": Words(
        "tango milonga habanera latin bandoneon spanish flamenco",
        "tango milonga habanera spanisch flamenco argentinisch",
    ),
    "lofi": Words(
        "lofi lo-fi chill chillhop hiphop hip-hop study cozy cosy coffee rainy",
        "lofi chill hiphop hip-hop entspannt gemütlich kaffee",
    ),
}
"""The first word of each language is the name of the style, the others only lean to it."""
STYLE_WORDS = Glossary(WORDS)
STYLE_NAMES = Glossary({name: Words(words.en.split()[0], words.de.split()[0]) for name, words in WORDS.items()})

THING_STYLES = {
    "star": "ambient", "planet": "ambient", "dream": "ambient", "sky": "ambient", "ice": "ambient", "snow": "lullaby",
    "moon": "lullaby", "night": "lullaby", "child": "lullaby", "sea": "folk", "ship": "folk", "mountain": "folk",
    "field": "folk", "garden": "baroque", "castle": "baroque", "dance": "waltz", "flower": "waltz", "bird": "waltz",
    "storm": "epic", "fire": "epic", "dragon": "epic", "horse": "epic", "wolf": "epic", "machine": "techno",
    "robot": "techno", "city": "jazz", "street": "jazz", "car": "rock", "train": "blues", "rain": "ballad",
    "heart": "ballad", "ghost": "ballad", "desert": "tango", "crowd": "march", "water": "ambient", "house": "song",
}  # fmt: skip
"""The style for a thing of the shared lexicon where no style is named."""
