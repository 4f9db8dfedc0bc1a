"""What a call to a backend, and a check, can end in."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "call_failed": {
        "en": "{model} failed in stage {stage_name}: {reason}. Try again; if it stays so, look at the backend.",
        "de": "{model} ist in der Stufe {stage_name} gescheitert: {reason}. Versuche es noch einmal; bleibt es so, sieh nach dem Backend.",
    },
    "call_empty": {
        "en": "{model} answered with nothing in stage {stage_name}. Try again or choose another model.",
        "de": "{model} hat in der Stufe {stage_name} nichts geantwortet. Versuche es noch einmal oder wähle ein anderes Modell.",
    },
    "call_empty_why": {
        "en": "{model} made nothing in stage {stage_name}: {reason}.",
        "de": "{model} hat in der Stufe {stage_name} nichts gemacht: {reason}.",
    },
    "call_invalid": {
        "en": "{model} did not accept the request in stage {stage_name}: {reason}. Change the values that it names.",
        "de": "{model} hat die Anfrage in der Stufe {stage_name} nicht angenommen: {reason}. Ändere die genannten Werte.",
    },
    "call_timeout": {
        "en": "{model} gave no answer in stage {stage_name} within {seconds} s. It may still have done the work.",
        "de": "{model} hat in der Stufe {stage_name} nicht innerhalb von {seconds} s geantwortet. Die Arbeit kann trotzdem geschehen sein.",
    },
    "call_rate_limited": {
        "en": "{model} takes no more calls in stage {stage_name} now. {reason} Try again later.",
        "de": "{model} nimmt in der Stufe {stage_name} gerade keine Aufrufe mehr an. {reason} Versuche es später noch einmal.",
    },
    "call_out_of_credit": {
        "en": "The account for {model} has no credit left. {reason}",
        "de": "Das Konto für {model} hat kein Guthaben mehr. {reason}",
    },
    "call_unavailable": {
        "en": "{model} is not available for stage {stage_name}: {reason}.",
        "de": "{model} steht für die Stufe {stage_name} nicht zur Verfügung: {reason}.",
    },
    "call_refused": {
        "en": "What stage {stage_name} was to do was refused: {reason}",
        "de": "Was die Stufe {stage_name} tun sollte, wurde abgelehnt: {reason}",
    },
    "model_not_configured": {
        "en": "The chunk {chunk} needs a model, and the setting {setting} is empty. Set it to provider/model.",
        "de": "Der Chunk {chunk} braucht ein Modell, und die Einstellung {setting} ist leer. Setze sie auf anbieter/modell.",
    },
    "check_failed": {
        "en": "The safety check ({stage_name}) could not be completed, so nothing went on. {cause} Another model can be set for the check.",
        "de": "Die Sicherheitsprüfung ({stage_name}) konnte nicht zu Ende geführt werden, deshalb ging nichts weiter. {cause} Für die Prüfung lässt sich auch ein anderes Modell einstellen.",
    },
    "call_declined": {
        "en": "{model} would not judge in stage {stage_name}: {reason}",
        "de": "{model} wollte in der Stufe {stage_name} nicht urteilen: {reason}",
    },
    "picture_unseen": {
        "en": "A picture in the format {formats} cannot be looked at, so it is not shown. Choose an output that also makes PNG or JPEG.",
        "de": "Ein Bild im Format {formats} kann nicht angesehen werden und wird deshalb nicht gezeigt. Wähle eine Ausgabe, die auch PNG oder JPEG macht.",
    },
    "check_unreadable": {
        "en": "The safety check ({stage_name}) gave an answer that is no verdict, so nothing went on. Try again, or set another model.",
        "de": "Die Sicherheitsprüfung ({stage_name}) gab eine Antwort, die kein Urteil ist, deshalb ging nichts weiter. Versuche es noch einmal oder stelle ein anderes Modell ein.",
    },
    "level_looser": {
        "en": "The level {asked!r} is looser than the server's level {server!r}. A request may only tighten it.",
        "de": "Die Stufe {asked!r} ist lockerer als die Stufe {server!r} des Servers. Eine Anfrage darf sie nur verschärfen.",
    },
    "level_unknown": {
        "en": "This is no safety level. Known are: {levels}.",
        "de": "Das ist keine Sicherheitsstufe. Bekannt sind: {levels}.",
    },
    "media_unusable": {
        "en": "{model} said that it was done, but gave no usable {media_type}: missing, empty or of another type. Try again or choose another model.",
        "de": "{model} meldete Erfolg, lieferte aber nichts Brauchbares vom Typ {media_type}: nichts, Leeres oder etwas anderes. Versuche es noch einmal oder wähle ein anderes Modell.",
    },
    "media_as_code": {
        "en": "What a run made is not loaded as {destination} here. Fetch it, and run it in a sandboxed frame.",
        "de": "Was ein Lauf gemacht hat, wird hier nicht als {destination} geladen. Hole es und führe es in einem abgeschotteten Rahmen aus.",
    },
}
