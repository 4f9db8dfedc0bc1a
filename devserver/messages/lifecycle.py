"""Models that providers offer, and models that end."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "provider_without_list": {
        "en": "There is no provider {provider!r} with a list of models. There are: {nearest}.",
        "de": "Es gibt keinen Anbieter {provider!r} mit einer Liste von Modellen. Es gibt: {nearest}.",
    },
    "model_ends": {
        "en": "{model} will be shut down: its last day is {date}. Choose another model before that day.",
        "de": "{model} wird abgeschaltet: Der letzte Tag ist der {date}. Wähle vorher ein anderes Modell.",
    },
    "model_ends_with_successor": {
        "en": "{model} will be shut down: its last day is {date}. Its successor is {successor}.",
        "de": "{model} wird abgeschaltet: Der letzte Tag ist der {date}. Nachfolger ist {successor}.",
    },
    "model_ended": {
        "en": "{model} was shut down after {date} and is asked for nothing any more. Choose another model.",
        "de": "{model} wurde nach dem {date} abgeschaltet und wird nicht mehr gefragt. Wähle ein anderes Modell.",
    },
    "model_ended_with_successor": {
        "en": "{model} was shut down after {date} and is asked for nothing any more. Its successor is {successor}.",
        "de": "{model} wurde nach dem {date} abgeschaltet und wird nicht mehr gefragt. Nachfolger ist {successor}.",
    },
    "call_model_ended": {
        "en": "{model} was shut down after {shutdown_date}, so nothing was sent in stage {stage_name}. Choose another model.",
        "de": "{model} wurde nach dem {shutdown_date} abgeschaltet, deshalb wurde in der Stufe {stage_name} nichts gesendet. Wähle ein anderes Modell.",
    },
    "call_model_ended_with_successor": {
        "en": "{model} was shut down after {shutdown_date}, so nothing was sent in stage {stage_name}. Its successor is {successor}.",
        "de": "{model} wurde nach dem {shutdown_date} abgeschaltet, deshalb wurde in der Stufe {stage_name} nichts gesendet. Nachfolger ist {successor}.",
    },
}
