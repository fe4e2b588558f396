"""The shell that all pages share."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from adapters import pages
from adapters.pages import page
from tests.adapters.browser import DESK, PHONE, Scheme, opened

TEMPLATE = """{% extends "page.html" %}
{% block title %}Sample{% endblock %}
{% block main %}
<h1>Sample</h1>
<p>{{ text }} <a href="#table">Table</a> <span class="tag good">good</span> <span class="tag bad">bad</span>
<span class="tag warn">warn</span> <span class="tag accent">accent</span> <span class="quiet">quiet</span></p>
<div class="note warn">Mind this.</div>
<h2 id="table">Table</h2>
<table class="stacked"><thead><tr><th scope="col">Name</th><th scope="col">Amount</th></tr></thead>
<tbody><tr><th scope="row">One</th><td class="number" data-label="Amount">1000.00</td></tr></tbody></table>
<div class="wide" tabindex="0"><svg width="1500" height="40" role="img" aria-label="a line">
<text x="5" y="20">text</text></svg></div>
{% endblock %}
"""


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A page of each part, in a file."""
    template = page._environment().from_string(TEMPLATE)  # noqa: SLF001 -- the shell without a page of its own
    written = tmp_path / "sample.html"
    written.write_text(template.render(language="en", words=str, text="<b>&</b>"), "utf-8")
    return written


def test_the_surface_is_small() -> None:
    assert pages.__all__ == sorted(pages.__all__)


def test_what_is_no_markup_is_escaped(sample: Path) -> None:
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in sample.read_text("utf-8")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "dark"), (PHONE, "light")], ids=["desk", "phone"])
def test_every_part_is_fit_to_be_read(browser: Browser, sample: Path, size: tuple[int, int], scheme: Scheme) -> None:
    with opened(browser, sample, size=size, scheme=scheme) as shown:
        assert shown.faults() == []


FAULTY = {
    "fetched": '<img src="https://example.org/x.png" alt="x">',
    "leads nowhere": '<a href="#nowhere">x</a>',
    "too wide": '<div style="width: 3000px">x</div>',
    "color-contrast": '<p style="color: #999; background: #fff">pale grey text</p>',
    "empty-table-header": "<table><tr><th></th></tr></table>",
}


def test_each_fault_is_seen(browser: Browser, sample: Path) -> None:
    text = sample.read_text("utf-8").replace("</main>", f"{''.join(FAULTY.values())}</main>")
    sample.write_text(text, "utf-8")
    with opened(browser, sample) as shown:
        assert {one.partition(":")[0] for one in shown.faults()} >= FAULTY.keys()


def test_nothing_is_fetched_even_where_a_page_asks_for_it(browser: Browser, sample: Path) -> None:
    text = sample.read_text("utf-8").replace("</main>", '<script>document.title = "ran"</script></main>')
    sample.write_text(text, "utf-8")
    with opened(browser, sample, bypass=False) as shown:
        assert shown.page.title() == "Sample"


def test_it_prints(browser: Browser, sample: Path) -> None:
    with opened(browser, sample) as shown:
        assert shown.pdf().startswith(b"%PDF-")
