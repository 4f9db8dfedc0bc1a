"""Which sounds a word calls: the entries of the ambience glossary with their layers, rooms and wildness."""

from __future__ import annotations

from dataclasses import dataclass, field

from devserver.embedded.sound.words import Glossary, Words


@dataclass(frozen=True)
class Scene:
    """What is heard where: layers with their levels, the room, and the energy (0 to 1) where the scene has its own."""

    layers: dict[str, float]
    words: Words
    room: str = "open"
    energy: float | None = None
    rank: int = field(default=0)
    """The room of the scene with the highest rank counts."""


SCENES: dict[str, Scene] = {
    "sea": Scene(
        {"sea": 1.0},
        Words(
            "sea ocean wave coast beach shore tide surf bay island",
            "meer ozean welle küste strand brandung ufer bucht insel see",
        ),
    ),
    "harbour": Scene(
        {"sea": 0.5, "gulls": 0.9, "horn": 0.4, "bells": 0.2},
        Words("harbour harbor port ship boat ferry sailboat", "hafen schiff boot fähre segelboot"),
    ),
    "gulls": Scene({"gulls": 1.0}, Words("gull seagull", "möwe seemöwe")),
    "rain": Scene(
        {"rain": 1.0},
        Words(
            "rain drizzle shower downpour monsoon raindrop rainfall rainy",
            "regen niesel schauer monsun regentropfen regnen regnerisch prasseln",
        ),
    ),
    "wind": Scene({"wind": 1.0}, Words("wind breeze gust windy gale draught", "wind brise böe windig luftzug wehen")),
    "storm": Scene(
        {"rain": 0.7, "wind": 0.8, "thunder": 2.2},
        Words(
            "storm thunderstorm tempest hurricane tornado stormy typhoon",
            "sturm gewitter unwetter orkan stürmisch wirbelsturm taifun",
        ),
        energy=0.95,
    ),
    "thunder": Scene({"thunder": 1.4}, Words("thunder lightning", "donner blitz donnern"), energy=0.8, room="street"),
    "fire": Scene(
        {"fire": 1.0},
        Words(
            "fire flame campfire bonfire fireplace ember blaze candle torch crackle",
            "feuer flamme lagerfeuer kamin glut brand kerze fackel knistern",
        ),
    ),
    "forest": Scene(
        {"birds": 0.9, "leaves": 0.8, "wind": 0.2},
        Words("forest wood woods woodland tree grove", "wald baum hain gehölz"),
        room="wood",
    ),
    "jungle": Scene(
        {"birds": 1.0, "crickets": 0.5, "frogs": 0.7, "drops": 0.35, "leaves": 0.4},
        Words("jungle rainforest tropical", "dschungel urwald regenwald tropisch"),
        room="wood",
        energy=0.75,
    ),
    "birds": Scene(
        {"birds": 1.0},
        Words(
            "bird birdsong chirp twitter nightingale swallow sparrow robin",
            "vogel vogelgesang zwitschern nachtigall schwalbe spatz amsel",
        ),
    ),
    "meadow": Scene(
        {"birds": 0.6, "bees": 0.5, "leaves": 0.5, "crickets": 0.15},
        Words(
            "meadow field garden grass park spring morning summer flower",
            "wiese feld garten gras park frühling morgen sommer blume",
        ),
    ),
    "leaves": Scene({"leaves": 1.0}, Words("leaf leaves rustle foliage autumn", "blatt blätter laub rascheln herbst")),
    "night": Scene(
        {"night": 1.0, "crickets": 0.8, "owl": 0.4},
        Words("night midnight evening nocturnal moon moonlight", "nacht mitternacht abend nächtlich mond mondschein"),
        energy=0.2,
    ),
    "crickets": Scene({"crickets": 1.0}, Words("cricket cicada grasshopper", "grille zikade grashüpfer zirpen")),
    "owl": Scene({"owl": 1.0}, Words("owl", "eule uhu kauz")),
    "frogs": Scene({"frogs": 1.0}, Words("frog toad pond croak", "frosch kröte teich quaken")),
    "bees": Scene(
        {"bees": 1.0}, Words("bee wasp bumblebee insect buzz hive", "biene wespe hummel insekt summen fliege")
    ),
    "dog": Scene({"dog": 1.0}, Words("dog bark puppy hound", "hund bellen welpe")),
    "cat": Scene({"cat": 1.0}, Words("cat kitten meow purr", "katze kätzchen kater miauen schnurren"), room="room"),
    "cow": Scene(
        {"cow": 1.0, "birds": 0.25},
        Words("cow cattle farm barn pasture", "kuh rind bauernhof stall weide alm"),
    ),
    "plane": Scene({"plane": 1.0}, Words("plane airplane aircraft jet airport", "flugzeug flughafen düsenjet")),
    "typing": Scene(
        {"typing": 1.0},
        Words(
            "keyboard typing typewriter office computer writing",
            "tastatur tippen schreibmaschine büro computer schreiben",
        ),
        room="room",
    ),
    "fireworks": Scene(
        {"fireworks": 1.0},
        Words("firework explosion new-year rocketry", "feuerwerk explosion silvester böller"),
        room="street",
        energy=0.75,
    ),
    "whale": Scene({"whale": 1.0, "under": 0.6}, Words("whale dolphin", "wal delfin buckelwal"), room="deep", rank=2),
    "under": Scene(
        {"under": 1.0},
        Words(
            "underwater submarine diving diver undersea bubble fish", "unterwasser u-boot tauchen taucher blase fisch"
        ),
        room="deep",
        rank=1,
    ),
    "city": Scene(
        {"hum": 1.0, "cars": 1.0, "horn": 0.35},
        Words(
            "city town street traffic road metropolis downtown avenue highway",
            "stadt straße verkehr metropole großstadt autobahn",
        ),
        room="street",
        energy=0.6,
    ),
    "cars": Scene(
        {"cars": 1.0, "hum": 0.4},
        Words("car truck bus taxi motorcycle", "auto lastwagen bus taxi motorrad"),
        room="street",
    ),
    "horn": Scene({"horn": 1.0}, Words("honk horn", "hupe hupen")),
    "train": Scene(
        {"train": 1.0},
        Words(
            "train railway locomotive tram subway rail",
            "zug eisenbahn lokomotive bahn straßenbahn u-bahn gleis schiene",
        ),
        room="street",
        energy=0.6,
    ),
    "machines": Scene(
        {"machines": 1.0, "hum": 0.3},
        Words(
            "machine factory engine motor industry industrial gear workshop robot",
            "maschine fabrik motor industrie getriebe werkstatt roboter",
        ),
        room="hall",
        energy=0.65,
        rank=1,
    ),
    "bells": Scene(
        {"bells": 1.0}, Words("bell church cathedral", "glocke kirche dom kathedrale läuten"), room="church", rank=2
    ),
    "chimes": Scene({"chimes": 1.0, "wind": 0.2}, Words("chime windchime", "windspiel klangspiel")),
    "clock": Scene(
        {"clock": 1.0},
        Words("clock watch tick ticking pendulum clockwork", "uhr ticken pendel uhrwerk wecker"),
        room="room",
        rank=1,
    ),
    "crowd": Scene(
        {"crowd": 1.0},
        Words(
            "crowd people murmur cafe café restaurant market party voice audience school child children kid "
            "playground bar pub talk chatter laughter laugh",
            "menge leute mensch gemurmel café restaurant markt feier stimme publikum schule kind kinder "
            "spielplatz kneipe reden plaudern lachen gelächter",
        ),
        room="room",
        rank=1,
    ),
    "cave": Scene(
        {"drops": 1.3, "space": 0.12},
        Words("cave cavern grotto dungeon crypt mine tunnel", "höhle grotte verlies gruft stollen tunnel bergwerk"),
        room="cave",
        rank=3,
        energy=0.3,
    ),
    "drops": Scene(
        {"drops": 1.0}, Words("drop drip dripping tap leak", "tropfen tröpfeln wasserhahn"), room="cave", rank=1
    ),
    "stream": Scene(
        {"stream": 1.0},
        Words("stream brook river creek fountain waterfall", "bach fluss strom brunnen quelle wasserfall plätschern"),
    ),
    "water": Scene({"stream": 0.8}, Words("water wet", "wasser nass")),
    "snow": Scene(
        {"snow": 1.0, "wind": 0.35},
        Words("snow winter ice frost arctic snowfall glacier", "schnee winter eis frost arktis gletscher"),
        energy=0.25,
    ),
    "desert": Scene(
        {"wind": 0.8, "snow": 0.3},
        Words("desert dune sand mountain peak cliff canyon", "wüste düne sand berg gipfel klippe schlucht gebirge"),
        energy=0.4,
    ),
    "space": Scene(
        {"space": 1.0},
        Words(
            "space cosmos universe galaxy planet star nebula drone alien spaceship dream meditation infinity",
            "weltraum weltall kosmos universum galaxie planet stern nebel raumschiff traum meditation unendlichkeit",
        ),
        room="deep",
        rank=2,
        energy=0.3,
    ),
    "eerie": Scene(
        {"space": 0.8, "wind": 0.5, "owl": 0.25},
        Words(
            "ghost haunted horror eerie scary creepy spooky phantom",
            "geist gespenst spuk grusel gruselig unheimlich angst",
        ),
        room="cave",
        energy=0.35,
    ),
    "heart": Scene({"heart": 1.0}, Words("heart heartbeat pulse", "herz herzschlag puls herzklopfen"), room="room"),
    "steps": Scene(
        {"steps": 1.0},
        Words(
            "footstep step walk walking footfall hike walker", "schritt gehen laufen spaziergang wanderer fußschritt"
        ),
    ),
}

