"""What media and uploads can be wrong about."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "media_not_found": {
        "en": "The run {run_id} has no output of type {type} at this index and in this format.",
        "de": "Der Lauf {run_id} hat keine Ausgabe vom Typ {type} mit diesem Index und in diesem Format.",
    },
    "media_type_not_found": {
        "en": "There is no media type {type!r}. Known are: {known}.",
        "de": "Es gibt keinen Medientyp {type!r}. Bekannt sind: {known}.",
    },
    "media_type_unknown": {
        "en": "The config {config} does not say which media type it makes.",
        "de": "Die Konfiguration {config} sagt nicht, welchen Medientyp sie erzeugt.",
    },
    "input_unknown": {
        "en": "This output takes no input called {name!r}.",
        "de": "Diese Ausgabe nimmt keine Eingabe namens {name!r} an.",
    },
    "input_needed": {
        "en": "This output makes nothing without {name!r}. Upload one, or name an output of a run, under `inputs`.",
        "de": "Ohne {name!r} macht diese Ausgabe nichts. Lade etwas hoch oder nenne unter `inputs` die Ausgabe eines Laufs.",
    },
    "input_reference_wrong": {
        "en": "An input names either an upload_id, or a run_id with type and index.",
        "de": "Eine Eingabe nennt entweder eine upload_id oder eine run_id mit Typ und Index.",
    },
    "upload_not_found": {
        "en": "There is no upload {upload_id}. Uploads are kept for 7 days.",
        "de": "Es gibt keinen Upload {upload_id}. Uploads werden 7 Tage aufbewahrt.",
    },
    "upload_too_large": {
        "en": "The file has {bytes} bytes; at most {limit} are taken.",
        "de": "Die Datei hat {bytes} Bytes; höchstens {limit} werden angenommen.",
    },
    "upload_too_many_pixels": {
        "en": "The picture has {width} × {height} pixels; at most {limit} in all are taken.",
        "de": "Das Bild hat {width} × {height} Pixel; höchstens {limit} insgesamt werden angenommen.",
    },
    "upload_bomb": {
        "en": "The picture unfolds into far too many pixels; at most {limit} in all are taken.",
        "de": "Das Bild entfaltet sich zu viel zu vielen Pixeln; höchstens {limit} insgesamt werden angenommen.",
    },
    "upload_no_picture": {
        "en": "The file is no picture of a type that is read here: {types}.",
        "de": "Die Datei ist kein Bild eines Typs, der hier gelesen wird: {types}.",
    },
    "upload_broken": {
        "en": "The picture cannot be decoded: {reason}",
        "de": "Das Bild lässt sich nicht dekodieren: {reason}",
    },
    "upload_missing": {
        "en": "The request has no file. Send it as the field file of a form (multipart/form-data), or a picture as the body.",
        "de": "Die Anfrage enthält keine Datei. Sende sie als Feld file eines Formulars (multipart/form-data) oder ein Bild als Inhalt.",
    },
    "upload_unreadable": {
        "en": "The form cannot be read: {reason}",
        "de": "Das Formular ist nicht lesbar: {reason}",
    },
    "upload_type_wrong": {
        "en": "Uploads come as multipart/form-data or as one of {types}, not as {type!r}.",
        "de": "Uploads kommen als multipart/form-data oder als {types}, nicht als {type!r}.",
    },
}
