"""The scripts that draw live charts in a reader's browser: Vega, Vega-Lite and vega-embed in one classic script.

vl-convert carries them and puts them together, which takes seconds; the result
stays in the environment, since it changes only with vl-convert itself.
"""

import sys
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from tungsten.ledger.write import write_text


def vega_bundle() -> str:
    """The script, defining ``vegaEmbed`` and nothing else that a page could trip over."""
    kept = _kept()
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    import vl_convert

    script = f"(function(){{{vl_convert.javascript_bundle('window.vegaEmbed=vegaEmbed;')}}})();\n"
    with suppress(OSError):  # in an environment nobody may write to, it is put together again next time
        write_text(script, kept)
    return script


def _kept() -> Path:
    """Where the script is kept: with the environment it belongs to, not with what a run builds."""
    folder = Path(sys.prefix) if sys.prefix != sys.base_prefix else Path(tempfile.gettempdir())
    return folder / "share" / "tungsten" / f"vega-{version('vl-convert-python')}.js"
