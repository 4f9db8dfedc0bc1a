"""Every sentence that tells a person of a problem, in English and German, by message key; a module a subject.

A sentence says what happened, where, and what to do next. `{name}` takes a parameter of the problem.
"""

from __future__ import annotations

from devserver.messages import (
    again,
    availability,
    bundles,
    calling,
    costs,
    declared,
    durable,
    gates,
    importing,
    jobs,
    lifecycle,
    media,
    requests,
    running,
    settings,
    starting,
    storage,
)
from devserver.messages.kinds import MEANINGS, TITLES
from devserver.messages.texts import Texts

__all__ = ["MEANINGS", "MESSAGES", "TITLES", "Texts"]

MESSAGES: dict[str, Texts] = {
    **again.MESSAGES,
    **availability.MESSAGES,
    **bundles.MESSAGES,
    **running.MESSAGES,
    **calling.MESSAGES,
    **costs.MESSAGES,
    **declared.MESSAGES,
    **durable.MESSAGES,
    **gates.MESSAGES,
    **importing.MESSAGES,
    **jobs.MESSAGES,
    **lifecycle.MESSAGES,
    **media.MESSAGES,
    **requests.MESSAGES,
    **settings.MESSAGES,
    **starting.MESSAGES,
    **storage.MESSAGES,
}
