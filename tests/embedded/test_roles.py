"""Homes of every age: the application gets its own role at the start, and nothing is lost."""

import sys

import pytest

from ilo_dc.embedded.roles import user_and_password
from tests.embedded.conftest import wait_for

# As a home was before the application had a role of its own: one superuser owned and did everything.
BEFORE = """
DROP OWNED BY portal_app;
DROP ROLE portal_app;
GRANT TEMPORARY ON DATABASE portal TO PUBLIC;
CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id;
CREATE TABLE numbered (id serial, name text);
CREATE SEQUENCE apart;
"""
ROLES = """
SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1;
SELECT relname, pg_get_userbyid(relowner) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY 1;
"""
DIVIDED = [
    "portal|t|t|t",
    "portal_app|f|f|f",
    "apart|portal",
    "kept|portal",
    "numbered|portal",
    "numbered_id_seq|portal",
]
AS_APPLICATION = """
import os, sys
from ilo_dc.embedded.sql import Server, UnableToQuery
server = Server(os.environ["DATABASE_URL"])
for script in sys.argv[1:]:
    try:
        print(server.execute(script))
    except UnableToQuery as error:
        print(str(error).partition("\\n")[0].split(":", 1)[1].strip())
"""


def as_application(portal, *scripts, **environment):
    """Return what each script prints, or why it was refused, as the role of DATABASE_URL."""
    done = portal("run", "--", sys.executable, "-c", AS_APPLICATION, *scripts, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()


def test_a_home_of_before_is_divided_at_its_next_start(portal):
    portal.sql(BEFORE)
    assert as_application(
        portal,
        "SELECT current_user, count(*) FROM kept",
        "INSERT INTO numbered (name) VALUES ('new') RETURNING id",
        "SELECT nextval('apart')",
        "CREATE TABLE mine (one int)",
        "CREATE TEMPORARY TABLE mine (one int)",
        "TRUNCATE kept",
        "ALTER TABLE kept ADD mine int",
        "DROP TABLE kept",
    ) == [
        "portal_app|1000",
        "1",
        "1",
        "permission denied for schema public",
        'permission denied to create temporary tables in database "portal"',
        "permission denied for table kept",
        "must be owner of table kept",
        "must be owner of table kept",
    ]
    assert portal.sql(ROLES).splitlines() == DIVIDED


def test_what_the_applications_role_owned_and_could_do_is_taken_from_it(portal):
    portal.sql(BEFORE)
    portal.sql(
        "ALTER ROLE portal_app SUPERUSER CREATEDB; GRANT pg_write_all_data, portal TO portal_app;"
        "ALTER TABLE kept OWNER TO portal_app; ALTER SEQUENCE apart OWNER TO portal_app;"
        "ALTER TABLE numbered OWNER TO portal_app"
    )
    assert portal.sql(f"{ROLES}SELECT count(*) FROM kept").splitlines() == [*DIVIDED, "1000"]
    assert portal.sql("SELECT count(*) FROM pg_auth_members WHERE member = 'portal_app'::regrole") == "0"
    assert as_application(portal, "SELECT count(*) FROM kept") == ["1000"]


def test_a_backup_of_before_is_open_to_the_application_when_it_is_restored(portal):
    held = portal.begin("run", "--", "sleep", "100")
    wait_for(lambda: (portal.home / "run" / "sockets" / "broker.sock").exists() or held.poll() is not None)
    owner = f"postgresql://portal@/portal?host={portal.home}/run/sockets"
    one_role = {"DATABASE_URL": owner, "REDIS_URL": ""}
    assert as_application(portal, BEFORE, **one_role) == []
    backup = portal.home.parent / "before"
    assert portal("backup", "--to", backup, **one_role).returncode == 0
    assert "portal_app" not in (backup / "manifest.json").read_text()
    held.terminate()
    held.wait()
    done = portal("restore", backup)
    assert done.returncode == 0, done.stderr
    assert as_application(portal, "SELECT current_user, count(*) FROM kept") == ["portal_app|1000"]
    assert portal.sql(ROLES).splitlines() == DIVIDED


def test_the_applications_password_is_that_of_its_address(portal):
    password = "it's \\ a :'name' and \"more\""
    quoted = "it%27s%20%5C%20a%20%3A%27name%27%20and%20%22more%22"
    held = portal.begin("run", "--", "sleep", "100")
    wait_for(lambda: (portal.home / "run" / "sockets" / "broker.sock").exists() or held.poll() is not None)
    sockets = portal.home / "run" / "sockets"
    given = {
        "DATABASE_URL": f"postgresql://another_role:{quoted}@/portal?host={sockets}",
        "PORTAL_OWNER_URL": f"postgresql://portal@/portal?host={sockets}",
    }
    assert user_and_password(given["DATABASE_URL"]) == ("another_role", password)
    kept = "SELECT rolcanlogin, rolpassword ~ '^SCRAM' FROM pg_authid WHERE rolname = 'another_role'"
    for _twice in range(2):
        done = portal("roles", **given)
        assert (done.returncode, done.stderr) == (0, "")
    assert as_application(portal, kept, DATABASE_URL=given["PORTAL_OWNER_URL"], REDIS_URL="") == ["t|t"]
    log = (portal.home / "log" / "database.log").read_text()
    assert "it's" not in log


@pytest.mark.parametrize("given", [{}, {"PORTAL_OWNER_URL": "postgresql://portal:secret@somewhere/portal"}])
def test_one_role_for_everything_is_not_live(portal, given):
    given = {"PORTAL_MODE": "live", "DATABASE_URL": "postgresql://portal:secret@somewhere/portal", **given}
    done = portal("roles", **given)
    assert done.returncode == 1
    assert "as the owner of its tables" in done.stderr
    assert not portal.home.exists()
