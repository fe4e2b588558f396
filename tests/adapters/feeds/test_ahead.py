from collections.abc import Iterator

import pytest

from adapters.feeds.ahead import ahead


def test_the_items_come_in_order() -> None:
    assert list(ahead(iter(range(1, 100)))) == list(range(1, 100))


def test_the_next_item_is_made_before_it_is_asked_for() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for item in (1, 2, 3):
            made.append(item)
            yield item

    coming = ahead(items())
    assert next(coming) == 1
    coming.close()  # waits for what was begun
    assert made == [1, 2]


def test_an_error_comes_where_the_item_would_have_come() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("two")

    coming = ahead(items())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="two"):
        next(coming)
