"""Prompts for programs, and how to run a program in a stub without sound or screen."""

import json
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent

HOSTILE = [
    pytest.param('*/ alert(1); /* "); process.exit(3); ("', id="it ends a block comment"),
    pytest.param("a sea\nprocess.exit(3)\n", id="it begins a new line"),
    pytest.param("a sea\r\u2028process.exit(3)\u2029\u0085exit 3\v\f", id="it begins a new line by other marks"),
    pytest.param("${process.exit(3)} `#{exit 3}` #{`id`} %x(id)", id="it asks to be expanded"),
    pytest.param("=begin\n=end\n__END__\nexit 3", id="it speaks Ruby"),
    pytest.param("</script><script>alert(1)</script><!-- -->", id="it ends a script element"),
    pytest.param("sea \u202e\u2066 \x00 \ud800 \x1b[2J", id="it holds control marks, bidi marks and half characters"),
    pytest.param("storm " * 4000, id="it is very long"),
    pytest.param("", id="it is empty"),
]

VARIED = [
    *(
        "A stormy sea at night with a lonely ship",
        "Ein Wolf im Winterwald unter dem Vollmond",
        "a neon city by the lake",
    ),
    *(
        "sunflowers and butterflies in a happy garden",
        "Fische und Wale im tiefen blauen Meer",
        "campfire in the desert",
    ),
    *("a robot and a clock", "joyful dance music", "red planet and a rocket in space", "Kirschbäume am Fluss"),
    *("a dragon, a castle, a horse and a dog", "quiet sorrow", "A cat reads a book", "glass heart of stone"),
    *("ein Zug fährt über die Brücke", "a crowd in the rainy street, red cars", "Geister im Nebel, alte Häuser"),
    *(
        "machines of metal",
        "lanterns over a lake, balloons, birds",
        "Nordlicht über dem Eis",
        "a bear eats fruit in the wind",
    ),
    *("rainbow over snowy mountains", "bright happy colours", "wild chaos", "a child, a person and a ghost"),
]


def run(command: list[str]) -> list[dict]:
    """Run a stub and read the JSON lines that it prints."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(folder: Path, programs: list[str], ending: str) -> list[str]:
    """Write programs to files and give their paths."""
    paths = [folder / f"{number:02}{ending}" for number in range(len(programs))]
    for path, program in zip(paths, programs, strict=True):
        path.write_text(program, encoding="utf-8")
    return [str(path) for path in paths]
