"""Words that only a picture needs: which animal, which building, which style; English and German base forms."""

from __future__ import annotations

from functools import cache

from devserver.embedded import lexicon_stems

KINDS: dict[str, tuple[str, str]] = {
    "bear": ("animal", "bear teddy panda koala badger bär dachs"),
    "lion": ("animal", "lion lioness löwe löwin"),
    "tiger": ("animal", "tiger leopard tigerin"),
    "fox": ("animal", "fox fuchs füchsin"),
    "deer": ("animal", "deer stag elk moose reindeer giraffe hirsch reh elch rentier"),
    "rabbit": ("animal", "rabbit hare bunny hase kaninchen"),
    "elephant": ("animal", "elephant mammoth rhino hippo elefant mammut nashorn nilpferd"),
    "cow": ("animal", "cow bull ox calf kuh stier ochse kalb"),
    "sheep": ("animal", "sheep lamb goat schaf lamm ziege"),
    "mouse": (
        "animal",
        "mouse mice rat hamster hedgehog mole squirrel maus ratte igel maulwurf eichhörnchen meerschweinchen",
    ),
    "snake": ("animal", "snake serpent schlange"),
    "unicorn": ("horse", "unicorn einhorn"),
    "owl": ("bird", "owl eule uhu kauz"),
    "perched": (
        "bird",
        "nightingale parrot robin sparrow duck goose hen rooster chicken chick penguin nachtigall papagei rotkehlchen "
        "spatz amsel ente gans huhn henne hahn küken pinguin",
    ),
    "whale": ("fish", "whale dolphin shark seal wal hai delfin delphin robbe"),
    "butterfly": ("insect", "butterfly moth schmetterling falter motte"),
    "spider": ("insect", "spider spinne"),
    "church": ("house", "church temple cathedral chapel kirche tempel kathedrale kapelle dom"),
    "mill": ("house", "mill windmill mühle windmühle"),
    "room": (
        "house",
        "kitchen room bedroom livingroom classroom attic bathroom café sofa armchair wardrobe fridge küche zimmer "
        "stube wohnzimmer klassenzimmer badezimmer sessel kühlschrank",
    ),
    "lighthouse": ("light", "lighthouse leuchtturm"),
    "candle": ("fire", "candle kerze"),
    "lamp": ("light", "lamp lantern lampe laterne"),
    "rocket": ("plane", "rocket spaceship rakete raumschiff"),
    "balloon": ("plane", "balloon ballon heißluftballon"),
    "ufo": ("plane", "ufo saucer alien außerirdischer"),
    "boat": ("ship", "boat sailboat canoe raft sailing boot segelboot kanu kahn"),
    "bicycle": ("car", "bicycle bike fahrrad rad"),
    "computer": ("machine", "computer rechner laptop"),
    "palm": ("tree", "palm island beach lagoon palme insel strand lagune"),
    "fir": ("tree", "fir pine spruce tanne kiefer fichte"),
    "cactus": ("desert", "cactus kaktus"),
    "mushroom": ("forest", "mushroom fungus toadstool pilz fliegenpilz"),
    "dancer": ("dance", "dance dancer ballerina dancing tanz tänzerin tänzer tanzen"),
    "knight": ("person", "knight ritter samurai warrior krieger"),
    "witch": ("person", "witch wizard sorcerer magician hexe zauberer magier"),
    "eye": ("person", "eye auge"),
    "angel": ("ghost", "angel engel"),
    "piano": ("music", "piano pianist klavier flügel orgel"),
    "table": (
        "",
        "table breakfast lunch dinner meal cake picnic tisch frühstück mittagessen abendessen mahlzeit kuchen picknick",
    ),
    "umbrella": ("", "umbrella parasol regenschirm schirm"),
    "cup": ("glass", "cup tea coffee mug teapot tasse tee kaffee kanne"),
    "village": ("city", "village hamlet dorf dörfchen"),
    "underwater": ("water", "underwater unterwasser reef aquarium mermaid riff tiefsee"),
    "space": (
        "star",
        "space universe cosmos galaxy nebula weltall weltraum kosmos universum galaxie raumfahrt",
    ),
    "astronaut": ("star", "astronaut cosmonaut spacewalk kosmonaut raumfahrer astronautin"),
    "aurora": ("sky", "aurora polarlicht nordlicht"),
    "firefly": ("insect", "firefly glühwürmchen"),
    "snow": ("", "snowy snow-covered snowman winterly verschneit eingeschneit winterlich schneebedeckt schneemann"),
    "bird": ("", "freedom liberty peace freiheit frieden"),
    "sky": ("", "freedom liberty hope freiheit hoffnung"),
    "broken": ("", "broken shattered cracked ruined kaputt zerbrochen zersplittert defekt"),
}
"""Kind, the thing of the lexicon that it belongs to, and its words."""

