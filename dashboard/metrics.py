"""The dashboard's Prometheus metrics, all in one place. Served on /metrics.

| name | labels | meaning |
| --- | --- | --- |
| regwatch_dashboard_requests_total | method, area, status | answers given |
| regwatch_dashboard_request_seconds | area | time to the first byte of an answer |
| regwatch_dashboard_streams | | live event streams open |
| regwatch_dashboard_events_sent_total | | live events sent, all streams together |
| regwatch_model_records_total | table, outcome | records read: applied, invalid, newer |
| regwatch_model_lag_records | | records in the log that the model does not have yet |
| regwatch_model_caught_up | | 1 once the model has read to the end |
| regwatch_model_rows | table | rows in the model |
| regwatch_alert_latency_seconds | | an alert's record time until it is offered to the streams |
| regwatch_mention_confidence | | histogram of the reader's confidence over all mentions |
| regwatch_dead_letters | stage | dead letters that lie on the topic |
| regwatch_lag_records | topic | records that the workers have not committed |
| regwatch_oldest_uncommitted_seconds | topic | age of the oldest of them |
| regwatch_log_records | topic | end offsets added up: its rate is the topic's rate |
| regwatch_feed_up | feed | 1 if the last pull worked |
| regwatch_feed_failures | feed | pulls that failed in a row |
| regwatch_feed_last_success_seconds | feed | when a pull last worked, seconds since the epoch |

Confidence buckets are those of `Operations.confidences`. `area` is the second part of an address
(/api/cases/1 -> cases), so that no name from a URL becomes a label.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Scope

from dashboard.model.apply import Applied

AREAS = frozenset(
    ("companies", "cases", "alerts", "stream", "feeds", "watchlists", "search", "summary")
)
FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """The figures of one application; several may live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "regwatch_dashboard_requests",
            "Answers given",
            ["method", "area", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "regwatch_dashboard_request_seconds",
            "Time to the first byte of an answer",
            ["area"],
            buckets=FAST,
            registry=self.registry,
        )
        self.streams = Gauge(
            "regwatch_dashboard_streams", "Live event streams open", registry=self.registry
        )
        self.events = Counter(
            "regwatch_dashboard_events_sent", "Live events sent", registry=self.registry
        )
        self._records = Counter(
            "regwatch_model_records",
            "Records read by the model",
            ["table", "outcome"],
            registry=self.registry,
        )
        self.alert_latency = Histogram(
            "regwatch_alert_latency_seconds",
            "An alert's record time until it is offered to the streams",
            buckets=(*FAST, 60, 600),
            registry=self.registry,
        )

    def request(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one answer."""
        area = area_of(scope["path"])
        self._requests.labels(scope["method"], area, status).inc()
        self._seconds.labels(area).observe(seconds)

    def applied(self, batch: Applied) -> None:
        """Count what a batch of records did."""
        for (table, outcome), count in batch.counts.items():
            self._records.labels(table, outcome).inc(count)

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)


def area_of(path: str) -> str:
    """The label for an address; a closed set."""
    first, _, rest = path.lstrip("/").partition("/")
    if first != "api":
        return "page" if first not in ("metrics", "healthz", "readyz") else first
    second = rest.partition("/")[0].partition(".")[0]
    return second if second in AREAS else "other"
