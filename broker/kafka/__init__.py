"""Apache Kafka as the log: a client outside Faust, a Faust transport, a real local node."""
