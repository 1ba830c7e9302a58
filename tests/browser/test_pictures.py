"""The pictures of the help and of the README: taken by `make pictures`, small enough for a slow line."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.sources import ROOT

PICTURES = {"overview": "/", "programme": "/dwcps/ken-2024/"}
KEPT = ROOT / "static" / "img" / "tours"
HEAVIEST = 60 * 1024  # bytes
SMALLER = """
async (picture) => {
    const image = new Image();
    image.src = picture;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [960, 600];
    canvas.getContext("2d").drawImage(image, 0, 0, 960, 600);
    return canvas.toDataURL("image/webp", 0.6);
}
"""


@pytest.mark.parametrize("name", list(PICTURES))
def test_it_takes_the_pictures_of_the_help(visit: Any, browser: Any, name: str, request: Any) -> None:
    folder = request.config.getoption("--shots")
    if not folder:
        pytest.skip("pictures are taken by make pictures")
    page = visit(PICTURES[name], width=1280)
    taken = page.screenshot(clip={"x": 0, "y": 0, "width": 1280, "height": 800}, full_page=True)
    with browser.new_context() as context:
        shrunk = context.new_page().evaluate(
            SMALLER, f"data:image/png;base64,{base64.b64encode(taken).decode()}"
        )
    Path(folder, f"{name}.webp").write_bytes(base64.b64decode(shrunk.partition(",")[2]))


def test_the_pictures_are_light() -> None:
    assert {path.stem for path in KEPT.glob("*.webp")} == set(PICTURES)
    assert all(path.stat().st_size <= HEAVIEST for path in KEPT.glob("*.webp"))
