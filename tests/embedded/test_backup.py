"""A backup, a wipe and a restore leave every row as it was; whatever fails leaves all as it is."""

import json
import shutil
import sys

import pytest

from ilo_dc.embedded.backup import DUMP, MANIFEST
from ilo_dc.embedded.paths import PROJECT
from tests.embedded.conftest import ASK, a_directory, a_portal, wait_for

TABLES = """
CREATE EXTENSION btree_gist;
CREATE ROLE portal_reader NOLOGIN;
CREATE TYPE mood AS ENUM ('on track', 'off track');
CREATE TABLE agreement (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title text NOT NULL, amount numeric(20, 2), life daterange, mood mood, "odd Name" bytea,
    EXCLUDE USING gist (title WITH =, life WITH &&)
);
CREATE TABLE entry (
    id bigint PRIMARY KEY, agreement_id bigint REFERENCES agreement DEFERRABLE INITIALLY DEFERRED
);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION refuse();
GRANT SELECT ON agreement TO portal_reader;
INSERT INTO agreement (title, amount, life, mood, "odd Name")
SELECT
    'العربية 中文 ' || n, n / 7.0, daterange('2020-01-01', '2020-01-01'::date + n), 'on track',
    decode(md5(n::text), 'hex')
FROM generate_series(1, 5000) AS n;
INSERT INTO entry SELECT n, 1 + n % 5000 FROM generate_series(1, 20000) AS n;
"""
# All that the database holds, as one text.
EVERYTHING = """
SELECT 'agreement', md5(string_agg(a::text, '|' ORDER BY id)), count(*) FROM agreement AS a;
SELECT 'entry', md5(string_agg(e::text, '|' ORDER BY id)), count(*) FROM entry AS e;
SELECT tgname FROM pg_trigger WHERE NOT tgisinternal;
SELECT relacl::text FROM pg_class WHERE relname = 'agreement';
SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0 ORDER BY 1, 2;
SELECT last_value, is_called FROM agreement_id_seq;
SELECT extname FROM pg_extension ORDER BY 1;
"""


@pytest.fixture
def kept(portal):
    """A portal with rows and files, and a backup of both."""
    return filled_and_kept(portal)


@pytest.fixture(scope="module")
def untouched():
    """The same, shared by the tests that leave it as it is."""
    with a_directory() as directory, a_portal(PROJECT, directory / "home") as portal:
        yield filled_and_kept(portal)


def filled_and_kept(portal):
    portal.before = portal.sql(TABLES + EVERYTHING)
    (portal.home / "files" / "reports").mkdir(parents=True)
    (portal.home / "files" / "reports" / "año.pdf").write_bytes(bytes(range(256)))
    portal.backup = portal.home.parent / "kept"
    done = portal("backup", "--to", portal.backup)
    assert done.returncode == 0, done.stderr
    return portal


def state(portal):
    """All that a portal holds, rows and files."""
    files = {file.name: file.read_bytes() for file in (portal.home / "files").rglob("*") if file.is_file()}
    return portal.sql(EVERYTHING), files


def test_after_backup_wipe_and_restore_all_is_as_it_was(kept):
    assert "|5000" in kept.before
    before = state(kept)
    shutil.rmtree(kept.home)
    done = kept("restore", kept.backup)
    assert done.returncode == 0, done.stderr
    assert state(kept) == before


def test_a_restore_keeps_what_was_there_before(kept):
    kept.sql("CREATE TABLE later AS SELECT 1 AS one")
    (kept.home / "files" / "later.txt").write_text("later")
    kept("restore", kept.backup)
    assert kept.sql("SELECT to_regclass('later') IS NULL") == "t"
    assert not (kept.home / "files" / "later.txt").exists()
    assert (kept.home / "files.before-restore" / "later.txt").read_text() == "later"
    assert "portal_before_restore" in kept.sql("SELECT datname FROM pg_database")
    assert kept("restore", kept.backup).returncode == 0  # and once more, over what was kept


def test_the_manifest_counts_the_rows_of_the_dumped_snapshot(untouched):
    manifest = json.loads((untouched.backup / MANIFEST).read_text())
    assert manifest["rows"] == {"public.agreement": 5000, "public.entry": 20000}
    roles = {role["name"]: role["login"] for role in manifest["roles"]}
    assert roles == {"portal_app": True, "portal_reader": False}


def test_a_damaged_backup_is_refused(untouched, directory):
    backup = shutil.copytree(untouched.backup, directory / "damaged")
    dump = backup / DUMP
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    before = state(untouched)
    done = untouched("restore", backup)
    assert done.returncode == 1
    assert f"is damaged: not as in the manifest: {DUMP}" in done.stderr
    assert state(untouched) == before


def test_a_restore_that_fails_half_way_changes_nothing(untouched, directory):
    backup = shutil.copytree(untouched.backup, directory / "wrong")
    manifest = json.loads((backup / MANIFEST).read_text())
    manifest["rows"]["public.entry"] += 1  # the dump is whole, but not what the manifest says
    (backup / MANIFEST).write_text(json.dumps(manifest))
    before = state(untouched)
    done = untouched("restore", backup)
    assert done.returncode == 1
    assert "not those of the backup: public.entry" in done.stderr
    assert state(untouched) == before
    assert untouched.sql("SELECT datname FROM pg_database WHERE datname LIKE 'portal%'") == "portal"
    assert not list(untouched.home.glob("files.*"))


def test_a_restore_refuses_while_somebody_works_unless_it_is_told_to_cut_him_off(kept):
    # The services outlive the session that is cut off.
    script = '"$@"; echo "status $?"; sleep 60'
    kept.begin("run", "--", "sh", "-c", script, "sh", sys.executable, "-c", ASK, "SELECT pg_sleep(60)")
    kept.environment["DATABASE_URL"] = f"postgresql://portal@/portal?host={kept.home}/run/sockets"
    kept.environment["REDIS_URL"] = ""
    working = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'"
    wait_for(lambda: kept("run", "--", sys.executable, "-c", ASK, working).stdout == "1\n")
    assert "`make stop` first" in kept("restore", kept.backup).stderr
    done = kept("restore", kept.backup, "--force")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: "status 1" in kept.output)  # his session was cut off
    assert kept.sql(EVERYTHING) == kept.before


def test_a_backup_never_overwrites_and_never_is_half_there(untouched):
    again = untouched("backup", "--to", untouched.backup)
    assert again.returncode == 1
    assert "exists already" in again.stderr
    unreadable = untouched(
        "backup",
        "--to",
        untouched.backup.parent / "other",
        DATABASE_URL="postgresql://nobody@/none?host=/nowhere",
    )
    assert unreadable.returncode == 1
    assert not list(untouched.backup.parent.glob("other*"))


def test_what_is_no_backup_is_refused(portal, directory):
    done = portal("restore", directory)
    assert "is no backup" in done.stderr
    assert not (portal.home / "database").exists()


def test_there_is_nothing_to_back_up_in_an_empty_home(portal):
    done = portal("backup")
    assert done.returncode == 1
    assert "There is no database" in done.stderr
