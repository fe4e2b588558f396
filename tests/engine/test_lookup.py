"""Look-up tables answer as a dictionary would, whatever the number of combinations."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import lookup
from engine.lookup import Dense, Sparse, Table, Wide

DENSE = (3, 5, 2)
SPARSE = (3000, 5, 3000)
WIDE = (3000,) * 8
NARROW = [(255, 257), (2**16, 2), (2**12, 2**10), (255, 257, 1), (65_534,), (65_535,), (2**22,)]


def lessons(sizes: Sequence[int]) -> st.SearchStrategy[list[list[tuple[int, ...]]]]:
    """Combinations met, a batch at a time; few distinct ones, so that they come again."""
    digits = st.tuples(*(st.sampled_from((0, 1, size // 2, size - 1)) for size in sizes))
    return st.lists(st.lists(digits, min_size=1, max_size=8), max_size=8)


def columns(combinations: Sequence[Sequence[int]], sizes: Sequence[int]) -> list[npt.NDArray[np.int64]]:
    return [np.array([one[place] for one in combinations], np.int64) for place in range(len(sizes))]


def learn(
    table: Table, combinations: Sequence[tuple[int, ...]], sizes: Sequence[int], known: dict[object, int]
) -> None:
    """Teach the table and the dictionary what is not known yet, as the class tables do."""
    keys = table.keys(columns(combinations, sizes), len(combinations))
    unknown = np.flatnonzero(table.find(keys) == 0)
    fresh, first = np.unique(keys[unknown], return_index=True)
    codes = [len(known) + 1 + place for place in range(len(fresh))]
    table.learn(fresh, codes)
    known.update({combinations[unknown[row]]: code for row, code in zip(first, codes, strict=True)})


@pytest.mark.parametrize(("sizes", "kind"), [(DENSE, Dense), (SPARSE, Sparse), (WIDE, Wide)])
def test_a_table_is_as_large_as_its_combinations_ask(sizes: tuple[int, ...], kind: type) -> None:
    assert type(Table(sizes)._lookup) is kind  # noqa: SLF001 -- which table answers is not to be seen otherwise


@pytest.mark.parametrize("sizes", [DENSE, SPARSE, WIDE, (2**31, 2**31), (2**62 - 1,), (2**62,), (2**80,) * 2])
def test_the_first_combination_and_the_last_have_codes_of_their_own(sizes: tuple[int, ...]) -> None:
    table = Table(sizes)
    ends = [tuple(0 for _ in sizes), tuple(min(size, 2**31) - 1 for size in sizes)]
    for code, end in enumerate(ends, 1):
        table.learn(table.keys(columns([end], sizes), 1), [code])
    assert [table.find_one(end) for end in ends] == [1, 2]


@pytest.mark.parametrize("sizes", [DENSE, SPARSE, WIDE])
@given(data=st.data())
def test_a_table_answers_as_a_dictionary_does(sizes: tuple[int, ...], data: st.DataObject) -> None:
    table, known = Table(sizes), dict[object, int]()
    for batch in data.draw(lessons(sizes)):
        learn(table, batch, sizes, known)
        assert table.find(table.keys(columns(batch, sizes), len(batch))).tolist() == [known[one] for one in batch]
        assert [table.find_one(one) for one in batch] == [known[one] for one in batch]


@pytest.mark.parametrize("sizes", NARROW)
def test_narrow_keys_do_not_wrap(sizes: tuple[int, ...]) -> None:
    combinations = [tuple(size - 1 for size in sizes), tuple(max(size - 2, 0) for size in sizes)]
    table, known = Table(sizes), dict[object, int]()
    learn(table, combinations, sizes, known)
    assert table.find(table.keys(columns(combinations, sizes), 2)).tolist() == [known[one] for one in combinations]
    assert len(set(known.values())) == 2


@pytest.mark.parametrize("sizes", [SPARSE, WIDE])
def test_a_table_forgets_rather_than_grow(monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, ...]) -> None:
    monkeypatch.setattr(lookup, "MOST_KEYS", 3)
    monkeypatch.setattr(lookup, "MOST_WIDE_KEYS", 3)
    table = Table(sizes)
    combinations = [(digit,) * len(sizes) for digit in range(4)]
    keys = table.keys(columns(combinations, sizes), 4)
    table.learn(keys[:2], [1, 2])
    assert table.find(keys).tolist() == [1, 2, 0, 0]
    table.learn(keys[2:], [3, 4])
    assert table.find(keys).tolist() == [0, 0, 3, 4]


def test_no_digits_are_one_combination() -> None:
    table = Table(())
    table.learn(table.keys([], 1), [7])
    assert table.find(table.keys([], 3)).tolist() == [7, 7, 7]
    assert table.find_one(()) == 7
