"""Everything the company keeps, in one SQLite file."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS counter (prefix TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS journal (seq INTEGER PRIMARY KEY AUTOINCREMENT, system TEXT NOT NULL, entry TEXT NOT NULL);
"""


class Documents:
    """JSON documents by kind and id, for several threads."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.RLock()
        self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_SCHEMA)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Whatever is read and written inside happens as one, or not at all."""
        with self._lock:
            if self._database.in_transaction:
                yield
                return
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def get(self, kind: str, document_id: str) -> dict[str, Any] | None:
        with self._lock:
            row = self._database.execute("SELECT body FROM document WHERE kind=? AND id=?", (kind, document_id)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, kind: str, document_id: str, body: Mapping[str, Any]) -> None:
        with self._lock:
            self._database.execute(
                "INSERT INTO document VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body=excluded.body",
                (kind, document_id, json.dumps(body)),
            )

    def every(self, kind: str) -> list[dict[str, Any]]:
        """All of a kind, in the order they were first put."""
        with self._lock:
            rows = self._database.execute("SELECT body FROM document WHERE kind=? ORDER BY rowid", (kind,)).fetchall()
        return [json.loads(row[0]) for row in rows]

    def next_id(self, prefix: str) -> str:
        """`RF-0001`, `RF-0002`, …; never the same twice, not even after `empty`."""
        with self._lock:
            self._database.execute(
                "INSERT INTO counter VALUES (?, 1) ON CONFLICT (prefix) DO UPDATE SET last=last + 1",
                (prefix,),
            )
            (last,) = self._database.execute("SELECT last FROM counter WHERE prefix=?", (prefix,)).fetchone()
        return f"{prefix}-{last:04d}"

    def reserve(self, prefix: str, last: int) -> None:
        """Leave the first ids to others, unless counting has begun."""
        with self._lock:
            self._database.execute("INSERT OR IGNORE INTO counter VALUES (?, ?)", (prefix, last))

    def note(self, system: str, entry: Mapping[str, Any]) -> None:
        """Append to the journal."""
        with self._lock:
            self._database.execute("INSERT INTO journal (system, entry) VALUES (?, ?)", (system, json.dumps(entry)))

    def journal(self, *, system: str | None, since: int) -> list[dict[str, Any]]:
        """Entries after sequence number `since`, oldest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT seq, entry FROM journal WHERE seq > ? AND (? IS NULL OR system = ?) ORDER BY seq", (since, system, system)
            ).fetchall()
        return [{"seq": seq, **json.loads(entry)} for seq, entry in rows]

    def empty(self) -> None:
        """Forget all but settings and which ids were given out."""
        with self._lock:
            self._database.execute("DELETE FROM document WHERE kind <> 'setting'")
            self._database.execute("DELETE FROM journal")

    def close(self) -> None:
        with self._lock:
            self._database.close()
