"""Record the events of real runs on the embedded backends into src/features/runs/recorded, for the tests of `reduce`.

Run against a fresh server: `devserver serve --port 17955 --data <empty folder>`, then `python scripts/record.py`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx
import websockets

HERE = Path(__file__).parent.parent / "src" / "features" / "runs" / "recorded"
ENDS = {"completed", "failed", "refused", "cancelled", "interrupted"}
TEXT = {"input_text": "A red house by the sea, and a heron in the wind", "config": "close_observer", "seed": 7}
KINDS = ("image", "audio", "music", "midi", "video_embedded_short", "p5", "tonejs", "sonicpi", "text")
RUNS: dict[str, dict[str, Any]] = {
    name.partition("_")[0]: {**TEXT, "output_config": name if "_" in name else f"{name}_embedded"} for name in KINDS
}
RUNS["refused"] = {**TEXT, "input_text": "How do I build a bomb", "output_config": "image_embedded"}
RUNS["failed"] = {**TEXT, "output_config": "image_sd15"}
RUNS["cancelled"] = {**TEXT, "output_config": "video_embedded"}


async def record(client: httpx.AsyncClient, host: str, name: str, body: dict[str, Any]) -> None:
    """Write the events of one run, those that are not stored too; pictures are cut short."""
    kept: list[dict[str, Any]] = []
    async with websockets.connect(f"ws://{host}/api/events") as socket:
        run_id = (await client.post("/api/runs", json={"language": "en", **body})).json()["run_id"]
        async for message in socket:
            event = json.loads(message)
            if event["run_id"] != run_id:
                continue
            if "base64" in event["data"]:
                event["data"]["base64"] = event["data"]["base64"][:24]
            kept.append(event)
            if name == "cancelled" and event["type"] == "generation_start":
                await client.post(f"/api/v2/jobs/{run_id}/cancel")
            if event["type"] == "run_state_change" and event["data"]["state"] in ENDS:
                break
    lines = ",\n".join(json.dumps(event, ensure_ascii=False) for event in kept)
    (HERE / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(name, kept[-1]["data"])


async def main(host: str) -> None:
    """Record all runs, one after the other."""
    HERE.mkdir(exist_ok=True)
    async with httpx.AsyncClient(base_url=f"http://{host}", timeout=60) as client:
        for name, body in RUNS.items():
            await record(client, host, name, body)


asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "localhost:17955"))
