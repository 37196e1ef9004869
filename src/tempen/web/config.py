"""What an installation is told: from the arguments of `tempen serve`, or from the environment.

There is no settings file. Secrets come from the environment; for the embedded default they are
made once and kept, readable by their owner alone, in the data folder beside the database.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tempen.errors import Fault, Place, TempenError

FOLDER = "fieldwork"  # inside the study: database and secret of the embedded default


@dataclass(frozen=True)
class Config:
    """One installation: a study, a database, a secret.

    database  "" the embedded SQLite file in `data`; else postgresql://user:password@host/name
              or sqlite:///path
    hosts     names that the server answers to
    https     whether a proxy in front speaks TLS: cookies are then for TLS alone
    demo      demonstration: made-up contacts, mail to a local sink, only of fictitious studies
    """

    study: Path
    data: Path
    secret: str
    database: str = ""
    wave: str = ""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    address: str = "http://localhost:8575"  # how links in mails begin
    https: bool = False
    demo: bool = False
    mail: str = ""  # smtp://user:password@host:port; "" a folder of files in `data`
    sender: str = ""  # the address that mails come from


# The name in the environment of each field that can stand there.
NAMES = {
    "study": "TEMPEN_STUDY",
    "data": "TEMPEN_DATA",
    "secret": "TEMPEN_SECRET",
    "database": "TEMPEN_DATABASE",
    "wave": "TEMPEN_WAVE",
    "hosts": "TEMPEN_HOSTS",
    "address": "TEMPEN_ADDRESS",
    "https": "TEMPEN_HTTPS",
    "demo": "TEMPEN_DEMO",
    "mail": "TEMPEN_MAIL",
    "sender": "TEMPEN_SENDER",
}


def read_config(environ: Mapping[str, str]) -> Config:
    """The configuration that the environment gives; a secret is made where none is given."""
    study = Path(environ.get(NAMES["study"], ".")).resolve()
    data = Path(environ.get(NAMES["data"], "") or study / FOLDER).resolve()
    address = environ.get(NAMES["address"], "") or Config.address
    hosts = environ.get(NAMES["hosts"], "").replace(",", " ").split()
    known = tuple(dict.fromkeys([*(hosts or Config.hosts), urlsplit(address).hostname or ""]))
    return Config(
        study=study,
        data=data,
        secret=environ.get(NAMES["secret"], "") or keep_secret(data),
        database=environ.get(NAMES["database"], ""),
        wave=environ.get(NAMES["wave"], ""),
        hosts=tuple(filter(None, known)),
        address=address.rstrip("/"),
        https=environ.get(NAMES["https"], "") == "1" or address.startswith("https:"),
        demo=environ.get(NAMES["demo"], "") == "1",
        mail=environ.get(NAMES["mail"], ""),
        sender=environ.get(NAMES["sender"], ""),
    )


def to_environ(config: Config) -> dict[str, str]:
    """The environment that gives this configuration: what workers are started with."""
    return {
        NAMES["study"]: str(config.study),
        NAMES["data"]: str(config.data),
        NAMES["secret"]: config.secret,
        NAMES["database"]: config.database,
        NAMES["wave"]: config.wave,
        NAMES["hosts"]: " ".join(config.hosts),
        NAMES["address"]: config.address,
        NAMES["https"]: "1" if config.https else "",
        NAMES["demo"]: "1" if config.demo else "",
        NAMES["mail"]: config.mail,
        NAMES["sender"]: config.sender,
    }


def keep_secret(data: Path) -> str:
    """The secret of the data folder; made at the first start, readable by its owner alone."""
    make_data_folder(data)
    path = data / "secret"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii").strip()


def make_data_folder(data: Path) -> None:
    """A folder for its owner alone, which version control leaves alone."""
    if not data.exists():
        data.mkdir(mode=0o700, parents=True)
        (data / ".gitignore").write_text("*\n", encoding="ascii")


def read_database(config: Config) -> dict[str, object]:
    """Django's description of the database.

    raises  WEB-01 the address means nothing here
    """
    url = urlsplit(config.database)
    if not config.database or url.scheme == "sqlite":
        path = url.path.removeprefix("/") if config.database else ""
        if not path:
            make_data_folder(config.data)
        return describe_sqlite(Path(path) if path else config.data / "tempen.sqlite3")
    if url.scheme not in ("postgresql", "postgres"):
        shown = f"{url.scheme}:…" if url.scheme else config.database
        raise TempenError([Fault("WEB-01", Place(), {"database": shown})])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.removeprefix("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": url.port or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(pair.split("=", 1) for pair in url.query.split("&") if "=" in pair),
    }


def describe_sqlite(path: Path) -> dict[str, object]:
    """Each transaction takes the write lock at its start, and is on disk before it is told."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;",
        },
    }
