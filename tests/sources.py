"""What the sources name, read from Python and from templates for the architecture test."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import get_resolver

ROOT = Path(settings.BASE_DIR)
# From the bottom up; apps of one rank do not know each other.
RANK = {"core": 0, "portfolio": 1, "funding": 2, "constituents": 2, "reporting": 3, "portal": 4}
FOLDERS = {
    "core": "ilo_dc/core",
    "portfolio": "portfolio",
    "funding": "funding",
    "constituents": "constituents",
    "reporting": "reporting",
    "portal": "ilo_dc/portal",
}
PACKAGES = {app: folder.replace("/", ".") for app, folder in FOLDERS.items()}
HOUSE, OTHERS = "the house", "a third party"
LEADING = {"reverse", "reverse_lazy", "redirect", "resolve_url", "address_of", "NavigationItem"}
NAMED = re.compile(r"[a-z]+:[a-z][\w-]*")
LOOKUP = re.compile(r"-?[a-z]\w*")
URL_TAG = re.compile(r"{%\s*url\s+(['\"])(?P<name>[^'\"]+)\1")
TAG = re.compile(r"{[{%].*?[}%]}")


def may_name(lower: str, other: str) -> bool:
    return lower == other or RANK[other] < RANK[lower]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in RANK]


def sources(app: str) -> list[Path]:
    return [path for path in sorted((ROOT / FOLDERS[app]).rglob("*.py")) if "migrations" not in path.parts]


def templates(app: str) -> list[Path]:
    """Return an app's templates; those of no app (frame, components, sign-in) are core's, as the lowest."""
    folder = ROOT / "templates"
    files = sorted((folder / app).rglob("*.*"))
    if app == "core":
        files += [
            path for path in sorted(folder.rglob("*.*")) if path.relative_to(folder).parts[0] not in RANK
        ]
    return [path for path in files if path.is_file()]


def feature_of(path: Path, app: str) -> str:
    """Return the package of the feature that a file belongs to; empty for a file of the app itself."""
    inside = path.relative_to(ROOT / FOLDERS[app]).parts
    return f"{PACKAGES[app]}.{inside[0]}" if len(inside) > 1 else ""


def app_of(module: str) -> str:
    """Return the app that a module lies in."""
    for app, package in PACKAGES.items():
        if module == package or module.startswith(f"{package}."):
            return app
    return HOUSE if module.startswith("ilo_dc.") else OTHERS


# --- URL names ------------------------------------------------------------------------------------------


def url_owners(patterns: Any = None, space: str = "", module: str = "") -> dict[str, str]:
    """Return every URL name with the app whose `urls` declare it."""
    found: dict[str, str] = {}
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(one, "url_patterns"):
            inner = getattr(one.urlconf_module, "__name__", module)
            names = url_owners(
                one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, inner
            )
            found = names | found
        elif one.name:
            found.setdefault(f"{space}{one.name}", app_of(module or settings.ROOT_URLCONF))
    return found


def url_names(source: str, declared: Container[str]) -> set[str]:
    """Return the URL names in a module: what leads anywhere, and wherever else a declared one stands.

    Of a name that is put together ("core:{verb}") only the namespace is returned, with its colon.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and NAMED.fullmatch(str(node.value)) and node.value in declared:
            found.add(str(node.value))
        elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            if start := re.match(r"[a-z]+:(?=[\w-]*$)", str(node.values[0].value)):
                found.add(start[0])
        elif isinstance(node, ast.Call):
            found |= {one for one in _leading(node) if re.fullmatch(r"([a-z]+:)?[a-z][\w-]*", one)}
    return found


def _leading(call: ast.Call) -> Iterator[str]:
    """Yield the texts of a call in the places where a URL name is read."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    places: list[ast.expr] = [one.value for one in call.keywords if one.arg in {"page", "url_name"}]
    places += call.args[:1] if name in LEADING else call.args[1:2] if name == "Kind" else []
    for place in places:
        if isinstance(place, ast.Constant) and isinstance(place.value, str):
            yield place.value


def url_names_of_template(text: str, declared: Container[str]) -> set[str]:
    """Return the URL names in a template: those of `url` tags, and wherever else a declared one stands."""
    quoted = {one for one in re.findall(r"['\"]([a-z]+:[\w-]+)['\"]", text) if one in declared}
    return quoted | {tag["name"] for tag in URL_TAG.finditer(text)}


# --- Reverse names --------------------------------------------------------------------------------------


def reverse_names() -> dict[str, str]:
    """Return the names that relations give to models of a lower app, with the app that declares them."""
    found: dict[str, str] = {}
    for model in own_models():
        app = model._meta.app_label
        for field in model._meta.get_fields():
            to = field.related_model if field.is_relation and not field.auto_created else None
            if to is None or to._meta.app_label not in RANK or may_name(to._meta.app_label, app):
                continue
            names = {field.remote_field.get_accessor_name(), field.related_query_name()}
            found |= {name: app for name in names if name and "+" not in name}
    return found


@cache
def floors() -> dict[str, int]:
    """Return the features of all apps, each on its floor from the bottom up, as import-linter reads them."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    found: dict[str, int] = {}
    for contract in (config[name] for name in config.sections()):
        apps_in = contract.get("containers", "").split()
        if contract.get("type") != "layers" or len(apps_in) != 1:
            continue
        lines = contract["layers"].strip().splitlines()
        for floor, line in enumerate(reversed(lines)):
            found |= {f"{apps_in[0]}.{name.strip(' ()')}": floor for name in line.split("|")}
    return found


