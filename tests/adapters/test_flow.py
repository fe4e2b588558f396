"""Work done by several threads comes back in order, and never too much of it is begun."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from adapters.flow import in_order


def test_results_keep_the_order_of_the_items_however_long_each_takes() -> None:
    gates = [Event() for _ in range(4)]

    def work(item: int) -> int:
        if item % 2:
            gates[item - 1].set()
        else:
            gates[item].wait()  # an even item is done after the odd one behind it
        return item

    with ThreadPoolExecutor(2) as pool:
        assert list(in_order(pool, work, range(4), ahead=2)) == [0, 1, 2, 3]


def test_no_more_items_are_taken_than_asked_for() -> None:
    items = iter(range(10))
    with ThreadPoolExecutor(2) as pool:
        results = in_order(pool, str, items, ahead=2)
        assert next(results) == "0"
        assert next(items) == 3
        results.close()


def test_an_error_is_raised_where_its_result_would_come() -> None:
    with ThreadPoolExecutor(2) as pool:
        results = in_order(pool, lambda item: 1 // item, [1, 0, 1], ahead=2)
        assert next(results) == 1
        with pytest.raises(ZeroDivisionError):
            next(results)
