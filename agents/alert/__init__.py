"""Change -> alert: what compliance teams are told."""
