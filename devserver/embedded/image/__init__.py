"""Pictures from words: planned, drawn and pressed layer by layer, as a printed illustration is. No AI model.

A prompt is read (`wording`, `planning`), given a palette (`palette`), composed back to front (`compose`, `places`,
`things`) and printed in a style (`styles`). Import it only where a picture is wanted: it loads numpy and Pillow.
"""

from devserver.embedded.image.painting import LARGEST, SMALLEST, SOFTWARE, paint

__all__ = ["LARGEST", "SMALLEST", "SOFTWARE", "paint"]
