"""The log: one line per event on standard error, with fields; never a prompt, a key or a person's words at INFO.

Tracebacks come without the values of variables, which would hold what people wrote.
"""

from __future__ import annotations

import io
import logging
import sys
from contextlib import suppress

import structlog


class _StandardError(io.StringIO):
    """Standard error as it is when a line is written, so that who redirects it gets the line.

    A line that cannot be written, on a full disk or into a pipe that is closed, is lost; what it was about goes on.
    """

    def write(self, text: str) -> int:
        try:
            return sys.stderr.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def configure(level: str) -> None:
    """Set up the log of this process; called by the command line only."""
    colors = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),
    )
