"""The page about mappings speaks of every key, and its example works."""

from pathlib import Path

import pytest

from adapters.feeds.mapping import Plan, load, plan
from adapters.feeds.mapping.shape import FactShape, FeedShape
from rules.loading import load as load_policy

PAGE = Path("docs/mappings.md").read_text(encoding="utf-8")
KEYS = sorted(
    {field.alias or name for shape in (FeedShape, FactShape) for name, field in shape.model_fields.items()} - {"facts"}
)


@pytest.mark.parametrize("key", KEYS)
def test_the_page_says_what_a_key_means(key: str) -> None:
    assert any(f"`{key}`" in line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `"))


def test_the_example_of_the_page_is_a_plan_for_the_default_policy() -> None:
    policy = load_policy(Path("policy.yaml").read_bytes(), name="policy.yaml").policy
    assert policy
    example = PAGE.split("```yaml\n")[1].split("```")[0]
    assert isinstance(plan(load(example.encode(), "example"), policy), Plan)
