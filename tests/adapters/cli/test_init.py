"""`tousu init` and `tousu schema`."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from adapters.cli.exits import Exit
from adapters.layout import laid_out
from rules.schema import complaint_schema, policy_schema
from tests.adapters.cli.terminal import Said, Terminal
from tests.casebook import policy_at


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_policy_is_sound_and_laid_out(tousu: Terminal, folder: Path, language: str) -> None:
    assert tousu("init", "draft.yaml", "--lang", language).code == Exit.DONE
    said = tousu("check", "draft.yaml")
    assert said == Said(
        Exit.DONE,
        "draft.yaml: no faults; 3 decisions, 7 rules\n"
        "proved over all complaints: 0 findings, 0 waived; 1 obligations\n",
        "",
    )
    text = (folder / "draft.yaml").read_text("utf-8")
    assert laid_out(text) == text


def test_the_first_policy_is_named(tousu: Terminal) -> None:
    said = tousu("init", "draft.yaml")
    assert said == Said(Exit.DONE, "draft.yaml: written; check it by `tousu check draft.yaml`\n", "")
    assert json.loads(tousu("init", "other.yaml", "--json").out) == {"file": "other.yaml"}


def test_nothing_is_written_over(tousu: Terminal, folder: Path) -> None:
    before = (folder / "policy.yaml").read_bytes()
    said = tousu("init")
    assert said == Said(Exit.NO, "", "Error: `policy.yaml` is there already; name another file\n")
    assert (folder / "policy.yaml").read_bytes() == before


def test_a_folder_that_is_not_there_is_an_answer_too(tousu: Terminal) -> None:
    said = tousu("init", "none/draft.yaml")
    assert (said.code, said.err) == (
        Exit.UNREADABLE,
        "Error: `none/draft.yaml` cannot be written: no such file or directory\n",
    )


def test_the_schema_of_policies_is_printed(tousu: Terminal) -> None:
    said = tousu("schema")
    assert json.loads(said.out) == json.loads(json.dumps(policy_schema()))
    Draft7Validator.check_schema(json.loads(said.out))


def test_the_schema_of_complaints_is_that_of_a_policy(tousu: Terminal) -> None:
    expected = json.loads(json.dumps(complaint_schema(policy_at("policy.yaml"))))
    assert json.loads(tousu("schema", "policy.yaml").out) == expected
