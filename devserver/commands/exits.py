"""Exit codes of every command.

| code | meaning |
| ---- | ------- |
| 0 | done |
| 1 | it failed: the run failed, a declaration is broken, a folder cannot be read, `doctor` found something wrong |
| 2 | the arguments do not fit, or ask for what is not allowed |
| 3 | a safety check refused the text |
| 4 | something that is needed is not available |
| 5 | what was done again came out differently |
| 130 | interrupted with Ctrl-C |
"""

from __future__ import annotations

from devserver.errors import DevServerError, Forbidden, InvalidInput, NotFound, Unavailable

DONE, FAILED, USAGE, REFUSED, UNAVAILABLE, DIFFERENT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130


def code_of(error: DevServerError) -> int:
    """Return the code with which a command ends that a problem stopped."""
    if isinstance(error, Unavailable):
        return UNAVAILABLE
    return USAGE if isinstance(error, Forbidden | InvalidInput | NotFound) else FAILED