THING_LAYERS: dict[str, dict[str, float]] = {
    "lake": {"sea": 0.3, "birds": 0.4},
    "sky": {"wind": 0.5},
    "cloud": {"wind": 0.4},
    "castle": {"wind": 0.6, "bells": 0.2},
    "bridge": {"stream": 0.5, "hum": 0.4},
    "house": {"clock": 0.5},
    "animal": {"birds": 0.4, "leaves": 0.4},
    "horse": {"steps": 0.8, "leaves": 0.3},
    "dragon": {"fire": 0.8, "wind": 0.5},
    "plane": {"wind": 0.6, "machines": 0.3},
    "stone": {"wind": 0.4, "drops": 0.4},
    "metal": {"machines": 0.6},
    "glass": {"chimes": 0.8},
    "music": {"chimes": 0.5, "space": 0.4},
    "book": {"clock": 0.4, "leaves": 0.3},
    "person": {"steps": 0.4, "crowd": 0.3},
    "sun": {"birds": 0.6, "bees": 0.4},
    "light": {"chimes": 0.5, "space": 0.5},
    "shadow": {"space": 0.7, "wind": 0.3},
}
"""What is heard for things of the shared lexicon when no scene of ours has spoken."""

WET = frozenset(("sea", "rain", "storm", "under", "whale", "drops", "cave", "stream", "harbour", "frogs"))
"""Scenes beside which the bare word water says nothing more."""

PHRASES: dict[tuple[str, str], str] = {
    ("under", "water"): "underwater",
    ("unter", "wasser"): "unterwasser",
    ("wind", "chime"): "windchime",
    ("wind", "chimes"): "windchime",
    ("heart", "beat"): "heartbeat",
    ("outer", "space"): "space",
}
"""Two words that mean one thing."""

INTENSITY = Glossary(
    {
        "more": Words(
            "heavy loud strong violent roaring wild furious pouring busy huge raging crashing",
            "heftig laut stark heulend tosend wild wütend strömend gewaltig peitschend brausend",
        ),
        "less": Words(
            "quiet soft gentle light calm faint distant far tiny peaceful silent slow",
            "leise sanft leicht ruhig still fern entfernt zart friedlich langsam ferne weit schwach",
        ),
    }
)
AMBIENCE = Glossary({name: scene.words for name, scene in SCENES.items()})
