"""One file out of a form (multipart/form-data, RFC 7578), parsed by python-multipart from memory."""

from __future__ import annotations

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from devserver.errors import BadRequest

MOST_PARTS = 16


class _Parts:
    """Takes the parser's callbacks and keeps the contents of one field."""

    def __init__(self, wanted: bytes) -> None:
        self._wanted = wanted
        self._header = b""
        self._value = b""
        self._inside = False
        self._count = 0
        self.data: bytearray | None = None
        self.ended = False

    def on_part_begin(self) -> None:
        self._inside = False
        self._count += 1
        if self._count > MOST_PARTS:
            raise BadRequest("upload_unreadable", reason=f"more than {MOST_PARTS} parts")

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._inside = options.get(b"name") == self._wanted
            if self._inside and self.data is not None:
                raise BadRequest("upload_unreadable", reason=f"two fields {self._wanted.decode()!r}, and one is taken")
        self._header = self._value = b""

    def on_headers_finished(self) -> None:
        if self._inside:
            self.data = bytearray()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._inside and self.data is not None:
            self.data += data[start:end]

    def on_end(self) -> None:
        self.ended = True


def field(body: bytes, content_type: str, name: str) -> bytes | None:
    """Return the contents of the field of a name, or None; raises BadRequest for two of it and for half a form.

    It may take a second for a body of 20 MiB made to be slow: call it on a thread.
    """
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not 1 <= len(boundary) <= 70:
        raise BadRequest("upload_unreadable", reason="no boundary")
    parts = _Parts(name.encode())
    names = ("part_begin", "part_data", "header_field", "header_value", "header_end", "headers_finished", "end")
    callbacks = {f"on_{event}": getattr(parts, f"on_{event}") for event in names}
    try:
        parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise BadRequest("upload_unreadable", reason=str(error)[:200]) from error
    if not parts.ended:
        raise BadRequest("upload_unreadable", reason="it ends before its last boundary")
    return None if parts.data is None else bytes(parts.data)
