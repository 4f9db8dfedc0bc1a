"""What a workflow holds that a person may want to set, and what could not be decided. Pure.

It begins at the output that counts, looks for the samplers behind it, and behind the first of them for everything else.
Without a sampler (upscaling, or a node that does all of it) the nodes before the output are looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.comfyui.nodes import Nodes
from devserver.declarations.reports import cut
from devserver.engine.importing.bringing import Brought, ModelFile, find_brought, find_models
from devserver.engine.importing.linked import Linked, Node
from devserver.engine.importing.outputs import Output, find_outputs, is_music
from devserver.engine.importing.prompting import Encoder, Side, encoder_of, find_side
from devserver.engine.importing.sampling import SETTINGS, Sampler, find_samplers
from devserver.engine.importing.shaping import find_pace, find_shape, in_step, latents
from devserver.engine.importing.words import Place, parameter
from devserver.errors import Fault, InvalidInput
from devserver.models.imports import Undecided

_SHARED = ("steps", "cfg", "sampler_name", "scheduler")
"""Settings that samplers share where one goes on with the noise of another."""
_NAMED = 5
"""Nodes that a sentence names at most."""


@dataclass
class Analysis:
    """What was found: parameters by name with their places (the first has the value), and the rest."""

    output: Output
    outputs: list[Output]
    media_type: str
    parameters: dict[str, list[Place]] = field(default_factory=dict)
    brought: list[Brought] = field(default_factory=list)
    models: list[ModelFile] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    others: list[Node] = field(default_factory=list)
    """Encoders with a text of their own."""

    def put(self, key: str, places: Iterable[Place]) -> None:
        """Add places to a parameter, each once; a place that another one has already stays with that."""
        known = {place.key: place for place in self.parameters.get(key, ())}
        others = {place.key: name for name, own in self.parameters.items() if name != key for place in own}
        for place in places:
            if place.key in others:
                self.leave("import_shared_value", [place.node], taken=others[place.key], name=key)
            else:
                known.setdefault(place.key, place)
        if known:
            self.parameters[key] = list(known.values())

    def leave(self, message: str, nodes: Iterable[Node] = (), **params: Any) -> None:
        """Note something that was not decided, with the nodes that it is about."""
        named = [f"{cut(node.id)} ({cut(node.kind)})" for node in nodes]
        shown = [*named[:_NAMED], *(["…"] if len(named) > _NAMED else [])]
        note = Undecided(message=message, params={**({"nodes": shown} if named else {}), **params})
        self.undecided.append(note)


def analyse(graph: Linked, nodes: Nodes | None = None) -> Analysis:
    """Return what a workflow holds; raises InvalidInput where it gives nothing that is kept, or goes in a circle."""
    outputs = find_outputs(graph, nodes)
    if not outputs:
        raise InvalidInput(Fault(pointer="/workflow", message="import_no_output"))
    output = outputs[0]
    before = graph.upstream([output.node])
    circle = graph.circle(before)
    if circle:
        raise InvalidInput(Fault(pointer="/workflow", message="import_circle", params={"nodes": circle[:_NAMED]}))
    music = output.media_type == "audio" and is_music(before)
    found = Analysis(output, outputs, "music" if music else output.media_type)
    everything = graph.upstream([one.node for one in outputs])
    samplers = find_samplers(graph, before)
    if samplers:
        _sampled(graph, found, samplers, before, nodes)
    else:
        _unsampled(graph, found, before, nodes)
    found.put("fps", find_pace(graph, before))
    found.models = find_models(everything)
    found.brought = find_brought(graph, everything, output.node, nodes)
    _doubts(graph, found, before)
    return found


def _sampled(graph: Linked, found: Analysis, samplers: list[Sampler], before: list[Node], nodes: Nodes | None) -> None:
    first, *others = samplers
    for key in SETTINGS:
        found.put(key, [first.settings[key]] if key in first.settings else [])
    positive = _texts(graph, found, samplers, nodes)
    for node in positive.way:
        found.put("guidance", [] if "guidance" in found.parameters else _given(graph, node, "guidance"))
    way = latents(graph, first.node)
    shape = find_shape(graph, way)
    in_step(graph, first, shape, positive.way)
    for key, places in shape.items():
        found.put(key, places)
    _others(found, first, others)
    _second_size(graph, found, first, before)
    if "seed" not in found.parameters:
        found.leave("import_no_seed")
    if "width" not in found.parameters and found.media_type in {"image", "video"}:
        found.leave("import_no_size")


def _given(graph: Linked, node: Node, key: str) -> list[Place]:
    place = parameter(graph, node, key)
    return [place] if place else []


def _others(found: Analysis, first: Sampler, others: list[Sampler]) -> None:
    """Let one seed rule all samplers, and what one goes on with rule both; what else they have stays as it is."""
    going_on = [sampler for sampler in others if sampler.continues]
    found.put("seed", [s.settings["seed"] for s in others if "seed" in s.settings and not s.continues])
    for key in _SHARED:
        mine = first.settings.get(key)
        theirs = [s.settings[key] for s in going_on if key in s.settings]
        found.put(key, [place for place in theirs if mine and place.value == mine.value])
    if others:
        found.leave("import_several_samplers", [s.node for s in others], taken=f"{first.node.id} ({first.node.kind})")
    if any("end_at_step" in sampler.node.values for sampler in (first, *others) if going_on):
        found.leave("import_steps_divided")


def _second_size(graph: Linked, found: Analysis, first: Sampler, before: list[Node]) -> None:
    """Note nodes after the first sampler that have a size of their own: they do not follow width and height."""
    ids = graph.downstream([first.node]) - {first.node.id}
    keys = {place.key for key in ("width", "height") for place in found.parameters.get(key, ())}
    fixed = [
        node
        for node in before
        if node.id in ids
        and (place := parameter(graph, node, "width"))
        and parameter(graph, node, "height")
        and place.key not in keys
    ]
    if fixed and keys:
        found.leave("import_second_size", fixed)


def _texts(graph: Linked, found: Analysis, samplers: list[Sampler], nodes: Nodes | None) -> Side:
    """Find prompt, negative prompt and lyrics of the first sampler, and of others where they say the same."""
    first = samplers[0]
    positive = find_side(graph, first, nodes, negative=False)
    negative = find_side(graph, first, nodes, negative=True)
    _take(found, positive)
    keys = {place.key for place in found.parameters.get("prompt", ())}
    for encoder in negative.encoders[:1]:
        avoided = encoder.of("negative_prompt") or encoder.of("prompt")
        if any(place.key in keys for place in avoided):
            found.leave("import_shared_text", [encoder.node])
        else:
            found.put("negative_prompt", avoided)
    _further_texts(found, negative.encoders[1:], "negative_prompt", keys)
    for sampler in samplers[1:]:
        for is_negative, role in ((False, "prompt"), (True, "negative_prompt")):
            side = find_side(graph, sampler, nodes, negative=is_negative)
            _further_texts(found, side.encoders, role, keys)
    return positive


def _take(found: Analysis, positive: Side) -> None:
    if positive.encoders:
        encoder = next((e for e in positive.encoders if e.of("prompt")), positive.encoders[0])
        for role in ("prompt", "negative_prompt", "lyrics"):
            found.put(role, encoder.of(role))
        keys = {place.key for place in found.parameters.get("prompt", ())}
        _further_texts(found, [e for e in positive.encoders if e is not encoder], "prompt", keys)
        if encoder.computed:
            found.leave("import_computed_text", [encoder.node])
        if any(place.joined for place in encoder.of("prompt")):
            found.leave("import_joined_text", [place.node for place in encoder.of("prompt") if place.joined])
    if "prompt" not in found.parameters:
        found.leave("import_no_prompt")


def _further_texts(found: Analysis, encoders: Iterable[Encoder], role: str, taken: set[tuple[str, str]]) -> None:
    """Take the text of a further encoder with the first where it says the same; note it where it does not."""
    said = {str(place.value).strip() for place in found.parameters.get(role, ())}
    known = {place.key for places in found.parameters.values() for place in places} | taken
    further = [(e.node, place) for e in encoders for place in e.of("prompt") if place.key not in known]
    found.put(role, [place for _, place in further if str(place.value).strip() in said])
    found.others += [node for node, place in further if str(place.value).strip() not in said]


def _unsampled(graph: Linked, found: Analysis, before: list[Node], nodes: Nodes | None) -> None:
    """Look through all nodes before an output without a sampler; the nearest that has something gives it."""
    for node in before[1:]:
        encoder = encoder_of(graph, node, nodes)
        for role in ("prompt", "negative_prompt", "lyrics"):
            found.put(role, encoder.of(role) if encoder and role not in found.parameters else [])
        for key in (*SETTINGS, "guidance"):
            found.put(key, [] if key in found.parameters else _given(graph, node, key))
    for key, places in find_shape(graph, before[1:]).items():
        found.put(key, places)
    if "prompt" not in found.parameters:
        found.leave("import_no_prompt")


def _doubts(graph: Linked, found: Analysis, before: list[Node]) -> None:
    if found.others:
        found.leave("import_other_text", {node.id: node for node in found.others}.values())
    idle = [output.node for output in found.outputs[1:]]
    if idle:
        found.leave("import_other_outputs", idle, taken=f"{found.output.node.id} ({found.output.node.kind})")
    broken = [node for node in before if node.dangling]
    if broken:
        found.leave("import_dangling", broken)
    masked = list(_masked(graph, found.brought))
    if masked:
        found.leave("import_mask", masked)


def _masked(graph: Linked, brought: Iterable[Brought]) -> Iterator[Node]:
    """Yield the nodes that load a picture whose transparency is used as a mask."""
    for one in brought:
        if one.node.kind == "LoadImage" and any(
            user.links[name][1] == 1 for user, name in graph.users.get(one.node.id, ())
        ):
            yield one.node
