"""Minutes on paper: a tagged PDF, set by typst from what was kept when the approval was issued."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("minute.typ")


def printed(minute: dict[str, Any], *, cancelled: str = "") -> bytes:
    """Return a minute as a PDF that meets PDF/UA-1; `cancelled` is printed across its head where it was.

    What people wrote goes in as data, never as markup.
    """
    import fontpkg_noto_sans  # large, and needed here alone
    import typst

    pdf: bytes = typst.compile(
        str(PAGE),
        format="pdf",
        sys_inputs={"minute": json.dumps({**minute, "cancelled": cancelled})},
        font_paths=[str(Path(fontpkg_noto_sans.__file__).parent / "files")],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    return pdf