DEEDS: dict[str, str] = {
    "person": "run jump fall walk laugh cry climb play wait stand stumble throw catch push pull carry search find work "
    "listen whisper shout talk think get rise laufen rennen gehen springen hüpfen fallen aufstehen lachen weinen "
    "klettern spielen warten stehen stolpern werfen fangen schieben ziehen tragen suchen finden arbeiten hören "
    "flüstern rufen schreien reden denken schauen",
    "bird": "fly soar flap glide fliegen flattern schweben gleiten",
    "fish": "swim dive schwimmen tauchen",
    "book": "read write lesen schreiben",
    "table": "cook bake eat drink kochen backen essen trinken",
    "boat": "sail row segeln rudern",
    "car": "drive fahren",
    "flower": "bloom grow blühen wachsen",
}
"""Who or what is seen where a prompt only says what is done."""

FALSE_FRIENDS = {
    "de": frozenset(("angel", "angeln", "angelt", "rat", "wash", "ox", "bike", "lamb", "hare", "mole")),
    "en": frozenset(("rad", "wal", "hai", "kahn", "dom", "kater", "boot", "boots")),
}
"""Words of a language that look like a word of the other one in these tables."""

LONGEST = 40

STYLES: dict[str, str] = {
    "geometric": "bauhaus geometric geometry constructivist minimal minimalist suprematism geometrisch",
    "watercolour": "watercolour watercolor aquarelle wash aquarell aquarellbild wasserfarbe wasserfarben",
    "ink": "ink woodcut linocut charcoal monochrome black-and-white etching tusche tuschezeichnung holzschnitt "
    "linolschnitt kohlezeichnung schwarzweiß schwarz-weiß radierung kupferstich",
    "line": "line-drawing drawing sketch outline pencil zeichnung skizze bleistift umriss strichzeichnung",
    "pixel": "pixel pixel-art pixelart 8-bit retro pixelig pixelkunst",
    "cubist": "cubist cubism collage kubismus kubistisch picasso mosaic mosaik",
    "abstract": "abstract abstraction abstrakt abstraktion",
}


@cache
def _index(table: str) -> dict[str, tuple[str, ...]]:
    """Give what each word of a table names: a kind, a style or who does it, sometimes several."""
    entries = {"kinds": {kind: names for kind, (_, names) in KINDS.items()}, "styles": STYLES, "deeds": DEEDS}[table]
    index: dict[str, tuple[str, ...]] = {}
    for entry, names in entries.items():
        for name in names.split():
            index[name] = (*index.get(name, ()), entry)
    return index


def _named(words: tuple[str, ...], language: str, table: str) -> frozenset[str]:
    """Give the entries of a table that the words name, as they stand or inflected."""
    index = _index(table)
    ignored = FALSE_FRIENDS[language]
    said = (word for word in dict.fromkeys(words) if len(word) <= LONGEST and word not in ignored)
    forms = (lexicon_stems.base_form(word, language, index.__contains__) for word in said)
    return frozenset(entry for form in forms if form for entry in index[form])


def kinds(words: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Give the kinds that the words name, in the order of the table."""
    found = _named(words, language, "kinds") | _compounds(words)
    return tuple(kind for kind in KINDS if kind in found)


def doers(words: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Give who or what does what the words say is done, in the order of the table."""
    found = _named(words, language, "deeds")
    return tuple(name for name in DEEDS if name in found)


def _compounds(words: tuple[str, ...]) -> frozenset[str]:
    """Find a name of six letters or more at the end of a German compound (Straßenlaterne)."""
    long = {name: entries for name, entries in _index("kinds").items() if len(name) > 5}
    return frozenset(
        entry
        for word in dict.fromkeys(words)
        if 8 < len(word) <= LONGEST
        for start in range(3, len(word) - 5)
        for entry in long.get(word[start:], ())
    )


def style(words: tuple[str, ...], language: str) -> str:
    """Give the style that the words ask for, or "print"."""
    found = _named(words, language, "styles")
    return next((name for name in STYLES if name in found), "print")
