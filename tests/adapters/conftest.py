"""What tests of adapters share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.adapters.browser import browsing


# A loop of Playwright's runs while it is open, and others cannot begin one of their own: hence one a module.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, for the tests of one module."""
    with browsing() as browser:
        yield browser
