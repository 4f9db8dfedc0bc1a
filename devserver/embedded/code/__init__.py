"""Programs written from a prompt without an AI model: p5.js sketches, Tone.js and Sonic Pi pieces."""

from devserver.embedded.code.p5 import p5_sketch
from devserver.embedded.code.sonicpi import sonicpi_piece
from devserver.embedded.code.tonejs import tonejs_piece

__all__ = ["p5_sketch", "sonicpi_piece", "tonejs_piece"]
