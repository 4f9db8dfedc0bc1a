"""Gates, where a person decides how a run goes on."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "gate_not_found": {
        "en": "There is no gate {gate_id}.",
        "de": "Es gibt kein Gate {gate_id}.",
    },
    "gate_decided": {
        "en": "The gate {gate_id} is {state}: nothing can be decided there any more. Look at the run {run_id} for what came of it.",
        "de": "Das Gate {gate_id} ist {state}: Dort lässt sich nichts mehr entscheiden. Was daraus wurde, steht im Lauf {run_id}.",
    },
    "run_waits": {
        "en": "The run {run_id} waits for a decision: a call gave no answer and may have been paid. Decide at the gate {gate_id}, with retry or fail.",
        "de": "Der Lauf {run_id} wartet auf eine Entscheidung: Ein Aufruf blieb ohne Antwort und kann bezahlt worden sein. Entscheide am Gate {gate_id} mit retry oder fail.",
    },
    "call_maybe_paid": {
        "en": "{model} gave no answer in stage {stage_name}, and the call may have been paid. It was decided not to make it again. Look at the provider's own account before you start the run once more.",
        "de": "{model} hat in der Stufe {stage_name} nicht geantwortet, und der Aufruf kann bezahlt worden sein. Es wurde entschieden, ihn nicht zu wiederholen. Sieh im Konto beim Anbieter nach, bevor du den Lauf noch einmal startest.",
    },
    "call_maybe_paid_expired": {
        "en": "{model} gave no answer in stage {stage_name}, and the call may have been paid. Nobody decided until {deadline} whether to make it again. Look at the provider's own account before you start the run once more.",
        "de": "{model} hat in der Stufe {stage_name} nicht geantwortet, und der Aufruf kann bezahlt worden sein. Bis {deadline} entschied niemand, ob er wiederholt wird. Sieh im Konto beim Anbieter nach, bevor du den Lauf noch einmal startest.",
    },
}
