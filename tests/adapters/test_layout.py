"""A policy laid out means the same, keeps its comments in order, and is laid out already the second time."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from adapters.layout import LayoutError, laid_out
from adapters.tables import Folder, tables
from rules.loading import load
from tests.casebook import ROOT
from tests.generating import policy_text

COMMENT = re.compile(r"(?:^|\s)(#.*?)\s*$", re.MULTILINE)
OURS = [ROOT / "policy.yaml", *sorted((ROOT / "rules" / "packs").glob("*.yaml"))]
SUITES = [ROOT / "tests" / "policy.tests.yaml", *sorted((ROOT / "rules" / "packs" / "tests").glob("*.yaml"))]
OTHERS = [
    *sorted((ROOT / "tests" / "policies" / "good").glob("*.yaml")),
    *sorted((ROOT / "tests" / "policies" / "found").glob("*.yaml")),
]
UNTIDY = """# head
tousu:   1
policy:    'x'
title:  "a"   # beside



version: "1"
facts:
    id: {type: text,required: true}
            # of the next
    c:
      type: enum
      values: {yes: 是, no: 否, 12_30: x}
    many: {type: enum, values: {aaaaaaaaaaaaaaaaaaaa: 甲, bbbbbbbbbbbbbbbbbbbbbbbb: 乙, cccccccccccccccccccccccc: 丙}}
rules:
- id: R-1
  when: >-
    id is known
        and id = "x"
  because: |
    text
      # no comment
# last
-   id: R-2
    cells: [a, b]


"""
TIDY = """# head
tousu: 1
policy: 'x'
title: "a"    # beside

version: "1"
facts:
  id: {type: text, required: true}
  # of the next
  c:
    type: enum
    values: {yes: 是, no: 否, 12_30: x}
  many:
    type: enum
    values: {aaaaaaaaaaaaaaaaaaaa: 甲, bbbbbbbbbbbbbbbbbbbbbbbb: 乙, cccccccccccccccccccccccc: 丙}
rules:
  - id: R-1
    when: >-
      id is known
          and id = "x"
    because: |
      text
        # no comment
  # last
  - id: R-2
    cells: [a, b]
"""


def test_an_untidy_file_is_laid_out() -> None:
    untidy = UNTIDY.replace("      # no comment\n", "")
    assert laid_out(untidy) == TIDY.replace("        # no comment\n", "")


def test_what_only_looks_like_a_comment_is_left_alone() -> None:
    told = laid_out(UNTIDY)
    assert "\n      text\n        # no comment\n" in told
    assert laid_out(told) == told


@pytest.mark.parametrize("path", [*OURS, *SUITES], ids=lambda path: path.stem)
def test_our_own_policies_and_tests_are_laid_out(path: Path) -> None:
    text = path.read_text("utf-8")
    assert laid_out(text) == text


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_a_policy_says_the_same_with_the_same_comments(path: Path) -> None:
    before = path.read_text("utf-8")
    after = laid_out(before)
    assert laid_out(after) == after
    assert COMMENT.findall(after) == COMMENT.findall(before)
    assert load(after, name="after", tables=tables(Folder(path.parent))).messages == ()


@pytest.mark.parametrize("seed", range(10))
def test_a_generated_policy_is_laid_out_once(seed: int) -> None:
    before = policy_text(Random(seed))
    after = laid_out(before)
    assert laid_out(after) == after
    assert load(after, name="x").faults == () or load(before, name="x").faults != ()


def test_what_cannot_be_laid_out_is_refused() -> None:
    with pytest.raises(LayoutError, match=r"^while constructing a mapping"):
        laid_out("a: 1\na: 2\n")
