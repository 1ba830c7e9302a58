"""The pictures of the help and of the README: taken by `make pictures`, small enough for a slow line."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import FIRST
from tests.sources import ROOT

PICTURES = {"overview": "/", "programme": "/dwcps/ken-2024/", "approval": f"/approvals/{FIRST}"}
SIGNED_IN = {"approval": "manager"}
AHEAD = {"approval"}  # its picture is taken once the demonstration has one: it belongs in the README then
KEPT = ROOT / "static" / "img" / "tours"
TAKEN, KEPT_SIZE = (1024, 640), (560, 350)
HEAVIEST = 34_000  # bytes, both: with its text and styles the page of the help stays under 60 kB
SMALLER = """
async ([picture, width, height]) => {
    const image = new Image();
    image.src = picture;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const drawing = canvas.getContext("2d");
    drawing.imageSmoothingQuality = "high";
    drawing.drawImage(image, 0, 0, width, height);
    return canvas.toDataURL("image/webp", 0.25);
}
"""


@pytest.mark.parametrize("name", list(PICTURES))
def test_it_takes_the_pictures_of_the_help(visit: Any, browser: Any, name: str, request: Any) -> None:
    folder = request.config.getoption("--shots")
    if not folder:
        pytest.skip("pictures are taken by make pictures")
    width, height = TAKEN
    if name in AHEAD and not visit("/approvals/", who=SIGNED_IN[name]).locator("main tbody th a").count():
        pytest.skip("the demonstration has no approval")
    page = visit(PICTURES[name], who=SIGNED_IN.get(name, ""), width=width)
    taken = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
    with browser.new_context() as context:
        shrunk = context.new_page().evaluate(
            SMALLER, [f"data:image/png;base64,{base64.b64encode(taken).decode()}", *KEPT_SIZE]
        )
    Path(folder, f"{name}.webp").write_bytes(base64.b64decode(shrunk.partition(",")[2]))


def test_the_pictures_are_light() -> None:
    kept = {path.stem for path in KEPT.glob("*.webp")}
    assert set(PICTURES) - AHEAD <= kept <= set(PICTURES)
    assert all(f"static/img/tours/{name}.webp" in (ROOT / "README.md").read_text() for name in kept)
    assert sum(path.stat().st_size for path in KEPT.glob("*.webp")) <= HEAVIEST
