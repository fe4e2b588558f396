"""What a page says, read from its markup."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from adapters.cli.words import Language as Spoken
from adapters.cli.words import Words
from adapters.pages.policy import Checked, document
from rules.loading import load
from rules.policy import Policy
from rules.wording import Language

ROOT = Path(__file__).parents[4]
FULL = Path(__file__).with_name("full.yaml")
_BLOCKS = {"dd", "dt", "li", "p", "td", "th", "tr"}
SHIPPED = (ROOT / "policy.yaml", *sorted((ROOT / "rules" / "packs").glob("*.yaml")))


class Page(HTMLParser):
    """Ids, links, codes and text of a page, in the order written."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.codes: set[str] = set()
        self.text = ""
        self._code = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._code = tag == "code"
        self.ids.extend(value for name, value in attrs if name == "id" and value)
        self.text += " " if tag in _BLOCKS else ""
        if tag == "a":
            self.links.append(unquote(str(known["href"])))

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._code:
            self.codes.add(data)
            self._code = False

    @property
    def dead(self) -> list[str]:
        """Links that lead nowhere."""
        return [link for link in self.links if link.removeprefix("#") not in self.ids]


@cache
def policy_of(path: Path) -> Policy:
    """A policy without faults."""
    loaded = load(path.read_bytes(), name=path.name)
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


def markup(policy: Policy, language: Language, checked: Checked | None = None) -> str:
    """The page about a policy."""
    return document(policy, words=Words(Spoken(language.value)), language=language, checked=checked)
