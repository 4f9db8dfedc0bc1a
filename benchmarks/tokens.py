"""Servers for text that write tokens at a fixed rate, each token being the moment (monotonic, ns) at which it leaves.

`python -m benchmarks.tokens`: the port is the first line of standard output. `/api/chat` speaks as Ollama does,
`/v1/chat/completions` as OpenAI does. `top_k` of the request says how many tokens a second, `num_predict` or
`max_tokens` how many in all.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

END = b"0\r\n\r\n"


def _head(kind: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n".encode()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def _ollama(token: str, done: bool = False) -> bytes:
    body = {"model": "m", "message": {"role": "assistant", "content": token}, "done": done}
    return _chunk(json.dumps(body).encode() + b"\n")


def _openai(token: str, done: bool = False) -> bytes:
    finish = "stop" if done else None
    body = {"id": "x", "model": "m", "choices": [{"index": 0, "delta": {"content": token}, "finish_reason": finish}]}
    return _chunk(b"data: " + json.dumps(body).encode() + b"\n\n")


async def _tokens(body: dict[str, Any], writer: asyncio.StreamWriter, *, ollama: bool) -> None:
    options = body.get("options", body)
    rate, count = options["top_k"], options.get("num_predict") or options.get("max_tokens")
    write = _ollama if ollama else _openai
    writer.write(_head("application/x-ndjson" if ollama else "text/event-stream"))
    began = time.monotonic()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))
        writer.write(write(f"{time.monotonic_ns()} "))
    writer.write(write("", done=True) + (b"" if ollama else _chunk(b"data: [DONE]\n\n")) + END)
    await writer.drain()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
            body = json.loads(await reader.readexactly(length) or b"{}")
            if body:
                await _tokens(body, writer, ollama=head.startswith(b"post /api/chat"))
            else:  # the list of models
                writer.write(_head("application/json") + _chunk(b'{"data": []}') + END)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
