"""What a change of settings or keys, and the test of a provider, can come to."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "setting_at_start": {
        "en": "{name} counts from the start of the server on. Set {variable}, or {name} in devserver.toml, and start it again.",
        "de": "{name} gilt vom Start des Servers an. Setze {variable} oder {name} in devserver.toml und starte ihn neu.",
    },
    "setting_fixed": {
        "en": "{names} cannot be changed here, because {places} goes first. Change it there, or take it away there and start the server again.",
        "de": "{names} lässt sich hier nicht ändern, denn {places} geht vor. Ändere es dort, oder nimm es dort weg und starte den Server neu.",
    },
    "settings_changed": {
        "en": "The settings have changed since you read them. Read them again, then decide.",
        "de": "Die Einstellungen haben sich geändert, seit du sie gelesen hast. Lies sie noch einmal und entscheide dann.",
    },
    "settings_unreadable": {
        "en": "The stored settings in {file} cannot be read: {reason}. Mend the file, or delete it; then what was set while the server ran is forgotten.",
        "de": "Die gespeicherten Einstellungen in {file} sind nicht lesbar: {reason}. Berichtige die Datei oder lösche sie; dann ist vergessen, was im laufenden Betrieb eingestellt wurde.",
    },
    "settings_unwritable": {
        "en": "The settings cannot be stored in {file}: {reason}. Nothing was changed.",
        "de": "Die Einstellungen lassen sich nicht in {file} speichern: {reason}. Es wurde nichts geändert.",
    },
    "header_hidden": {
        "en": "The value of the header {name!r} is hidden, and none is known for a server of this name at this address. Write the value itself.",
        "de": "Der Wert der Kopfzeile {name!r} ist verborgen, und für einen Server dieses Namens unter dieser Adresse ist keiner bekannt. Schreibe den Wert selbst.",
    },
    "provider_not_found": {
        "en": "There is no provider {provider!r} in the settings. Nearest names: {nearest}.",
        "de": "In den Einstellungen gibt es keinen Anbieter {provider!r}. Ähnliche Namen: {nearest}.",
    },
    "key_unusable": {
        "en": "A key is one line of printable ASCII, of at most 4096 characters.",
        "de": "Ein Schlüssel ist eine Zeile aus druckbarem ASCII mit höchstens 4096 Zeichen.",
    },
    "key_fixed": {
        "en": "The key of {provider} stands in the environment, as {variable}, and that goes first. Change it there, or take it away there and start the server again.",
        "de": "Der Schlüssel von {provider} steht in der Umgebung, als {variable}, und die geht vor. Ändere ihn dort, oder nimm ihn dort weg und starte den Server neu.",
    },
    "key_not_found": {
        "en": "No key of {provider} is stored.",
        "de": "Von {provider} ist kein Schlüssel gespeichert.",
    },
    "key_unwritable": {
        "en": "The key of {provider} cannot be written or deleted: {reason}. Look at the folder keys in the data folder.",
        "de": "Der Schlüssel von {provider} lässt sich nicht schreiben oder löschen: {reason}. Sieh nach dem Ordner keys im Datenordner.",
    },
    "provider_ok": {
        "en": "{provider} answers and accepts us.",
        "de": "{provider} antwortet und nimmt uns an.",
    },
    "provider_refused": {
        "en": "{provider} answers and refuses us: {reason}.",
        "de": "{provider} antwortet und lehnt uns ab: {reason}.",
    },
    "provider_unreachable": {
        "en": "{provider} gives no usable answer: {reason}.",
        "de": "{provider} gibt keine brauchbare Antwort: {reason}.",
    },
    "provider_not_configured": {
        "en": "{provider} is not configured: {reason}.",
        "de": "{provider} ist nicht eingerichtet: {reason}.",
    },
}
