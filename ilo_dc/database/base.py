"""PostgreSQL as Django knows it, but a server that is away is noticed at once; a busy pool is waited for.

A pool alone cannot tell the two apart: it waits for a connection that nobody gives back, and for one that
nobody can make. One request asks for several (the session, the person, the page that says what is wrong).
"""

from __future__ import annotations

import time
from typing import Any, ClassVar

from django.db.backends.postgresql import base
from psycopg_pool import PoolTimeout

PATIENCE = 5.0  # seconds to wait for a connection while all are in use
AWAY_FOR = 1.0  # seconds for which a server that refused is not asked again


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a connection of the pool, which waits shortly (`timeout` in the settings), again and again.

    In between it asks the server itself: it answers while the pool is busy, and refuses when it is gone.
    """

    lock_seconds: ClassVar[int] = 0  # to wait for what others have locked; 0: for ever
    _away_until: ClassVar[float] = 0.0

    def _configure_connection(self, connection: Any) -> bool:
        """Set up a new connection and return whether that is to be committed.

        The wait for locks is set by a statement: a pooler before the server refuses it as a start parameter.
        """
        commit: bool = super()._configure_connection(connection)  # type: ignore[misc]  # not in the stubs
        if not self.lock_seconds:
            return commit
        connection.execute("SELECT set_config('lock_timeout', %s, false)", [f"{self.lock_seconds}s"])
        return True

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection.

        Raises:
            OperationalError: the server is away (psycopg's), or all connections stay in use (`PoolTimeout`).
        """
        if not self.pool:
            return super().get_new_connection(conn_params)
        until = time.monotonic() + PATIENCE
        while True:
            self._refuse_while_away()
            try:
                return super().get_new_connection(conn_params)
            except PoolTimeout:
                self._ask_server(conn_params)
                if time.monotonic() >= until:
                    raise

    def _refuse_while_away(self) -> None:
        if time.monotonic() < DatabaseWrapper._away_until:
            raise self.Database.OperationalError("The server was away a moment ago.")

    def _ask_server(self, conn_params: dict[str, Any]) -> None:
        """Open a connection past the pool; the server that refuses it is away for everybody."""
        try:
            self.Database.connect(**conn_params).close()
        except self.Database.OperationalError:
            DatabaseWrapper._away_until = time.monotonic() + AWAY_FOR
            raise
