"""Where a Postgres is, what it must be able to do, and what is said of one that does not answer."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import postgres
from devserver.engine.database import create_engine
from devserver.engine.migrate import upgrade
from devserver.errors import Unavailable
from tests.needs import needs
from tests.postgres import Cluster

SECRET = "hush-hush"


@pytest.mark.parametrize("url", ["postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg2://u@h/d"])
def test_every_way_to_name_it_means_the_driver_that_is_here(url: str) -> None:
    assert str(postgres.address(url)) == "postgresql+psycopg://u@h/d"


WRONG = ["nonsense", f"postgresql://u:{SECRET}@h:port/d", f"mysql://u:{SECRET}@h/d"]


@pytest.mark.parametrize("url", WRONG)
def test_what_is_no_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(Unavailable) as caught:
        create_engine(url, writer=True)
    assert caught.value.message == "database_url_wrong"
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


SHOWN: dict[str, tuple[str, str]] = {
    "a host": (f"postgresql://u:{SECRET}@db.example/d", "db.example/d"),
    "a port": (f"postgresql://u:{SECRET}@db.example:6000/d", "db.example:6000/d"),
    "a socket": ("postgresql://u@/d?host=/run/postgresql&password=hush-hush", "/run/postgresql/d"),
    "nothing but a name": ("postgresql:///d", "localhost/d"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_of_a_place_no_user_and_no_password_is_shown(name: str) -> None:
    url, expected = SHOWN[name]
    assert postgres.shown(postgres.address(url)) == expected


def test_one_that_is_not_there_is_said_to_be_so_without_a_password() -> None:
    with pytest.raises(Unavailable) as caught:
        upgrade(create_engine(f"postgresql://u:{SECRET}@127.0.0.1:1/d", writer=True))
    assert caught.value.message == "database_unreachable"
    assert "127.0.0.1:1/d" in str(caught.value)
    assert SECRET not in str(caught.value)
    assert "\n" not in str(caught.value)


@needs("postgres")
def test_one_that_answers_is_described_in_a_line(cluster: Cluster) -> None:
    name = cluster.empty()
    assert postgres.described(cluster.url(name)).startswith("PostgreSQL 1")
    assert postgres.described(cluster.url(name)).endswith(f" at {cluster.folder}/{name}")


@needs("postgres")
def test_a_database_that_cannot_hold_every_text_is_refused(cluster: Cluster) -> None:
    cluster.execute("CREATE DATABASE in_ascii ENCODING 'SQL_ASCII' TEMPLATE template0")
    engine = create_engine(cluster.url("in_ascii"), writer=True)
    with pytest.raises(Unavailable) as caught:
        upgrade(engine)
    assert (caught.value.message, caught.value.params) == ("database_not_utf8", {"encoding": "SQL_ASCII"})
    engine.dispose()


@needs("postgres")
def test_an_old_server_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "OLDEST", 990_000)
    with pytest.raises(Unavailable) as caught:
        postgres.described(cluster.url(cluster.empty()))
    assert (caught.value.message, caught.value.params["oldest"]) == ("database_too_old", 99)


class Refused(Exception):
    """An error of the driver."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.sqlstate = state


LOST: dict[str, tuple[Any, bool]] = {
    "a connection that broke": (sa.exc.DBAPIError("SELECT", None, Exception(), connection_invalidated=True), True),
    "no connection to be had": (sa.exc.OperationalError(None, None, Refused("")), True),
    "an administrator who ended it": (sa.exc.OperationalError("SELECT", None, Refused("57P01")), True),
    "a transaction that stood still": (sa.exc.InternalError("SELECT", None, Refused("25P03")), True),
    "a server that may only read": (sa.exc.InternalError("INSERT", None, Refused("25006")), True),
    "a row that is there already": (sa.exc.IntegrityError("INSERT", None, Refused("23505")), False),
    "a full disk": (sa.exc.OperationalError("INSERT", None, Refused("53100")), False),
    "a fault of ours": (ValueError("x"), False),
}


@pytest.mark.parametrize("name", LOST)
def test_which_errors_mean_that_the_database_is_gone(name: str) -> None:
    error, lost = LOST[name]
    assert postgres.is_lost(error) is lost


@needs("postgres")
@pytest.mark.parametrize(("writer", "mode"), [(True, "auto"), (False, "force_custom_plan")], ids=["writes", "reads"])
def test_who_reads_has_a_plan_for_each_value(cluster: Cluster, writer: bool, mode: str) -> None:
    engine = create_engine(cluster.url(), writer=writer)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW plan_cache_mode").scalar() == mode
    engine.dispose()
