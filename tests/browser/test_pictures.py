"""The pictures of the help and of the README: taken by `make pictures`, small enough for a slow line."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from ilo_dc.portal.about.tours import TOURS
from tests.browser.conftest import FIRST
from tests.sources import ROOT

PICTURES = {
    "overview": "/",
    "programme": "/dwcps/ken-2024/",
    "approval": f"/approvals/?status=issued{FIRST}",
    "donor": "/donor/",
    "figure": "/data/measures/framework_gap/?by=region",
}
SIGNED_IN = {"approval": "manager", "donor": "donor-de"}
IN_THE_README = {"overview", "programme", "approval"}
KEPT = ROOT / "static" / "img" / "tours"
TAKEN, KEPT_SIZE = (1024, 640), (480, 300)
HEAVIEST = 34_000  # bytes, of the four tours: with its text and styles the page of the help stays under 60 kB
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
    page = visit(PICTURES[name], who=SIGNED_IN.get(name, ""), width=width)
    taken = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
    with browser.new_context() as context:
        shrunk = context.new_page().evaluate(
            SMALLER, [f"data:image/png;base64,{base64.b64encode(taken).decode()}", *KEPT_SIZE]
        )
    Path(folder, f"{name}.webp").write_bytes(base64.b64decode(shrunk.partition(",")[2]))


def test_the_pictures_are_light() -> None:
    kept = {path.stem: path.stat().st_size for path in KEPT.glob("*.webp")}
    assert kept.keys() == PICTURES.keys()
    of_tours = {tour.picture.removesuffix(".webp") for tour in TOURS}
    assert len(of_tours) == len(TOURS) == 4
    assert of_tours | IN_THE_README == kept.keys()
    assert all(f"static/img/tours/{name}.webp" in (ROOT / "README.md").read_text() for name in IN_THE_README)
    assert sum(kept[name] for name in of_tours) <= HEAVIEST
