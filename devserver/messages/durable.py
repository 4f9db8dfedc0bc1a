"""Runs that outlive the process that worked on them."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "handed_over": {
        "en": "The server was stopped while it worked on the run {run_id}. The run goes on when a server starts again; look for it then.",
        "de": "Der Server wurde angehalten, während er am Lauf {run_id} arbeitete. Der Lauf geht weiter, sobald wieder ein Server läuft; sieh dann nach ihm.",
    },
    "taken_too_often": {
        "en": "The server ended {times} times while it worked on this run, which came no further. Look into the server's log for the reason, then start the run again.",
        "de": "Der Server endete {times} Mal, während er an diesem Lauf arbeitete, und der kam nicht weiter. Sieh im Protokoll des Servers nach dem Grund und starte den Lauf dann noch einmal.",
    },
    "plan_unknown": {
        "en": "This run was begun by another version of the program, whose stages (plan {plan}) this one does not have (plan {known}). Start it again, or finish it with that version.",
        "de": "Dieser Lauf wurde von einer anderen Version des Programms begonnen, deren Stufen (Plan {plan}) diese nicht hat (Plan {known}). Starte ihn noch einmal oder beende ihn mit jener Version.",
    },
    "record_unreadable": {
        "en": "The record of this run cannot be read by this version of the program ({reason}). Start the run again, or finish it with the version that began it.",
        "de": "Diese Version des Programms kann die Aufzeichnung dieses Laufs nicht lesen ({reason}). Starte den Lauf noch einmal oder beende ihn mit der Version, die ihn begann.",
    },
    "snapshot_unreadable": {
        "en": "The declarations that this run goes by (declarations/{digest}.json in the data folder) cannot be read: {reason}. Restore the file, or start the run again with the present ones.",
        "de": "Die Deklarationen, nach denen dieser Lauf geht (declarations/{digest}.json im Datenordner), lassen sich nicht lesen: {reason}. Stelle die Datei wieder her oder starte den Lauf mit den jetzigen noch einmal.",
    },
    "worker_alone": {
        "en": "A worker needs a database that it shares with a server, and here it has one of its own in {data}. Set DEVSERVER_DATABASE_URL to postgresql://… for both.",
        "de": "Ein Worker braucht eine Datenbank, die er mit einem Server teilt, und hier hat er eine eigene in {data}. Setze DEVSERVER_DATABASE_URL für beide auf postgresql://….",
    },
}
