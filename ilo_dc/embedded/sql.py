"""Asking a database through psql, which is here where psycopg is not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.postgres import clean_environment
from ilo_dc.embedded.programs import find_clients, find_psql


class UnableToQuery(UnableToRun):
    """The database refused a statement, or a connection."""


class Server:
    """One database server, reached by a libpq URL, whose password stays out of process lists."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"}:
            raise UnableToQuery("DATABASE_URL must be like postgresql://user:password@host:5432/name")
        self.database = unquote(parts.path.lstrip("/")) or "portal"
        options = dict(parse_qsl(parts.query))
        password = options.pop("password", None) or (unquote(parts.password) if parts.password else None)
        user_and_host = parts.netloc.rpartition("@")
        user = user_and_host[0].partition(":")[0]
        self.user = unquote(user)
        netloc = f"{user}@{user_and_host[2]}" if user else user_and_host[2]
        self._parts = (parts.scheme, netloc, urlencode(options))
        self.environment: Mapping[str, str] = {
            **clean_environment(),
            **({"PGPASSWORD": password} if password else {}),
        }
        self._psql = find_psql()

    def url(self, database: str | None = None) -> str:
        """Return the URL of one of its databases, without the password."""
        scheme, netloc, query = self._parts
        return f"{scheme}://{netloc}/{quote(database or self.database)}?{query}"

    def psql(self, database: str | None = None) -> list[str | Path]:
        """Return the command line of a psql that fails at the first error and prints bare values."""
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.url(database)]
        return [self._psql, *options]

    def execute(self, script: str, *, database: str | None = None, **values: str) -> str:
        """Run a script and return what it prints; `:'name'` and `:"name"` in it become quoted values."""
        variables = [word for name, value in values.items() for word in ("-v", f"{name}={value}")]
        done = subprocess.run(
            [*self.psql(database), *variables],
            input=script,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise UnableToQuery(done.stderr.strip())
        return done.stdout.strip()

    def ask(self, query: str, *, database: str | None = None) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        wrapped = f"SELECT coalesce(json_agg(row), '[]') FROM ({query}) AS row"  # noqa: S608 - our own text
        return list(json.loads(self.execute(wrapped, database=database)))

    def comment(self) -> str:
        """Return what `set_comment` left with the database."""
        return self.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )

    def set_comment(self, text: str) -> None:
        """Leave a word with the database, outside of its tables."""
        self.execute("COMMENT ON DATABASE :\"name\" IS :'text'", name=self.database, text=text)

    def client(self, program: str) -> Path:
        """Return the path of pg_dump or pg_restore, of a version that fits this server."""
        version = int(self.execute("SHOW server_version_num")) // 10000
        return find_clients(version, program).program(program)
