"""Small files are written by a helper process where there are many at once, and whatever happens to it loses none."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from devserver.disk import Step
from devserver.engine.filing import LARGE, OVERLAPPING, Filing, HelperGone, append, write
from devserver.engine.verifying import verify
from tests.fakes.engine_site import Site

pytestmark = pytest.mark.anyio

MANY = 4 * OVERLAPPING
LIMIT = 60.0


@pytest.fixture
async def filing() -> AsyncIterator[Filing]:
    with ThreadPoolExecutor(4) as pool:
        filing = Filing(pool)
        yield filing
        await filing.close()


async def with_helper(filing: Filing, folder: Path) -> int:
    """Write so much at once that a helper is started; return its process id."""
    async with asyncio.timeout(LIMIT):
        while filing.helper is None:
            await asyncio.gather(*(filing.do(write(folder / "many", [(str(n), b"x")])) for n in range(MANY)))
    return filing.helper


def is_alive(pid: int) -> bool:
    """Tell whether a process is there and not only waits to be collected."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def until_gone(pid: int) -> None:
    async with asyncio.timeout(LIMIT):
        while is_alive(pid):
            await asyncio.sleep(0.01)


async def test_what_comes_alone_needs_no_helper(filing: Filing, tmp_path: Path) -> None:
    for n in range(MANY):
        await filing.do(write(tmp_path, [("one", bytes([n]))]), append(tmp_path / "all", bytes([n])))
    assert (tmp_path / "one").read_bytes() == bytes([MANY - 1])
    assert (tmp_path / "all").read_bytes() == bytes(range(MANY))
    assert filing.helper is None


async def test_what_comes_together_is_written_by_a_helper_that_ends_with_us(filing: Filing, tmp_path: Path) -> None:
    helper = await with_helper(filing, tmp_path)
    files = [("01_x.txt", b"one"), ("02_x.bin", b"\x00" * 100_000)]
    folders = [tmp_path / f"é{n}" for n in range(50)]
    await asyncio.gather(*(filing.do(write(folder, files), append(tmp_path / "all", b"y")) for folder in folders))
    assert all((folder / name).read_bytes() == data for folder in folders for name, data in files)
    assert (tmp_path / "all").read_bytes() == b"y" * 50
    assert list(tmp_path.rglob(".*.tmp")) == []
    assert filing.helper == helper
    await filing.close()
    assert not is_alive(helper)


async def test_what_is_large_does_not_go_through_the_helper(filing: Filing, tmp_path: Path) -> None:
    helper = await with_helper(filing, tmp_path)
    os.kill(helper, signal.SIGSTOP)
    await filing.do(write(tmp_path, [("large", b"x" * (LARGE + 1))]))
    os.kill(helper, signal.SIGCONT)
    assert (tmp_path / "large").stat().st_size == LARGE + 1


WRONG = {
    "a folder is a file": (lambda at: write(at / "file" / "below", [("x", b"")]), NotADirectoryError),
    "a file is a folder": (lambda at: write(at, [("folder", b"")]), IsADirectoryError),
    "a name is too long": (lambda at: write(at, [("x" * 300, b"")]), OSError),
    "what is appended to is a folder": (lambda at: append(at / "folder", b"x"), IsADirectoryError),
}


@pytest.mark.parametrize(("step", "error"), WRONG.values(), ids=WRONG.keys())
async def test_what_cannot_be_written_raises_what_a_thread_would(
    filing: Filing, tmp_path: Path, step: object, error: type[OSError]
) -> None:
    assert callable(step)
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "kept").touch()
    asked: Step = step(tmp_path)
    with pytest.raises(error) as by_thread:
        await filing.do(asked)
    await with_helper(filing, tmp_path)
    with pytest.raises(error) as by_helper:
        await filing.do(asked)
    assert (by_helper.value.errno, by_helper.value.strerror) == (by_thread.value.errno, by_thread.value.strerror)
    assert filing.helper is not None


async def test_a_defect_of_ours_is_not_told_as_one_of_the_disk(filing: Filing, tmp_path: Path) -> None:
    await with_helper(filing, tmp_path)
    with pytest.raises(RuntimeError, match="TypeError"):
        await filing.do(("write", str(tmp_path), (("x", "no bytes"),), True))
    await filing.do(write(tmp_path, [("after", b"x")]))
    assert filing.helper is not None


async def test_what_a_killed_helper_had_not_written_is_written_and_another_is_started(
    filing: Filing, tmp_path: Path
) -> None:
    first = await with_helper(filing, tmp_path)
    os.kill(first, signal.SIGSTOP)
    writing = [asyncio.create_task(filing.do(write(tmp_path, [(f"n{n}", b"x")]))) for n in range(10)]
    appending = asyncio.create_task(filing.do(append(tmp_path / "all", b"x")))
    await asyncio.sleep(0.1)
    os.kill(first, signal.SIGKILL)
    await asyncio.gather(*writing)
    assert sorted(path.name for path in tmp_path.glob("n*")) == sorted(f"n{n}" for n in range(10))
    with pytest.raises(HelperGone):  # it may be in the file or not
        await appending
    assert await with_helper(filing, tmp_path) != first


async def test_the_signals_that_end_a_server_do_not_end_its_helper(filing: Filing, tmp_path: Path) -> None:
    helper = await with_helper(filing, tmp_path)
    await filing.do(write(tmp_path, [("before", b"x")]))  # it has begun, and listens
    for told in (signal.SIGINT, signal.SIGTERM):
        os.kill(helper, told)
    await filing.do(write(tmp_path, [("after", b"x")]))
    assert filing.helper == helper


KILLED = """
import asyncio, os, signal, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from devserver.engine.filing import Filing, write

async def main():
    filing = Filing(ThreadPoolExecutor(4))
    while filing.helper is None:
        await asyncio.gather(*(filing.do(write(Path(sys.argv[1]), [(str(n), b"")])) for n in range(10)))
    print(filing.helper, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_the_helper_of_a_killed_process_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    await until_gone(int(ended.stdout))


async def test_runs_outlive_the_helper(site: Site) -> None:
    async def interception(n: int) -> str:
        record = await site.do("interception", input_text=f"Boat {n}", config="attitude")
        return record.run_id

    filing, runs = site.engine.recorder.filing, set[str]()
    async with asyncio.timeout(LIMIT):
        while filing.helper is None:
            runs |= set(await asyncio.gather(*(interception(n) for n in range(MANY))))
    beginning = [asyncio.create_task(interception(n)) for n in range(MANY)]
    await asyncio.sleep(0.05)
    os.kill(filing.helper, signal.SIGKILL)
    runs |= set(await asyncio.gather(*beginning))
    for run_id in runs:
        record = await site.engine.recorder.load(run_id)
        await site.engine.recorder.settle(record)
        assert record.row.state == "open"
    assert [wrong async for wrong in verify(site.engine.recorder) if wrong is not None] == []
