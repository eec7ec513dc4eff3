"""The doctor at the data folder, the keys, the database, the disk and the versions."""

import uuid

import psycopg
import pytest

from engine.doctor import folder, record, versions
from engine.store import Database
from tests.engine.doctor.made import founded, site, told


def deployed(tmp_path, **settings):
    key = tmp_path / "broker.key"
    return site(
        tmp_path,
        **{
            "mode": "deployed",
            "callers": "anyone",
            "database_url": "postgresql://nobody:se-cret@127.0.0.1:1/none",
            "redis_url": "redis://:se-cret@127.0.0.1:1/0",
            "broker_key_file": key,
            **settings,
        },
    )


# Versions


@pytest.mark.parametrize(("running", "standing"), [((3, 11, 0), "ok"), ((3, 10, 9), "failed")])
def test_python(running, standing):
    assert told(versions.installed(running))[0] == ("Python", standing)


@pytest.mark.parametrize(
    ("sdk", "wanted", "imported", "standing"),
    [("1.0", "1.0", "1.0", "ok"), ("1.1", "1.0", "1.1", "failed"), ("1.0", "1.0", "0.9", "failed")],
)
def test_server_and_sdk_belong_together(sdk, wanted, imported, standing):
    assert told([versions.agreement("1.0", sdk, wanted, imported)]) == [("versions", standing)]


def test_what_is_installed_here_belongs_together():
    assert told(versions.installed())[1] == ("versions", "ok")


# Folder and disk


def test_a_folder_that_the_first_start_makes_is_not_missed_when_embedded(tmp_path):
    assert told(folder.data(site(tmp_path))) == [("data folder", "ok")]
    assert told(folder.data(deployed(tmp_path))) == [("data folder", "failed")]


@pytest.mark.parametrize(("mode", "standing"), [(0o700, "ok"), (0o750, "failed"), (0o701, "failed")])
def test_a_folder_that_is_open_to_others_fails(tmp_path, mode, standing):
    made = site(tmp_path)
    made.settings.data.mkdir()
    made.settings.data.chmod(mode)
    found = list(folder.data(made))
    assert told(found)[0] == ("data folder", standing)
    assert standing == "ok" or "chmod 0700" in found[0].mend


def test_a_file_in_the_folders_place_fails(tmp_path):
    made = site(tmp_path)
    made.settings.data.write_text("")
    [found] = folder.data(made)
    assert (found.standing, "is a file" in found.said, "Name a folder" in found.mend) == ("failed", True, True)
    assert [*folder.keys(made), *record.database(made)] == []  # what would lie in it needs no finding of its own


@pytest.mark.parametrize(
    ("free", "standing"),
    [(1_000_000_000, "ok"), (999_999_999, "warning"), (100_000_000, "warning"), (99_999_999, "failed")],
)
def test_room(free, standing):
    assert told([folder.room(free)]) == [("disk", standing)]


# Keys


def test_keys_that_are_whole_and_closed_are_well(tmp_path):
    assert told(folder.keys(site(tmp_path))) == [("keys", "ok")]
    assert told(folder.keys(founded(site(tmp_path)))) == [("keys", "ok")]


def test_a_record_without_its_keys_fails(tmp_path):
    made = founded(site(tmp_path))
    (made.settings.data / "keys").rename(tmp_path / "elsewhere")
    assert told(folder.keys(made)) == [("keys", "failed")]
    assert told(folder.keys(deployed(tmp_path / "other"))) == [("keys", "failed")]


@pytest.mark.parametrize("harm", ["gone", "garbled", "open"])
def test_a_key_that_is_gone_garbled_or_open_to_others_fails_and_is_not_shown(tmp_path, harm):
    made = founded(site(tmp_path))
    key = made.settings.data / "keys" / "payload-0001.key"
    secret = key.read_text()
    {"gone": key.unlink, "garbled": lambda: key.write_text("se-cret"), "open": lambda: key.chmod(0o644)}[harm]()
    found = list(folder.keys(made))
    assert told(found) == [("keys", "failed")]
    assert "payload" in found[0].said
    assert secret not in str(found)
    assert "se-cret" not in str(found)


# Database


def test_an_embedded_database_is_made_at_the_first_start_and_then_looked_at(tmp_path):
    made = site(tmp_path)
    assert told(record.database(made)) == [("database", "ok")]
    assert not made.settings.data.exists()
    assert told(record.database(founded(made))) == [("database", "ok")]


def test_a_database_without_this_versions_tables_fails(tmp_path):
    made = site(tmp_path)
    made.settings.data.mkdir()
    database = Database(made.settings.database)
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE stranger (x INTEGER)")
    database.close()
    found = list(record.database(made))
    assert told(found) == [("database", "failed")]
    assert "chartside migrate" in found[0].mend


def test_a_file_that_is_no_database_fails(tmp_path):
    made = site(tmp_path)
    made.settings.data.mkdir()
    (made.settings.data / "chartside.db").write_bytes(b"nothing of the kind" * 100)
    assert told(record.database(made)) == [("database", "failed")]


def test_a_server_that_is_away_and_an_address_that_is_none_fail_without_their_password(tmp_path):
    for made in (deployed(tmp_path), deployed(tmp_path, database_url="mysql://nobody:se-cret@host/none")):
        found = list(record.database(made))
        assert told(found) == [("database", "failed")]
        assert "se-cret" not in str(found)


def test_a_real_postgresql_is_looked_at(tmp_path, postgres_url):
    name = f"doctor_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    made = deployed(tmp_path, database_url=postgres_url.rpartition("/")[0] + f"/{name}")
    assert told(record.database(made)) == [("database", "failed")]
    database = Database(made.settings.database)
    database.migrate()
    database.close()
    assert told(record.database(made)) == [("database", "ok")]