def may_know(feature: str, other: str) -> bool:
    """Return whether a feature may know another one of its app: itself, and those on floors below."""
    return feature == other or floors()[other] < floors()[feature]


@cache
def reverse_names_inside(app: str) -> frozenset[tuple[str, str, str]]:
    """Return the names of relations between features of an app: name, who declares it, and its target."""
    found: set[tuple[str, str, str]] = set()
    for model in own_models():
        for field in model._meta.get_fields() if model._meta.app_label == app else ():
            to = field.related_model if field.is_relation and not field.auto_created else None
            if to is None or to._meta.app_label != app:
                continue
            own, other = (".".join(one.__module__.split(".")[: _depth(app)]) for one in (model, to))
            if own != other and {own, other} <= set(floors()):
                names = {field.remote_field.get_accessor_name(), field.related_query_name()}
                found |= {(name, own, other) for name in names if name and "+" not in name}
    return frozenset(found)


def _depth(app: str) -> int:
    return PACKAGES[app].count(".") + 2


def names_from_above(app: str, feature: str) -> set[str]:
    """Return the reverse names by which a feature would reach from what it knows to what it may not know."""
    return {
        name
        for name, own, other in reverse_names_inside(app)
        if may_know(feature, other) and not may_know(feature, own)
    }


def words_of(source: str) -> set[str]:
    """Return the words by which a module may reach over a relation: attributes, and steps of lookups."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found |= set(node.arg.split("__"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and LOOKUP.fullmatch(node.value):
            found |= set(node.value.lstrip("-").split("__"))
    return found


def words_of_template(text: str) -> set[str]:
    """Return the attributes that a template asks for."""
    return {word for tag in TAG.findall(text) for word in re.findall(r"\.([a-z]\w*)", tag)}


# --- Imports --------------------------------------------------------------------------------------------


def imports_of(source: str) -> set[str]:
    """Return the modules that a module imports, and what it imports from them, as dotted names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


PACKAGE = "|".join(re.escape(package) for package in PACKAGES.values())
DOOR = re.compile(rf"(?P<feature>(?:{PACKAGE})\.\w+)\.(?:api|pages|forms)(?=\.|$)")


def doors_in(source: str) -> set[tuple[str, str]]:
    """Return the doors (api, pages, forms) that a module imports: feature and door."""
    return {(door["feature"], door[0]) for name in imports_of(source) if (door := DOOR.match(name))}


def loaded_with(module: str) -> set[str]:
    """Return the modules of the portal that are loaded with `module`, and the packages above them."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = _file_of(name)
        if name in found or path is None:
            continue
        found.add(name)
        waiting += [name.rpartition(".")[0], *_imported_at_once(ast.parse(path.read_text()))]
    return found


def _file_of(module: str) -> Path | None:
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def _imported_at_once(node: ast.AST) -> Iterator[str]:
    """Yield what is imported when a module is loaded: not in its functions, nor for its types only."""
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.Import | ast.ImportFrom):
            yield from imports_of(ast.unparse(one))
        elif not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not (
            isinstance(one, ast.If) and "TYPE_CHECKING" in ast.unparse(one.test)
        ):
            yield from _imported_at_once(one)


# --- Verdicts -------------------------------------------------------------------------------------------

# What these answer is asked for its truth alone: a verdict is neither None nor True (rules answer a bool).
ASKS = re.compile(r"_?may(_\w+)?|policy|verdict")


def is_asking(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return ASKS.fullmatch(name) is not None


def names_of_verdicts(scope: ast.AST) -> set[str]:
    """Return the names that a scope gives to verdicts."""
    named: set[str] = set()
    for node in ast.walk(scope):
        if (
            isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)
            and node.value
            and is_asking(node.value)
        ):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named |= {target.id for target in targets if isinstance(target, ast.Name)}
    return named


def verdicts_compared(source: str) -> set[str]:
    """Return where a policy's answer, or a name for it in the same function, is compared with a constant."""
    tree = ast.parse(source)
    scopes = [
        tree,
        *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)),
    ]
    return {text for scope in scopes for text in _compared_in(scope)}


def _compared_in(scope: ast.AST) -> Iterator[str]:
    named = names_of_verdicts(scope) if not isinstance(scope, ast.Module) else set()
    for node in ast.walk(scope):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        asked = any(is_asking(one) or (isinstance(one, ast.Name) and one.id in named) for one in sides)
        constants = any(isinstance(one, ast.Constant) and one.value in (None, True, False) for one in sides)
        if asked and constants:
            yield f"{node.lineno}: {ast.unparse(node)}"
