"""`tousu feeds`."""

import json

from adapters.feeds.mapping import catalog
from tests.adapters.cli.terminal import Terminal


def test_every_shipped_mapping_is_listed(tousu: Terminal) -> None:
    said = tousu("feeds")
    assert said.code == 0
    assert [line.split()[0] for line in said.out.splitlines()] == ["Feed", *(entry.name for entry in catalog())]


def test_machines_get_what_a_mapping_reads(tousu: Terminal) -> None:
    told = {entry["name"]: entry for entry in json.loads(tousu("feeds", "--json").out)}
    assert told["cfpb"]["policy"] == "us-cfpb"
