"""The role that the application, and this suite, works as: it reads and writes rows, and nothing else."""

from __future__ import annotations

import pgtrigger
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction
from pghistory.models import Event

from ilo_dc.core.facts.actions.changes import recording
from ilo_dc.core.facts.models.fact import Fact
from ilo_dc.core.installation.actions import found_installation
from ilo_dc.core.installation.owner import as_owner
from ilo_dc.core.models import Change
from tests.database import allow_application
from tests.recipes.facts import record_sub_output
from tests.recipes.uploads import make_places

OWNER = settings.OWNER_DATABASE["USER"]
MODELS = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
WORDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# What a trigger of this name leaves out.
KEPT = {"never_change": "UPDATE", "never_delete": "DELETE"}
CLOSING = {"superseded_at", "superseded_by_id"}


def one(query: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


def is_refused(statement: str) -> bool:
    """Say whether the role may not even try; whatever it could do is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege)
    return False


def test_it_is_no_superuser_and_owns_nothing(db):
    assert one("SELECT session_user") not in ("", OWNER)
    might = "rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
    assert one(f"SELECT {might} FROM pg_roles WHERE rolname = session_user") is False
    owned = "SELECT count(*) FROM pg_shdepend WHERE refobjid = session_user::regrole AND deptype = 'o'"
    assert one(owned) == 0
    assert one("SELECT count(*) FROM pg_auth_members WHERE member = session_user::regrole") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (one int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "CREATE EXTENSION pg_stat_statements",
        "CREATE ROLE mine",
        "SET session_replication_role = replica",
        f"SET ROLE {OWNER}",
        "ALTER FUNCTION _pgtrigger_should_ignore(name) RENAME TO another",
        """
        CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(name) RETURNS bool
        LANGUAGE sql AS 'SELECT true'
        """,
        "UPDATE django_migrations SET name = 'another'",
        "COPY core_user TO PROGRAM 'cat'",
    ],
)
def test_it_makes_and_changes_nothing_of_the_server(db, statement):
    assert is_refused(statement)


def test_it_changes_no_table_and_no_trigger(db):
    for model in MODELS:
        table = connection.ops.quote_name(model._meta.db_table)
        for harm in (
            f"ALTER TABLE {table} ADD COLUMN mine int",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"TRUNCATE {table} CASCADE",
            f"DROP TABLE {table} CASCADE",
            f"""
            CREATE TRIGGER mine BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
            """,
        ):
            assert is_refused(harm), harm
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        triggers = cursor.fetchall()
    assert len(triggers) > 100
    for name, table in triggers:
        assert is_refused(f"DROP TRIGGER {name} ON {table}"), (name, table)


def test_what_is_only_added_to_is_neither_changed_nor_deleted(db):
    """Of each table of the portal: what may be done with all of its rows, and with which columns."""
    with connection.cursor() as cursor:
        for model in MODELS:
            table = model._meta.db_table
            words = [word for word in WORDS if _may(table, word)]
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                " AND has_column_privilege(attrelid, attnum, 'UPDATE')",
                [table],
            )
            columns = {name for (name,) in cursor.fetchall()}
            if issubclass(model, Fact):
                assert (words, columns) == (["SELECT", "INSERT"], CLOSING), table
            elif issubclass(model, Event) or model is Change:
                assert (words, columns) == (["SELECT", "INSERT"], set()), table
            elif kept := {trigger.name for trigger in getattr(model._meta, "triggers", ())} & KEPT.keys():
                assert words == [word for word in WORDS if word not in {KEPT[name] for name in kept}], table
            else:
                assert words == list(WORDS), table


def _may(table: str, word: str) -> object:
    return one("SELECT has_table_privilege(%s::regclass, %s)", table, word)


def test_triggers_do_not_give_way_to_it(places):
    with recording(by=None, reason="once"):
        fact = record_sub_output("1")
    with (
        pgtrigger.ignore(f"{fact._meta.label}:only_close"),
        pytest.raises(DatabaseError, match="superseded inside a recorded change only"),
        transaction.atomic(),
    ):
        type(fact)._default_manager.filter(pk=fact.pk).update(superseded_at=fact.recorded_at)


def test_a_table_of_a_later_migration_is_open_to_it(committing):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (id int GENERATED ALWAYS AS IDENTITY, number serial, name text)")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO later (name) VALUES ('here')")
        cursor.execute("UPDATE later SET name = 'there'")
        cursor.execute("DELETE FROM later RETURNING id, number, name")
        assert cursor.fetchall() == [(1, 1, "there")]


def test_it_makes_no_temporary_table_either(committing):
    allow_application(committing)  # what a database allows to everybody is not copied with it
    assert is_refused("CREATE TEMPORARY TABLE mine (one int)")


def test_facts_are_fixed_for_the_owner_too(committing):
    with as_owner():
        found_installation(mode="demonstration")
        make_places()
        with transaction.atomic(), recording(by=None, reason="once"):
            table = record_sub_output("1")._meta.db_table
        for harm, reason in (
            (f"UPDATE {table} SET required = 1", "never changed"),
            (f"DELETE FROM {table}", "never deleted"),
            (f"TRUNCATE {table}", "never deleted"),
        ):
            with pytest.raises(ProgrammingError, match=reason), transaction.atomic():
                one(harm)


def test_changes_are_fixed_for_the_owner_too(committing):
    with as_owner():
        with transaction.atomic(), recording(by=None, reason="once"):
            pass
        for harm in ("UPDATE core_change SET reason = 'another'", "DELETE FROM core_change"):
            with pytest.raises(ProgrammingError, match="stays as it is"), transaction.atomic():
                one(harm)
