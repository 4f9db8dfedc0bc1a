"""What keeps a workflow from being imported, and what an import leaves open."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "import_page_format": {
        "en": "This is a workflow as the ComfyUI page saves it, with positions and colours. Open it there and export it in API format: File (or Workflow), Export (API); in older versions turn on Dev mode in the settings, then press Save (API Format).",
        "de": "Das ist ein Workflow, wie ihn die Seite von ComfyUI speichert, mit Positionen und Farben. Öffne ihn dort und exportiere ihn im API-Format: Datei (oder Arbeitsablauf), Exportieren (API), englisch File oder Workflow, Export (API); in älteren Versionen schalte in den Einstellungen den Dev mode ein und drücke dann Save (API Format).",
    },
    "import_no_graph": {
        "en": "This is no workflow in API format: an object with nodes by id, each with a class_type and inputs.",
        "de": "Das ist kein Workflow im API-Format: ein Objekt mit Knoten nach ihrer Id, jeder mit class_type und inputs.",
    },
    "import_no_output": {
        "en": "The workflow has no node that keeps a picture, sound, film, model or text on the server, such as SaveImage, SaveAudio or SaveVideo. Add one and export it again.",
        "de": "Der Workflow hat keinen Knoten, der ein Bild, einen Klang, einen Film, ein Modell oder einen Text auf dem Server ablegt, etwa SaveImage, SaveAudio oder SaveVideo. Füge einen hinzu und exportiere ihn noch einmal.",
    },
    "import_file_unreadable": {
        "en": "The file {path} cannot be read: {reason}",
        "de": "Die Datei {path} lässt sich nicht lesen: {reason}",
    },
    "import_file_too_large": {
        "en": "The file {path} is larger than {limit} bytes, the most that a declaration may have.",
        "de": "Die Datei {path} ist größer als {limit} Bytes; mehr darf eine Deklaration nicht haben.",
    },
    "import_file_no_json": {
        "en": "{path}:{line}:{column}: this is no JSON that can be read: {reason}",
        "de": "{path}:{line}:{column}: Das ist kein lesbares JSON: {reason}",
    },
    "import_circle": {
        "en": "The workflow goes in a circle, at the nodes {nodes}, and can never run. Mend the links and export it again.",
        "de": "Der Workflow läuft bei den Knoten {nodes} im Kreis und kann nie enden. Berichtige die Verbindungen und exportiere ihn noch einmal.",
    },
    "import_unsound": {
        "en": "What would be written does not pass the checks of declarations: {reason}",
        "de": "Was geschrieben würde, besteht die Prüfung der Deklarationen nicht: {reason}",
    },
    "import_name": {
        "en": "A name has lower-case letters, digits and single underscores between them, 60 at most: harbour_at_night.",
        "de": "Ein Name besteht aus Kleinbuchstaben und Ziffern mit einzelnen Unterstrichen dazwischen, höchstens 60 Zeichen: hafen_bei_nacht.",
    },
    "import_server_unknown": {
        "en": "No ComfyUI server is called {server!r}. The settings name: {known}.",
        "de": "Kein ComfyUI-Server heißt {server!r}. Die Einstellungen nennen: {known}.",
    },
    "import_exists": {
        "en": "There is already a {kind} {id!r}. Choose another name, or replace it with --force (over HTTP: force).",
        "de": "Es gibt schon eine Deklaration {id!r} ({kind}). Wähle einen anderen Namen, oder ersetze sie mit --force (über HTTP: force).",
    },
    "import_elsewhere": {
        "en": "The {kind} {id!r} stands in the file {path} of the same folder. Remove it there first, or choose another name.",
        "de": "Die Deklaration {id!r} ({kind}) steht in der Datei {path} desselben Ordners. Entferne sie dort zuerst, oder wähle einen anderen Namen.",
    },
    "import_unwritable": {
        "en": "The folder {folder} cannot be written to: {reason}. Nothing was changed.",
        "de": "In den Ordner {folder} lässt sich nicht schreiben: {reason}. Es wurde nichts geändert.",
    },
    "import_server_down": {
        "en": "The ComfyUI server {server} could not be asked: {reason}. Start it, or leave the server out; types then come from the values.",
        "de": "Der ComfyUI-Server {server} ließ sich nicht fragen: {reason}. Starte ihn, oder lass den Server weg; dann ergeben sich die Typen aus den Werten.",
    },
    "import_no_server": {
        "en": "No server was asked: types come from the values, and limits and choices are not known. Import it again with a server that runs.",
        "de": "Es wurde kein Server gefragt: Typen ergeben sich aus den Werten, Grenzen und Auswahl sind unbekannt. Importiere den Workflow noch einmal mit einem laufenden Server.",
    },
    "import_missing": {"en": "{sentence}.", "de": "Auf dem Server fehlt etwas: {sentence}."},
    "import_no_prompt": {
        "en": "No text was found that goes into the result: what a person writes has no effect until `prompt` is mapped by hand.",
        "de": "Es wurde kein Text gefunden, der in das Ergebnis eingeht: Was ein Mensch schreibt, wirkt erst, wenn `prompt` von Hand zugeordnet wird.",
    },
    "import_computed_text": {
        "en": "A text of {nodes} is computed by other nodes; it was left alone.",
        "de": "Ein Text von {nodes} wird von anderen Knoten berechnet; er blieb, wie er ist.",
    },
    "import_joined_text": {
        "en": "The prompt goes into one of several texts that are joined, in {nodes}; the others stay as they are.",
        "de": "Der Prompt kommt in einen von mehreren Texten, die verbunden werden, in {nodes}; die anderen bleiben, wie sie sind.",
    },
    "import_shared_text": {
        "en": "Prompt and negative prompt are the same text, of {nodes}: it is the prompt, and there is no negative one to set.",
        "de": "Prompt und negativer Prompt sind derselbe Text, von {nodes}: Er ist der Prompt, und ein negativer lässt sich nicht setzen.",
    },
    "import_shared_value": {
        "en": "`{taken}` and `{name}` are one value, of {nodes}: it is set as `{taken}`.",
        "de": "`{taken}` und `{name}` sind ein Wert, von {nodes}: Er wird als `{taken}` gesetzt.",
    },
    "import_other_text": {
        "en": "{nodes} has a text of its own, which stays as it is.",
        "de": "{nodes} hat einen eigenen Text, der bleibt, wie er ist.",
    },
    "import_no_seed": {
        "en": "No seed was found: the same request may give the same result again, or another one, as the workflow has it.",
        "de": "Es wurde kein Seed gefunden: Dieselbe Anfrage ergibt dasselbe oder etwas anderes, wie der Workflow es vorsieht.",
    },
    "import_no_size": {
        "en": "Width and height cannot be set: they come from a picture, or from nodes that compute them.",
        "de": "Breite und Höhe lassen sich nicht setzen: Sie kommen von einem Bild oder von Knoten, die sie berechnen.",
    },
    "import_second_size": {
        "en": "A size of its own, which does not follow width and height, has {nodes}.",
        "de": "Eine eigene Größe, die Breite und Höhe nicht folgt, hat {nodes}.",
    },
    "import_several_samplers": {
        "en": "There are several samplers. Steps and the like are those of {taken}; {nodes} keeps what is not shared with it. One seed is for all.",
        "de": "Es gibt mehrere Sampler. Schritte und Ähnliches gelten für {taken}; {nodes} behält, was nicht gemeinsam ist. Ein Seed gilt für alle.",
    },
    "import_steps_divided": {
        "en": "The samplers share the steps, and the step at which one takes over stays where it is when the steps are changed.",
        "de": "Die Sampler teilen sich die Schritte, und der Schritt, an dem einer übernimmt, bleibt stehen, wenn die Schritte geändert werden.",
    },
    "import_other_outputs": {
        "en": "The files of {taken} are kept; those of {nodes} are made and not kept.",
        "de": "Die Dateien von {taken} werden bewahrt; die von {nodes} entstehen und werden nicht bewahrt.",
    },
    "import_dangling": {
        "en": "Inputs of {nodes} are linked to nodes that are not in the workflow; ComfyUI will refuse it.",
        "de": "Eingänge von {nodes} sind mit Knoten verbunden, die im Workflow fehlen; ComfyUI wird ihn ablehnen.",
    },
    "import_mask": {
        "en": "The mask is the transparency of the picture that {nodes} loads: a picture without any has no mask.",
        "de": "Die Maske ist die Transparenz des Bildes, das {nodes} lädt: Ein Bild ohne Transparenz hat keine Maske.",
    },
    "import_key_removed": {
        "en": "A key or password stood in {nodes}. It was taken out, because keys have no place in a declaration.",
        "de": "In {nodes} stand ein Schlüssel oder Passwort. Er wurde entfernt, denn Schlüssel gehören nicht in eine Deklaration.",
    },
    "import_no_node": {
        "en": "{names} is no node and was left out.",
        "de": "{names} ist kein Knoten und wurde weggelassen.",
    },
}
