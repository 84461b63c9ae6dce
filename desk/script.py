"""htmx, as the package django-htmx ships it: the pages work without it and quicker with it.

Only the file is read; the package is never imported, and Django is not installed.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

FILE = Path("static/django_htmx/htmx-2.min.js")


def _read() -> bytes:
    spec = find_spec("django_htmx")
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder) / FILE
        if path.is_file():
            return path.read_bytes()
    return b""


SCRIPT = _read()
"""b"" where the package is not installed; then pages do without."""
SCRIPT_ADDRESS = f"/static/{hashlib.sha256(SCRIPT).hexdigest()[:16]}/htmx.js" if SCRIPT else ""
POLICY = "script-src 'self'; connect-src 'self'"
"""What a page with the script allows beyond the others: nothing inline, nothing from elsewhere."""
