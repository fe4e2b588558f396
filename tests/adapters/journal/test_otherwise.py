"""Otherwise: what another policy would have decided, and what is known now, are views and no verdicts."""

from collections import Counter
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from adapters.journal import Records, Sources, UnreadableJournalError, Writer, record
from adapters.journal.otherwise import Otherwise
from adapters.journal.remedying import outcome_columns
from adapters.journal.replaying import Difference, spans
from adapters.journal.viewing import Viewed, view
from engine import Engine
from rules.loading import load
from rules.loading.calendar import load_calendar
from rules.policy import Policy
from rules.types import Instant, read
from tests.adapters.journal.deciding import decide, shop
from tests.adapters.journal.ledger import KEYS
from tests.adapters.journal.test_correcting import corrected
from tests.adapters.journal.test_replaying import replayed
from tests.adapters.shop import AT, POLICY

MORE = (("amount > 1000.00", "amount > 2000.00"), ("amount <= 1000.00", "amount <= 2000.00"))
CALENDAR = files("rules").joinpath("calendars", "CN.yaml").read_bytes()
TIMED = POLICY.replace("effective: 2026-01-01", "effective: 2025-01-01\ncalendar: CN").replace(
    "decisions:\n", "deadlines:\n  answer: {from: at, within: 50 working days}\ndecisions:\n"
)


def viewed(journal: Path, policy: Policy | None, *, known_now: bool = False) -> Viewed:
    found = Viewed()
    with (
        closing(Records.open(journal)) as records,
        Otherwise(records, policy=policy, known_now=known_now, passed=found) as other,
    ):
        view(other, spans(records, 0, None), lambda _: None, found)
    return found


@pytest.mark.parametrize("where", ["small", "large"])
def test_a_policy_that_decides_alike_changes_nothing(where: str, request: pytest.FixtureRequest) -> None:
    assert viewed(request.getfixturevalue(where), shop()[1]) == Viewed(looked=5)


def test_another_policy_would_have_decided_otherwise(small: Path) -> None:
    found = viewed(small, shop(*MORE)[1])
    assert (found.looked, found.differing) == (5, 1)
    assert found.outcomes == Counter({("size", "large", "small"): 1})
    assert [one for one in found.differences if one.column in {"size", "refund", "contact"}] == [
        Difference(2, "size", "large", "small"),
        Difference(2, "refund", "1000.01 CNY", None),
        Difference(2, "contact", "***", None),
    ]
    assert found.columns["size.fired"] == 1


def test_columns_of_one_policy_alone_are_missing_by_the_other(small: Path) -> None:
    words = (
        ("contact: {type: text}", "reach: {type: text}"),
        ("refund: amount, contact: phone", "refund: amount, reach: phone"),
    )
    found = viewed(small, shop(*words)[1])
    assert [(one.column, one.then, one.now) for one in found.differences] == [
        ("contact", "***", None),
        ("reach", None, "***"),
    ]


def test_values_of_other_types_are_compared_as_people_write_them(small: Path) -> None:
    words = (
        ("refund: {type: money, currency: CNY}", "refund: {type: decimal, scale: 3}"),
        (
            "refund: amount,",
            "refund: 1000.010,",
        ),
    )
    assert [(one.then, one.now) for one in viewed(small, shop(*words)[1]).differences] == [("1000.01 CNY", "1000.010")]


def test_the_same_outcomes_in_another_order_are_the_same(small: Path) -> None:
    first = "      - {id: T-1, then: note, because: 都要登记}\n"
    second = '      - {id: T-2, when: phone is known, then: call, because: "回电 {phone}"}\n'
    found = viewed(small, shop((first + second, second + first))[1])
    assert (found.differences, found.outcomes, dict(found.columns)) == ([], Counter(), {"steps.fired": 1})


