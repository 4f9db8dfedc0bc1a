"""What somebody who brings a run back from a bundle can meet."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "bundle_unreadable": {
        "en": "{file} cannot be read as a bundle: {reason}. Fetch it again, or take another copy.",
        "de": "{file} lässt sich nicht als Bündel lesen: {reason}. Hol es noch einmal oder nimm eine andere Kopie.",
    },
    "bundle_entry_wrong": {
        "en": "The bundle holds {name!r}, which has no place in one: a wrong name, a link, the same twice, or packed in a way that is not read here. Nothing was imported.",
        "de": "Das Bündel enthält {name!r}, was dort nicht hingehört: ein falscher Name, ein Verweis, zweimal dasselbe oder anders gepackt, als hier gelesen wird. Nichts wurde importiert.",
    },
    "bundle_too_large": {
        "en": "The bundle would take {bytes} bytes unpacked, or {files} files, and that is more than is taken. Nothing was imported.",
        "de": "Das Bündel bräuchte ausgepackt {bytes} Bytes oder {files} Dateien, und das ist mehr, als angenommen wird. Nichts wurde importiert.",
    },
    "bundle_file_missing": {
        "en": "The bundle lacks {name!r}. Nothing was imported; take a whole copy.",
        "de": "Dem Bündel fehlt {name!r}. Nichts wurde importiert; nimm eine vollständige Kopie.",
    },
    "bundle_file_differs": {
        "en": "{name!r} in the bundle has other bytes than the bundle says. Nothing was imported; take another copy.",
        "de": "{name!r} im Bündel hat andere Bytes, als das Bündel sagt. Nichts wurde importiert; nimm eine andere Kopie.",
    },
    "bundle_format_unknown": {
        "en": "The bundle has format {format}, and this version reads {known}. Use a newer version of DevServer.",
        "de": "Das Bündel hat Format {format}, und diese Version liest {known}. Nimm eine neuere Version von DevServer.",
    },
    "bundle_record_wrong": {
        "en": "The record in the bundle is not right: {reason}. Nothing was imported.",
        "de": "Der Bericht im Bündel stimmt nicht: {reason}. Nichts wurde importiert.",
    },
    "bundle_here_already": {
        "en": "The run {run_id} is here already, with the same content. Nothing was changed.",
        "de": "Der Lauf {run_id} ist schon da, mit demselben Inhalt. Nichts wurde geändert.",
    },
    "bundle_id_taken": {
        "en": "There is a run {run_id} here with other content, and it stays as it is. Delete it first if the one in the bundle is the right one.",
        "de": "Hier gibt es einen Lauf {run_id} mit anderem Inhalt, und er bleibt, wie er ist. Lösch ihn vorher, wenn der im Bündel der richtige ist.",
    },
    "bundle_was_deleted": {
        "en": "The run {run_id} was deleted here at {deleted_at}, and what was deleted does not come back. Import it into another data folder.",
        "de": "Der Lauf {run_id} wurde hier gelöscht, um {deleted_at}, und Gelöschtes kommt nicht zurück. Importiere ihn in einen anderen Datenordner.",
    },
    "bundle_folder_taken": {
        "en": "There is a folder of the run {run_id} that the database does not know. Run devserver reindex, then import again if it is still needed.",
        "de": "Es gibt einen Ordner des Laufs {run_id}, den die Datenbank nicht kennt. Führe devserver reindex aus und importiere danach noch einmal, falls es noch nötig ist.",
    },
}
