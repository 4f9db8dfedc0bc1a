"""`./dev crash`: kill the server 500 times while people use it, and say what was lost, paid twice or left behind."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.crash.campaign import Ending, Plan, campaign

ROUNDS = 500


def main(arguments: list[str]) -> int:
    """Do a campaign and return 1 where something is wrong; what it leaves is kept then."""
    parser = argparse.ArgumentParser(prog="./dev crash", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often a process is ended ({ROUNDS})")
    parser.add_argument("--seed", type=int, default=None, help="the seed of an earlier campaign")
    parser.add_argument("--stop", action="store_true", help="tell processes to stop instead of killing them")
    parser.add_argument("--database-url", default="", help="an empty Postgres database; without one it is SQLite")
    parser.add_argument("--processes", type=int, default=1, help="how many work on the same database")
    parser.add_argument("--freezes", type=int, default=0, help="how often one of them is frozen and thawed")
    given = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    folder = Path(tempfile.mkdtemp(prefix="devserver-crash-"))
    ending: Ending = "stop" if given.stop else "kill"
    plan = Plan(given.rounds, seed, ending, given.database_url, given.processes, given.freezes)
    result = asyncio.run(campaign(plan, folder))
    print(result.summary)
    for fault in result.faults:
        print(f"- {fault}", file=sys.stderr)
    print(f"{len(result.faults)} faults; seed {seed}; everything is in {folder}")
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
