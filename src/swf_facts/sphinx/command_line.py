"""The command line reference: a section for each command of an argparse parser."""

from __future__ import annotations

import argparse
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from swf_facts.sphinx.domain import FactDomain
from swf_facts.sphinx.prose import code_block, definitions, prose, section

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CommandLine"]

_WIDTH = 88  # of a usage line, whatever the terminal of the build is


class CommandLine(SphinxDirective):
    """``{fact:command} module:function``: what the parser that *function* returns accepts, command by command."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the sections of the commands."""
        module, _, function = self.arguments[0].partition(":")
        parser = getattr(import_module(module), function)()
        found: list[nodes.Node] = self._explained(parser)
        for name, command in _commands(parser):
            anchor = f"command-{name}"
            FactDomain.of(self.env).note("command", name, self.env.docname, anchor)
            part = section(anchor, nodes.literal("", f"{parser.prog} {name}"))
            self.state.document.note_explicit_target(part)
            part += self._explained(command)
            found.append(part)
        return found

    def _explained(self, parser: argparse.ArgumentParser) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        if parser.description:
            found += [
                nodes.paragraph("", "", *prose(" ".join(part.split()))) for part in parser.description.split("\n\n")
            ]
        found.append(code_block(_usage(parser), "text"))
        items = [self._argument(action, parser) for action in _arguments(parser)]
        if items:
            found.append(definitions(items, "command-arguments"))
        if parser.epilog:
            found.append(nodes.paragraph("", "", *prose(_sentence(parser.epilog))))
        return found

    @staticmethod
    def _argument(action: argparse.Action, parser: argparse.ArgumentParser) -> nodes.definition_list_item:
        name = nodes.term("", "", nodes.literal("", _spelling(action)))
        words = _sentence((action.help or "") % {**vars(action), "prog": parser.prog})
        return nodes.definition_list_item("", name, nodes.definition("", nodes.paragraph("", "", *prose(words))))


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:  # noqa: SLF001  # argparse has no public way to list what it accepts
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            yield from action.choices.items()


def _arguments(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:  # noqa: SLF001
        hidden = action.help is argparse.SUPPRESS or "--help" in action.option_strings
        if not hidden and not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            yield action


def _sentence(words: str) -> str:
    """Return the words of a help text as a sentence; on a terminal they are a fragment."""
    words = " ".join(words.split())
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}" if words else ""


def _spelling(action: argparse.Action) -> str:
    """Return an argument as a user types it: ``--format {text,json}``, ``PACKAGE``."""
    shown = action.metavar or (
        "{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper()
    )
    value = shown if isinstance(shown, str) else " ".join(shown)
    if not action.option_strings:
        return value
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


def _usage(parser: argparse.ArgumentParser) -> str:
    parser.formatter_class = partial(parser.formatter_class, width=_WIDTH)  # type: ignore[call-arg]  # formatters take a width
    return parser.format_usage().removeprefix("usage: ").rstrip()
