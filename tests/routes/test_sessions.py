"""Session cookies: who gets one, what is believed, and the secret behind them."""

from __future__ import annotations

import hashlib
import re
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from itsdangerous import TimestampSigner
from starlette.datastructures import Headers

from devserver.errors import Unavailable
from devserver.routes.sessions import KEPT_FOR, RENEWED_AFTER, Sessions, load_secret

SECRET = b"0123456789abcdef" * 4
PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(SECRET)


def cookie_of(set_cookie: str | None) -> dict[str, str]:
    assert set_cookie is not None
    return {"cookie": set_cookie.partition(";")[0]}


@pytest.mark.parametrize(
    ("headers", "given"),
    [
        pytest.param(PAGE, True, id="a browser of old that asks for a page"),
        pytest.param({**PAGE, "sec-fetch-site": "none"}, True, id="a page from the address bar"),
        pytest.param({"accept": "*/*", "sec-fetch-site": "same-origin"}, True, id="a script of our page"),
        pytest.param({"accept": "*/*"}, False, id="curl"),
        pytest.param({"accept": "application/json"}, False, id="a program"),
        pytest.param({}, False, id="a request that accepts nothing"),
        pytest.param({**PAGE, "sec-fetch-site": "cross-site"}, False, id="a link of another site"),
        pytest.param({"accept": "image/*", "sec-fetch-site": "cross-site"}, False, id="a picture in another site"),
        pytest.param({**PAGE, "sec-fetch-site": "same-site"}, False, id="a link from another port"),
    ],
)
def test_who_gets_a_session(sessions: Sessions, headers: dict[str, str], given: bool) -> None:
    owner, cookie = sessions.owner(Headers(headers))
    assert (cookie is not None) is given
    assert owner.startswith("owner_") if given else owner == "local"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(sessions: Sessions) -> None:
    _, cookie = sessions.owner(Headers(PAGE))
    assert cookie is not None
    assert set(cookie.split("; ")[1:]) == {f"Max-Age={KEPT_FOR}", "Path=/", "HttpOnly", "SameSite=Strict"}


def test_a_session_is_known_again_and_left_as_it_is(sessions: Sessions) -> None:
    owner, cookie = sessions.owner(Headers(PAGE))
    assert sessions.owner(Headers({**PAGE, **cookie_of(cookie)})) == (owner, None)
    assert Sessions(SECRET).owner(Headers(cookie_of(cookie))) == (owner, None)


def test_two_browsers_are_two_owners(sessions: Sessions) -> None:
    assert sessions.owner(Headers(PAGE))[0] != sessions.owner(Headers(PAGE))[0]


def signed(secret: bytes, owner: str, age: float, salt: str = "devserver.session") -> str:
    class Then(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time() - age)

    import hashlib

    return Then(secret, salt=salt, digest_method=hashlib.sha256).sign(owner).decode()


FORGED = [
    pytest.param("owner_of_another", id="a name without a signature"),
    pytest.param("", id="nothing"),
    pytest.param("..", id="dots"),
    pytest.param("owner_x.é.ü", id="letters that no cookie has"),
    pytest.param(signed(b"x" * 64, "owner_x", 0), id="the secret of another server"),
    pytest.param(signed(SECRET, "owner_x", 0, salt="something.else"), id="a signature for another purpose"),
    pytest.param(signed(SECRET, "owner_x", 0)[:-2], id="a signature that was cut"),
    pytest.param(signed(SECRET, "owner_x", 0).replace("owner_x", "owner_y"), id="another name under a signature"),
    pytest.param(signed(SECRET, "owner_x", KEPT_FOR + 60), id="one that has expired"),
]


@pytest.mark.parametrize("value", FORGED)
def test_a_cookie_that_is_not_ours_is_replaced(sessions: Sessions, value: str) -> None:
    headers = {"cookie": f"{sessions.cookie_name}={value}".encode().decode("latin-1")}
    owner, cookie = sessions.owner(Headers({**PAGE, **headers}))
    assert owner.startswith("owner_")
    assert owner not in value
    assert cookie is not None
    assert sessions.owner(Headers(headers)) == ("local", None)


def test_a_good_cookie_behind_a_forged_one_counts(sessions: Sessions) -> None:
    owner, cookie = sessions.owner(Headers(PAGE))
    both = f"{sessions.cookie_name}=forged; other=1; {cookie_of(cookie)['cookie']}"
    assert sessions.owner(Headers({"cookie": both})) == (owner, None)


def test_a_cookie_in_use_is_signed_anew_before_it_ends(sessions: Sessions) -> None:
    old = signed(SECRET, "owner_old", RENEWED_AFTER + 60)
    owner, cookie = sessions.owner(Headers({**PAGE, "cookie": f"{sessions.cookie_name}={old}"}))
    assert owner == "owner_old"
    assert sessions.owner(Headers({**PAGE, **cookie_of(cookie)})) == ("owner_old", None)


def test_a_session_outlives_a_clock_that_is_set_back(sessions: Sessions) -> None:
    class Ahead(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() + 30 * 24 * 3600

    ahead = Ahead(SECRET, salt="devserver.session", digest_method=hashlib.sha256)
    headers = Headers({**PAGE, "cookie": f"{sessions.cookie_name}={ahead.sign('owner_x').decode()}"})
    assert sessions.owner(headers) == ("owner_x", None)


def test_servers_of_other_folders_leave_each_other_their_cookies(sessions: Sessions) -> None:
    assert Sessions(b"x" * 64).cookie_name != sessions.cookie_name
    assert re.fullmatch(r"devserver_[0-9a-f]{8}", sessions.cookie_name)


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    secret = load_secret(tmp_path)
    assert len(secret) == 64
    assert load_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_the_secret_is_one_for_all_who_make_it_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(load_secret, [tmp_path] * 64))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_secret_that_is_too_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(Unavailable, match="secret.key"):
        load_secret(tmp_path)
