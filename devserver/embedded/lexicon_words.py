"""The vocabulary of the lexicon: base forms only, English and German, separated by blanks.

Inflected forms are found by `lexicon_stems`; only those it cannot reach (sang, Wölfin) stand here too. A word may
stand in several tables: "golden" is a colour and lights a picture up.
"""

from __future__ import annotations

from dataclasses import dataclass

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class Words:
    """Hold the base forms of one meaning in both languages."""

    en: str
    de: str


@dataclass(frozen=True)
class Mood:
    """Say what a group of words means on some of the four axes, each 0 … 1."""

    axes: dict[str, float]
    en: str
    de: str


THINGS: dict[str, Words] = {
    "sea": Words(
        "sea ocean wave coast beach shore tide surf harbour harbor bay island tsunami lagoon reef",
        "meer ozean welle küste strand ufer flut ebbe brandung hafen bucht insel woge lagune riff",
    ),
    "river": Words("river stream creek brook waterfall canal", "fluss bach strom wasserfall kanal quelle"),
    "lake": Words("lake pond pool puddle", "see teich weiher tümpel pfütze"),
    "water": Words("water drop bubble fountain", "wasser tropfen blase brunnen"),
    "ice": Words("ice glacier iceberg icicle", "eis gletscher eisberg eiszapfen"),
    "forest": Words("forest wood woods woodland jungle grove thicket", "wald dschungel urwald hain gehölz dickicht"),
    "tree": Words(
        "tree oak pine birch willow fir palm leaf leaves branch root trunk",
        "baum eiche kiefer birke weide tanne fichte palme blatt blätter laub ast zweig wurzel stamm linde",
    ),
    "mountain": Words(
        "mountain hill peak cliff volcano canyon valley summit alps",
        "berg hügel gipfel klippe vulkan schlucht tal gebirge alpen fels felsen",
    ),
    "field": Words("field meadow grass prairie wheat farm", "feld wiese gras acker weizen bauernhof steppe"),
    "city": Words(
        "city town metropolis skyscraper skyline neon suburb downtown",
        "stadt metropole wolkenkratzer hochhaus neon vorstadt großstadt",
    ),
    "house": Words(
        "house village home hut cabin cottage building roof window door room kitchen temple church school",
        "haus dorf häuschen heim hütte gebäude dach fenster tür zimmer raum küche tempel kirche schule",
    ),
    "street": Words("street road path alley avenue highway", "straße weg pfad gasse allee autobahn"),
    "castle": Words("castle palace fortress tower ruin", "schloss burg palast festung turm ruine"),
    "bridge": Words("bridge viaduct aqueduct", "brücke viadukt aquädukt steg"),
    "sky": Words("sky skies heaven horizon air aurora", "himmel horizont luft polarlicht nordlicht"),
    "cloud": Words("cloud fog mist haze", "wolke nebel dunst"),
    "rain": Words("rain drizzle shower monsoon downpour", "regen niesel regenschauer schauer monsun"),
    "rainbow": Words("rainbow prism", "regenbogen prisma"),
    "snow": Words("snow snowflake blizzard frost winter", "schnee schneeflocke flocke frost winter"),
    "storm": Words(
        "storm thunder lightning hurricane tempest thunderstorm tornado whirlwind",
        "sturm donner blitz orkan gewitter unwetter wirbelsturm",
    ),
    "wind": Words("wind breeze gust kite", "wind brise böe luftzug drachenflieger"),
    "fire": Words(
        "fire flame ember candle bonfire campfire wildfire fireplace torch blaze lava spark firework explosion",
        "feuer flamme glut kerze lagerfeuer fackel brand lava funke feuerwerk explosion",
    ),
    "sun": Words(
        "sun sunlight sunshine sunrise sunset dawn dusk daylight noon",
        "sonne sonnenschein sonnenaufgang sonnenuntergang morgenröte dämmerung mittag",
    ),
    "moon": Words("moon moonlight crescent lunar", "mond mondschein mondlicht halbmond vollmond"),
    "star": Words(
        "star starlight galaxy constellation comet meteor nebula universe cosmos space astronaut",
        "stern galaxie sternbild komet meteor universum weltall weltraum kosmos milchstraße sternschnuppe astronaut",
    ),
    "planet": Words("planet world globe earth asteroid orbit", "planet welt globus asteroid umlaufbahn erde"),
    "night": Words("night midnight evening nocturnal nighttime tonight", "nacht mitternacht abend nächtlich nachts"),
    "desert": Words("desert dune sand cactus oasis camel", "wüste düne sand kaktus oase kamel"),
    "garden": Words("garden park orchard lawn hedge", "garten park obstgarten rasen hecke"),
    "flower": Words(
        "flower rose tulip lily daisy sunflower blossom petal bloom orchid lotus poppy bouquet spring",
        "blume rose tulpe lilie gänseblümchen sonnenblume blüte orchidee lotus mohn strauß frühling",
    ),
    "fruit": Words(
        "fruit apple cherry oranges lemons strawberry", "frucht obst apfel kirsche orangen zitronen erdbeere"
    ),
    "animal": Words(
        "animal beast creature pet lion tiger bear fox deer rabbit elephant mouse monkey cow sheep frog snake pig "
        "kangaroo crocodile lizard toad",
        "tier wesen haustier löwe tiger bär fuchs hirsch reh hase elefant maus affe kuh schaf frosch schlange schwein "
        "känguru krokodil eidechse kröte",
    ),
    "cat": Words("cat kitten kitty panther tomcat", "katze kater kätzchen panther"),
    "dog": Words("dog puppy hound", "hund welpe hündin"),
    "horse": Words("horse pony foal unicorn mare donkey zebra", "pferd pony fohlen einhorn stute ross esel zebra"),
    "wolf": Words("wolf wolves werewolf coyote", "wolf wölfin werwolf kojote"),
    "bird": Words(
        "bird owl raven crow eagle swan dove swallow seagull feather wing parrot nightingale "
        "pigeon gull stork bat duck goose hen rooster chicken penguin flamingo peacock",
        "vogel eule rabe krähe adler schwan taube schwalbe möwe feder flügel papagei nachtigall "
        "storch fledermaus ente gans huhn henne hahn pinguin flamingo pfau küken",
    ),
    "fish": Words(
        "fish whale shark dolphin octopus jellyfish salmon turtle",
        "fisch wal wale hai delfin delphin krake tintenfisch qualle lachs schildkröte",
    ),
    "insect": Words(
        "insect butterfly bee moth firefly beetle ant spider dragonfly ladybird",
        "insekt schmetterling biene motte glühwürmchen käfer ameise spinne libelle marienkäfer falter",
    ),
    "dragon": Words(
        "dragon monster giant phoenix dinosaur dino", "drache monster riese phönix ungeheuer dinosaurier dino"
    ),
    "person": Words(
        "person man woman girl boy king queen knight wizard witch dancer portrait face friend mother father human hero "
        "princess sailor artist men women people grandmother grandfather lover eye hand smile "
        "fisherman fishermen fisher baker teacher farmer gardener doctor nurse driver soldier worker singer painter "
        "neighbour passenger daughter son sister brother uncle aunt cousin mum mom mummy dad daddy grandma "
        "grandpa granny parents grandparents family wife husband prince pirate clown thief guest scientist reporter "
        "musician boss policeman captain cook pilot detective ninja dwarf elf fairy engineer programmer postman "
        "magician",
        "person mensch mann frau mädchen junge könig königin ritter zauberer hexe tänzerin tänzer porträt gesicht "
        "freund freundin mutter vater held heldin prinzessin prinz seemann künstler künstlerin oma opa leute auge hand "
        "lächeln großmutter großvater fischer fischerin bäcker bäckerin lehrer lehrerin bauer bäuerin gärtner "
        "gärtnerin arzt ärztin fahrer fahrerin soldat soldatin arbeiter arbeiterin sänger sängerin maler malerin "
        "nachbar nachbarin tochter sohn schwester bruder onkel tante cousin cousine mama papa eltern großeltern "
        "familie pirat piratin clown dieb diebin gast gäste forscher forscherin musiker musikerin chef chefin polizist "
        "polizistin kapitän kapitänin koch köchin pilot pilotin detektiv detektivin zwerg elfe fee matrose ingenieur "
        "ingenieurin pfleger pflegerin fahrgast zauberin postbote postbotin",
    ),
    "child": Words(
        "child children kid baby toddler boyhood pupil grandchild grandchildren",
        "kind baby kleinkind kinder säugling enkel enkelin enkelkind schüler schülerin",
    ),
    "crowd": Words("crowd audience carnival festival parade market party", "menge publikum karneval fest parade markt"),
    "machine": Words(
        "machine engine gear factory motor computer circuit computer cyborg industry industrial cog",
        "maschine getriebe zahnrad fabrik motor computer schaltkreis rechner industrie werkstatt",
    ),
    "robot": Words("robot android automaton drone", "roboter androide automat drohne"),
    "train": Words("train railway locomotive station tram rail", "zug eisenbahn lokomotive bahn bahnhof gleis schiene"),
    "ship": Words("ship boat sailboat sail submarine ferry canoe", "schiff boot segelboot segel u-boot fähre kanu"),
    "car": Words(
        "car truck bus taxi bicycle bike motorcycle lorry tractor ambulance van",
        "auto wagen lastwagen bus taxi fahrrad rad motorrad traktor krankenwagen",
    ),
    "plane": Words(
        "plane airplane aircraft rocket spaceship balloon ufo helicopter alien",
        "flugzeug rakete raumschiff ballon heißluftballon ufo hubschrauber außerirdischer",
    ),
    "book": Words(
        "book letter poem story library page tale fairytale writing",
        "buch brief gedicht geschichte bibliothek märchen erzählung bücherei",
    ),
    "music": Words(
        "music song melody piano guitar violin orchestra choir lullaby symphony jazz rhythm bell flute concert sing "
        "harp cello drum",
        "musik lied melodie klavier gitarre geige orchester chor wiegenlied sinfonie jazz rhythmus glocke flöte "
        "konzert singen harfe cello trommel klang",
    ),
    "dance": Words("dance waltz ballet disco tango rave danced", "tanz tanzen walzer ballett disko tango reigen"),
    "dream": Words(
        "dream sleep vision fantasy imagination nightmare", "traum träumen schlaf schlafen vision fantasie phantasie"
    ),
    "ghost": Words(
        "ghost spirit phantom spectre haunt demon angel zombie skeleton vampire",
        "geist gespenst phantom spuk dämon engel zombie skelett vampir",
    ),
    "heart": Words("heart love kiss romance", "herz liebe kuss romantik lieben"),
    "glass": Words("glass crystal mirror diamond bottle gem", "glas kristall spiegel diamant flasche edelstein"),
    "stone": Words("stone rock pebble marble cave crypt statue", "stein kiesel marmor höhle statue skulptur"),
    "metal": Words("metal steel iron chrome copper rust rusty", "metall stahl eisen chrom kupfer rost rostig"),
    "clock": Words("clock watch hour time hourglass pendulum", "uhr stunde zeit sanduhr pendel"),
    "light": Words(
        "light lantern lamp glow beam lighthouse ray", "licht laterne lampe leuchten strahl leuchtturm leuchte"
    ),
    "shadow": Words("shadow silhouette shade darkness", "schatten silhouette dunkelheit finsternis"),
}

