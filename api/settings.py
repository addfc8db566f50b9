"""What an operator may set: one frozen value, built once on the roof, handed down as plain values."""

from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api import cluster
from maps import basemap
from registry.datum import Datum


def _networks(given: object) -> object:
    """Networks from one text: 10.20.0.0/16, fd00::/8."""
    if not isinstance(given, str):
        return given
    return tuple(ip_network(one.strip()) for one in given.split(",") if one.strip())


def _listed(given: object) -> object:
    """Several words from one text with commas."""
    return tuple(one.strip() for one in given.split(",") if one.strip()) if isinstance(given, str) else given


class Settings(BaseSettings):
    """Settings from the environment (`JINGGE_DATABASE_URL`, …) or by name. Units stand in the names.

    `public_url` is the address people use; with https cookies are Secure. `profile` names the table of time limits.
    """

    model_config = SettingsConfigDict(env_prefix="JINGGE_", frozen=True, extra="ignore")

    database_url: str = Field(default_factory=cluster.url, description="PostgreSQL with PostGIS; else the private one")
    public_url: str = Field(
        default="http://127.0.0.1:8000", description="address for people; https makes cookies Secure"
    )
    photo_root: Path = Field(default=cluster.ROOT / ".jingge" / "photos", description="folder of the stored photos")
    session_hours: int = Field(default=12, ge=1, le=24 * 31, description="how long a sign-in lasts")
    idle_minutes: int = Field(default=30, ge=1, le=24 * 60, description="a sign-in that nobody uses so long is over")
    idle_field_minutes: int = Field(
        default=720, ge=1, le=24 * 60, description="the same for who is inspector or crew and nothing else"
    )
    second_factor: str = Field(
        default="administrators",
        pattern="^(administrators|off)$",
        description="who shows a code of the phone at sign-in: administrators and whoever set it up, or nobody: off",
    )
    audit_retention_days: int = Field(default=190, ge=180, le=3660, description="how long rows of the audit are kept")
    token_days: int = Field(default=365, ge=1, le=3660, description="the longest life of a personal token")
    lock_after: int = Field(default=5, ge=1, le=100, description="failed sign-ins that lock a login")
    lock_minutes: int = Field(default=15, ge=1, le=24 * 60, description="how long it stays locked")
    key_cache_s: float = Field(default=2.0, ge=0, le=5, description="how long a found key is remembered by one process")
    max_body_bytes: int = Field(default=4 * 1024 * 1024, ge=1024, description="largest request body")
    max_photo_bytes: int = Field(default=32 * 1024 * 1024, ge=1024, description="largest uploaded photo")
    import_root: Path = Field(default=cluster.ROOT / ".jingge" / "imports", description="folder of files to import")
    max_import_bytes: int = Field(default=512 * 1024 * 1024, ge=1024, description="largest uploaded file to import")
    import_free_mb: int = Field(
        default=1024, ge=0, description="no file to import is taken that leaves less room on its disk"
    )
    import_file_days: int = Field(default=30, ge=1, le=3660, description="how long files to import are kept")
    time_limit_profile: str = Field(default="default", description="the profile of inspections.time_limit in force")
    tile_cache_mb: int = Field(default=64, ge=0, description="memory for drawn tiles, each process; 0 draws every time")
    map_approval: str = Field(default="", description="map approval number (审图号) printed on every map")
    operator: str = Field(default="", description="who runs the service, printed on every map")
    privacy_url: str = Field(default="", description="address of the privacy page")
    hotline: str = Field(default="12345", max_length=40, description="the public calls it; on certificates and plates")
    duty_phone: str = Field(
        default="", max_length=40, description="the duty desk's telephone, which phones call and text from a hazard"
    )
    base_map_url: str = Field(
        default="",
        description="tiles of another base map in web mercator, XYZ ({z}, {x}, {y}) or WMTS ({TileMatrix}, {TileCol}, "
        "{TileRow}), {s} for subdomains; blanks between layers, the lowest first; else the district's own",
    )
    base_map_subdomains: str = Field(default="", description="what {s} stands for: t0-t7, or a,b,c")
    base_map_max_zoom: int = Field(default=18, ge=0, le=24, description="the last zoom its tiles are drawn for")
    base_map_file: Path | None = Field(
        default=None,
        description="a PMTiles archive (version 3) instead, served by this service: pictures, or shapes in the layers "
        "of the Protomaps basemap v4",
    )
    base_map_datum: str = Field(
        default="WGS84", description="datum of its tiles: WGS84 or CGCS2000, taken as equal; a shifted one is refused"
    )
    base_map_attribution: str = Field(default="", description="what its owner wants printed on it")
    frame_ancestors: Annotated[
        tuple[Annotated[str, Field(pattern=r"^https://[A-Za-z0-9.*:-]+$")], ...],
        NoDecode,
        BeforeValidator(_listed),
        Field(description="sites that may embed the pages, such as the desk of a WeCom; commas between; else none"),
    ] = ()
    post_holders_public: bool = Field(
        default=False, description="whether the public is told who holds a post; else only which there are"
    )
    public_pages_per_minute: int = Field(default=120, ge=1, description="pages of things a stranger may ask for")
    public_reports_per_hour: int = Field(default=20, ge=1, description="reports of defects an address may send")
    form_secret: SecretStr = Field(
        default=SecretStr(""), description="seals forms of strangers; made anew at each start where empty"
    )
    request_retention_days: int = Field(
        default=180, ge=1, le=3660, description="days after closing in which it is kept who asked; then it is erased"
    )
    track_days: int = Field(default=30, ge=1, le=366, description="how long points of inspectors' tracks are kept")
    stuck_hours: int = Field(
        default=72,
        ge=1,
        le=24 * 90,
        description="a ticket that is somebody's turn is stuck after so long without a step",
    )
    chores: bool = Field(default=True, description="whether this process looks after clocks, events and retention too")
    webhook_networks: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        NoDecode,
        BeforeValidator(_networks),
        Field(
            description="own networks that webhooks may reach, also by http; commas between; else only the public ones"
        ),
    ] = ()
    webhook_failing_days: int = Field(
        default=5, ge=1, le=60, description="a webhook is stopped after so many days in which nothing arrived"
    )
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="how much is logged")

    @model_validator(mode="after")
    def _drawable(self) -> Self:
        """A base map that cannot be drawn in its right place is refused at start, with what to use instead."""
        if self.base_map_datum not in {Datum.WGS84, Datum.CGCS2000}:
            raise ValueError(
                f"base_map_datum {self.base_map_datum!r}: only WGS84 and CGCS2000 are drawn. GCJ-02 and BD-09 are "
                "shifted by some 500 m, differently at each place, so that covers would lie in other roads; take "
                "tiles in CGCS2000 (Tianditu) or an archive of your own survey"
            )
        if self.base_map_url and self.base_map_file:
            raise ValueError("base_map_url and base_map_file are both set: one base map is drawn, say one of them")
        if self.base_map_file:
            basemap.archive(self.base_map_file)
        _ = self.base_map_layers  # a fault in them is told at start
        return self

    @cached_property
    def base_map_layers(self) -> tuple[tuple[str, ...], ...]:
        """Layers of the base map from the bottom, each with its XYZ addresses."""
        return basemap.layers(self.base_map_url, self.base_map_subdomains)

    @property
    def base_map_archive(self) -> basemap.Archive | None:
        """What the archive of the base map holds now: it may be exchanged meanwhile. None where it was taken away."""
        try:
            return basemap.archive(self.base_map_file) if self.base_map_file else None
        except ValueError:
            return None

    @property
    def secure(self) -> bool:
        """Whether people reach the service over https."""
        return self.public_url.startswith("https://")
