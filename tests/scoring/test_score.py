"""Scoring: what counts as right, what as a miss, what as a false event."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from schemas.item import Item
from schemas.mention import Evidence, Mention
from schemas.words import Kind, Role, Stage
from scoring import LabelError, Report, compare, load_labelled, score


def told(company: str, kind: Kind = Kind.FINE, **more: object) -> Mention:
    """A mention as a reader would give it."""
    evidence = Evidence(field="title", start=0, end=1, text="x")
    values = {"group": company, "stage": Stage.IMPOSED, "confidence": 0.9, **more}
    return Mention(
        id=company, item="1", kind=kind, company=company, evidence=evidence, rule="t", **values
    )


def reader(*mentions: Mention) -> Callable[[Item], list[Mention]]:
    """A reader that says the same of every item."""
    return lambda item: list(mentions)


def line(*events: dict[str, object], **more: object) -> str:
    """One labelled line."""
    return json.dumps({"id": "1", "title": "t", "set": "A", "events": list(events), **more})


FINE = {"kind": "fine", "company": "Acme", "group": "Acme", "amount": 5, "currency": "USD",
        "stage": "imposed", "primary": True}  # fmt: skip


def run(text: str, *mentions: Mention) -> Report:
    """The report on one line."""
    return score(load_labelled([text]), reader(*mentions))


def test_a_hit_needs_kind_and_company() -> None:
    """Right kind and a name holding the labelled one is a hit; amount and stage are judged."""
    found = run(line(FINE), told("Acme Holdings, Inc.", amount=Decimal(5), currency="USD"))
    assert (found.overall.hits, found.overall.amount, found.overall.stage) == (1, 1, 1)


def test_a_wrong_kind_is_a_miss_and_a_false_event() -> None:
    """A settlement told for a fine is both."""
    found = run(line(FINE), told("Acme", Kind.SETTLEMENT))
    assert (found.overall.hits, found.overall.misses, found.overall.false) == (0, 1, 1)


def test_a_fair_second_kind_is_accepted() -> None:
    """Where the label allows another kind, that one is a hit too."""
    found = run(line({**FINE, "alt_kind": "settlement"}), told("Acme", Kind.SETTLEMENT))
    assert found.overall.f1 == 1.0


def test_the_group_may_stand_for_the_company() -> None:
    """A subsidiary under another name counts if the group is right."""
    found = run(line({**FINE, "company": "Boltapp", "group": "Acme"}), told("Bolt", group="Acme"))
    assert found.overall.hits == 1


def test_one_mention_pairs_once() -> None:
    """Telling an event twice is one hit and one false event."""
    found = run(line(FINE), told("Acme"), told("Acme"))
    assert (found.overall.hits, found.overall.false) == (1, 1)


def test_background_is_optional_outside_full_texts() -> None:
    """An untold background event is no miss in a short item, and one in set D."""
    background = {**FINE, "primary": False}
    assert run(line(background)).overall.misses == 0
    assert run(line(background, set="D")).overall.misses == 1


def test_nameless_items_are_not_scored() -> None:
    """Items with an event of an unnamed organisation are left out."""
    assert run(line({**FINE, "unnamed": True}), told("Acme")).outcomes == ()


def test_silence_on_items_without_events() -> None:
    """The share of eventless items that were left silent."""
    assert run(line()).overall.silence == 1.0
    assert run(line(), told("Acme")).overall.silence == 0.0


def test_calibration_sets_claims_beside_truth() -> None:
    """Two events told with 0.9, one of them right."""
    found = run(line(FINE), told("Acme"), told("Bolt"))
    (bin_,) = found.calibration
    assert (bin_.told, bin_.right, round(bin_.mean, 2)) == (2, 1, 0.9)


def test_role_is_judged() -> None:
    """Primary told as background is a hit with a wrong role."""
    found = run(line(FINE), told("Acme", role=Role.BACKGROUND))
    assert (found.overall.hits, found.overall.primary) == (1, 0)


def test_compare_lists_gains_and_losses() -> None:
    """Against an earlier run: found and missed events, mended amounts, new false events."""
    before = run(line(FINE, {**FINE, "company": "Bolt", "group": "Bolt"}), told("Acme"))
    after = run(
        line(FINE, {**FINE, "company": "Bolt", "group": "Bolt"}),
        told("Bolt", amount=Decimal(5), currency="USD"),
        told("Crook"),
    )
    assert [(c.better, c.what) for c in compare(before, after)] == [
        (True, "found: fine Bolt"),
        (False, "false event: fine Crook"),
        (False, "missed: fine Acme"),
    ]


def test_a_saved_run_comes_back() -> None:
    """A report survives the way through JSON."""
    found = run(line(FINE), told("Acme"), told("Bolt"))
    assert Report.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_a_bad_line_is_named() -> None:
    """The error tells the file and the line."""
    with pytest.raises(LabelError, match="labels, line 2"):
        list(load_labelled([line(FINE), '{"title": "no id"}']))
