"""The records that travel between the stages, and the topics they travel on.

One module a record: `item`, `mention`, `case`, `tally`, `alert`, `decision`, `dead_letter`.
`codec` turns them into bytes and back, `topics` says where each one lives, `export` writes the
JSON Schemas. This is the ground floor: it imports nothing else of regwatch.
"""
