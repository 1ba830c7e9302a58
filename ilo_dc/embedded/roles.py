"""The application's role in the database: it reads and writes rows, and owns nothing (ADR 0021).

`PORTAL_OWNER_URL` is the owner's address: whoever makes tables, backs up and restores. `DATABASE_URL` is the
application's. `prepare` brings a database to that at every start, whichever way it was made; it is done again
after migrations, since what a new table allows follows from its triggers.
"""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from ilo_dc.embedded.errors import UnableToRun
from ilo_dc.embedded.sql import Server

PREPARE_LOCK = 4_306_021  # two starts at once prepare one after the other

# Of the whole server: the role, which nothing can be done with but sign in.
ROLE = """
SELECT format('CREATE ROLE %I LOGIN', :'application')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'application') \\gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', rolname)
FROM pg_roles WHERE rolname = :'application'
  AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls OR NOT rolcanlogin) \\gexec
SELECT format('REVOKE %s FROM %I', roleid::regrole, :'application')
FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = :'application') \\gexec
"""
# Of one database: what the role owned goes to the owner, and nobody but the owner makes anything.
DATABASE = """
SELECT format('REASSIGN OWNED BY %I TO %I', :'application', current_user)
WHERE EXISTS (
    SELECT FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid
    WHERE refclassid = 'pg_authid'::regclass AND rolname = :'application' AND deptype = 'o'
      AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
) \\gexec
SELECT format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC, %I', current_database(), :'application')
WHERE has_database_privilege(:'application', current_database(), 'CREATE')
   OR has_database_privilege(:'application', current_database(), 'TEMPORARY') \\gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'application')
WHERE NOT has_database_privilege(:'application', current_database(), 'CONNECT') \\gexec
SELECT format('REVOKE CREATE ON SCHEMA public FROM PUBLIC, %I', :'application')
WHERE has_schema_privilege(:'application', 'public', 'CREATE') \\gexec
GRANT USAGE ON SCHEMA public TO :"application";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"application";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"application";
"""
# Of each table: all rows, or what its triggers leave to do; which migrations were run is told, not said.
TABLES = """
WITH allowed AS (
SELECT c.oid, c.oid::regclass::text AS name, found.*
FROM pg_class c
CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(tgname ~ '^pgtrigger_never_delete_'), false) AS kept,
           coalesce(bool_or(tgname ~ '^pgtrigger_never_change_'), false) AS fixed,
           coalesce(bool_or(tgname ~ '^pgtrigger_only_close_'), false) AS closed
    FROM pg_trigger WHERE tgrelid = c.oid
) AS guard
CROSS JOIN LATERAL (
    SELECT count(*) = 2 AS history FROM pg_attribute
    WHERE attrelid = c.oid AND attname IN ('pgh_id', 'pgh_label') AND NOT attisdropped
) AS told
CROSS JOIN LATERAL (
    SELECT c.relname <> 'django_migrations' AS may_insert,
           NOT (guard.fixed OR guard.closed OR told.history OR c.relname = 'django_migrations') AS may_update,
           guard.closed AS may_close,
           NOT (guard.kept OR told.history OR c.relname = 'django_migrations') AS may_delete
) AS found
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
)
SELECT format('REVOKE ALL ON %s FROM PUBLIC, %I', name, :'application'),
       format('GRANT %s ON %s TO %I',
           concat_ws(', ', 'SELECT', CASE WHEN may_insert THEN 'INSERT' END,
               CASE WHEN may_update THEN 'UPDATE' END, CASE WHEN may_delete THEN 'DELETE' END,
               CASE WHEN may_close THEN 'UPDATE (superseded_at, superseded_by_id)' END),
           name, :'application')
FROM allowed
WHERE NOT has_table_privilege(:'application', oid, 'SELECT')
   OR has_table_privilege(:'application', oid, 'INSERT') <> may_insert
   OR has_table_privilege(:'application', oid, 'UPDATE') <> may_update
   OR has_any_column_privilege(:'application', oid, 'UPDATE') <> (may_update OR may_close)
   OR has_table_privilege(:'application', oid, 'DELETE') <> may_delete
   OR has_table_privilege(:'application', oid, 'TRUNCATE, REFERENCES, TRIGGER')
ORDER BY name \\gexec
SELECT format('GRANT USAGE, SELECT ON SEQUENCE %s TO %I', oid::regclass, :'application')
FROM pg_class
WHERE relnamespace = 'public'::regnamespace
  AND CASE WHEN relkind = 'S' THEN NOT has_sequence_privilege(:'application', oid, 'USAGE') END \\gexec
"""
# Triggers ask this function whether the session has put them aside (`pgtrigger.ignore`), which anybody could
# say. It listens to the owner alone; a migration that brings a trigger brings the function back as it was.
TRIGGERS = """
SELECT format($make$
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $body$
BEGIN
    IF session_user <> %L THEN
        RETURN FALSE;
    END IF;
    RETURN coalesce(
        trigger_name = ANY(nullif(current_setting('pgtrigger.ignore', true), '')::text[]), FALSE);
END;
$body$ LANGUAGE plpgsql
$make$, current_user)
WHERE to_regprocedure('public._pgtrigger_should_ignore(name)') IS NOT NULL \\gexec
"""
SCRIPT = (
    f"BEGIN; SELECT pg_advisory_xact_lock({PREPARE_LOCK}) \\g /dev/null\n"
    f"{ROLE}{{password}}{DATABASE}{TABLES}{TRIGGERS}COMMIT;"
)


class UnableToDivideRoles(UnableToRun):
    """The application would work as the owner of its tables."""


def prepare(server: Server, application: str, *, database: str | None = None) -> None:
    """Let the role of the URL `application` read and write the rows of a database of `server`, as its owner.

    Nothing is done where both are the same role: an installation that names one address has one role.

    Raises:
        UnableToQuery: the owner may not make roles, or does not own the tables.
    """
    name, password = user_and_password(application)
    if not name or name == server.user:
        return
    # Through the script, for the command line is seen by everybody on the machine.
    change = f'ALTER ROLE :"application" PASSWORD {_literal(password)};\n' if password else ""
    server.execute(SCRIPT.replace("{password}", change), database=database, application=name)


def prepare_installation(environment: dict[str, str] | None = None) -> None:
    """Prepare the database that the environment names; refuse to be live with one role for everything.

    Raises:
        UnableToDivideRoles: `PORTAL_OWNER_URL` is missing, or is the application's own.
    """
    given = os.environ if environment is None else environment
    application = given["DATABASE_URL"]
    server = Server(given["PORTAL_OWNER_URL"])
    if given.get("PORTAL_MODE") == "live" and user_and_password(application)[0] in ("", server.user):
        raise UnableToDivideRoles(
            "DATABASE_URL would let the portal work as the owner of its tables. Name the owner's address "
            "in PORTAL_OWNER_URL, and in DATABASE_URL another role, which is then made."
        )
    prepare(server, application)


def user_and_password(url: str) -> tuple[str, str]:
    """Return the role that a URL names, and its password; empty where it names none."""
    parts = urlsplit(url)
    return unquote(parts.username or ""), unquote(parts.password or "")


def _literal(text: str) -> str:
    """Return a text as a literal of SQL that means the same whatever it holds."""
    backslashed = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"E'{backslashed}'"
