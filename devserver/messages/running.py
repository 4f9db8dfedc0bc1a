"""What a run, its record and its process can meet."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "internal": {
        "en": "An unexpected error stopped this. The server's log has the details under {error_id}.",
        "de": "Ein unerwarteter Fehler hat das abgebrochen. Näheres steht im Protokoll des Servers unter {error_id}.",
    },
    "run_not_found": {
        "en": "There is no run {run_id}.",
        "de": "Es gibt keinen Lauf {run_id}.",
    },
    "run_busy": {
        "en": "The run {run_id} is {state}. Wait until its call has ended, or cancel it.",
        "de": "Der Lauf {run_id} ist gerade {state}. Warte, bis sein Aufruf zu Ende ist, oder brich ihn ab.",
    },
    "run_not_cancellable": {
        "en": "The run {run_id} is {state}: there is nothing left to cancel.",
        "de": "Der Lauf {run_id} ist {state}: Es gibt nichts mehr abzubrechen.",
    },
    "key_of_other_body": {
        "en": "The Idempotency-Key {key!r} belongs to run {run_id}, which was asked for with another body. Use a new key.",
        "de": "Der Idempotency-Key {key!r} gehört zum Lauf {run_id}, der mit anderem Inhalt verlangt wurde. Nimm einen neuen Schlüssel.",
    },
    "run_timed_out": {
        "en": "The run was given up after {seconds:g} s, at the stage {stage_name}. Start it again with a larger limit, or with none.",
        "de": "Der Lauf wurde nach {seconds:g} s aufgegeben, in der Stufe {stage_name}. Starte ihn mit einer längeren Frist noch einmal, oder ohne eine.",
    },
    "record_unwritable": {
        "en": "The record of this run could not be written: {reason}. Look at the disk that holds the data folder, then start the run again.",
        "de": "Die Aufzeichnung dieses Laufs ließ sich nicht schreiben: {reason}. Sieh nach dem Datenträger mit dem Datenordner und starte den Lauf dann noch einmal.",
    },
    "server_stopping": {
        "en": "The server is stopping and takes nothing more. Try again when it is back.",
        "de": "Der Server hält gerade an und nimmt nichts mehr an. Versuche es noch einmal, wenn er wieder da ist.",
    },
    "entity_not_found": {
        "en": "The run {run_id} has no entity {n}.",
        "de": "Der Lauf {run_id} hat keine Entität {n}.",
    },
    "entity_missing": {
        "en": "The file of entity {n} of run {run_id} is no longer in the data folder.",
        "de": "Die Datei der Entität {n} des Laufs {run_id} liegt nicht mehr im Datenordner.",
    },
    "run_cancelled": {
        "en": "The run {run_id} was cancelled before it had a result. Start it again.",
        "de": "Der Lauf {run_id} wurde abgebrochen, bevor er ein Ergebnis hatte. Starte ihn noch einmal.",
    },
    "problem_not_found": {
        "en": "There is no problem type {slug}. Known are: {known}.",
        "de": "Es gibt keinen Problemtyp {slug}. Bekannt sind: {known}.",
    },
    "text_unkept": {
        "en": "The text holds a NUL character or half of a surrogate pair, which cannot be kept. Remove it.",
        "de": "Der Text enthält ein NUL-Zeichen oder ein halbes Surrogatpaar, das nicht gespeichert werden kann. Entferne es.",
    },
}