BELONGS_TO: dict[str, str] = {
    "cat": "animal",
    "dog": "animal",
    "horse": "animal",
    "wolf": "animal",
    "dragon": "animal",
    "robot": "machine",
    "child": "person",
    "crowd": "person",
}
"""Which wider thing follows a narrower one in a reading, so that a generator may know only the wider."""

COLOURS: dict[RGB, Words] = {
    (205, 45, 45): Words("red ruby blood", "rot rubinrot blut"),
    (220, 20, 60): Words("crimson scarlet", "karmesin scharlach purpurrot blutrot karmin"),
    (240, 130, 40): Words("orange tangerine apricot", "orange apricot"),
    (245, 205, 55): Words("yellow lemon", "gelb zitrone zitronengelb"),
    (214, 168, 60): Words("gold golden brass", "gold golden messing"),
    (255, 191, 80): Words("amber honey", "bernstein honig bernsteinfarben"),
    (60, 150, 75): Words("green", "grün"),
    (0, 155, 110): Words("emerald jade", "smaragd jade smaragdgrün"),
    (120, 130, 60): Words("olive moss", "oliv moos olivgrün"),
    (170, 215, 70): Words("lime", "limette hellgrün"),
    (120, 220, 180): Words("mint", "minze mintgrün"),
    (60, 185, 185): Words("turquoise teal cyan aqua", "türkis petrol cyan"),
    (50, 100, 200): Words("blue azure sapphire", "blau azur saphir"),
    (135, 190, 235): Words("sky-blue baby-blue", "hellblau himmelblau"),
    (25, 40, 95): Words("navy midnight-blue", "dunkelblau nachtblau marineblau"),
    (75, 60, 165): Words("indigo", "indigo"),
    (130, 70, 180): Words("purple violet", "lila violett purpur"),
    (190, 160, 220): Words("lavender lilac", "lavendel flieder"),
    (215, 60, 160): Words("magenta fuchsia", "magenta fuchsia"),
    (240, 140, 180): Words("pink rosy", "rosa pink rosig"),
    (250, 140, 120): Words("coral salmon peach", "koralle pfirsich lachsfarben"),
    (125, 80, 50): Words("brown chocolate coffee wooden", "braun schokolade kaffee hölzern"),
    (225, 205, 170): Words("beige cream ivory", "beige creme elfenbein"),
    (245, 245, 240): Words("white snow-white", "weiß weiss schneeweiß"),
    (140, 145, 150): Words("grey gray ash", "grau asche"),
    (190, 198, 206): Words("silver silvery", "silber silbern"),
    (25, 25, 30): Words("black ebony ink", "schwarz ebenholz tinte pechschwarz"),
    (165, 95, 55): Words("rust copper bronze terracotta", "rost kupfer bronze terrakotta"),
}

