"""Printing, for machines and for people."""

import json

import click
from rich.console import Console

from rules.fault import HIDDEN


def print_json(document: object) -> None:
    """Write JSON to standard output, in UTF-8 whatever the locale (RFC 8259)."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    click.echo(text.encode("utf-8", "surrogatepass") + b"\n", nl=False)


def screen() -> Console:
    """Where people read: standard output, coloured only on a terminal."""
    return Console(highlight=False, markup=False, emoji=False)


def safe(text: str) -> str:
    """The text without what a terminal would act on instead of showing it."""
    return HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
