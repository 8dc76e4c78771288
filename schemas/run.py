"""Run: which run's topics are live, and the shadow runs there are."""

from dataclasses import dataclass

from pydantic import AwareDatetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One record of the runs topic. Keyed by "live" (which run serves) or by "run:NAME".

    `name` is the run; `state` is live, shadow, promoted or dropped; `before` is the run that was
    live until `at`; `carried` counts the alerts that were not sent again because an earlier live
    run had sent them.
    """

    name: str
    state: str = "shadow"
    source: str = ""
    before: str | None = None
    items: int = 0
    carried: int = 0
    by: str = ""
    at: AwareDatetime
    version: int = 1