MOODS: tuple[Mood, ...] = (
    Mood({"energy": 0.05}, "still silent silence motionless frozen sleepy asleep", "still stille reglos lautlos starr"),
    Mood({"energy": 0.1, "joy": 0.6}, "calm peaceful serene tranquil peace zen meditative", "ruhig friedlich frieden"),
    Mood({"energy": 0.12}, "slow slowly quiet quietly adagio largo lento", "langsam leise sachte bedächtig träge"),
    Mood({"energy": 0.2, "warmth": 0.65}, "gentle soft tender delicate mellow", "sanft zart weich behutsam zärtlich"),
    Mood({"energy": 0.15, "joy": 0.35}, "tired weary exhausted heavy lazy ambient", "müde erschöpft schwer matt faul"),
    Mood({"energy": 0.35}, "drift float floating andante wander flow flowing", "treiben schweben wandern fließen"),
    Mood({"energy": 0.6}, "walk walking steady pulse moderate groove", "gehen laufen stetig puls schreiten marsch"),
    Mood({"energy": 0.8}, "fast quick rapid swift allegro run running rush hurry speed", "schnell rasch flink eilig"),
    Mood({"energy": 0.9}, "presto race racing gallop frantic hectic techno", "rasen rennen galopp hektisch rasend"),
    Mood({"energy": 0.95}, "wild furious frenzy chaos chaotic explosive crazy", "wild wütend chaos chaotisch verrückt"),
    Mood(
        {"energy": 0.85, "joy": 0.3}, "angry anger rage fight battle war fierce", "zornig zorn wut kampf krieg heftig"
    ),
    Mood(
        {"energy": 0.8, "joy": 0.7}, "loud powerful mighty epic heroic strong", "laut mächtig gewaltig heroisch stark"
    ),
    Mood(
        {"energy": 0.7, "joy": 0.8}, "lively playful bouncy jump funny funk", "lebhaft verspielt lustig hüpfen springen"
    ),
    Mood(
        {"energy": 0.75, "joy": 0.95}, "party celebrate exciting ecstatic", "feiern jubel jubeln aufregend ausgelassen"
    ),
    Mood(
        {"joy": 0.9, "light": 0.7}, "happy joyful joy glad cheerful merry smile laugh", "froh fröhlich freude glücklich"
    ),
    Mood({"joy": 0.85}, "fun delight triumph victory sweet lucky", "glück heiter lachen lächeln triumph sieg süß spaß"),
    Mood({"joy": 0.75, "light": 0.65}, "hope hopeful proud free freedom", "hoffnung hoffnungsvoll stolz frei freiheit"),
    Mood(
        {"joy": 0.1}, "sad sorrow grief mourn mournful cry weep tears minor", "traurig trauer kummer weinen träne moll"
    ),
    Mood(
        {"joy": 0.2, "energy": 0.25},
        "lonely alone melancholy blues longing empty",
        "einsam allein wehmut leer verlassen",
    ),
    Mood({"joy": 0.2, "energy": 0.25}, "melancholic gloomy nostalgic", "melancholie melancholisch sehnsucht schwermut"),
    Mood(
        {"joy": 0.1, "light": 0.2}, "death dead grave despair lost tragic", "tod tot grab verzweifelt verloren tragisch"
    ),
    Mood(
        {"joy": 0.2, "light": 0.15, "energy": 0.55},
        "scary eerie fear horror creepy",
        "gruselig angst unheimlich grauen",
    ),
    Mood(
        {"light": 0.3, "joy": 0.4}, "mysterious secret mystic strange", "geheimnisvoll geheim mystisch seltsam rätsel"
    ),
    Mood({"light": 0.1}, "dark black gloom shadowy pitch-black", "dunkel finster düster schwarz schattig"),
    Mood({"light": 0.3}, "dim faint pale misty murky", "blass fahl trüb neblig matt"),
    Mood(
        {"light": 0.9}, "bright light white shine shining radiant glowing sparkle", "hell licht weiß leuchten strahlen"
    ),
    Mood(
        {"light": 0.85}, "luminous glitter gleaming clear dazzling", "leuchtend strahlend glitzern funkeln klar glänzen"
    ),
    Mood({"light": 0.8, "joy": 0.75}, "sunny major colourful colorful", "sonnig bunt farbenfroh farbig dur"),
    Mood(
        {"warmth": 0.9},
        "warm hot burning golden glowing cosy cozy",
        "warm heiß brennend golden glühend gemütlich",
    ),
    Mood({"warmth": 0.8, "joy": 0.75}, "love loving romantic friendly", "liebe lieben romantisch freundlich liebevoll"),
    Mood({"warmth": 0.85, "light": 0.7}, "summer summery", "sommer sommerlich"),
    Mood({"warmth": 0.75}, "autumn autumnal fall tropical", "herbst herbstlich tropisch vertraut"),
    Mood(
        {"warmth": 0.1}, "cold icy freezing frosty wintry polar chilly", "kalt eisig frieren frostig winterlich eiskalt"
    ),
    Mood({"warmth": 0.25}, "cool fresh crisp metallic sterile", "kühl frisch metallisch steril nüchtern"),
    Mood({"joy": 0.7, "energy": 0.4}, "beautiful magic magical wonder", "schön magie magisch zauber wunder zauberhaft"),
    Mood({"energy": 0.7, "light": 0.4}, "electric cyber punk digital modern", "elektrisch digital modern futuristisch"),
    Mood({"energy": 0.3, "warmth": 0.6}, "old ancient vintage antique", "alt uralt antik früher"),
)

