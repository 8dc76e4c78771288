"""A real Apache Kafka of one node on the JDK: for development, tests and benchmarks, no Docker.

`python -m broker.kafka.local run` starts one and prints its address; `LocalKafka` is the same for
tests. The jars come from Maven Central once (`pom.xml`) and are kept in the user's cache.
"""

from broker.kafka.local.jars import LocalKafkaError
from broker.kafka.local.node import LocalKafka

__all__ = ["LocalKafka", "LocalKafkaError"]
