"""The script that draws live charts in a browser: Vega, Vega-Lite and vega-embed in one classic script.

vl-convert contains these libraries and bundles them, which takes seconds. The bundle is
stored in the environment, since it changes only with the version of vl-convert.
"""

import sys
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from tungsten.ledger.write import write_text


def vega_bundle() -> str:
    """Return the script. It is wrapped in a function, so that ``vegaEmbed`` is the only global name it defines."""
    stored = _path()
    if stored.is_file():
        return stored.read_text(encoding="utf-8")
    import vl_convert

    script = f"(function(){{{vl_convert.javascript_bundle('window.vegaEmbed=vegaEmbed;')}}})();\n"
    with suppress(OSError):  # in a read-only environment it is bundled again next time
        write_text(script, stored)
    return script


def _path() -> Path:
    """Return the path of the script in the environment; ``make clean`` doesn't remove it."""
    folder = Path(sys.prefix) if sys.prefix != sys.base_prefix else Path(tempfile.gettempdir())
    return folder / "share" / "tungsten" / f"vega-{version('vl-convert-python')}.js"