def test_what_was_erased_is_passed_over(journal: Path) -> None:
    with Writer(journal, KEYS) as writer:
        writer.erase([2], {"basis": "GDPR 17", "at": 0})
    found = viewed(journal, shop(*MORE)[1])
    assert (found.looked, found.differing, found.erased) == (4, 0, 1)


def test_later_corrections_are_known_now_and_were_not_then(journal: Path) -> None:
    corrected(journal, 2, {"amount": 500})
    corrected(journal, 9, {"amount": 200_000})
    assert replayed(journal).differing == 0
    assert viewed(journal, None).differing == 0
    found = viewed(journal, None, known_now=True)
    assert [(one.number, one.column, one.then, one.now) for one in found.differences if one.column == "refund"] == [
        (2, "refund", "1000.01 CNY", "2000.00 CNY"),
        (9, "refund", None, "2000.00 CNY"),
    ]
    with Writer(journal, KEYS) as writer:
        writer.erase([11], {"basis": "GDPR 17", "at": 0})
    assert viewed(journal, None, known_now=True).differing == 0


@pytest.mark.parametrize("as_of", ["2025-10-30T09:30:00+08:00", "2025-12-30T09:30:00+08:00"])
@pytest.mark.parametrize("again", [True, False])
def test_later_notices_are_known_now_and_were_not_then(as_of: str, *, again: bool, journal: Path) -> None:
    older = CALENDAR[: CALENDAR.index("  - title: 国务院办公厅关于2026年".encode())]
    policy = load(TIMED, name="shop.yaml", calendars={"CN": load_calendar(older, name="CN").sound}).policy
    assert policy is not None
    facts = {"id": "T-9", "at": read(Instant(), "2025-10-30T09:30:00+08:00"), "amount": 500}
    with Writer(journal, KEYS) as writer, Engine(policy) as engine:
        asked = read(Instant(), as_of)
        record(writer, engine, Sources(TIMED.encode(), older), facts=facts, review=None, as_of=asked)  # type: ignore[arg-type]  # stored
    assert replayed(journal).differing == 0
    other = load(TIMED, name="shop.yaml").policy if again else None
    changed = {
        one.column: (one.then, one.now)
        for one in viewed(journal, other, known_now=True).differences
        if one.number == 10
    }
    assert changed["answer.due"] == ("2026-01-09T00:00:00+08:00", "2026-01-10T00:00:00+08:00")


def test_few_engines_are_kept_at_once(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.journal.otherwise.MOST_ENGINES", 1)
    decide(journal, f'{{"id": "T-9", "at": "{AT}", "amount": "5.00"}}', ('version: "7"', 'version: "8"'))
    assert viewed(journal, None, known_now=True) == Viewed(looked=6)


def test_a_policy_that_this_release_cannot_read_is_said(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = load("tousu: 1\n", name="x")
    monkeypatch.setattr("adapters.journal.archived.load", lambda *_, **__: broken)
    with pytest.raises(UnreadableJournalError, match="this release cannot read the policy"):
        viewed(journal, None, known_now=True)


def test_only_the_instants_that_are_wanted_are_decided(journal: Path) -> None:
    decide(journal, f'{{"id": "T-9", "at": "{AT}", "amount": "5.00"}}', as_of=7)
    with (
        closing(Records.open(journal)) as records,
        Otherwise(records, policy=shop()[1], known_now=False, passed=Viewed()) as other,
    ):
        pieces = list(other.pieces(spans(records, 0, None), lambda _: None, wanted=lambda as_of: as_of > 0))
    assert [one.numbers.to_list() for piece in pieces for one in piece] == [[9]]


def test_outcomes_values_and_deadlines_are_what_a_wrong_decision_shows_in() -> None:
    policy = load(TIMED, name="shop.yaml").policy
    assert policy is not None
    assert outcome_columns(shop()[1], policy) == [
        *("size", "steps", "due", "asked", "window", "refund", "contact", "answer", "answer.due"),
    ]
