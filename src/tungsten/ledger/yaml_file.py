"""Safe reading of YAML files, with the line of every name for messages."""

from pathlib import Path
from typing import Any

import yaml

from tungsten import Unusable


class _Loader(yaml.SafeLoader):
    """A safe loader that also refuses repeated names and dates that do not exist."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names: set[str] = set()
        entries = node.value if isinstance(node, yaml.MappingNode) else ()
        for key in (key for key, _ in entries if isinstance(key, yaml.ScalarNode)):
            if key.value in names:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is given twice", key.start_mark)
            names.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, TypeError) as error:  # a value that its tag doesn't allow
            problem = str(error) if isinstance(error, ValueError) else f"not a value of {node.tag}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None


def load(text: str, path: Path) -> tuple[dict[Any, Any], yaml.MappingNode]:
    """Return a YAML mapping and its node, which has the lines.

    Raises:
        Unusable: The text is not valid YAML, or not a mapping; the message names ``path`` and the line.
    """
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        content = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unusable(f"{path}:{line}: {error.problem}; the file must be valid YAML") from None
    except RecursionError:
        raise Unusable(f"{path}:1: brackets in too many brackets; the file must be valid YAML") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unusable(f"{path}:{line}: {str(error).splitlines()[0]}; the file must be valid YAML") from None
    if not isinstance(content, dict) or not isinstance(node, yaml.MappingNode):
        raise Unusable(f"{path}:1: the file must be a mapping of names to values")
    return content, node


def lines(node: yaml.Node) -> dict[str, int]:
    """Return the line of each name of a mapping; an empty dict for a node of another kind."""
    return {key.value: line_of(key) for key, _ in node.value} if isinstance(node, yaml.MappingNode) else {}


def line_of(node: yaml.Node) -> int:
    """Return the line a node starts on, counted from 1."""
    return int(node.start_mark.line) + 1


def under(node: yaml.MappingNode, name: str) -> yaml.Node:
    """Return the node of a name's value."""
    value_node: yaml.Node = next(value for key, value in node.value if key.value == name)
    return value_node
