"""What a request can be wrong about."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "invalid_input": {"en": "{count} values do not fit.", "de": "{count} Werte passen nicht."},
    "invalid_input_one": {"en": "One value does not fit.", "de": "Ein Wert passt nicht."},
    "value_missing": {
        "en": "This value is missing.",
        "de": "Dieser Wert fehlt.",
    },
    "value_wrong": {
        "en": "This value does not fit: {reason}",
        "de": "Dieser Wert passt nicht: {reason}",
    },
    "parameter_unknown": {
        "en": "There is no parameter {name!r}. Nearest names: {nearest}.",
        "de": "Es gibt keinen Parameter {name!r}. Ähnliche Namen: {nearest}.",
    },
    "seed_wrong": {
        "en": 'A seed is a whole number from 0 to {most}, or -1, null or "random".',
        "de": 'Ein Seed ist eine ganze Zahl von 0 bis {most} oder -1, null oder "random".',
    },
    "number_wrong": {
        "en": "This is no number that can be kept: it is infinite or not a number.",
        "de": "Das ist keine Zahl, die sich speichern lässt: Sie ist unendlich oder gar keine.",
    },
    "too_deep": {
        "en": "This value is nested deeper than {limit} levels.",
        "de": "Dieser Wert ist tiefer als {limit} Ebenen verschachtelt.",
    },
    "text_empty": {
        "en": "The text is empty. Write at least one character.",
        "de": "Der Text ist leer. Schreibe mindestens ein Zeichen.",
    },
    "text_too_long": {
        "en": "The text has {length} characters; at most {limit} are taken.",
        "de": "Der Text hat {length} Zeichen; höchstens {limit} werden angenommen.",
    },
    "text_nul": {
        "en": "The text holds a NUL character, which cannot be kept. Remove it.",
        "de": "Der Text enthält ein NUL-Zeichen, das nicht gespeichert werden kann. Entferne es.",
    },
    "text_surrogate": {
        "en": "The text holds half of a surrogate pair, which is no character. Remove it.",
        "de": "Der Text enthält ein halbes Surrogatpaar, das kein Zeichen ist. Entferne es.",
    },
    "body_too_large": {
        "en": "The body is larger than {limit} bytes, the most that is taken here.",
        "de": "Der Inhalt ist größer als {limit} Bytes; mehr wird hier nicht angenommen.",
    },
    "body_type_wrong": {
        "en": "The body is of type {type!r}; application/json is read here.",
        "de": "Der Inhalt ist vom Typ {type!r}; gelesen wird hier application/json.",
    },
    "host_missing": {
        "en": "A request names exactly one Host.",
        "de": "Eine Anfrage nennt genau einen Host.",
    },
    "host_not_allowed": {
        "en": "This server answers as localhost or 127.0.0.1 only, not as {host!r}. Open it under one of these names.",
        "de": "Dieser Server antwortet nur als localhost oder 127.0.0.1, nicht als {host!r}. Öffne ihn unter einem dieser Namen.",
    },
    "cross_site": {
        "en": "A page of another origin ({origin}) asked for this. Only pages of this server may.",
        "de": "Eine Seite anderer Herkunft ({origin}) hat das verlangt. Das dürfen nur Seiten dieses Servers.",
    },
    "path_not_found": {
        "en": "There is nothing at {path}. The API is described at /api/docs.",
        "de": "Unter {path} gibt es nichts. Die API ist unter /api/docs beschrieben.",
    },
    "method_not_allowed": {
        "en": "{method} is not possible here; {allowed} is.",
        "de": "{method} ist hier nicht möglich, wohl aber {allowed}.",
    },
    "place_wrong": {
        "en": "{name} is a whole number from 0, the place after which events are wanted.",
        "de": "{name} ist eine ganze Zahl ab 0: die Stelle, nach der Ereignisse gewünscht sind.",
    },
    "command_unknown": {
        "en": "This message is no command that is known here. Events go on.",
        "de": "Diese Nachricht ist kein Befehl, der hier bekannt ist. Die Ereignisse laufen weiter.",
    },
    "request_unreadable": {
        "en": "The request is broken: its headers or its body do not arrive whole. Send it again.",
        "de": "Die Anfrage ist beschädigt: Kopfzeilen oder Inhalt kommen nicht ganz an. Schicke sie noch einmal.",
    },
    "body_not_json": {
        "en": "The body is no JSON that can be read, at line {line}, column {column}: {reason}",
        "de": "Der Inhalt ist kein lesbares JSON, in Zeile {line}, Spalte {column}: {reason}",
    },
    "field_unknown": {
        "en": "There is no field {name!r}. Nearest names: {nearest}.",
        "de": "Es gibt kein Feld {name!r}. Ähnliche Namen: {nearest}.",
    },
    "value_type": {
        "en": "This value is of the wrong type; a JSON {wanted} is needed.",
        "de": "Dieser Wert hat den falschen Typ; gebraucht wird in JSON: {wanted}.",
    },
    "value_unknown": {
        "en": "This value is none of those that there are: {known}.",
        "de": "Diesen Wert gibt es nicht. Möglich sind: {known}.",
    },
    "value_too_small": {"en": "This number is below {limit}.", "de": "Diese Zahl liegt unter {limit}."},
    "value_too_large": {"en": "This number is above {limit}.", "de": "Diese Zahl liegt über {limit}."},
    "value_no_multiple": {
        "en": "This number is no multiple of {step}.",
        "de": "Diese Zahl ist kein Vielfaches von {step}.",
    },
    "value_too_short": {
        "en": "This value is shorter than {limit} character(s).",
        "de": "Dieser Wert ist kürzer als {limit} Zeichen.",
    },
    "value_too_long": {
        "en": "This value is longer than {limit} character(s).",
        "de": "Dieser Wert ist länger als {limit} Zeichen.",
    },
    "value_pattern": {
        "en": "This value does not have the form {pattern}",
        "de": "Dieser Wert hat nicht die Form {pattern}",
    },
}
