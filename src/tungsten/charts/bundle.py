"""The script that draws live charts in a browser: Vega, Vega-Lite and vega-embed in one classic script.

vl-convert contains these libraries and bundles them, which takes seconds. The bundle is
stored in the environment, since it changes only with the version of vl-convert.
"""

import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from tungsten.ledger.write import write_text


def vega_bundle() -> str:
    """Return the script. It is wrapped in a function, so that ``vegaEmbed`` is the only global name it defines."""
    stored = _path()
    if stored and stored.is_file():
        return stored.read_text(encoding="utf-8")
    import vl_convert

    script = f"(function(){{{vl_convert.javascript_bundle('window.vegaEmbed=vegaEmbed;')}}})();\n"
    if stored:
        with suppress(OSError):  # in a read-only environment it is bundled again next time
            write_text(script, stored)
    return script


def _path() -> Path | None:
    """Return the path of the script in the environment, which ``make clean`` doesn't remove.

    Outside an environment, of venv or conda, nothing is stored: in a shared folder anybody could place a script.
    """
    prefix = Path(sys.prefix)
    if sys.prefix == sys.base_prefix and not (prefix / "conda-meta").is_dir():
        return None
    return prefix / "share" / "tungsten" / f"vega-{version('vl-convert-python')}.js"
