"""Why something cannot be had now, and what would help; said without the full stop where reasons stand in a row."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "provider_unset": {
        "en": "{name} is not configured: set {setting} to the address of a {title} server, such as {example}.",
        "de": "{name} ist nicht eingerichtet: Setze {setting} auf die Adresse eines {title}-Servers, etwa {example}.",
    },
    "provider_unknown": {
        "en": "no such backend: {name}; a server is named as {name}=http://… in DEVSERVER_OPENAI_SERVERS.",
        "de": "kein solches Backend: {name}; ein Server wird in DEVSERVER_OPENAI_SERVERS als {name}=http://… benannt.",
    },
    "server_away": {
        "en": "{name} cannot be reached at {url}: {why}.",
        "de": "{name} ist unter {url} nicht zu erreichen: {why}.",
    },
    "server_silent": {
        "en": "{name} does not answer at {url}.",
        "de": "{name} antwortet unter {url} nicht.",
    },
    "certificate_untrusted": {
        "en": "the certificate of {name} is not trusted: set SSL_CERT_FILE to the one that signed it.",
        "de": "dem Zertifikat von {name} wird nicht vertraut: Setze SSL_CERT_FILE auf das, mit dem es unterschrieben ist.",
    },
    "key_missing": {
        "en": "there is no key for {name}: set {variable}, or write the key into {file}.",
        "de": "es gibt keinen Schlüssel für {name}: Setze {variable} oder schreibe den Schlüssel in {file}.",
    },
    "key_refused": {
        "en": "{name} does not accept the key in {place}, or does not let it use {model}.",
        "de": "{name} nimmt den Schlüssel in {place} nicht an oder lässt ihn {model} nicht benutzen.",
    },
    "key_not_taken": {
        "en": "{name} does not accept the key in {place}.",
        "de": "{name} nimmt den Schlüssel in {place} nicht an.",
    },
    "model_unset": {
        "en": "no model is set for {setting}.",
        "de": "für {setting} ist kein Modell gesetzt.",
    },
    "model_to_pull": {
        "en": "ollama has no model {model!r}: run `ollama pull {model}` where it runs.",
        "de": "ollama hat kein Modell {model!r}: Führe dort, wo es läuft, `ollama pull {model}` aus.",
    },
    "model_not_listed": {
        "en": "{name} has no model {model!r}.",
        "de": "{name} hat kein Modell {model!r}.",
    },
    "models_nearest_there": {
        "en": "the nearest names there: {names}.",
        "de": "die ähnlichsten Namen dort: {names}.",
    },
    "generator_unknown": {
        "en": "no embedded generator is called {name}; the one for text is embedded/text.",
        "de": "kein eingebauter Generator heißt {name}; der für Text ist embedded/text.",
    },
    "medium_not_made": {
        "en": "{name} makes no {media_type}.",
        "de": "{name} macht kein {media_type}.",
    },
    "model_resting": {
        "en": "left alone for {seconds} s after {failures} failures in a row: {why}.",
        "de": "für {seconds} s in Ruhe gelassen, nach {failures} Fehlern in Folge: {why}.",
    },
    "comfyui_down": {
        "en": "no ComfyUI server answers: {servers}.",
        "de": "kein ComfyUI-Server antwortet: {servers}.",
    },
    "comfyui_others_down": {
        "en": "of those that may have it none answers: {servers}.",
        "de": "von denen, die es haben könnten, antwortet keiner: {servers}.",
    },
    "comfyui_nodes_missing": {
        "en": "{server} does not have the node {nodes}: install the extension that has it, or update ComfyUI.",
        "de": "{server} kennt den Knoten {nodes} nicht: Installiere die Erweiterung, die ihn hat, oder aktualisiere ComfyUI.",
    },
    "comfyui_file_missing": {
        "en": "{server} does not have the model file {files}: install it there.",
        "de": "{server} hat die Modelldatei {files} nicht: Lege sie dorthin.",
    },
    "comfyui_files_missing": {
        "en": "{server} does not have the model files {files}: install them there.",
        "de": "{server} hat die Modelldateien {files} nicht: Lege sie dorthin.",
    },
    "comfyui_choice_missing": {
        "en": "{server} does not have the choice {value!r} for {place}.",
        "de": "{server} hat für {place} die Auswahl {value!r} nicht.",
    },
    "comfyui_nearest": {
        "en": "nearest there: {nearest}.",
        "de": "am ähnlichsten dort: {nearest}.",
    },
}