THING_MOODS: dict[str, dict[str, float]] = {
    "sea": {"warmth": 0.4},
    "lake": {"energy": 0.3},
    "ice": {"warmth": 0.1},
    "city": {"energy": 0.62},
    "rain": {"light": 0.4, "joy": 0.42},
    "rainbow": {"light": 0.75, "joy": 0.75},
    "snow": {"warmth": 0.15, "light": 0.7, "energy": 0.3},
    "storm": {"energy": 0.9, "light": 0.3},
    "wind": {"energy": 0.6},
    "fire": {"warmth": 0.9, "energy": 0.7},
    "sun": {"warmth": 0.75, "light": 0.8},
    "moon": {"light": 0.3, "energy": 0.3},
    "star": {"light": 0.3},
    "night": {"light": 0.15, "energy": 0.35},
    "desert": {"warmth": 0.85, "light": 0.7},
    "garden": {"joy": 0.65},
    "flower": {"joy": 0.65, "light": 0.6},
    "child": {"joy": 0.65},
    "crowd": {"energy": 0.7},
    "machine": {"energy": 0.65, "warmth": 0.35},
    "dance": {"energy": 0.75, "joy": 0.7},
    "dream": {"energy": 0.25},
    "ghost": {"light": 0.25, "joy": 0.35},
    "heart": {"warmth": 0.75, "joy": 0.7},
    "metal": {"warmth": 0.25},
    "light": {"light": 0.75},
    "shadow": {"light": 0.2},
}
"""What a thing implies without a mood word."""

FUNCTION_WORDS = Words(
    "the a an of and in on with is are at by to from for under over through into its his her my your it that this "
    "where while like as be not no very but or there who which was were has have i you he she we they between",
    "der die das des dem den ein eine einen einem einer eines und im in mit ist sind am an auf bei zu zum zur von vom "
    "für unter über durch ins sein seine ihr ihre mein meine es dass wo während wie als nicht kein keine sehr aber "
    "oder wer war hat haben ich du er sie wir zwischen aus nach sich auch noch so vor",
)

FALSE_FRIENDS: dict[str, str] = {
    "en": "stern fast hell kind rot see die brand boot tier rad bad not wand gift list ton lied wal tot stall war "
    "boots man art rock tag alter mode bach ross ast tal dur moll matt saw",
    "de": "stern fast hell kind rot see brand boot rad lied ton rock time fall art gear page ray dove stars root pool "
    "man men an die alter tier bald hut pet mare shore lime",
}
"""Words of a language that look like a word of the other: a reading in that language never borrows them."""
