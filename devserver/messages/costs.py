"""What calls cost, and budgets that do not allow one."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "call_over_budget": {
        "en": "{model} was not called in stage {stage_name}: the budget {setting} is {limit_usd} USD, {spent_usd} USD of it are spent or set aside, and this call may cost {estimate_usd} USD. Raise the setting, or choose a cheaper model.",
        "de": "{model} wurde in der Stufe {stage_name} nicht gerufen: Das Budget {setting} beträgt {limit_usd} USD, davon sind {spent_usd} USD ausgegeben oder zurückgelegt, und dieser Aufruf kann {estimate_usd} USD kosten. Erhöhe die Einstellung oder wähle ein günstigeres Modell.",
    },
    "call_without_price": {
        "en": '{model} was not called in stage {stage_name}: nobody knows what it costs, and under the budget {setting} ({limit_usd} USD) only calls with a known price are made. Declare it in devserver.toml as [prices."{model}"], in the chunk as meta.price, or as free = true for a server of your own that costs nothing; or unset the budget.',
        "de": '{model} wurde in der Stufe {stage_name} nicht gerufen: Niemand weiß, was es kostet, und unter dem Budget {setting} ({limit_usd} USD) werden nur Aufrufe mit bekanntem Preis gemacht. Gib ihn in devserver.toml als [prices."{model}"] oder im Chunk als meta.price an, oder mit free = true bei einem eigenen Server, der nichts kostet; oder nimm das Budget weg.',
    },
    "period_reversed": {
        "en": "The time since which costs are asked for lies behind the time until which they are.",
        "de": "Der Anfang des Zeitraums, für den Kosten gefragt sind, liegt hinter seinem Ende.",
    },
}
