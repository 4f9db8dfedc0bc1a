"""Every sentence that tells a person of a problem, in English and German, by message key.

A sentence says what happened, where, and what to do next. `{name}` takes a parameter of the problem.
"""

from __future__ import annotations

Texts = dict[str, str]

TITLES: dict[str, Texts] = {
    "internal": {"en": "Something in the server broke", "de": "Im Server ist etwas kaputtgegangen"},
    "bad-request": {"en": "The request cannot be read", "de": "Die Anfrage ist nicht lesbar"},
    "forbidden": {"en": "This is not allowed", "de": "Das ist nicht erlaubt"},
    "not-found": {"en": "This does not exist", "de": "Das gibt es nicht"},
    "method-not-allowed": {"en": "This cannot be done here", "de": "Das geht an dieser Stelle nicht"},
    "conflict": {"en": "This cannot be done now", "de": "Das geht im Augenblick nicht"},
    "too-large": {"en": "This is too large", "de": "Das ist zu groß"},
    "unsupported-media-type": {"en": "This type is not read here", "de": "Dieser Typ wird hier nicht gelesen"},
    "invalid-input": {"en": "Some values do not fit", "de": "Einige Werte passen nicht"},
    "rate-limited": {"en": "Too much at once", "de": "Zu viel auf einmal"},
    "backend-failed": {"en": "The call gave no usable result", "de": "Der Aufruf ergab nichts Brauchbares"},
    "unavailable": {"en": "This is not available now", "de": "Das steht gerade nicht zur Verfügung"},
    "interrupted": {"en": "The work was interrupted", "de": "Die Arbeit wurde unterbrochen"},
}

