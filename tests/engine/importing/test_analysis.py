"""What is found in workflows of every kind, whatever their nodes are called and in which order they stand."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devserver.engine.importing.analysis import Analysis, analyse
from devserver.engine.importing.declaring import findings
from devserver.engine.importing.linked import linked
from devserver.errors import DevServerError, InvalidInput, sentence
from tests.backends.comfyui.working import node
from tests.engine.importing.drawn import DRAWN, SETTINGS, Graph, controlled, film, hires_fix, renamed, sampler, sd15

PLAIN = {"steps": 24, "sampler_name": "euler"}


def found(graph: Graph) -> Analysis:
    return analyse(linked(graph))


def places(analysis: Analysis) -> dict[str, list[tuple[str, str]]]:
    return {key: [place.key for place in at] for key, at in analysis.parameters.items()}


def values(analysis: Analysis) -> dict[str, Any]:
    return {key: at[0].value for key, at in analysis.parameters.items()}


def left(analysis: Analysis) -> set[str]:
    return {one.message for one in analysis.undecided}


@pytest.mark.parametrize(
    ("drawn", "media", "expected"),
    [
        pytest.param(
            "sd15",
            ("image", "png"),
            {**SETTINGS, "seed": 5, "denoise": 1, "prompt": "a lighthouse", "negative_prompt": "blurred", "width": 512,
             "height": 768},
            id="a checkpoint with a LoRA",
        ),
        pytest.param(
            "sdxl_refiner",
            ("image", "png"),
            {**SETTINGS, "seed": 9, "prompt": "a market", "negative_prompt": "grey", "width": 1024, "height": 1024},
            id="two stages that share their words",
        ),
        pytest.param(
            "flux",
            ("image", "png"),
            {"seed": 77, "steps": 20, "sampler_name": "euler", "scheduler": "simple", "denoise": 1, "guidance": 3.5,
             "prompt": "an owl", "width": 1152, "height": 896},
            id="noise, guider and sigmas in nodes of their own",
        ),
        pytest.param(
            "image_to_image",
            ("image", "png"),
            {**SETTINGS, "seed": 5, "denoise": 0.6, "prompt": "a lighthouse", "negative_prompt": "blurred"},
            id="a picture instead of a size",
        ),
        pytest.param(
            "inpainting",
            ("image", "png"),
            {**SETTINGS, "seed": 5, "denoise": 1, "prompt": "a lighthouse", "negative_prompt": "blurred"},
            id="a mask",
        ),
        pytest.param(
            "controlled",
            ("image", "png"),
            {**SETTINGS, "seed": 5, "denoise": 1, "prompt": "a lighthouse", "negative_prompt": "blurred", "width": 512,
             "height": 768},
            id="a ControlNet between encoder and sampler",
        ),
        pytest.param("upscaling", ("image", "png"), {}, id="no sampler and no words"),
        pytest.param(
            "stable_audio",
            ("audio", "mp3"),
            {**SETTINGS, "seed": 5, "denoise": 1, "prompt": "rain on a tent", "negative_prompt": "", "seconds": 30},
            id="a sound",
        ),
        pytest.param(
            "song",
            ("music", "flac"),
            {**SETTINGS, "seed": 5, "denoise": 1, "prompt": "folk, guitar", "lyrics": "[verse]\nhome", "seconds": 120},
            id="a song, whose lyrics are no prompt",
        ),
        pytest.param(
            "film",
            ("video", "mp4"),
            {**SETTINGS, "seed": 5, "denoise": 1, "prompt": "a boat leaves", "negative_prompt": "still", "width": 832,
             "height": 480, "frames": 81, "fps": 16},
            id="a film from a picture",
        ),
    ],
)  # fmt: skip
def test_what_is_found(drawn: str, media: tuple[str, str], expected: dict[str, Any]) -> None:
    analysis = found(DRAWN[drawn]())
    assert (analysis.media_type, analysis.output.format) == media
    assert values(analysis) == expected


def test_one_value_goes_wherever_it_must_agree() -> None:
    refined, flux = places(found(DRAWN["sdxl_refiner"]())), places(found(DRAWN["flux"]()))
    assert refined["steps"] == [("first", "steps"), ("second", "steps")]
    assert refined["seed"] == [("first", "noise_seed")]
    assert refined["prompt"] == [("words", "value")]
    assert refined["negative_prompt"] == [("no", "text_g"), ("no", "text_l"), ("no2", "text")]
    assert (flux["width"], flux["height"]) == ([("3", "value")], [("9", "height"), ("4", "height")])
    assert places(found(DRAWN["stable_audio"]()))["seconds"] == [("empty", "seconds"), ("timed", "seconds_total")]


def test_one_number_for_both_sides_is_set_once() -> None:
    size = places(found(squared()))
    assert (size["width"], "height" in size) == ([("side", "value")], False)


def test_a_film_and_its_sound_stay_as_long_as_each_other() -> None:
    joined = {
        "sound": node("LTXVEmptyLatentAudio", frames_number=81, frame_rate=16, batch_size=1),
        "other": node("LTXVEmptyLatentAudio", frames_number=9, frame_rate=16, batch_size=1),
        "both": node("LTXVConcatAVLatent", a=["begin", 2], b=["sound", 0], c=["other", 0]),
    }
    graph = change({**film(), **joined}, "sample", latent_image=["both", 0])
    assert places(found(graph))["frames"] == [("begin", "length"), ("sound", "frames_number")]


def test_a_second_pass_keeps_its_settings_and_takes_the_seed() -> None:
    analysis = found(hires_fix())
    assert places(analysis)["seed"] == [("sample", "seed"), ("again", "seed")]
    assert places(analysis)["steps"] == [("sample", "steps")]
    assert values(analysis)["width"] == 512
    assert analysis.output.node.id == "save"
    assert left(analysis) == {"import_several_samplers", "import_second_size", "import_other_outputs"}


@pytest.mark.parametrize(
    ("drawn", "files"),
    [
        ("sd15", {("checkpoint", "small.safetensors"), ("lora", "ink.safetensors")}),
        ("upscaling", {("upscale_model", "sharp.pth")}),
        (
            "flux",
            {("unet", "flux.safetensors"), ("clip", "t5.safetensors"), ("clip", "clip.safetensors"),
             ("vae", "ae.safetensors")},
        ),
    ],
)  # fmt: skip
def test_model_files_are_told_by_kind(drawn: str, files: set[tuple[str, str]]) -> None:
    assert {(model.kind, model.file) for model in found(DRAWN[drawn]()).models} == files


def test_loras_that_an_extension_keeps_as_objects_are_told() -> None:
    graph = sd15()
    graph["lora"] = node(
        "Power Lora Loader", model=["load", 0], clip=["load", 1], lora_1={"on": True, "lora": "a.safetensors"}
    )
    assert ("lora", "a.safetensors") in {(model.kind, model.file) for model in found(graph).models}


def change(graph: Graph, node_id: str, **inputs: Any) -> Graph:
    return {**graph, node_id: {**graph[node_id], "inputs": {**graph[node_id]["inputs"], **inputs}}}


def combined() -> Graph:
    other = node("CLIPTextEncode", text="a harbour", clip=["lora", 1])
    both = node("ConditioningCombine", conditioning_1=["yes", 0], conditioning_2=["more", 0])
    return change({**sd15(), "more": other, "both": both}, "sample", positive=["both", 0])


def joined() -> Graph:
    text = node("StringConcatenate", string_a="a lighthouse", string_b="oil on canvas", delimiter=", ")
    return change({**sd15(), "text": text}, "yes", text=["text", 0])


def captioned() -> Graph:
    seen = node("Captioner", image=["picture", 0], mode="long", device="cpu")
    return change({**sd15(), "picture": node("LoadImage", image="x.png"), "seen": seen}, "yes", text=["seen", 0])


def squared() -> Graph:
    return change({**sd15(), "side": node("PrimitiveInt", value=512)}, "size", width=["side", 0], height=["side", 0])


DOUBTS = [
    pytest.param(squared(), {"import_shared_value"}, id="one number for both sides"),
    pytest.param(change(sd15(), "sample", negative=["yes", 0]), {"import_shared_text"}, id="one text for both sides"),
    pytest.param(combined(), {"import_other_text"}, id="a second text that says something else"),
    pytest.param(joined(), {"import_joined_text"}, id="a text that is joined of two"),
    pytest.param(captioned(), {"import_computed_text", "import_no_prompt"}, id="a text that is computed"),
    pytest.param(change(sd15(), "decode", vae=["gone", 2]), {"import_dangling"}, id="a link to nowhere"),
    pytest.param(DRAWN["inpainting"](), {"import_no_size", "import_mask"}, id="a mask in the picture"),
    pytest.param(DRAWN["upscaling"](), {"import_no_prompt"}, id="no words at all"),
    pytest.param(DRAWN["sdxl_refiner"](), {"import_several_samplers", "import_steps_divided"}, id="divided steps"),
    pytest.param(sd15(), set(), id="nothing is left open"),
]


@pytest.mark.parametrize(("graph", "messages"), DOUBTS)
def test_what_cannot_be_decided_is_said(graph: Graph, messages: set[str]) -> None:
    analysis = found(graph)
    assert left(analysis) == messages
    for one in analysis.undecided:
        assert "?)" not in sentence(one.message, one.params, "en") + sentence(one.message, one.params, "de")


def test_one_text_for_both_sides_is_the_prompt() -> None:
    analysis = found(change(sd15(), "sample", negative=["yes", 0]))
    assert places(analysis)["prompt"] == [("yes", "text")]
    assert "negative_prompt" not in analysis.parameters


def test_what_is_zeroed_out_holds_no_negative_prompt() -> None:
    zero = {"zero": node("ConditioningZeroOut", conditioning=["yes", 0])}
    analysis = found(change({**sd15(), **zero}, "sample", negative=["zero", 0]))
    assert "negative_prompt" not in analysis.parameters
    assert left(analysis) == set()


@pytest.mark.parametrize(
    ("graph", "required"),
    [
        pytest.param(DRAWN["image_to_image"](), [("input_image", True)], id="the latent is made of it"),
        pytest.param(controlled(), [("input_image", True)], id="a ControlNet needs it"),
        pytest.param(film(), [("input_image", False)], id="a film can begin without"),
        pytest.param(sd15(), [], id="none"),
    ],
)
def test_pictures_that_a_person_brings(graph: Graph, required: list[tuple[str, bool]]) -> None:
    assert [(one.key, one.required) for one in found(graph).brought] == required


def edited() -> Graph:
    """Three pictures for one encoder, the third of which is a mask of its own loader."""
    encoder = node(
        "TextEncodeQwenImageEditPlus", clip=["load", 1], vae=["load", 2], prompt="put them together",
        image2=["b", 0], image10=["c", 0], image1=["a", 0],
    )  # fmt: skip
    pictures = {name: node("LoadImage", image=f"{name}.png") for name in "abc"}
    return change({**sd15(), **pictures, "edit": encoder}, "sample", positive=["edit", 0])


def test_pictures_are_counted_as_their_inputs_are() -> None:
    brought = found(edited()).brought
    assert [(one.key, one.node.id) for one in brought] == [
        ("input_image", "a"),
        ("input_image2", "b"),
        ("input_image3", "c"),
    ]


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        pytest.param({"1": node("EmptyImage", width=8)}, "import_no_output", id="nothing is kept"),
        pytest.param(
            {"1": node("EmptyImage", width=8), "2": node("SaveLatent", samples=["1", 0])},
            "import_no_output",
            id="nothing of a medium is kept",
        ),
        pytest.param(change(sd15(), "lora", model=["decode", 0]), "import_circle", id="a circle before the output"),
        pytest.param(change(sd15(), "decode", samples=["decode", 0]), "import_circle", id="a node linked to itself"),
    ],
)
def test_what_can_never_run_is_refused(graph: Graph, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        found(graph)
    assert [fault.message for fault in refused.value.faults] == [message]


def test_a_circle_beside_the_way_to_the_output_is_no_matter() -> None:
    circle = {"x": node("ImageBlur", image=["y", 0]), "y": node("ImageBlur", image=["x", 0])}
    assert values(found({**sd15(), **circle})) == values(found(sd15()))


WRONG: list[Any] = [None, True, [], {}, "12", 1e308, -1, [1, 2], ["sample"], ["sample", "0"], ["sample", 0, 0], "\0"]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_values_of_any_type_break_nothing(wrong: Any) -> None:
    for node_id, one in sd15().items():
        for name in one["inputs"]:
            try:
                findings(found(change(sd15(), node_id, **{name: wrong})))
            except InvalidInput as refused:
                assert [fault.message for fault in refused.faults] == ["import_circle"]


SIZE = 10_000
LARGE = {
    "a chain of pictures": lambda: {
        "0": node("LoadImage", image="x.png"),
        **{str(n): node("ImageBlur", image=[str(n - 1), 0], blur_radius=1) for n in range(1, SIZE)},
        "s": node("SaveImage", images=[str(SIZE - 1), 0]),
    },
    "a chain of samplers": lambda: change(
        {**sd15(), **{f"s{n}": sampler("lora", "yes", "no", f"s{n - 1}" if n else "size") for n in range(SIZE)}},
        "decode",
        samples=[f"s{SIZE - 1}", 0],
    ),
    "a chain of conditionings, each used twice": lambda: change(
        {
            **sd15(),
            **{
                f"c{n}": node("ConditioningCombine", conditioning_1=[before, 0], conditioning_2=[before, 0])
                for n in range(SIZE)
                for before in [f"c{n - 1}" if n else "yes"]
            },
        },
        "sample",
        positive=[f"c{SIZE - 1}", 0],
    ),
    "thousands of outputs": lambda: {
        **sd15(),
        **{f"o{n}": node("SaveImage", images=["decode", 0]) for n in range(SIZE)},
    },
}


@pytest.mark.parametrize("kind", LARGE)
def test_thousands_of_nodes_are_looked_through(kind: str) -> None:
    analysis = found(LARGE[kind]())
    assert analysis.output.node.kind == "SaveImage"
    assert all(len(str(one.params)) < 1000 for one in analysis.undecided)


def told(graph: Graph, names: dict[str, str]) -> Any:
    """Return what is found in a graph, with ids as `names` has them; or why nothing was."""
    try:
        analysis = found(graph)
    except DevServerError as error:
        return [fault.message for fault in error.problem().faults]
    text = findings(analysis).model_dump()
    for one in (*text["outputs"], *(spot for part in text["parameters"] for spot in part["places"])):
        one["node_id"] = names[one["node_id"]]
    for part in (*text["inputs"], *text["models"]):
        part["place"]["node_id"] = names[part["place"]["node_id"]]
    return text, [one.message for one in analysis.undecided]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(DRAWN)), st.randoms(use_true_random=False), st.data())
def test_neither_ids_nor_order_change_what_is_found(drawn: str, order: random.Random, data: st.DataObject) -> None:
    graph = DRAWN[drawn]()
    ids = st.text(st.characters(codec="utf-8"), max_size=8)
    new = data.draw(st.lists(ids, min_size=len(graph), max_size=len(graph), unique=True))
    names = dict(zip(graph, new, strict=True))
    assert told(renamed(graph, names, order), {v: k for k, v in names.items()}) == told(graph, {k: k for k in graph})


KINDS = (
    "KSampler", "CLIPTextEncode", "EmptyLatentImage", "LoadImage", "SaveImage", "ConditioningCombine", "VAEDecode",
    "SamplerCustomAdvanced", "PrimitiveInt",
)  # fmt: skip
INPUTS = (
    "model",
    "positive",
    "negative",
    "latent_image",
    "images",
    "text",
    "seed",
    "width",
    "height",
    "steps",
    "value",
)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw any graph at all: links lead anywhere, also in circles and to nothing."""
    ids = [str(n) for n in range(draw(st.integers(1, 8)))]
    links = st.tuples(st.sampled_from([*ids, "gone"]), st.integers(0, 2)).map(list)
    given_values = st.one_of(links, st.integers(-2, 2000), st.text(max_size=3), st.booleans(), st.none())
    inputs = st.dictionaries(st.sampled_from(INPUTS), given_values, max_size=5)
    return {one: node(draw(st.sampled_from(KINDS)), **draw(inputs)) for one in ids}


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_any_graph_comes_to_an_end(graph: Graph) -> None:
    try:
        analysis = found(graph)
    except InvalidInput:
        return
    known = {(node_id, name) for node_id, one in graph.items() for name in one["inputs"]}
    assert {place.key for at in analysis.parameters.values() for place in at} <= known
