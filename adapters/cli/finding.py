"""Findings as a person reads them, and as a program does."""

import json
from collections.abc import Iterator, Mapping

from adapters.cli.words import Words
from rules.analysis import Waived
from rules.fault import Fault, Place, render
from rules.finding import AS_OF, Finding
from rules.loading import Loaded
from rules.policy import Policy
from rules.types import Boolean, Date, Enumeration, Instant, Type, Value, show

Document = dict[str, object]


def told(finding: Finding, loaded: Loaded, policy: Policy, *, words: Words) -> str:
    """The finding with its line, the rules that take part, and a complaint to paste into a test."""
    fault = Fault(finding.code, message(finding, words), finding.place)
    return "\n".join((render(fault, name=loaded.name, text=loaded.text), *_below(finding, policy, words)))


def message(finding: Finding, words: Words) -> str:
    """What is found, in one line."""
    return words(f"finding.{finding.code}", **finding.told)


def _below(finding: Finding, policy: Policy, words: Words) -> Iterator[str]:
    if finding.rules:
        places = {rule.id: rule.place for decision in policy.decisions for rule in decision.rules}
        lines = (_line(rule, line, places.get(rule), words) for rule, line in finding.rules)
        yield f"{words('check.rules')}: {', '.join(lines)}"
    if finding.witness is not None:
        yield "given:"
        yield from (f"  {name}: {value}" for name, value in given(finding, policy).items())
    at = _instant(finding, policy)
    yield from () if at is None else (f"at: {at}",)
    yield from (words("check.abstract"),) if finding.abstract else ()


def _line(rule: str, line: int, place: Place | None, words: Words) -> str:
    """A rule with its line; of a table beside the policy, with its file."""
    cell = None if place is None else place.cell
    if cell is None:
        return words("check.line", rule=rule, line=line)
    return words("check.line-of", rule=rule, line=line, file=f"{cell.file}!{cell.sheet}" if cell.sheet else cell.file)


def placed(place: Place, *, policy: str) -> Document:
    """Where something is, as JSON; of a workbook with sheet and cell, the line being that of its row."""
    found: Document = {"line": place.line, "column": place.column, "length": place.length}
    sheet = {"sheet": place.cell.sheet, "cell": place.cell.name} if place.cell and place.cell.name else {}
    return {"file": place.file(policy), **found, **sheet}


def given(finding: Finding, policy: Policy) -> dict[str, str]:
    """The witness as YAML: for each input what stands behind its name."""
    return as_yaml(_values(finding), policy)


def as_yaml(values: Mapping[str, Value], policy: Policy) -> dict[str, str]:
    """Stored values of a complaint as YAML, by name."""
    facts = policy.facts_by_name
    return {
        name: _written(facts[name].type, value, policy) if name in facts else _plain(value)
        for name, value in values.items()
    }


def _values(finding: Finding) -> Mapping[str, Value]:
    """Everything of a witness but the instant."""
    return {name: value for name, value in (finding.witness or {}).items() if name != AS_OF}


def _instant(finding: Finding, policy: Policy) -> str | None:
    """The instant asked about, of a policy with deadlines."""
    at = (finding.witness or {}).get(AS_OF)
    return None if at is None else show(Instant(), at, zone=policy.zone)


def _written(kind: Type, value: Value, policy: Policy) -> str:
    """A value as a policy's tests write it: what might be read as something else is quoted."""
    text = show(kind, value, zone=policy.zone)
    plain = isinstance(kind, Boolean | Enumeration | Date | Instant)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _plain(value: Value) -> str:
    """A value of no declared fact, such as the state of a deadline."""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def document(finding: Finding, policy: Policy, *, file: str, words: Words, waived: Waived | None = None) -> Document:
    """The finding as JSON; `given` has the witness as texts by name, `waived` the waiver if there is one.

    `at` is the instant asked about; `abstract` says that no complaint was found whose deadlines stand so.
    """
    return {
        "code": finding.code,
        "about": finding.about,
        "message": message(finding, words),
        **placed(finding.place, policy=file),
        "rules": [{"id": rule, "line": line} for rule, line in finding.rules],
        "given": None if finding.witness is None else as_texts(_values(finding), policy),
        "at": _instant(finding, policy),
        "abstract": finding.abstract,
        "waived": None if waived is None else _waiver(waived),
        "page": f"docs/findings/{finding.code}.md",
    }


def as_texts(values: Mapping[str, Value], policy: Policy) -> dict[str, str]:
    """Stored values of a complaint as texts, by name."""
    facts = policy.facts_by_name
    return {
        name: show(facts[name].type, value, zone=policy.zone) if name in facts else _plain(value)
        for name, value in values.items()
    }


def _waiver(waived: Waived) -> Document:
    waiver = waived.waiver
    return {"because": waiver.because, "until": show(Date(), waiver.until), "line": waiver.place.line}