MESSAGES: dict[str, Texts] = {
    "internal": {
        "en": "An unexpected error stopped this. The server's log has the details under {error_id}.",
        "de": "Ein unerwarteter Fehler hat das abgebrochen. Näheres steht im Protokoll des Servers unter {error_id}.",
    },
    "invalid_input": {"en": "{count} value(s) do not fit.", "de": "{count} Wert(e) passen nicht."},
    "config_not_found": {
        "en": "There is no config {id!r}. Nearest names: {nearest}.",
        "de": "Es gibt keine Konfiguration {id!r}. Ähnliche Namen: {nearest}.",
    },
    "chunk_not_found": {
        "en": "There is no chunk {id!r}. Nearest names: {nearest}.",
        "de": "Es gibt keinen Chunk {id!r}. Ähnliche Namen: {nearest}.",
    },
    "pipeline_not_found": {
        "en": "There is no pipeline {id!r}. Nearest names: {nearest}.",
        "de": "Es gibt keine Pipeline {id!r}. Ähnliche Namen: {nearest}.",
    },
    "loras_unusable": {
        "en": "The config {config!r} asks for LoRAs that the workflow of its chunk {chunk!r} cannot take: {reason}.",
        "de": "Die Konfiguration {config!r} verlangt LoRAs, die der Workflow ihres Chunks {chunk!r} nicht aufnehmen kann: {reason}.",
    },
    "no_output_chunk": {
        "en": "The config {id!r} names no output chunk. Choose one that makes media: {nearest}.",
        "de": "Die Konfiguration {id!r} nennt keinen Ausgabe-Chunk. Wähle eine, die Medien erzeugt: {nearest}.",
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
    "process_gone": {
        "en": "The process that worked on this run is gone. Start it again.",
        "de": "Der Prozess, der an diesem Lauf arbeitete, ist nicht mehr da. Starte ihn noch einmal.",
    },
    "stopped": {
        "en": "The server was stopped while it worked on this run. Start it again.",
        "de": "Der Server wurde angehalten, während er an diesem Lauf arbeitete. Starte ihn noch einmal.",
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
    "media_unusable": {
        "en": "{model} said that it was done, but gave no usable {media_type}: missing, empty or of another type. Try again or choose another model.",
        "de": "{model} meldete Erfolg, lieferte aber nichts Brauchbares vom Typ {media_type}: nichts, Leeres oder etwas anderes. Versuche es noch einmal oder wähle ein anderes Modell.",
    },
    "call_failed": {
        "en": "{model} failed in stage {stage}: {reason}. Try again; if it stays so, look at the backend.",
        "de": "{model} ist in der Stufe {stage} gescheitert: {reason}. Versuche es noch einmal; bleibt es so, sieh nach dem Backend.",
    },
    "call_empty": {
        "en": "{model} answered with nothing in stage {stage}. Try again or choose another model.",
        "de": "{model} hat in der Stufe {stage} nichts geantwortet. Versuche es noch einmal oder wähle ein anderes Modell.",
    },
    "call_invalid": {
        "en": "{model} did not accept the request in stage {stage}: {reason}. Change the values that it names.",
        "de": "{model} hat die Anfrage in der Stufe {stage} nicht angenommen: {reason}. Ändere die genannten Werte.",
    },
    "call_timeout": {
        "en": "{model} gave no answer in stage {stage} within {seconds} s. It may still have done the work.",
        "de": "{model} hat in der Stufe {stage} nicht innerhalb von {seconds} s geantwortet. Die Arbeit kann trotzdem geschehen sein.",
    },
    "call_rate_limited": {
        "en": "{model} takes no more calls in stage {stage} now. {reason} Try again later.",
        "de": "{model} nimmt in der Stufe {stage} gerade keine Aufrufe mehr an. {reason} Versuche es später noch einmal.",
    },
    "call_out_of_credit": {
        "en": "The account for {model} has no credit left. {reason}",
        "de": "Das Konto für {model} hat kein Guthaben mehr. {reason}",
    },
    "call_unavailable": {
        "en": "{model} is not available for stage {stage}: {reason}.",
        "de": "{model} steht für die Stufe {stage} nicht zur Verfügung: {reason}.",
    },
    "call_refused": {
        "en": "{stage} was refused: {reason}",
        "de": "{stage} wurde abgelehnt: {reason}",
    },
    "model_not_configured": {
        "en": "The chunk {chunk} needs a model, and the setting {setting} is empty. Set it to provider/model.",
        "de": "Der Chunk {chunk} braucht ein Modell, und die Einstellung {setting} ist leer. Setze sie auf anbieter/modell.",
    },
    "check_failed": {
        "en": "The safety check {stage} could not be completed ({outcome}), so nothing went on. Try again.",
        "de": "Die Sicherheitsprüfung {stage} konnte nicht zu Ende geführt werden ({outcome}), deshalb ging nichts weiter. Versuche es noch einmal.",
    },
    "check_unreadable": {
        "en": "The safety check {stage} gave an answer that is no verdict, so nothing went on. Try again, or set another model.",
        "de": "Die Sicherheitsprüfung {stage} gab eine Antwort, die kein Urteil ist, deshalb ging nichts weiter. Versuche es noch einmal oder stelle ein anderes Modell ein.",
    },
    "level_looser": {
        "en": "The level {asked!r} is looser than the server's level {server!r}. A request may only tighten it.",
        "de": "Die Stufe {asked!r} ist lockerer als die Stufe {server!r} des Servers. Eine Anfrage darf sie nur verschärfen.",
    },
    "level_unknown": {
        "en": "This is no safety level. Known are: {levels}.",
        "de": "Das ist keine Sicherheitsstufe. Bekannt sind: {levels}.",
    },
    "config_of_other_kind": {
        "en": "{id} is a config of kind {kind}; here one of kind {wanted} is needed.",
        "de": "{id} ist eine Konfiguration der Art {kind}; hier wird eine der Art {wanted} gebraucht.",
    },
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
    "media_as_code": {
        "en": "What a run made is not loaded as {destination} here. Fetch it, and run it in a sandboxed frame.",
        "de": "Was ein Lauf gemacht hat, wird hier nicht als {destination} geladen. Hole es und führe es in einem abgeschotteten Rahmen aus.",
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
    "host_not_loopback": {
        "en": "The server listens on this machine only, and {host} is no loopback address: access control comes first. Use 127.0.0.1.",
        "de": "Der Server lauscht nur auf diesem Rechner, und {host} ist keine Loopback-Adresse: Erst kommt die Zugangskontrolle. Nimm 127.0.0.1.",
    },
    "address_unusable": {
        "en": "The address {host}:{port} cannot be used: {reason}. Choose another port with --port or DEVSERVER_PORT, or stop the other program.",
        "de": "Die Adresse {host}:{port} ist nicht benutzbar: {reason}. Wähle mit --port oder DEVSERVER_PORT einen anderen Port oder beende das andere Programm.",
    },
    "secret_unusable": {
        "en": "The file {file} does not hold the secret of the server. Delete it; sessions then begin anew.",
        "de": "Die Datei {file} enthält nicht das Geheimnis des Servers. Lösche sie; Sitzungen beginnen dann neu.",
    },
    "data_folder_unusable": {
        "en": "The data folder {folder} cannot be used: {reason}. Choose another one with --data or DEVSERVER_DATA.",
        "de": "Der Datenordner {folder} ist nicht benutzbar: {reason}. Wähle einen anderen mit --data oder DEVSERVER_DATA.",
    },
    "database_unusable": {
        "en": "The database cannot be used: {reason}. If its file is damaged, move it away and run devserver reindex.",
        "de": "Die Datenbank ist nicht benutzbar: {reason}. Ist ihre Datei beschädigt, lege sie beiseite und rufe devserver reindex auf.",
    },
    "database_newer": {
        "en": "The database has version {present}, and this program knows up to {known}. Use a newer DevServer.",
        "de": "Die Datenbank hat Version {present}, und dieses Programm kennt bis {known}. Benutze einen neueren DevServer.",
    },
    "run_cancelled": {
        "en": "The run {run_id} was cancelled before it had a result. Start it again.",
        "de": "Der Lauf {run_id} wurde abgebrochen, bevor er ein Ergebnis hatte. Starte ihn noch einmal.",
    },
    "problem_not_found": {
        "en": "There is no problem type {slug}. Known are: {known}.",
        "de": "Es gibt keinen Problemtyp {slug}. Bekannt sind: {known}.",
    },
    "request_unreadable": {
        "en": "The request is broken: its headers or its body do not arrive whole. Send it again.",
        "de": "Die Anfrage ist beschädigt: Kopfzeilen oder Inhalt kommen nicht ganz an. Schicke sie noch einmal.",
    },
    "body_not_json": {
        "en": "The body is no JSON that can be read, at line {line}, column {column}: {reason}",
        "de": "Der Inhalt ist kein lesbares JSON, in Zeile {line}, Spalte {column}: {reason}",
    },
    "text_unkept": {
        "en": "The text holds a NUL character or half of a surrogate pair, which cannot be kept. Remove it.",
        "de": "Der Text enthält ein NUL-Zeichen oder ein halbes Surrogatpaar, das nicht gespeichert werden kann. Entferne es.",
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
        "en": "The server stopped while it worked on this. What was finished is kept. Start it again.",
        "de": "Der Server hielt an, während er daran arbeitete. Was fertig war, ist bewahrt. Starte es noch einmal.",
    },
    "method-not-allowed": {
        "en": "The path exists, but not with this method. The header Allow lists the methods that it takes.",
        "de": "Den Pfad gibt es, aber nicht mit dieser Methode. Die Kopfzeile Allow nennt die möglichen.",
    },
}
