"""The worker's Prometheus metrics, all in one place. Served with `regwatch worker --metrics PORT`.

| name | labels | meaning |
| --- | --- | --- |
| regwatch_processed_total | stage | records that went through a stage |
| regwatch_dead_letters_total | stage, error | records that a stage could not take |
| regwatch_mentions_total | kind | events read, before they are resolved |
| regwatch_confidence | kind | the reader's confidence in them |
| regwatch_alerts_total | type, kind | alerts sent |
| regwatch_item_age_seconds | | fetch of an item until its events are resolved |
"""

from prometheus_client import Counter, Histogram

PROCESSED = Counter("regwatch_processed", "Records that went through a stage", ["stage"])
DEAD_LETTERS = Counter(
    "regwatch_dead_letters", "Records that a stage could not take", ["stage", "error"]
)
MENTIONS = Counter("regwatch_mentions", "Events read, before they are resolved", ["kind"])
CONFIDENCE = Histogram(
    "regwatch_confidence",
    "The reader's confidence in the events it reads",
    ["kind"],
    buckets=[0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0],
)
ALERTS = Counter("regwatch_alerts", "Alerts sent", ["type", "kind"])
ITEM_AGE = Histogram(
    "regwatch_item_age_seconds",
    "From the fetch of an item until its events are resolved",
    buckets=[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600],
)
