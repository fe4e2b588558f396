"""The Merkle tree against RFC 6962's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journal.digests import split
from engine.journal.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency,
    inclusion,
    leaf_hash,
    leaf_hashes,
    node_hash,
    nodes,
    proves_consistency,
    proves_inclusion,
    root,
)


def by_definition(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, over leaf hashes."""
    if len(hashes) < 2:
        return hashes[0] if hashes else EMPTY_ROOT
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(by_definition(hashes[:split]), by_definition(hashes[split:]))


def leaves(count: int) -> list[bytes]:
    return leaf_hashes(str(number).encode() for number in range(count))


sizes = st.integers(1, 70)


@given(st.integers(0, 70))
def test_a_root_is_what_the_definition_says(size: int) -> None:
    assert root(leaves(size)) == by_definition(leaves(size))


@given(st.lists(st.integers(0, 20), max_size=6))
def test_a_frontier_has_the_root_however_the_leaves_come(counts: list[int]) -> None:
    frontier, all_ = Frontier(), leaves(sum(counts))
    for count in counts:
        frontier.extend(all_[frontier.size : frontier.size + count])
    assert (frontier.size, frontier.root) == (len(all_), by_definition(all_))


def test_a_frontier_takes_whole_subtrees_only_where_they_fit() -> None:
    frontier = Frontier()
    frontier.add(by_definition(leaves(4)), height=2)
    frontier.add(leaf_hash(b"4"))
    assert frontier.root == by_definition(leaves(5))
    with pytest.raises(ValueError, match="5 entries end within a subtree of height 1"):
        frontier.add(leaf_hash(b"5"), height=1)


def test_nodes_are_roots_of_subtrees() -> None:
    assert split(nodes(leaves(10), 2)) == [by_definition(leaves(10)[at : at + 4]) for at in (0, 4, 8)]


@given(sizes, st.data())
def test_a_proof_of_inclusion_proves_its_entry_and_no_other(size: int, data: st.DataObject) -> None:
    all_ = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    proof = inclusion(index, size, lambda low, high: by_definition(all_[low:high]))
    head = by_definition(all_)
    assert proves_inclusion(proof, index=index, size=size, leaf=all_[index], head=head)
    assert proves_inclusion(proof, index=index, size=size, leaf=all_[other], head=head) is (other == index)
    assert not proves_inclusion([*proof, head], index=index, size=size, leaf=all_[index], head=head)
    assert not proves_inclusion(proof, index=size, size=size, leaf=all_[index], head=head)


@given(sizes, st.data())
def test_a_proof_of_consistency_proves_the_beginning_and_nothing_else(size: int, data: st.DataObject) -> None:
    all_ = leaves(size)
    old = data.draw(st.integers(1, size))
    proof = consistency(old, size, lambda low, high: by_definition(all_[low:high]))
    heads = {"old_head": by_definition(all_[:old]), "head": by_definition(all_)}
    assert proves_consistency(proof, old=old, size=size, **heads)
    assert not proves_consistency([*proof, heads["head"]], old=old, size=size, **heads)
    assert not proves_consistency(proof, old=old, size=size, **(heads | {"old_head": leaf_hash(b"other")}))
    assert not proves_consistency(proof, old=0, size=size, **heads)


def test_a_proof_without_steps_proves_no_growth() -> None:
    assert not proves_consistency([], old=3, size=5, old_head=root(leaves(3)), head=root(leaves(5)))
