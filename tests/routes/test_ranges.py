"""Which bytes a request asks for, and whether it has them already."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from devserver.routes.ranges import Span, not_modified, wanted

ETAG = '"abc"'
CHANGED = datetime(2026, 5, 4, 3, 2, 1, 500_000, tzinfo=UTC)
DATE = "Mon, 04 May 2026 03:02:01 GMT"


@pytest.mark.parametrize(
    ("header", "spans"),
    [
        pytest.param("bytes=0-9", [(0, 10)], id="the first ten"),
        pytest.param("bytes=90-", [(90, 100)], id="from a place on"),
        pytest.param("bytes=-10", [(90, 100)], id="the last ten"),
        pytest.param("bytes=-1000", [(0, 100)], id="more of the end than there is"),
        pytest.param("bytes=50-1000", [(50, 100)], id="more than there is"),
        pytest.param("bytes=99-99", [(99, 100)], id="the last byte"),
        pytest.param("bytes=0-0", [(0, 1)], id="the first byte"),
        pytest.param("Bytes = 0-9", [(0, 10)], id="a unit in other letters"),
        pytest.param("bytes=0-9, 20-29", [(0, 10), (20, 30)], id="two parts"),
        pytest.param("bytes=20-29,0-9", [(20, 30), (0, 10)], id="two parts in the order asked"),
        pytest.param("bytes=0-9,200-", [(0, 10)], id="one of two is there"),
        pytest.param("bytes=100-", [], id="just behind the end"),
        pytest.param("bytes=-0", [], id="the last none"),
        pytest.param("bytes=500-600", [], id="far behind the end"),
        pytest.param("bytes=9-0", None, id="backwards"),
        pytest.param("bytes=-", None, id="no number"),
        pytest.param("bytes=a-b", None, id="letters"),
        pytest.param("bytes=0-9,x", None, id="one part wrong"),
        pytest.param("bytes=", None, id="nothing"),
        pytest.param("bytes", None, id="no equals sign"),
        pytest.param("items=0-9", None, id="another unit"),
        pytest.param("bytes=٣-٤", None, id="digits of another script"),
        pytest.param("bytes=0-50,40-60", None, id="parts that overlap"),
        pytest.param("bytes=" + ",".join(f"{n}-{n}" for n in range(17)), None, id="too many parts"),
        pytest.param("bytes=0-" + "9" * 400, None, id="a number without end"),
    ],
)
def test_what_a_range_asks_for(header: str, spans: list[tuple[int, int]] | None) -> None:
    found = wanted(Headers({"range": header.encode().decode("latin-1")}), 100, ETAG, CHANGED)
    assert found == (None if spans is None else [Span(*pair) for pair in spans])


@pytest.mark.parametrize(
    ("if_range", "partial"),
    [
        pytest.param(ETAG, True, id="the ETag of now"),
        pytest.param('"old"', False, id="another ETag"),
        pytest.param(f"W/{ETAG}", False, id="a weak ETag, which does not do here"),
        pytest.param(DATE, True, id="the date of now"),
        pytest.param("Mon, 04 May 2026 03:02:02 GMT", False, id="another date"),
        pytest.param("yesterday", False, id="no date at all"),
    ],
)
def test_a_range_counts_only_for_the_version_that_the_client_has(if_range: str, partial: bool) -> None:
    found = wanted(Headers({"range": "bytes=0-9", "if-range": if_range}), 100, ETAG, CHANGED)
    assert found == ([Span(0, 10)] if partial else None)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({"if-none-match": ETAG}, True, id="its ETag"),
        pytest.param({"if-none-match": f"W/{ETAG}"}, True, id="its ETag as a weak one"),
        pytest.param({"if-none-match": f'"x", {ETAG}'}, True, id="its ETag among others"),
        pytest.param({"if-none-match": "*"}, True, id="any version"),
        pytest.param({"if-none-match": '"x"'}, False, id="another ETag"),
        pytest.param({"if-none-match": '"x"', "if-modified-since": DATE}, False, id="the ETag goes before the date"),
        pytest.param({"if-modified-since": DATE}, True, id="its date"),
        pytest.param({"if-modified-since": "Mon, 04 May 2026 03:02:00 GMT"}, False, id="an earlier date"),
        pytest.param({"if-modified-since": "nonsense"}, False, id="no date"),
        pytest.param({}, False, id="no condition"),
    ],
)
def test_what_the_client_has_already(headers: dict[str, str], expected: bool) -> None:
    assert not_modified(Headers(headers), ETAG, CHANGED) is expected


@given(st.text(alphabet="bytes=0123456789-, ", max_size=40), st.integers(1, 1000))
def test_whatever_is_asked_lies_within_the_file(header: str, size: int) -> None:
    spans = wanted(Headers({"range": "bytes=" + header}), size, ETAG, CHANGED) or []
    assert all(0 <= span.start < span.end <= size for span in spans)
    assert sum(span.length for span in spans) <= size
