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

    _away_until: ClassVar[float] = 0.0

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
