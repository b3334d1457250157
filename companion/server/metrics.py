"""What Prometheus may ask: how much, how fast, how long waited. Numbers of this process only."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 30)
_COUNTS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500)

ANSWERS = Counter(
    "companion_answers",
    "Requests answered.",
    ("method", "route", "status"),
    registry=REGISTRY,
)
ANSWER_SECONDS = Histogram(
    "companion_answer_seconds",
    "From a request's first byte to the end of its answer.",
    ("route",),
    buckets=_SECONDS,
    registry=REGISTRY,
)
IN_HAND = Gauge("companion_requests_in_hand", "Requests not answered yet.", registry=REGISTRY)
PUSHED_CHANGES = Histogram(
    "companion_pushed_changes", "Changes in a push.", buckets=_COUNTS, registry=REGISTRY
)
PULLED_ITEMS = Histogram(
    "companion_pulled_items", "Items in a page of the feed.", buckets=_COUNTS, registry=REGISTRY
)
COUNTER_WAIT = Histogram(
    "companion_counter_wait_seconds",
    "How long a writer waited for its organisation's counter (on SQLite: for its turn).",
    buckets=_SECONDS,
    registry=REGISTRY,
)
WAITING = Gauge("companion_waiting_polls", "Long polls that wait.", registry=REGISTRY)


def written_out() -> bytes:
    """Return every number in Prometheus' text format."""
    return generate_latest(REGISTRY)
