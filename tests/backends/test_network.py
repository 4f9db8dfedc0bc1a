"""How servers are reached: certificates, and who is asked through a proxy."""

from __future__ import annotations

import pytest

from devserver.backends.network import trusted, websocket_proxy


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        pytest.param("http://127.0.0.1:8188", None, id="this machine by its address"),
        pytest.param("http://[::1]:8188/comfy", None, id="this machine by its other address"),
        pytest.param("https://LOCALHOST", None, id="this machine by its name"),
        pytest.param("http://192.168.1.20:8188", True, id="another machine"),
        pytest.param("https://localhost.example.org", True, id="a name that begins alike"),
    ],
)
def test_this_machine_is_not_asked_through_a_proxy(url: str, proxy: bool | None) -> None:
    assert websocket_proxy(url) is proxy


def test_certificates_are_read_once() -> None:
    assert trusted() is trusted()
