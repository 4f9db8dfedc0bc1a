"""The kinds of problem: a title for each, and what a reader of the API is told of it."""

from __future__ import annotations

from devserver.messages.texts import Texts

TITLES: dict[str, Texts] = {
    "internal": {"en": "Something in the server broke", "de": "Im Server ist etwas kaputtgegangen"},
    "bad-request": {"en": "The request cannot be read", "de": "Die Anfrage ist nicht lesbar"},
    "forbidden": {"en": "This is not allowed", "de": "Das ist nicht erlaubt"},
    "not-found": {"en": "This does not exist", "de": "Das gibt es nicht"},
    "method-not-allowed": {"en": "This cannot be done here", "de": "Das geht an dieser Stelle nicht"},
    "conflict": {"en": "This cannot be done now", "de": "Das geht im Augenblick nicht"},
    "changed": {"en": "This has changed meanwhile", "de": "Das hat sich inzwischen geändert"},
    "too-large": {"en": "This is too large", "de": "Das ist zu groß"},
    "unsupported-media-type": {"en": "This type is not read here", "de": "Dieser Typ wird hier nicht gelesen"},
    "invalid-input": {"en": "Some values do not fit", "de": "Einige Werte passen nicht"},
    "rate-limited": {"en": "Too much at once", "de": "Zu viel auf einmal"},
    "backend-failed": {"en": "The call gave no usable result", "de": "Der Aufruf ergab nichts Brauchbares"},
    "unavailable": {"en": "This is not available now", "de": "Das steht gerade nicht zur Verfügung"},
    "interrupted": {"en": "The work was interrupted", "de": "Die Arbeit wurde unterbrochen"},
}

MEANINGS: dict[str, Texts] = {
    "internal": {
        "en": "A defect of the server. Its log has where it happened, under the error_id of the problem; please report it with that. Nothing of what you sent stands in the log.",
        "de": "Ein Fehler im Server. Sein Protokoll sagt unter der error_id des Problems, wo er geschah; bitte melde ihn damit. Nichts von dem, was du geschickt hast, steht im Protokoll.",
    },
    "bad-request": {
        "en": "The request could not be read at all, for instance because its body is no JSON in UTF-8. It says where. Mend it and send it again.",
        "de": "Die Anfrage war gar nicht lesbar, etwa weil ihr Inhalt kein JSON in UTF-8 ist. Es steht dabei, wo. Berichtige sie und schicke sie noch einmal.",
    },
    "forbidden": {
        "en": "The request was understood and is not allowed here: it would loosen the safety level of the server, or it comes from another web site.",
        "de": "Die Anfrage wurde verstanden und ist hier nicht erlaubt: Sie würde die Sicherheitsstufe des Servers lockern, oder sie kommt von einer anderen Website.",
    },
    "not-found": {
        "en": "What was asked for does not exist, or no longer. Where a name was misspelt, the nearest names stand in params.",
        "de": "Das Verlangte gibt es nicht oder nicht mehr. Bei einem falsch geschriebenen Namen stehen ähnliche Namen in params.",
    },
    "conflict": {
        "en": "What was asked for exists, but cannot be done in its present state: a run is still working, has ended, or an Idempotency-Key belongs to another request.",
        "de": "Das Verlangte gibt es, aber es geht in seinem jetzigen Zustand nicht: Ein Lauf arbeitet noch oder ist zu Ende, oder ein Idempotency-Key gehört zu einer anderen Anfrage.",
    },
    "changed": {
        "en": "The request named with If-Match the state that it was about, and that has passed. Read it again, and ask again. Nothing was done.",
        "de": "Die Anfrage nannte mit If-Match den Zustand, um den es ging, und der ist vorbei. Lies ihn noch einmal und frage dann wieder. Es wurde nichts getan.",
    },
    "too-large": {
        "en": "The body or the file is over its limit, which stands in params. Send less.",
        "de": "Der Inhalt oder die Datei überschreitet die Grenze, die in params steht. Schicke weniger.",
    },
    "unsupported-media-type": {
        "en": "The body is of a type that is not read here. JSON routes read application/json in UTF-8, uploads multipart/form-data.",
        "de": "Der Inhalt ist von einem Typ, der hier nicht gelesen wird. JSON-Routen lesen application/json in UTF-8, Uploads multipart/form-data.",
    },
    "invalid-input": {
        "en": "The request could be read, but values do not fit. There is one entry in faults for each, with a JSON pointer into the body. Nothing was done.",
        "de": "Die Anfrage war lesbar, aber Werte passen nicht. Zu jedem steht ein Eintrag in faults, mit einem JSON-Pointer in den Inhalt. Es wurde nichts getan.",
    },
    "rate-limited": {
        "en": "A backend takes no more calls at the moment. Retry-After says when to come again.",
        "de": "Ein Backend nimmt gerade keine Aufrufe mehr an. Retry-After sagt, wann du wiederkommen sollst.",
    },
    "backend-failed": {
        "en": "A backend was called and gave nothing that can be used. The run keeps what was sent and what came back. Try again, or choose another model.",
        "de": "Ein Backend wurde gerufen und lieferte nichts Brauchbares. Der Lauf bewahrt, was gesendet wurde und was zurückkam. Versuche es noch einmal oder wähle ein anderes Modell.",
    },
    "unavailable": {
        "en": "What is needed is not there: a server is down, a model is missing, a setting is empty. The problem names it.",
        "de": "Was gebraucht wird, ist nicht da: Ein Server ist aus, ein Modell fehlt, eine Einstellung ist leer. Das Problem nennt es.",
    },
    "interrupted": {
        "en": "The server stopped while it worked on this, or the time that was set for it is over. What was finished is kept, and what was paid stays in the ledger. Start it again.",
        "de": "Der Server hielt an, während er daran arbeitete, oder die Zeit ist um, die dafür gesetzt war. Was fertig war, ist bewahrt, und was bezahlt ist, bleibt im Kassenbuch. Starte es noch einmal.",
    },
    "method-not-allowed": {
        "en": "The path exists, but not with this method. The header Allow lists the methods that it takes.",
        "de": "Den Pfad gibt es, aber nicht mit dieser Methode. Die Kopfzeile Allow nennt die möglichen.",
    },
}
