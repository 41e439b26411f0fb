# Copied from templates/cli/runtime/api_commands.py: edit there, not here.
"""Makes a command of each operation."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

import click
from click.core import ParameterSource

from azotte.cli.option_types import option_type
from azotte.cli.table import Body, Command, Group, Option

ACCOUNT = (
    click.Option(["--profile"], help="Profile with the key, as stored by `azotte login`."),
    click.Option(["--tenant-id"], help="ID of the tenant. Defaults to that of the key."),
    click.Option(["--base-url"], help="URL of the API. Defaults to that of the key."),
    click.Option(
        ["--allow"], metavar="CHECK", multiple=True, help="Override a check of the API key."
    ),
)
"""Options that select the key."""

COMMON = (
    click.Option(
        ["--query"],
        metavar="EXPRESSION",
        help="Show only what this JMESPath expression selects. Text is shown without quotes. With --all, it is applied to each object.",
    ),
    click.Option(
        ["--output"],
        type=click.Choice(["json", "table"]),
        help="Format. Defaults to a table on a terminal, and to JSON in a pipe.",
    ),
    click.Option(
        ["--curl"],
        is_flag=True,
        help="Send nothing. Print the call as a cURL command, which reads the key from the environment.",
    ),
    *ACCOUNT,
)
"""Options of each operation."""

ALL = click.Option(
    ["--all"], is_flag=True, help="Fetch all pages. In JSON, each object is on a line of its own."
)
BODY = click.Option(
    ["--body"],
    metavar="JSON|@FILE|-",
    help="Request body: JSON, @ and a file, or - for the standard input. Other options replace its fields.",
)

_BROKEN_PIPE = 141  # the exit code of a program that SIGPIPE ends


class OperationGroup(click.Group):
    """The operations of a tag."""

    def __init__(self, name: str, group: Group) -> None:
        super().__init__(name, help=group.help)
        self._commands = {command.name: command for command in group.commands}
        self._resource = group.resource

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = self._commands.get(cmd_name)
        return OperationCommand(self._resource, command) if command else None


class OperationCommand(click.Command):
    """An operation."""

    def __init__(self, resource: str, command: Command) -> None:
        self._resource = resource
        self._command = command
        # Click passes values by name, and the names of the contract can be anything.
        self._arguments = _numbered("argument", command.arguments)
        self._options = _numbered("option", command.options)
        self._fields = _numbered("field", command.body.fields if command.body else ())
        self._nullable = {one.name: one for one in self._fields.values() if one.is_nullable}
        super().__init__(
            command.name,
            params=[
                *(_argument(name, one) for name, one in self._arguments.items()),
                *(_option(name, one, one.is_required) for name, one in self._options.items()),
                # A required field can also be in --body.
                *(_option(name, one, False) for name, one in self._fields.items()),
                *self._common(),
            ],
            help=command.help,
            short_help=command.summary,
            deprecated=command.deprecated or False,
            context_settings={"help_option_names": ["-h", "--help"]},
        )

    def invoke(self, ctx: click.Context) -> None:
        """Make the call."""
        from azotte.cli import sending

        arguments: dict[str, Any] = {}
        for option, value in _given(ctx, {**self._arguments, **self._options}).items():
            _set(arguments, option.path, value)
        if self._command.body:
            body = self._body(ctx, self._command.body)
            if body is not None:
                arguments["body"] = body
        try:
            sending.call(self._resource, self._command, arguments, ctx.params)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader of the pipe has enough, for example `head`. Python must not write the rest when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(_BROKEN_PIPE)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_help_text(ctx, formatter)
        if self._command.examples:
            with formatter.section("Examples"):
                for example in self._command.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}azotte {example}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options of the operation, and then those of all operations."""
        own = {**self._arguments, **self._options, **self._fields}
        for title, is_own in (("Arguments and options", True), ("Common options", False)):
            records = [
                record
                for parameter in self.get_params(ctx)
                if (parameter.name in own) == is_own
                and (record := _help_record(ctx, parameter, own)) is not None
            ]
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def _common(self) -> Iterator[click.Option]:
        if self._nullable:
            yield click.Option(
                ["--clear"],
                type=click.Choice(list(self._nullable)),
                multiple=True,
                help="Set a field to null.",
            )
        if self._command.body:
            yield BODY
        if self._command.pages:
            yield ALL
        yield from COMMON

    def _body(self, ctx: click.Context, declared: Body) -> Any:
        """Return the request body: that of --body, with the fields of the other options."""
        from azotte.cli.sending import read_body

        text: str | None = ctx.params.pop("body")
        cleared: tuple[str, ...] = ctx.params.pop("clear", ())
        given = _given(ctx, self._fields) | {self._nullable[name]: None for name in cleared}
        body: Any = None if text is None else read_body(text, declared.kind)
        if body is None and not given and not declared.is_required:
            return None
        if body is None and not self._fields:
            return _missing("body", ctx)
        if body is not None and not isinstance(body, dict):
            for option in given:
                raise click.UsageError(
                    f"--body is not an object, so --{option.name} cannot be a field of it.", ctx
                )
            return body
        fields: dict[str, Any] = {**body} if body else {}
        for option, value in given.items():
            _set(fields, option.path, value)
        for option in self._fields.values():
            if option.is_required and option.path[0] not in fields:
                _missing(option.name, ctx)
        return fields


def _numbered(place: str, options: Sequence[Option]) -> dict[str, Option]:
    return {f"{place}_{index}": option for index, option in enumerate(options)}


def _given(ctx: click.Context, options: Mapping[str, Option]) -> dict[Option, Any]:
    """Return the values of the options that are given, and take them from the context."""
    # A value can be None although it is given: `null` as JSON.
    given = [
        name for name in options if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    values = {name: ctx.params.pop(name) for name in options}
    return {options[name]: _value(options[name], values[name]) for name in given}


def _value(option: Option, value: Any) -> Any:
    match option.shape:
        case "map":
            return dict(value)
        case "list":
            return list(value)
        case "one":
            return value


def _argument(name: str, option: Option) -> click.Argument:
    return click.Argument([name], metavar=option.name.upper(), type=option_type(option))


def _option(name: str, option: Option, is_required: bool) -> click.Option:
    text = f"{option.help} (required)".strip() if option.is_required else option.help
    flag = f"--{option.name}"
    if option.kind == "boolean" and option.shape == "one":
        return click.Option(
            [f"{flag}/--no-{option.name}", name],
            default=None,
            required=is_required,
            help=text,
            deprecated=option.deprecated or False,
        )
    return click.Option(
        [flag, name],
        type=option_type(option),
        multiple=option.shape != "one",
        required=is_required,
        help=text,
        deprecated=option.deprecated or False,
    )


def _help_record(
    ctx: click.Context, parameter: click.Parameter, given: Mapping[str, Option]
) -> tuple[str, str] | None:
    if isinstance(parameter, click.Argument) and parameter.name in given:
        return parameter.make_metavar(ctx), given[parameter.name].help
    return parameter.get_help_record(ctx)


def _set(target: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *parents, last = path
    for name in parents:
        inner = target.get(name)
        target[name] = inner if isinstance(inner, dict) else {}
        target = target[name]
    target[last] = value


def _missing(name: str, ctx: click.Context) -> NoReturn:
    raise click.UsageError(f"Missing option '--{name}'.", ctx)
