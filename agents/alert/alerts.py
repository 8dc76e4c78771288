"""Outcome -> alerts: what compliance teams are told about the cases that changed.

In: an outcome's notices. Out: alerts, one a notice; a pure function of it, ids included, so that
the same event delivered again gives the same alerts, and a consumer can drop what it has seen.
Further reports of a known event make no notice and so no alert.
"""

from hashlib import blake2b

from agents.alert.severity import severity
from agents.resolve.outcome import Notice, Outcome
from schemas.alert import Alert, AlertType
from schemas.case import Case, Change, Status

_REASONS = {
    "opened": "a new event",
    "updated": "the event moved on",
    "linked": "a settlement was linked to it",
    "merged": "it is the same event as another case",
    "split": "it was separated from another case",
    "withdrawn": "no report of it is left",
    "vetoed": "an operator ruled it out",
    "reopened": "it counts again",
    "confirmed": "an operator confirmed it",
}


def alerts(outcome: Outcome) -> list[Alert]:
    """The alerts that `outcome` gives, in its order."""
    return [alert(notice) for notice in outcome.notices]


def alert(notice: Notice) -> Alert:
    """The alert of one notice."""
    case, step = notice.case, notice.case.history[-1]
    kind = _type(case, step)
    return Alert(
        id=_id(case, kind),
        type=kind,
        case=case.id,
        sequence=case.sequence,
        kind=case.kind,
        severity=severity(case),
        group=case.group,
        company=case.company,
        amount=case.amount,
        currency=case.currency,
        usd=case.usd,
        eur=case.eur,
        stage=case.stage,
        bucket=case.bucket,
        party=case.party,
        authority=case.authority,
        jurisdiction=case.jurisdiction,
        date=case.date,
        confidence=case.confidence,
        ambiguous=case.ambiguous,
        reason=_reason(case, step),
        changes={} if kind is AlertType.OPENED else dict(step.fields),
        evidence=case.sources,
        at=notice.at,
    )


def _type(case: Case, step: Change) -> AlertType:
    if case.status is not Status.OPEN:
        return AlertType.WITHDRAWN
    return AlertType.OPENED if case.sequence == 1 else AlertType.UPDATED


def _id(case: Case, kind: AlertType) -> str:
    """From the case and its state: the same change always has the same id."""
    state = (case.id, kind, case.sequence, case.kind, case.stage, case.status, case.merged_into)
    told = "\x1f".join(str(part) for part in (*state, case.amount, case.currency))
    return "alert-" + blake2b(told.encode(), digest_size=10).hexdigest()


def _reason(case: Case, step: Change) -> str:
    because = _REASONS.get(step.what, step.what)
    into = f" ({case.merged_into})" if case.merged_into else ""
    note = f": {step.note}" if step.note else ""
    return f"{because}{into}{note}"
