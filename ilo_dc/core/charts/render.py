"""From a description to an SVG that a page may carry: rendered once, cleaned, kept in the cache."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

import orjson
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from ilo_dc.core.charts import theme

KEPT_FOR = 30 * 24 * 3600
SIGNATURE = b"\x89PNG\r\n\x1a\n"
DENSITY = 2  # pixels of a picture for one of the page
SVG = "http://www.w3.org/2000/svg"
NUMBER = re.compile(r"-?\d+\.\d{3,}")
HEX = re.compile(r"#[0-9a-fA-F]{6}$")

# What a drawing needs; roles, classes, pointer events and the rest of Vega's markup only weigh.
GEOMETRY = {"d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "dy", "width", "height", "transform"}
PAINT = {"fill", "stroke", "stroke-width", "stroke-linecap", "stroke-dasharray", "opacity", "fill-opacity"}
TYPE = {"text-anchor", "font-size", "font-weight"}
ATTRIBUTES = GEOMETRY | PAINT | TYPE
SHAPES = frozenset(("path", "line", "rect", "circle", "text", "tspan", "g"))


def drawn(kind: str, data: dict[str, Any], options: dict[str, Any], *, label: str, name: str) -> SafeString:
    """Return one drawing, out of the cache when data, theme, size and label are the same."""
    parts = [kind, data, options, label, name, theme.VERSION]
    digest = hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()
    key = f"chart:{digest}"
    found = cache.get(key)
    if found is None:
        found = cleaned(_rendered(kind, data, options), width=options["width"], label=label, name=name)
        cache.set(key, found, KEPT_FOR)
    return mark_safe(found)  # noqa: S308  (our own renderer's output, rebuilt from known attributes)


def _rendered(kind: str, data: dict[str, Any], options: dict[str, Any]) -> str:
    """Return Vega's SVG. The renderer is loaded here, because a process that forks after it has run hangs."""
    import vl_convert

    from ilo_dc.core.charts import drawings

    specification = getattr(drawings, kind)(data, **options).to_dict()
    return str(vl_convert.vegalite_to_svg(specification))


def pictured(
    kind: str,
    data: dict[str, Any],
    options: dict[str, Any],
    *,
    title: str,
    notes: Sequence[str],
    legend: bool,
) -> bytes:
    """Return a drawing as PNG under its title and notes, out of the cache when all of it is the same."""
    parts = [kind, data, options, title, [*notes], legend, theme.VERSION]
    digest = hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()
    key = f"picture:{digest}"
    found: bytes | None = cache.get(key)
    if found is None:
        import vl_convert

        from ilo_dc.core.charts import captions, drawings

        drawing = getattr(drawings, kind)(data, **options)
        names = {one["code"]: one["name"] for one in data["series"]} if legend else {}
        specification = captions.captioned(drawing, title, notes, width=options["width"], legend=names)
        found = lighter(vl_convert.vegalite_to_png(specification, scale=DENSITY))
        cache.set(key, found, KEPT_FOR)
    return found


def lighter(picture: bytes) -> bytes:
    """Return a PNG with its pixels compressed well; the renderer leaves it five times as heavy."""
    chunks, place, pixels = [], len(SIGNATURE), b""
    while place < len(picture):
        length = int.from_bytes(picture[place : place + 4])
        kind, data = picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        place += length + 12
        if kind == b"IDAT":
            pixels += data
        elif kind == b"IEND":
            chunks += [(b"IDAT", zlib.compress(zlib.decompress(pixels), 9)), (kind, data)]
        else:
            chunks.append((kind, data))
    return SIGNATURE + b"".join(
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4) for kind, data in chunks
    )


def cleaned(svg: str, *, width: int, label: str, name: str) -> str:
    """Return an SVG without styles, scripts, ids and Vega's own markup; only its shapes and their paint.

    Strict content security policies refuse `style`; ids would meet those of another drawing on the page.
    """
    root = ET.fromstring(svg)  # noqa: S314  (our own renderer's output)
    height = str(round(float(root.get("height", "0"))))
    _clean(root)
    for element in root.iter():  # without the prefix that any library may have given the namespace
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    root.attrib.clear()
    root.set("xmlns", SVG)
    root.set("class", name)
    root.set("viewBox", f"0 0 {width} {height}")
    root.set("width", str(width))
    root.set("height", height)
    root.set("role", "img")
    root.set("aria-label", label)
    root.set("direction", "ltr")
    root.set("font-family", theme.FONT)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element) -> None:
    """Drop what is not drawn and every attribute not needed, from the leaves up."""
    for child in list(element):
        _clean(child)
        if _is_needless(child):
            element.remove(child)
        elif _is_wrapper(child):
            place = list(element).index(child)
            element.remove(child)
            for offset, inner in enumerate(list(child)):
                element.insert(place + offset, inner)


def _is_needless(element: ET.Element) -> bool:
    """Return whether an element shows nothing; trims its attributes when it shows something."""
    shape = element.tag.removeprefix(f"{{{SVG}}}")
    if shape not in SHAPES or element.get("display") == "none":
        return True
    for key, value in list(element.attrib.items()):
        written = _written(key, value)
        if written is None:
            del element.attrib[key]
        else:
            element.set(key, written)
    if shape == "g":
        return len(element) == 0
    if shape == "text":
        return not "".join(element.itertext()).strip()
    painted = element.get("fill", "none") != "none" or element.get("stroke", "none") != "none"
    return element.get("d") == "" or (shape in {"path", "rect"} and not painted)


def _is_wrapper(element: ET.Element) -> bool:
    return element.tag == f"{{{SVG}}}g" and set(element.attrib) <= {"fill"}


def _written(key: str, value: str) -> str | None:
    """Return an attribute as it is kept, or None."""
    if key not in ATTRIBUTES or (key, value) in {("opacity", "1"), ("transform", "translate(0,0)")}:
        return None
    if key in {"fill", "stroke"}:
        if value in {"transparent", "none"}:
            return "none" if key == "fill" else None
        return value.upper() if HEX.match(value) else value
    if key == "font-size":
        return value.removesuffix("px")
    return NUMBER.sub(lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), value)
