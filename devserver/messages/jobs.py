"""What somebody who lists, fetches or deletes jobs can meet."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "cursor_wrong": {
        "en": "This is no cursor of a list sorted by {sort} in this order. Take `next` of the page before, and leave sort and order as they were.",
        "de": "Das ist kein Cursor einer Liste, die so nach {sort} sortiert ist. Nimm `next` der Seite davor und lass Sortierung und Richtung, wie sie waren.",
    },
    "run_not_ended": {
        "en": "The run {run_id} is {state} and has not ended. Wait until it has, or cancel it first.",
        "de": "Der Lauf {run_id} ist {state} und noch nicht zu Ende. Warte, bis er es ist, oder brich ihn vorher ab.",
    },
    "run_pinned": {
        "en": "The run {run_id} is pinned, and is not deleted. Unpin it first, then delete it.",
        "de": "Der Lauf {run_id} ist angeheftet und wird nicht gelöscht. Löse ihn zuerst, dann lösche ihn.",
    },
    "run_deleted": {
        "en": "The run {run_id} was deleted at {deleted_at}.",
        "de": "Der Lauf {run_id} wurde gelöscht, um {deleted_at}.",
    },
    "download_not_found": {
        "en": "The run {run_id} has nothing in the format {format!r}. It can be fetched as: {known}.",
        "de": "Der Lauf {run_id} hat nichts im Format {format!r}. Zu haben ist er als: {known}.",
    },
    "export_format_unknown": {
        "en": "There is no export format {format!r}. Known are: {known}.",
        "de": "Es gibt kein Exportformat {format!r}. Bekannt sind: {known}.",
    },
}
