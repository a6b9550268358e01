"""The database: rows described once for Tortoise, one way to write on both engines, and fast plain reads.

Importing anything from here first puts a SQLite library without the WAL-reset fault in place, since aiosqlite
and Tortoise bind whichever `sqlite3` they find when they are imported.
"""

from stagebill.kernel.database import library

library.install()
