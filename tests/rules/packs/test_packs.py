"""The packs decide as the law says that they cite, at the instants that matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby

import pytest

from engine import Engine
from engine.testing.running import run
from rules.citing import unimplemented
from rules.midnight import day_of
from rules.policy import Policy
from rules.testing import Case, Step
from rules.types import Date, show
from rules.wording import Language
from tests.casebook import PACKS, ROOT, instant, policy_at, reasons, rules_named
from tests.casebook import cases_of as cases_beside
from tests.engine import small

CASES = [(pack, case) for pack in PACKS for case in cases_beside(f"rules/packs/{pack}.yaml")]
SOURCE = re.compile(r"# source: (?:https://\S+|[^;]+?)(?:, [^;]+)?; confidence: [HML]\b")

SILENCE = {
    Language.CHINESE: "沉默在本政策中一律不算同意",
    Language.ENGLISH: "Silence is consent nowhere in this policy",
}


def cases_of(pack: str) -> tuple[Case, ...]:
    return tuple(case for one, case in CASES if one == pack)


def steps_of(pack: str) -> list[Step]:
    return [step for case in cases_of(pack) for step in case.steps]


def named(value: object) -> str | None:
    return f"{value.clause}: {value.name}" if isinstance(value, Case) else None


@cache
def policy(pack: str) -> Policy:
    return policy_at(f"rules/packs/{pack}.yaml")


@pytest.fixture(scope="module")
def engines() -> Iterator[Mapping[str, Engine]]:
    made = {pack: Engine(policy(pack)) for pack in PACKS}
    yield made
    for engine in made.values():
        engine.close()


@pytest.mark.parametrize(("pack", "case"), CASES, ids=named)
def test_the_pack_decides_as_the_law_says(engines: Mapping[str, Engine], pack: str, case: Case) -> None:
    (result,) = run(engines[pack], [case])
    assert [one for step in result.steps for one in step.differences] == []
    assert result.passed


@pytest.mark.parametrize(("pack", "case"), CASES, ids=named)
def test_every_reason_is_told_with_known_values(engines: Mapping[str, Engine], pack: str, case: Case) -> None:
    told_of = (reason for step in case.steps for reason in reasons(engines[pack], step))
    assert [reason for reason in told_of if "?" in reason] == []


@pytest.mark.parametrize("pack", PACKS)
def test_columns_decide_as_one_complaint_does(engines: Mapping[str, Engine], pack: str) -> None:
    engine = engines[pack]
    for at, steps in groupby(sorted(steps_of(pack), key=_asked), key=_asked):
        known = [step.facts for step in steps]
        single = [small.told(engine.policy, engine.decide(one, as_of=at)) for one in known]
        assert engine.decide_columns(small.frame(engine.policy, known), as_of=at).to_dicts() == single


def _asked(step: Step) -> int:
    assert step.at is not None
    return step.at


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_is_shown_by_a_case(pack: str) -> None:
    assert rules_named(cases_of(pack)) == {rule.id for decision in policy(pack).decisions for rule in decision.rules}


@pytest.mark.parametrize("pack", PACKS)
def test_every_deadline_is_shown_running_and_past_its_end(pack: str) -> None:
    stood = {f"{one.name} {one.told}" for step in steps_of(pack) for one in step.expect}
    unseen = [
        one.name
        for one in policy(pack).deadlines
        if f"{one.name} running" not in stood or not {f"{one.name} breached", f"{one.name} met_late"} & stood
    ]
    assert unseen == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_change_of_the_law_is_shown_on_the_day_and_the_day_before(pack: str) -> None:
    found = policy(pack)
    days = {_dated(found, step) for step in steps_of(pack)}
    changes = {day for parameter in found.parameters for day, _ in parameter.values[1:]}
    assert {show(Date(), day) for change in changes for day in (change - 1, change) if day not in days} == set()


@pytest.mark.parametrize(
    ("pack", "first"),
    [
        ("cn-pboc-2020", "2020-11-01T00:00:00+08:00"),
        ("eu-psd2", "2018-01-13T00:00:00+01:00"),
        ("uk-app-fraud", "2023-12-19T00:00:00+00:00"),
        ("uk-disp", "2016-06-30T00:00:00+01:00"),
        ("us-reg-e", "2011-12-30T00:00:00-05:00"),
    ],
)
def test_a_pack_decides_from_the_instant_at_which_its_law_begins(
    engines: Mapping[str, Engine], pack: str, first: str
) -> None:
    engine, known, start = engines[pack], steps_of(pack)[0].facts, instant(first)
    assert start is not None
    dated = [{**known, policy(pack).dated_by: day} for day in (start - 1, start)]
    reviews = [engine.decide(one, as_of=start).review for one in dated]
    assert [review and review.code for review in reviews] == ["not-in-force", None]


def _dated(found: Policy, step: Step) -> int:
    value = step.facts[found.dated_by]
    assert isinstance(value, int)
    return value if isinstance(found.facts_by_name[found.dated_by].type, Date) else day_of(value, found.zone)


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_says_why_and_cites_its_clause(pack: str) -> None:
    rules = [rule for decision in policy(pack).decisions for rule in decision.rules]
    assert [rule.id for rule in rules if rule.because is None or not rule.clause] == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_parameter_and_deadline_cites_its_clause(pack: str) -> None:
    clauses = {one.name: one.clause for one in policy(pack).parameters}
    clauses |= {one.name: one.clause for one in policy(pack).deadlines}
    assert [name for name, clause in clauses.items() if not clause] == []


@pytest.mark.parametrize("pack", PACKS)
def test_nothing_of_the_document_is_left_out(pack: str) -> None:
    assert [clause.id for clause in unimplemented(policy(pack))] == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_value_has_its_source_and_how_sure_it_is(pack: str) -> None:
    section = re.split(r"^\w+:\n", text_of(pack).partition("\nparameters:\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    _, *blocks = re.split(r"^  (?=\w+:$)", section, flags=re.MULTILINE)
    assert len(blocks) == len(policy(pack).parameters)
    assert [block.partition(":")[0] for block in blocks if not SOURCE.search(block)] == []


@pytest.mark.parametrize("pack", PACKS)
def test_silence_is_consent_nowhere(pack: str) -> None:
    assert SILENCE[policy(pack).language] in text_of(pack)


def text_of(pack: str) -> str:
    return (ROOT / "rules" / "packs" / f"{pack}.yaml").read_text(encoding="utf-8")
