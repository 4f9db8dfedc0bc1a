"""What repeating a run, or a part of it, can meet."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "snapshot_missing": {
        "en": "The declarations that this run was made with ({digest}) are no longer in the data folder. Start a new run.",
        "de": "Die Deklarationen, mit denen dieser Lauf gemacht wurde ({digest}), liegen nicht mehr im Datenordner. Starte einen neuen Lauf.",
    },
    "run_not_retried": {
        "en": "The run {run_id} is {state}, and only a run that has ended is done again. Wait for its end, or cancel it.",
        "de": "Der Lauf {run_id} ist {state}; noch einmal gemacht wird nur, was zu Ende ist. Warte das Ende ab oder brich ihn ab.",
    },
    "stage_not_reached": {
        "en": "The run {run_id} came only as far as {reached}, so there is no text with which {stage} could begin. Begin at an earlier stage.",
        "de": "Der Lauf {run_id} kam nur bis {reached}; es gibt also keinen Text, mit dem {stage} anfangen könnte. Beginne bei einer früheren Stufe.",
    },
    "change_before_stage": {
        "en": "This has its effect before {stage}, where the run is to begin. Begin at interception or input.",
        "de": "Das wirkt vor {stage}, wo der Lauf anfangen soll. Beginne bei interception oder input.",
    },
    "level_looser_than_run": {
        "en": "The level {asked!r} is looser than {run!r}, at which the run was made. A repetition may only tighten it.",
        "de": "Die Stufe {asked!r} ist lockerer als {run!r}, mit der der Lauf gemacht wurde. Eine Wiederholung darf sie nur verschärfen.",
    },
}
