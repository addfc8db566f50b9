"""A group of commands, one of which is meant where none is named: `jingge import FILE` is `jingge import file FILE`."""

from typing import Any

from typer.core import TyperGroup


class WithDefault(TyperGroup):
    """Takes `default` for the command where the first word is no command of the group."""

    default = "file"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words after the name of the group, with the default before them where they name no command."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [self.default, *args]
        return super().parse_args(ctx, args)
