"""Impact: the counts by column are those of deciding each row by itself under both policies."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from adapters import facts as pieces
from adapters.impact import LostRowsError, document
from adapters.impact.firsts import MOST
from adapters.impact.joint import Kind, Movement
from adapters.impact.moves import is_change
from adapters.impact.part import Part
from adapters.impact.topics import About, Topic
from rules.policy import Policy
from rules.types import EPOCH, Boolean, Enumeration, Value
from tests.adapters.impact.counter import ALIKE, AS_OF, DATED, NEW, OLD, compared, policy, rows, written
from tests.adapters.impact.singly import Single, singles

Pairs = list[tuple[Single, Single]]

SEEDS = range(2)
ROWS = 200
SOURCES = ("old.yaml", "new.yaml")


def kinds_of(topic: Topic, before: Value, after: Value) -> list[Kind]:
    """The kinds that what the two policies say of one row counts as."""
    if topic.about is About.OUTCOMES:
        was, is_ = str(before).split(), str(after).split()
        return [(name if name in was else None, name if name in is_ else None) for name in {*was, *is_}]
    if topic.about in {About.OUTCOME, About.STATE} or isinstance(topic.kind, Boolean | Enumeration):
        old, new = (None if value is None else str(value) for value in (before, after))
        return [(old and old.lower(), new and new.lower())]
    if before is None or after is None:
        return [Movement.NONE if before is after else Movement.GAINED if before is None else Movement.LOST]
    if before == after:
        return [Movement.SAME]
    if isinstance(before, str):
        return [Movement.OTHER]
    return [Movement.LESS if int(after) < int(before) else Movement.MORE]


def both(old: Policy, new: Policy, fed: Sequence[dict[str, str]]) -> Pairs:
    sides = (list(singles(one, fed, as_of=AS_OF)) for one in (old, new))
    return list(zip(*sides, strict=True))


def decided(pairs: Pairs) -> Pairs:
    """Those that both policies decided on."""
    return [(one, other) for one, other in pairs if one.said and other.said]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("new_text", [NEW, ALIKE, DATED], ids=["apart", "alike", "dated"])
def test_tables_are_those_of_deciding_each_row_by_itself(
    seed: int, new_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", Random(seed).choice([23, 64, 1000]))
    old, new = policy(OLD), policy(new_text)
    fed = rows(seed, ROWS)
    found = compared(written(tmp_path / "f.csv", fed), old, new)
    pairs = both(old, new, fed)
    assert found.counts.fates.counts == Counter((one.fate, other.fate) for one, other in pairs)
    changed = Counter[bool]()
    for topic in found.topics.both:
        _same(topic, found.counts, pairs)
    for one, other in decided(pairs):
        changed[any(one.said[topic.name] != other.said[topic.name] for topic in found.topics.both)] += 1
    assert (found.counts.changed.changed, found.counts.changed.rows) == (changed[True], changed.total())
    assert found.counts.unknown == sum(other.facts["amount"] is None for _, other in decided(pairs))


def _same(topic: Topic, found: Part, pairs: Pairs) -> None:
    """Compare what was counted on one topic."""
    counts, money, by, changed = Counter[Kind](), Counter[Kind](), Counter[object](), 0
    sums = {"old": Counter[Kind](), "new": Counter[Kind]()}
    firsts: dict[Kind, list[tuple[Value, str | None, str | None]]] = {}
    for one, other in decided(pairs):
        before, after = one.said[topic.name], other.said[topic.name]
        changed += before != after
        for kind in kinds_of(topic, before, after):
            counts[kind] += 1
            money[kind] += int(other.facts["amount"] or 0)
            if topic.measure is not None:
                sums["old"][kind] += int(before or 0)
                sums["new"][kind] += int(after or 0)
            if is_change(kind):
                by["at", kind, month(other.facts["at"])] += 1
                by["kind", kind, other.facts["kind"]] += 1
                told = (other.facts["id"], one.rules.get(topic.rules or ""), other.rules.get(topic.rules or ""))
                firsts.setdefault(kind, []).append(told)
    held = found.topics[topic.name]
    assert (held.moves.counts, held.moves.changed) == (counts, changed), topic.name
    assert there(held.moves.sums["money"]) == there(money), topic.name
    assert {name: there(held.moves.sums.get(name, Counter())) for name in sums} == {
        name: there(sums[name]) for name in sums
    }, topic.name
    assert {(axis, *key): count for axis, of in held.moves.by.items() for key, count in of.items()} == by, topic.name
    assert {kind: [(one.complaint, one.old.rule, one.new.rule) for one in held.firsts[kind]] for kind in firsts} == {
        kind: told[:MOST] for kind, told in firsts.items()
    }, topic.name


def there(sums: Counter[Kind]) -> dict[Kind, int]:
    """The sums that come to anything."""
    return {kind: value for kind, value in sums.items() if value}


def month(instant: Value) -> str:
    assert isinstance(instant, int)
    return (EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m")


def test_the_rows_are_counted_the_same_however_they_come_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new, path = policy(OLD), policy(NEW), written(tmp_path / "f.csv", rows(9, 100))
    told = []
    for size in (13, 1 << 18):
        monkeypatch.setattr(pieces, "PIECE", size)
        told.append(document(compared(path, old, new), sources=SOURCES) | {"seconds": 0, "self_check": 0})
    assert told[0] == told[1]


def test_pairs_of_values_are_listed_while_they_are_few(tmp_path: Path) -> None:
    found = compared(written(tmp_path / "f.csv", rows(3, 200)), policy(OLD), policy(NEW))
    listed = {name: counts.listed for name, counts in found.counts.topics.items() if counts.listed is not None}
    assert sorted(listed) == ["days", "window"]
    pairs = {
        (one.said["days"], other.said["days"])
        for one, other in both(policy(OLD), policy(NEW), rows(3, 200))
        if one.said
    }
    assert set(listed["days"].counts) == {
        tuple(None if value is None else str(value) for value in pair) for pair in pairs
    }


def test_a_row_that_no_policy_could_read_is_counted(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", rows(1, 5))
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("C-9,short\n")
    found = compared(path, policy(OLD), policy(NEW))
    assert found.rows_read == found.counts.fates.rows == 6
    assert found.counts.fates.counts["quarantined", "quarantined"] >= 1


def test_a_row_of_which_another_thing_became_is_shown(tmp_path: Path) -> None:
    fed = [row | {"id": f"C-{number}", "city": "north", "amount": "1.00"} for number, row in enumerate(rows(2, 9))]
    fed = [row | {"at": "2026-01-02T09:00:00+08:00", "kind": "goods"} for row in fed]
    found = compared(written(tmp_path / "f.csv", fed), policy(OLD), policy(NEW))
    first, *others = found.counts.firsts["decided", "needs_review"]
    assert (first.complaint, first.line, len(others)) == ("C-0", 2, MOST - 1)
    assert first.facts["amount"] == "1.00"


def test_what_is_personal_is_masked(tmp_path: Path) -> None:
    told = {"id": "C-1", "at": "2026-01-02T09:00:00+08:00", "phone": "13800000001", "vip": "false", "amount": "1.00"}
    path = written(tmp_path / "f.csv", [rows(2, 1)[0] | told])
    found = compared(path, policy(OLD), policy(NEW))
    (first,) = found.counts.topics["steps"].firsts["call", None]
    assert first.facts["phone"] == "***"
    (first,) = found.counts.topics["told"].firsts[Movement.GAINED]
    assert first.new.text == "***"
    named = OLD.replace("id: {type: text, required: true}", "id: {type: text, required: true, personal: true}")
    found = compared(path, policy(named), policy(named.replace("amount * 0.5", "amount * 0.6")))
    (first,) = found.counts.topics["refund"].firsts[Movement.MORE]
    assert first.complaint == "***"
    for pair in ((named, OLD), (OLD, named)):
        found = compared(path, *(policy(text) for text in pair))
        assert "C-1" not in str(found.counts)


def test_a_feed_of_no_rows_changes_nothing(tmp_path: Path) -> None:
    found = compared(written(tmp_path / "f.csv", []), policy(OLD), policy(NEW))
    assert (found.rows_read, found.counts.changed.changed, found.checked) == (0, 0, 0)
    assert document(found, sources=SOURCES)["changed"]["rows"] == 0


def test_a_lost_row_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Part, "add", lambda *_: None)
    with pytest.raises(LostRowsError, match="5 rows were read, but 0 counted"):
        compared(written(tmp_path / "f.csv", rows(1, 5)), policy(OLD), policy(NEW))


def test_both_policies_are_checked_against_durable_rules(tmp_path: Path) -> None:
    fed = [row | {"id": f"C-{number}", "at": "2026-01-02T09:00:00+08:00"} for number, row in enumerate(rows(5, 40))]
    fed = [row | {"amount": "5.00", "kind": "goods", "city": "east"} for row in fed]
    found = compared(written(tmp_path / "f.csv", fed), policy(OLD), policy(NEW))
    assert found.checked == 2 * 40
