"""The packs decide as the law says that they cite, at the instants that matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from engine import Engine
from rules.citing import unimplemented
from rules.policy import Policy
from tests.casebook import ROOT, Case, Told, casebook, facts, instant, policy_at, reasons, rules_named, told
from tests.engine import small

PACKS = tuple(sorted(path.stem for path in (ROOT / "rules" / "packs").glob("*.yaml")))
CASES = [(pack, case) for pack in PACKS for case in casebook(f"{pack}.yaml")]
SOURCE = re.compile(r"# source: (?:https://\S+|[^;]+?)(?:, [^;]+)?; confidence: [HML]\b")


def named(value: object) -> str | None:
    return f"{value.clause}: {value.says}" if isinstance(value, Case) else None


@cache
def policy(pack: str) -> Policy:
    return policy_at(f"rules/packs/{pack}.yaml")


@pytest.fixture(scope="module")
def engines() -> Iterator[Mapping[str, Engine]]:
    made = {pack: Engine(policy(pack)) for pack in PACKS}
    yield made
    for engine in made.values():
        engine.close()


def shown(engine: Engine, case: Case) -> dict[str, Told | None]:
    """What is told of everything that the case expects something of."""
    found = told(engine, facts(engine.policy, case.complaint), case.at)
    return {name: found.get(name) for name in case.expect}


@pytest.mark.parametrize(("pack", "case"), CASES, ids=named)
def test_the_pack_decides_as_the_law_says(engines: Mapping[str, Engine], pack: str, case: Case) -> None:
    expected = {name: text or None if name.endswith(".due") else text for name, text in case.expect.items()}
    assert shown(engines[pack], case) == expected


@pytest.mark.parametrize(("pack", "case"), CASES, ids=named)
def test_every_reason_is_told_with_known_values(engines: Mapping[str, Engine], pack: str, case: Case) -> None:
    told_of = reasons(engines[pack], facts(policy(pack), case.complaint), case.at)
    assert [reason for reason in told_of if "?" in reason] == []


@pytest.mark.parametrize(("pack", "case"), CASES, ids=named)
def test_columns_decide_as_one_complaint_does(engines: Mapping[str, Engine], pack: str, case: Case) -> None:
    engine, as_of, known = engines[pack], instant(case.at), facts(policy(pack), case.complaint)
    single = small.told(engine.policy, engine.decide(known, as_of=as_of))
    assert engine.decide_columns(small.frame(engine.policy, [known]), as_of=as_of).to_dicts() == [single]


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_is_shown_by_a_case(pack: str) -> None:
    cases = [case for one, case in CASES if one == pack]
    assert rules_named(cases) == {rule.id for decision in policy(pack).decisions for rule in decision.rules}


@pytest.mark.parametrize("pack", PACKS)
def test_every_deadline_is_shown_running_and_past_its_end(pack: str) -> None:
    stood = {f"{name} {text}" for one, case in CASES if one == pack for name, text in case.expect.items()}
    unseen = [
        one.name
        for one in policy(pack).deadlines
        if f"{one.name} running" not in stood or not {f"{one.name} breached", f"{one.name} met_late"} & stood
    ]
    assert unseen == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_says_why_and_cites_its_clause(pack: str) -> None:
    rules = [rule for decision in policy(pack).decisions for rule in decision.rules]
    assert [rule.id for rule in rules if rule.because is None or not rule.clause] == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_parameter_and_deadline_cites_its_clause(pack: str) -> None:
    assert [one.name for one in policy(pack).parameters if not one.clause] == []
    assert [one.name for one in policy(pack).deadlines if not one.clause] == []


@pytest.mark.parametrize("pack", PACKS)
def test_nothing_of_the_document_is_left_out(pack: str) -> None:
    assert [clause.id for clause in unimplemented(policy(pack))] == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_value_has_its_source_and_how_sure_it_is(pack: str) -> None:
    lines = text_of(pack).splitlines()
    places = [parameter.place.line for parameter in policy(pack).parameters]
    ends = [
        *places[1:],
        next(number for number, line in enumerate(lines) if re.match(r"(derived|deadlines|decisions):", line)),
    ]
    bare = [lines[first - 1] for first, end in zip(places, ends, strict=True) if not _sourced(lines[first:end])]
    assert bare == []


def _sourced(lines: list[str]) -> bool:
    return any(SOURCE.search(line) for line in lines)


@pytest.mark.parametrize("pack", PACKS)
def test_silence_is_consent_nowhere(pack: str) -> None:
    sentence = (
        "沉默在本策略中一律不算同意" if policy(pack).language == "zh" else "Silence is consent nowhere in this policy"
    )
    assert sentence in text_of(pack)


def text_of(pack: str) -> str:
    return (ROOT / "rules" / "packs" / f"{pack}.yaml").read_text(encoding="utf-8")
