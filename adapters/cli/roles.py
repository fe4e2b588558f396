"""Whose eyes something is for."""

import click

from adapters.cli.words import Words
from adapters.masking import Role


class RoleType(click.ParamType[Role]):
    """A role by its name."""

    name = "role"

    def __init__(self, words: Words) -> None:
        self._words = words

    def convert(self, value: str | Role, param: click.Parameter | None, ctx: click.Context | None) -> Role:
        """The role of that name."""
        try:
            return Role(value)
        except ValueError:
            self.fail(self._words("role.unfit", text=value, names=", ".join(Role)), param, ctx)


def role_option(words: Words) -> click.Option:
    """The option `--role`, which masks personal facts unless it names an auditor."""
    return click.Option(
        ["--role"], type=RoleType(words), default=Role.ANALYST, metavar="|".join(Role), help=words("option.role")
    )
