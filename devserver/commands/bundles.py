"""`devserver import`: a run comes back from its bundle, here, without a server."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from devserver.commands import exits
from devserver.commands.opening import opened_rows
from devserver.engine.bundles.bringing import bring
from devserver.errors import Unavailable
from devserver.settings import Settings


def bring_back(settings: Settings, bundle: Path, *, as_json: bool) -> int:
    """Import a bundle, say what it held, and return the exit code; raises what keeps it from being imported."""
    data = settings.data.resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable("data_folder_unusable", folder=str(data), reason=error.strerror) from error
    with opened_rows(settings, data) as (engine, shelf):
        brought = bring(engine, data, bundle, shelf)
    if as_json or not sys.stdout.isatty():
        sys.stdout.write(json.dumps(asdict(brought)) + "\n")
        return exits.DONE
    held = f"{brought.entities} entities, {brought.calls} calls, {brought.events} events"
    sys.stdout.write(f"{brought.run_id} is here now: {held}. What it cost counts in no sum here.\n")
    return exits.DONE
