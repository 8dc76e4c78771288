"""The embedded log: partitions, offsets and changelogs in one SQLite file, no server."""
