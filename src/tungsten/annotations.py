"""Format messages as workflow commands of GitHub, which shows them beside the line of a file."""


def annotation(level: str, message: str, file: str, line: int | None = None, column: int | None = None) -> str:
    """Return one workflow command; ``level`` is ``error``, ``warning`` or ``notice``."""
    places = {"file": file, "line": line, "col": column}
    properties = ",".join(f"{name}={_escaped(str(at), ':', ',')}" for name, at in places.items() if at is not None)
    return f"::{level} {properties}::{_escaped(message)}"


def _escaped(text: str, *signs: str) -> str:
    for sign in ("%", "\r", "\n", *signs):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
