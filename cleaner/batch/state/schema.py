"""The tables of the ledger, their versions, and what SQLite's errors mean for a user."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from cleaner.errors import CleanerError, LedgerError, OutputInUse

VERSION = 3
WROTE = "wrote "  # begins the fact that a run wrote a file beside the pages, which its name ends
REPORTS = "reports"  # stands for reports of versions before 3, whose names are not known

# The output format is part of every key: each has an account of its own. `origin` is the folder
# that a source's name is relative to, x'' in rows of version 1, which did not know it. Names of
# files need not be text, so they are kept as bytes.
_TABLES = """
CREATE TABLE pages (
    output_format TEXT, origin BLOB, source BLOB,
    digest BLOB, setup BLOB, target BLOB,
    run INTEGER, number INTEGER,
    url TEXT, site TEXT, words INTEGER, words_kept INTEGER,
    body INTEGER, sidebar INTEGER, chrome INTEGER,
    confidence REAL, warnings TEXT, error TEXT, reason TEXT,
    file INTEGER, start INTEGER, length INTEGER,
    PRIMARY KEY (output_format, origin, source)
);
CREATE INDEX failed ON pages (output_format, run, number) WHERE error != '';
CREATE TABLE names (output_format TEXT, origin BLOB, source BLOB, name BLOB, folded BLOB,
    run INTEGER, PRIMARY KEY (output_format, origin, source));
CREATE UNIQUE INDEX by_name ON names (output_format, folded) WHERE folded IS NOT NULL;
CREATE TABLE stale (output_format TEXT, target BLOB, PRIMARY KEY (output_format, target));
CREATE TABLE facts (name TEXT PRIMARY KEY, value);
"""
# Kinds of errors were the names of their classes; a failed page is tried again in any case.
_FROM_VERSION_1 = """
DROP INDEX failed;
DROP INDEX by_name;
ALTER TABLE pages RENAME TO pages1;
ALTER TABLE names RENAME TO names1;
ALTER TABLE stale RENAME TO stale1;
ALTER TABLE facts RENAME TO facts1;
{tables}
INSERT INTO pages SELECT form, x'', source, digest, setup, target, run, number, url, site, words,
    words_kept, body, sidebar, chrome, confidence, warnings, error, reason, file, start, length
    FROM pages1 ORDER BY rowid;
INSERT INTO names SELECT form, x'', source, name, folded, run FROM names1;
INSERT INTO stale SELECT * FROM stale1;
INSERT INTO facts SELECT * FROM facts1;
DROP TABLE pages1;
DROP TABLE names1;
DROP TABLE stale1;
DROP TABLE facts1;
"""
# What a run wrote beside the pages was not noted, but follows from what it did.
_FROM_VERSION_2 = f"""
INSERT OR IGNORE INTO facts SELECT '{WROTE}errors.jsonl', 1 FROM facts WHERE name = 'run';
INSERT OR IGNORE INTO facts SELECT '{WROTE}{REPORTS}', 1 FROM facts WHERE name = 'run';
INSERT OR IGNORE INTO facts SELECT DISTINCT '{WROTE}pages.' || output_format, 1 FROM pages
    WHERE output_format IN ('jsonl', 'parquet')
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open a ledger, and lock it until the connection, or the process, ends.

    Makes one that is not there, and brings one of an earlier version up to date. Raises
    sqlite3.Error, and LedgerError for one of a later version.
    """
    connection = sqlite3.connect(path, timeout=0)
    try:
        # The lock is taken by the first write and lasts.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("BEGIN EXCLUSIVE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise LedgerError(
                f"{path} was written by a later version of cleaner: name another output folder"
            )
        statements = {
            0: _TABLES,
            1: _FROM_VERSION_1.format(tables=_TABLES) + _FROM_VERSION_2,
            2: _FROM_VERSION_2,
        }.get(version, "")
        for statement in statements.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection


def explained(error: sqlite3.Error, path: Path) -> CleanerError:
    """Return the error to raise for one of SQLite, with what to do about it."""
    text = str(error)
    if "locked" in text:
        return OutputInUse(
            f"another run is writing to {path.parent.parent}: wait for its end, or name another "
            "output folder"
        )
    if isinstance(error, sqlite3.OperationalError):
        return LedgerError(
            f"{path} cannot be read or written ({text}): is the disk full, or the folder "
            "read-only? Run again when that is mended; what is finished is safe"
        )
    return LedgerError(
        f"{path} is damaged ({text}): name another output folder, or delete it with all results "
        "beside it and run again"
    )
