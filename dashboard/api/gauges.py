"""Gauges computed when they are scraped: from the model's rows and from the log's offsets.

`regwatch_lag_records` and the age of the oldest uncommitted record tell how far the workers are
behind: they compare the workers' commits (consumer group = the run's prefix) with the topics.
"""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from broker import BrokerError, Log, Partition
from dashboard.model import Model


def gauges(model: Model, now: datetime) -> bytes:
    """The exposition text of this moment."""
    registry = CollectorRegistry()
    registry.register(_Moment(model, now))
    return generate_latest(registry)


class _Moment(Collector):
    def __init__(self, model: Model, now: datetime) -> None:
        self._model = model
        self._now = now

    def collect(self) -> Iterator[Metric]:
        yield from _model_gauges(self._model)
        yield from _feed_gauges(self._model)
        try:
            yield from _log_gauges(self._model, self._now)
        except BrokerError:
            return  # the log is away: regwatch_model_caught_up and /readyz tell


def _model_gauges(model: Model) -> Iterator[Metric]:
    caught_up = float(model.progress.caught_up and not model.progress.error)
    yield _gauge("regwatch_model_caught_up", "1 once read to the end", caught_up)
    yield _by("regwatch_model_rows", "Rows in the model", "table", model.operations.size())
    letters = model.operations.dead_letters()
    yield _by("regwatch_dead_letters", "Dead letters on the topic", "stage", letters)
    bins = model.operations.confidences()
    running, buckets = 0, []
    for place, count in enumerate(bins, 1):
        running += count
        buckets.append((f"{place / len(bins):g}", running))
    buckets.append(("+Inf", running))
    confidence = HistogramMetricFamily(
        "regwatch_mention_confidence", "The reader's confidence over all mentions"
    )
    confidence.add_metric([], buckets, sum_value=None)
    yield confidence


def _feed_gauges(model: Model) -> Iterator[Metric]:
    up = GaugeMetricFamily("regwatch_feed_up", "1 if the last pull worked", labels=["feed"])
    failures = GaugeMetricFamily(
        "regwatch_feed_failures", "Pulls that failed in a row", labels=["feed"]
    )
    since = GaugeMetricFamily(
        "regwatch_feed_last_success_seconds", "When a pull last worked", labels=["feed"]
    )
    for feed in model.operations.feeds():
        name, failed = [feed["feed"]], float(feed.get("failures") or 0)
        up.add_metric(name, float(not failed))
        failures.add_metric(name, failed)
        if feed.get("last_success"):
            since.add_metric(name, datetime.fromisoformat(feed["last_success"]).timestamp())
    yield from (up, failures, since)


def _log_gauges(model: Model, now: datetime) -> Iterator[Metric]:
    yield _gauge("regwatch_model_lag_records", "Not in the model yet", sum(model.lag().values()))
    topics, group = model.topics, model.topics.prefix
    lags, ages = {}, {}
    for spec in (topics.items, topics.mentions, topics.decisions):
        lags[spec.name], ages[spec.name] = worker_lag(model.log, group, spec.name, now)
    yield _by("regwatch_lag_records", "Not committed by the workers", "topic", lags)
    yield _by("regwatch_oldest_uncommitted_seconds", "Age of the oldest", "topic", ages)
    ends = {
        spec.name: sum(span.end for span in model.log.spans(spec.name).values())
        for spec in topics.all()
    }
    yield _by("regwatch_log_records", "End offsets added up", "topic", ends)


def worker_lag(log: Log, group: str, topic: str, now: datetime) -> tuple[int, float]:
    """Records of `topic` that `group` has not committed, and the oldest one's age in seconds."""
    done = log.committed(group, topic)
    lag, oldest = 0, now.timestamp()
    for number, span in log.spans(topic).items():
        following = max(done.get(number, span.first), span.first)
        if following < span.end:
            lag += span.end - following
            oldest = min(oldest, _timestamp(log, Partition(topic, number), following, oldest))
    return lag, max(0.0, now.timestamp() - oldest)


def _timestamp(log: Log, place: Partition, offset: int, otherwise: float) -> float:
    spans = log.spans(place.topic)
    start = {Partition(place.topic, n): span.end for n, span in spans.items()} | {place: offset}
    for records in log.read([place.topic], start=start, batch=1):
        for record in records:
            return record.timestamp / 1000
    return otherwise


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _by(name: str, text: str, label: str, values: dict[str, int] | dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
