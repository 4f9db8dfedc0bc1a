"""Settings: from the environment (`DEVSERVER_…`), or by the same names in lower case in `devserver.toml`.

The most trusted place that says something counts: an argument of the command, then the environment, then
`devserver.toml`, then what was set while the server ran (`stored`), then the default. Model names stand here and only
here; declarations name the settings.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from devserver import stored
from devserver.keys import Keys
from devserver.models.prices import Price, PricedName, Usd
from devserver.models.runs import SafetyLevel
from devserver.models.servers import (
    Address,
    ChatServer,
    ComfyServer,
    Limits,
    Server,
    SwarmServer,
    named_servers,
    numbered_servers,
)

FILE = Path("devserver.toml")
SHIPPED = Path(__file__).parent / "schemas"

AT_START = frozenset(
    {"host", "port", "data", "schemas", "database_url", "media_store", "log_level", "stop_grace_seconds"}
)
"""Settings that count from the next start on; any other can be changed while the server runs."""

Origin = Literal["argument", "environment", "file", "stored", "default"]
"""Where the value of a setting comes from, the most trusted place first."""

MOST_SERVERS = 100
"""Servers of one kind: each has a line, a client and a place in every list."""

STORE = re.compile(r"(s3|gs|az)://[^/\s?#@]+(/[^\s?#]*)?", re.ASCII)
MODEL = re.compile(r"[a-z][a-z0-9_-]*/\S.*", re.ASCII)
"""A model as settings name it: its provider and its name there."""

Named = TypeVar("Named", ChatServer, ComfyServer)


class Settings(BaseSettings):
    """All settings, checked. A model is `provider/model`; an empty one is not configured.

    Further models after commas are asked, in their order, where the one before is unavailable.
    """

    model_config = SettingsConfigDict(
        env_prefix="DEVSERVER_", toml_file=FILE, extra="forbid", frozen=True, title="Settings"
    )

    _origins: Mapping[str, Origin] = PrivateAttr(default_factory=dict)

    host: str = Field(
        "127.0.0.1", description="Address to listen on; only loopback is allowed until there is access control."
    )
    port: int = Field(17801, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    data: Path = Field(Path("data"), description="Folder for everything that is kept.")
    schemas: Annotated[tuple[Path, ...], NoDecode] = Field(
        (),
        description="Folders with declarations, laid over the built-in one in this order; separated by `:`."
        " What is imported goes into the last one, without any into `schemas/` in the data folder.",
    )
    database_url: str = Field(
        "",
        description="Database; empty is SQLite in the data folder. Several processes share one that is like"
        " `postgresql://user:password@host:5432/name` (PostgreSQL 13 or newer, UTF-8).",
    )
    media_store: str = Field(
        "",
        description="Object store for media, such as `s3://bucket/prefix`, or one that begins with `gs://` or `az://`;"
        " empty keeps them in the data folder. It needs `pip install devserver[store]`, and takes address and keys from"
        " the usual environment variables, such as `AWS_ENDPOINT_URL` and `AWS_ACCESS_KEY_ID`.",
    )
    safety_level: SafetyLevel = Field("youth", description="The loosest level that a request may use.")
    language: Literal["en", "de"] = Field("en", description="Language where a request names none.")
    text_limit: int = Field(
        20_000, ge=1, le=1_000_000, description="The most characters of a text that a person sends."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much the log says.")
    stop_grace_seconds: float = Field(
        5.0,
        ge=0,
        description="Seconds that running work gets to end when the server stops; then it goes on at the next start,"
        " or in another process.",
    )
    runs_in_hand: int = Field(
        500,
        ge=0,
        le=100_000,
        description="The most runs that this process works on at once. Further ones wait until it, or another process"
        " on the same database, has room. What a person waits for at the page is always worked on at once.",
    )

    keep_days: int | None = Field(
        None,
        ge=1,
        le=36_500,
        description="Days for which ended runs are kept. Older ones are removed once a day, with their files, unless"
        " they are pinned; what they cost stays in the sums. Without it nothing is ever removed.",
    )
    clean_hour: int = Field(3, ge=0, le=23, description="Hour (UTC) from which old runs are removed each day.")

    ollama: Annotated[Server | None, NoDecode] = Field(
        None,
        description="Address of an Ollama server, such as `http://localhost:11434`; its models are `ollama/…`."
        " A table may also hold `headers`, `limit` and seconds, as below.",
    )
    openai_servers: Annotated[tuple[ChatServer, ...], NoDecode] = Field(
        (),
        description="OpenAI-compatible servers as `name=url`, separated by commas; each is a provider: `name/model`."
        " The address ends where `/chat/completions` begins. In the file a table `[[openai_servers]]` each, with"
        " `name`, `url` and, where needed, `headers`, `limit` (calls in flight), `connect_seconds`, `read_seconds`"
        " (between two pieces of an answer), `total_seconds`, and `free = true` where its calls cost nothing."
        " A key is `DEVSERVER_KEY_NAME`, or the file `keys/name.key` in the data folder.",
    )
    comfyui: Annotated[tuple[ComfyServer, ...], NoDecode] = Field(
        (),
        description="Addresses of ComfyUI servers, such as `http://localhost:8188`, separated by commas; calls go to"
        " the one that can do them soonest. In the file a table `[[comfyui]]` each, with `name`, `url` and, where"
        " needed, `headers` for a proxy before it, and `limit`, the most prompts that it gets at once (2).",
    )
    comfyui_wait_seconds: float = Field(
        300.0,
        ge=0,
        description="Seconds for which a run waits while the ComfyUI servers that may be able to do it are down;"
        " then it fails and says what was missing.",
    )
    swarmui: Annotated[SwarmServer | None, NoDecode] = Field(
        None,
        description="Address of a SwarmUI server, such as `http://localhost:7801`. A table may also hold `headers`,"
        " `limit` (calls in flight) and seconds, as above; `total_seconds` counts the waiting in its line. Where it"
        " asks for accounts, a token is `DEVSERVER_KEY_SWARMUI`, or the file `keys/swarmui.key` in the data folder.",
    )
    openai_url: Address = Field(
        "https://api.openai.com/v1",
        description="Base address of OpenAI. The key is `OPENAI_API_KEY`, or `keys/openai.key` in the data folder.",
    )
    openai: Limits = Field(
        Limits(),
        description="A table `[openai]` in the file, or a JSON object: `headers`, `limit`, `connect_seconds`,"
        " `read_seconds`, `total_seconds`, as above.",
    )
    openrouter_url: Address = Field(
        "https://openrouter.ai/api/v1",
        description="Base address of OpenRouter."
        " The key is `OPENROUTER_API_KEY`, or `keys/openrouter.key` in the data folder.",
    )
    openrouter: Limits = Field(Limits(), description="The same for OpenRouter, `[openrouter]`.")

    prices: dict[PricedName, Price] = Field(
        {},
        description="What models cost, for those whose price nobody lists. In the file a table"
        ' `[prices."provider/model"]` each, with `input_mtok` and `output_mtok` (a million tokens), `image` (each picture'
        " that comes out) or `call`, in USD; `at_most` is what a call never exceeds, for budgets. In the environment the"
        " same as JSON.",
    )
    budget_run_usd: Usd | None = Field(
        None,
        description="The most that the calls of one run may cost together, in USD. A call that could exceed it is not"
        " sent, nor is one whose price nobody knows.",
    )
    budget_day_usd: Usd | None = Field(
        None, description="The same for all calls of a day in UTC, of every run and every person."
    )

    ask_above_usd: Usd = Field(
        0.02,
        description="A call without an answer may have been paid. Where it may cost more than so many USD, or nobody"
        " knows its price, the run waits for a person's decision; else the call is made once more.",
    )
    gate_deadline_seconds: float = Field(
        86_400.0,
        ge=1,
        le=31_536_000,
        description="Seconds for which a run waits for a person's decision; then it fails.",
    )

    input_check: str = Field("input_check", description="Config that checks what a person wrote.")
    output_check: str = Field("output_check", description="Config that checks what is sent to a media model.")
    picture_check: str = Field("picture_check", description="Config that checks pictures that were made.")
    input_picture_check: str = Field("input_picture_check", description="Config that checks pictures that come in.")
    translation: str = Field("translation", description="Config that translates.")
    optimization: str = Field("optimization", description="Config that refines a text for one model.")

    stage1_text_model: str = Field(
        "", description="Model that checks and translates the input; word lists always check."
    )
    stage1_vision_model: str = Field(
        "", description="Model with eyes that checks pictures that come in; without one they are not looked at."
    )
    stage2_interception_model: str = Field("embedded/text", description="Model that rewrites from an attitude.")
    stage2_optimization_model: str = Field("embedded/text", description="Model that refines a text for one model.")
    stage3_model: str = Field(
        "", description="Model that checks what is sent to a media model; word lists always check."
    )
    stage4_legacy_model: str = Field("", description="Model named by older output chunks.")
    translation_model: str = Field("", description="Model that translates; without one a text passes through.")
    coding_model: str = Field("", description="Model that writes code; without one `stage2_optimization_model` does.")
    safety_model: str = Field("", description="Model named by further safety checks.")
    vlm_safety_model: str = Field(
        "", description="Model with eyes that checks each picture before it can be seen; without one none is looked at."
    )
    dsgvo_verify_model: str = Field("", description="Model that looks for personal data.")
    image_analysis_model: str = Field("", description="Model that describes pictures that were made.")
    chat_helper_model: str = Field("", description="Model that answers questions about the studio.")
    local_default_model: str = Field("", description="Model for text chunks that name none.")
    remote_advanced_model: str = Field("", description="Model that layered configs may name for hard texts.")

    @field_validator("media_store")
    @classmethod
    def _store(cls, value: str) -> str:
        if value and not STORE.fullmatch(value):
            raise ValueError("must be s3://bucket or s3://bucket/prefix, or the same with gs:// or az://")
        return value

    @field_validator("schemas", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(Path(part) for part in value.split(":") if part) if isinstance(value, str) else value

    @field_validator("*")
    @classmethod
    def _models(cls, value: object, info: ValidationInfo) -> object:
        named = value.split(",") if isinstance(value, str) and str(info.field_name).endswith("_model") else ()
        if any(name.strip() and not MODEL.fullmatch(name.strip()) for name in named):
            raise ValueError("must be provider/model, such as ollama/qwen3:4b")
        return value

    @field_validator("ollama", "swarmui", mode="before")
    @classmethod
    def _address(cls, value: object) -> object:
        return ({"url": value} if value.strip() else None) if isinstance(value, str) else value

    @field_validator("openai_servers", mode="before")
    @classmethod
    def _servers(cls, value: object) -> object:
        return named_servers(value) if isinstance(value, str) else value

    @field_validator("comfyui", mode="before")
    @classmethod
    def _addresses(cls, value: object) -> object:
        return numbered_servers(value) if isinstance(value, str) else value

    @field_validator("openai_servers", "comfyui")
    @classmethod
    def _names_differ(cls, servers: tuple[Named, ...]) -> tuple[Named, ...]:
        names = [server.name for server in servers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is named twice")
        if len(servers) > MOST_SERVERS:
            raise ValueError(f"there may be {MOST_SERVERS} servers at most")
        return servers

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments first, then the environment, then the file, then what is stored in the data folder."""
        sources = (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))
        folder = next((found["data"] for source in sources if "data" in (found := source())), cls.default("data"))
        return (*sources, InitSettingsSource(settings_cls, _stored(Path(folder))))

    def __init__(self, **given: Any) -> None:
        """Read all settings; `given` are those of the command. Raises ValidationError and Unavailable."""
        super().__init__(**given)
        self._origins = self._found(given)

    def _found(self, given: Mapping[str, Any]) -> Mapping[str, Origin]:
        variables = {name.lower() for name in os.environ}
        places: tuple[tuple[Origin, Any], ...] = (
            ("argument", given),
            ("environment", {name for name in Settings.model_fields if self.variable(name).lower() in variables}),
            ("file", TomlConfigSettingsSource(Settings)()),
            ("stored", _stored(self.data)),
            ("default", Settings.model_fields),
        )
        return {name: next(o for o, names in places if name in names) for name in Settings.model_fields}

    @classmethod
    def default(cls, name: str) -> Any:
        """Return the value of a setting that nobody has set."""
        return cls.model_fields[name].get_default(call_default_factory=True)

    @staticmethod
    def variable(name: str) -> str:
        """Return the environment variable of a setting."""
        return f"DEVSERVER_{name.upper()}"

    def origin(self, name: str) -> Origin:
        """Return where the value of a setting comes from."""
        return self._origins[name]

    def changed(self, values: Mapping[str, Any], origins: Mapping[str, Origin]) -> Settings:
        """Return these settings with other values, checked, and where those come from; raises ValidationError."""
        made = _Given(**{**{name: getattr(self, name) for name in Settings.model_fields}, **values})
        made._origins = {**self._origins, **origins}
        return made

    @classmethod
    def model_aliases(cls) -> tuple[str, ...]:
        """Return the names under which declarations name the model settings: `STAGE2_INTERCEPTION_MODEL`."""
        return tuple(name.upper() for name in cls.model_fields if name.endswith("_model"))

    @property
    def models(self) -> dict[str, str]:
        """Return the model settings by the names that declarations use."""
        return {alias: getattr(self, alias.lower()) for alias in self.model_aliases()}

    @property
    def keys(self) -> Keys:
        """Return the keys of providers, found in the environment and the data folder."""
        return Keys(self.data / "keys", os.environ)

    @property
    def imported(self) -> Path:
        """Return the folder for declarations that are made here and not by hand, where no other folder is laid."""
        return self.data / "schemas"

    @property
    def layers(self) -> tuple[Path, ...]:
        """Return the folders with declarations, the built-in one first; what is made here goes into the last."""
        return (SHIPPED, self.imported, *self.schemas)


class _Given(Settings):
    """Settings as they are given, read from nowhere else."""

    model_config = SettingsConfigDict(toml_file=None)

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_others: Any, **_named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read nothing but what is given."""
        return (init_settings,)

    def _found(self, given: Mapping[str, Any]) -> Mapping[str, Origin]:
        return {}


def _stored(data: Path) -> dict[str, Any]:
    """Return what is stored of the settings that can be changed while the server runs; others have no effect."""
    return {name: value for name, value in stored.read(data).items() if name in Settings.model_fields.keys() - AT_START}
