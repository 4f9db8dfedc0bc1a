"""What asks for a declaration that is not there or does not fit."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
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
    "config_of_other_kind": {
        "en": "{id} is a config of kind {kind}; here one of kind {wanted} is needed.",
        "de": "{id} ist eine Konfiguration der Art {kind}; hier wird eine der Art {wanted} gebraucht.",
    },
}
