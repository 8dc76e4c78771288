"""The present state that a compacted topic holds: the last value of every key."""

from broker.log import Log


def last_values(log: Log, topic: str) -> dict[str, bytes]:
    """The last value of every key of `topic`, deleted keys left out; none without the topic."""
    found: dict[str, bytes] = {}
    if topic not in log.topics():
        return found
    for batch in log.read([topic]):
        for record in batch:
            key = (record.key or b"").decode()
            if record.value:
                found[key] = record.value
            else:
                found.pop(key, None)
    return found
