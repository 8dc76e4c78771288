"""What resolving needs from outside: exchange rates; and its thresholds, one place for all."""

from dataclasses import dataclass, field

from agents.resolve.rates import EcbRates, Rates


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveSettings:
    """`join` is the score from which a mention joins a case, `lead` how far the best case must be
    ahead of the second. The others bound what one event may cost and what a value may hold.
    """

    rates: Rates = field(default_factory=EcbRates)
    join: float = 1.0
    lead: float = 0.5
    candidates: int = 12
    page: int = 64
    accounts: int = 24
    sources: int = 8
    history: int = 32
    movable: int = 256
    part: int = 8
