"""Change -> alert: what compliance teams are told.

`alerts(outcome)` gives one alert for every step of a case that matters to people: opened, updated
(with what changed, from and to), withdrawn. `severity` says how loud.
"""

from agents.alert.alerts import alert, alerts
from agents.alert.severity import severity

__all__ = ["alert", "alerts", "severity"]
