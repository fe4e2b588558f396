from pathlib import Path

from benchmarks import columns, delimited, growth


def test_both_commands_write_the_same_from_parquet(tmp_path: Path) -> None:
    versus = columns.measure(3000, 1, folder=tmp_path)
    assert [len(taken) for taken in versus.runs.values()] == [1, 1]


def test_both_commands_write_the_same_from_csv(tmp_path: Path) -> None:
    versus = delimited.measure(3000, 1, folder=tmp_path)
    assert [len(taken) for taken in versus.runs.values()] == [1, 1]


def test_growth_is_measured_at_four_sizes(tmp_path: Path) -> None:
    (micros,) = growth.measure(1000, 1, folder=tmp_path).runs.values()
    assert list(micros) == [100, 200, 500, 1000]
