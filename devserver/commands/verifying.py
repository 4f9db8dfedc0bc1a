"""`devserver verify`: whether every file of the record has the bytes that were recorded; it can mend what rows tell."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from rich.console import Console

from devserver.commands import exits
from devserver.commands.opening import Opened, data_folder, opened
from devserver.engine.verifying import Wrong, mend, verify
from devserver.settings import Settings


@dataclass
class Found:
    """What was found: runs that are as they were, what is wrong, and the runs whose files were written anew."""

    whole: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)

    @property
    def left(self) -> list[Wrong]:
        """Return what is still wrong."""
        return [one for one in self.wrong if not (one.mendable and one.run_id in self.mended)]


async def check(settings: Settings, run_ids: Sequence[str], *, mending: bool, as_json: bool) -> int:
    """Look at runs, or at everything that is kept, print what is wrong, and return 1 where anything stays so."""
    if (data := data_folder(settings)) is None:
        return exits.USAGE
    async with opened(settings, data) as place:
        found = await _look(place, run_ids, mending=mending)
    if as_json:
        told = {"whole": found.whole, "mended": found.mended, "wrong": [asdict(one) for one in found.wrong]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        _print(found, Console(soft_wrap=True, highlight=False))
    return exits.FAILED if found.left else exits.DONE


async def _look(place: Opened, run_ids: Sequence[str], *, mending: bool) -> Found:
    found = Found()
    async for wrong in verify(place.recorder, run_ids):
        if wrong is None:
            found.whole += 1
            continue
        found.wrong.append(wrong)
        run_id = wrong.run_id if mending and wrong.mendable else None
        if run_id is not None and run_id not in found.mended and await mend(place.recorder, run_id):
            found.mended.append(run_id)
    return found


def _print(found: Found, console: Console) -> None:
    for one in found.wrong:
        mended = " (mended)" if one not in found.left else " (--mend writes it anew)" if one.mendable else ""
        console.print(f"{one.path}: {one.said}{mended}", markup=False)
    console.print(f"{found.whole} run(s) as they were recorded, {len(found.left)} thing(s) wrong", markup=False)
