"""What is wrong with the disk, the database, or what lies in the data folder."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "disk_full": {
        "en": "The disk that holds the data folder is full: {reason}. Make room (devserver clean removes old runs), then try again.",
        "de": "Der Datenträger mit dem Datenordner ist voll: {reason}. Schaffe Platz (devserver clean entfernt alte Läufe) und versuche es dann noch einmal.",
    },
    "media_store_away": {
        "en": "The object store of media cannot be used: {reason}. Look at it, its address and its keys (devserver doctor), then try again.",
        "de": "Der Objektspeicher für Medien ist nicht benutzbar: {reason}. Sieh nach ihm, seiner Adresse und seinen Schlüsseln (devserver doctor) und versuche es dann noch einmal.",
    },
    "media_store_library": {
        "en": "DEVSERVER_MEDIA_STORE is set, and the library for it is missing: pip install 'devserver[store]'.",
        "de": "DEVSERVER_MEDIA_STORE ist gesetzt, und die Bibliothek dafür fehlt: pip install 'devserver[store]'.",
    },
    "storage_read_only": {
        "en": "The data folder cannot be written to: {reason}. Mend its rights or its disk, then try again.",
        "de": "In den Datenordner lässt sich nicht schreiben: {reason}. Richte seine Rechte oder seinen Datenträger und versuche es dann noch einmal.",
    },
    "storage_failed": {
        "en": "The disk that holds the data folder fails: {reason}. Look at its health, and copy the folder to another one.",
        "de": "Der Datenträger mit dem Datenordner versagt: {reason}. Prüfe seinen Zustand und kopiere den Ordner auf einen anderen.",
    },
    "files_used_up": {
        "en": "The server has as many files and connections open as it may: {reason}. Try again soon. If it stays so, raise the limit (ulimit -n).",
        "de": "Der Server hat so viele Dateien und Verbindungen offen, wie er darf: {reason}. Versuche es bald noch einmal. Bleibt es so, erhöhe die Grenze (ulimit -n).",
    },
    "database_locked": {
        "en": "Another program keeps the database locked: {reason}. End it, or wait until it is done, then try again.",
        "de": "Ein anderes Programm hält die Datenbank gesperrt: {reason}. Beende es oder warte, bis es fertig ist, und versuche es dann noch einmal.",
    },
    "database_read_only": {
        "en": "The database cannot be written to: {reason}. Mend the rights of its file or its disk, then try again.",
        "de": "In die Datenbank lässt sich nicht schreiben: {reason}. Richte die Rechte ihrer Datei oder ihren Datenträger und versuche es dann noch einmal.",
    },
    "database_damaged": {
        "en": "The database is damaged: {reason}. Stop the server, move its file away and run devserver reindex.",
        "de": "Die Datenbank ist beschädigt: {reason}. Halte den Server an, lege ihre Datei beiseite und rufe devserver reindex auf.",
    },
    "database_failed": {
        "en": "The database cannot be read or written: {reason}. Look at the disk that holds it, and at how many files may be open.",
        "de": "Die Datenbank lässt sich nicht lesen oder schreiben: {reason}. Sieh nach ihrem Datenträger und danach, wie viele Dateien offen sein dürfen.",
    },
    "database_away": {
        "en": "The database does not answer. What runs goes on when it is back; try again then.",
        "de": "Die Datenbank antwortet nicht. Was läuft, geht weiter, wenn sie wieder da ist; versuche es dann noch einmal.",
    },
    "database_not_answering": {
        "en": "The server cannot work: its database, PostgreSQL at {address}, does not answer. See whether it runs and can be reached (devserver doctor says more). Once it answers the server is ready again, and what ran goes on.",
        "de": "Der Server kann nicht arbeiten: Seine Datenbank, PostgreSQL auf {address}, antwortet nicht. Sieh nach, ob sie läuft und erreichbar ist (devserver doctor sagt mehr). Sobald sie antwortet, ist der Server wieder bereit, und was lief, geht weiter.",
    },
    "database_gone": {
        "en": "The file of the database is gone: {file}. Put it back and the server goes on. If it is lost, stop the server and run devserver reindex.",
        "de": "Die Datei der Datenbank ist weg: {file}. Lege sie zurück, dann geht es weiter. Ist sie verloren, halte den Server an und rufe devserver reindex auf.",
    },
    "database_replaced": {
        "en": "Another file has taken the place of the database: {file}. Stop the server and start it again.",
        "de": "Eine andere Datei liegt an der Stelle der Datenbank: {file}. Halte den Server an und starte ihn neu.",
    },
    "database_empty": {
        "en": "The data folder {folder} holds runs, and its database none of them. Run devserver reindex with this folder, then start again.",
        "de": "Der Datenordner {folder} enthält Läufe, seine Datenbank aber keinen davon. Rufe devserver reindex mit diesem Ordner auf und starte dann noch einmal.",
    },
    "entity_altered": {
        "en": "The file of entity {n} of run {run_id} has other bytes than were recorded. Put it back from a backup; devserver verify names every such file.",
        "de": "Die Datei der Entität {n} des Laufs {run_id} hat andere Bytes als aufgezeichnet. Hole sie aus einer Sicherung zurück; devserver verify nennt jede solche Datei.",
    },
    "run_kept": {
        "en": "The run {run_id} is kept: it has not ended for so long.",
        "de": "Der Lauf {run_id} bleibt: Er ist noch nicht so lange zu Ende.",
    },
}
