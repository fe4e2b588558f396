"""A policy that durable_rules cannot bear is refused within seconds."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import monotonic

import pytest

from engine.rete import EngineFault, Network, prove
from engine.rete.ruleset import SENTINEL
from engine.rete.trial import attempt
from rules.cells import Axis, In, Kind

ALWAYS = {SENTINEL: {"all": [{"m": {"on": 1}}]}}


def order(rules: dict[str, object], called: str = "`priority`, rules `P-1`") -> tuple[str, str, str]:
    written = {name: {"all": [{"m": test}]} for name, test in rules.items()}
    return called, json.dumps(ALWAYS | written), '"on":1,"f0":3'


SOUND = order({"0": {"f0": 3}}, "`status`, rules `S-1`")
HANGS = order({str(number): {"f0": number} for number in range(600)})
DEPTH = 200_000
DIES = ("`priority`, rules `P-1`", '{"0":{"all":[{"m":' + '{"$and":[' * DEPTH + "]}" * DEPTH + "}]}}", '"on":1')


def test_sound_networks_pass() -> None:
    networks = [Network(name, (Axis("paid", Kind.FLAG),), [In(0, 0b100)]) for name in ("status", "priority")]

    prove(networks)
    prove([])


def test_a_child_that_cannot_even_start_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])

    with pytest.raises(EngineFault, match=r"^`status`, rules `S-1`: .*Error: "):
        attempt([SOUND], seconds=10)


def test_what_hangs_the_engine_is_refused_within_seconds() -> None:
    began = monotonic()

    with pytest.raises(EngineFault) as refused:
        attempt([SOUND, HANGS, SOUND], seconds=2)
    assert str(refused.value) == "`priority`, rules `P-1`: durable_rules was not done within 2 seconds"
    assert monotonic() - began < 10


def test_what_kills_the_engine_is_refused() -> None:
    with pytest.raises(EngineFault, match=r"^`priority`, rules `P-1`: durable_rules died with code -"):
        attempt([SOUND, DIES, SOUND], seconds=10)


def test_what_the_engine_refuses_is_refused_with_its_reason() -> None:
    unbearable = order({str(number): {"$gte": {"f0": -number}} for number in range(70)})

    with pytest.raises(EngineFault) as refused:
        attempt([SOUND, unbearable], seconds=10)
    assert str(refused.value) == "`priority`, rules `P-1`: Could not assert fact, error code: 303"


def test_neither_the_directory_nor_the_environment_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a stranger`s module')")
    (tmp_path / "durable_rules_engine.py").write_text("raise SystemExit('a stranger`s module')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONHOME", str(tmp_path))

    attempt([SOUND], seconds=10)
