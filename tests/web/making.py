"""Runs that are made over HTTP, as pages show them."""

from __future__ import annotations

import time

import httpx

WITHIN = 60.0


def begin(address: str, text: str, output: str = "image_embedded") -> str:
    """Begin a run on an embedded backend and return its id."""
    body = {"input_text": text, "config": "close_observer", "output_config": output}
    return str(httpx.post(f"{address}/api/runs", json=body).raise_for_status().json()["run_id"])


def make(address: str, text: str, output: str = "image_embedded") -> str:
    """Make a run on an embedded backend to its end and return its id."""
    run_id = begin(address, text, output)
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        run = httpx.get(f"{address}/api/runs/{run_id}").raise_for_status().json()
        if run["status"] not in {"pending", "running"}:
            assert run["status"] == "completed", run
            return run_id
        time.sleep(0.05)
    raise AssertionError(f"{run_id} does not end")
