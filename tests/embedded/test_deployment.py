"""The files for a server, which cannot be run here: at least they are well-formed and name what exists."""

import json
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from importlib.util import find_spec
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.urls import reverse
from packaging.markers import default_environment
from packaging.requirements import Requirement

from ilo_dc.embedded.paths import PROJECT
from ilo_dc.settings.live import unfit_for_live


class OnlyOnce(yaml.SafeLoader):
    """Refuses a name that stands twice, as Docker Compose does; YAML's own reader takes the last."""

    def construct_mapping(self, node, deep=False):
        names = [name.value for name, _value in node.value]
        assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
        return super().construct_mapping(node, deep)


COMPOSE = yaml.load((PROJECT / "docker-compose.yml").read_text(), Loader=OnlyOnce)  # noqa: S506
SERVICES = COMPOSE["services"]
REQUIREMENTS = sorted((PROJECT / "requirements").glob("*.txt"))


def test_a_server_has_every_part():
    assert set(SERVICES) == {"postgres", "redis", "setup", "web", "worker", "beat", "proxy"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"setup"}))
def test_every_lasting_part_is_watched_and_restarted(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_every_secret_comes_from_outside():
    text = (PROJECT / "docker-compose.yml").read_text()
    for name in ("POSTGRES_PASSWORD", "PORTAL_DATABASE_PASSWORD", "PORTAL_SECRET_KEY"):
        assert set(re.findall(rf"\$\{{{name}[^}}]*\}}", text)) == {f"${{{name}:?set {name} in .env}}"}


def test_every_dependency_and_volume_exists():
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        named = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert named <= set(COMPOSE["volumes"])


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_only_what_must_reaches_further_than_the_other_parts():
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    places = {name: set(service["networks"]) for name, service in SERVICES.items()}
    assert all("inside" in named for named in places.values())
    assert {name for name, named in places.items() if named - {"inside"}} == {"proxy", "web", "worker"}


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_the_modules_that_are_run_exist(name):
    words = SERVICES[name]["command"]
    assert words[:2] == ["python", "-m"]
    assert find_spec(words[2])
    assert find_spec(words[words.index("-A") + 1])


CADDYFILE = COMPOSE["configs"]["caddyfile"]["content"]
PORTAL = SERVICES["web"]["environment"]
# The image says where the home is; the port and the demonstration's password are of `make demo`.
# The owner's address is for `setup` alone.
NOT_PASSED_ON = {"PORTAL_HOME", "PORTAL_DEMO_PASSWORD", "PORT", "PORTAL_OWNER_URL"}


def test_the_proxy_is_asked_where_it_answers():
    """Caddy's own port for orders is closed; the answer for the health check stands in its file."""
    (asked,) = [word for word in SERVICES["proxy"]["healthcheck"]["test"] if word.startswith("http")]
    site = re.search(r"^(http://\S+) \{\s*respond ", CADDYFILE, re.MULTILINE)
    assert site is not None
    assert asked == f"{site[1]}/"
    port = site[1].rpartition(":")[2]
    assert not any(port in published for published in SERVICES["proxy"]["ports"])
    assert SERVICES["proxy"]["configs"] == [{"source": "caddyfile", "target": "/etc/caddy/Caddyfile"}]


def test_the_proxy_leads_to_the_web_server_and_says_who_asks():
    expose = re.search(r"EXPOSE (\d+)", (PROJECT / "Dockerfile").read_text())
    assert expose is not None
    assert f"reverse_proxy web:{expose[1]} {{" in CADDYFILE
    assert "header_up X-Forwarded-For {remote_host}" in CADDYFILE  # alone: what the client wrote is dropped
    assert PORTAL["PORTAL_PROXIES"] == "${PORTAL_PROXIES:-1}"
    named = set(re.findall(r"\{\$\$(\w+)\}", CADDYFILE))
    assert named <= set(SERVICES["proxy"]["environment"])
    assert CADDYFILE.count("{") == CADDYFILE.count("}")
    assert "log" not in CADDYFILE  # the portal writes one, without links that let somebody in


def _refused_without_https(address: str) -> bool:
    """Return whether the proxy keeps an address from HTTPS, by the paths of its matcher."""
    plain = CADDYFILE[CADDYFILE.index("http://{$$PORTAL_DOMAIN} {") :]
    matcher = re.search(r"@programs \{(.+?)\}", plain, re.DOTALL)[1]
    among = re.search(r"^\s*path (\S+)", matcher, re.MULTILINE)[1]
    but = re.search(r"^\s*not path (\S+)", matcher, re.MULTILINE)[1]
    return fnmatchcase(address, among) and not fnmatchcase(address, but)


def test_the_proxy_leads_pages_to_https_and_refuses_the_api_without():
    plain = CADDYFILE[CADDYFILE.index("http://{$$PORTAL_DOMAIN} {") :]
    refused, led = plain.index("handle @programs"), plain.index("redir https://{host}{uri} permanent")
    answer = re.search(r"respond `(.+)` 403", plain[refused:led])
    assert json.loads(answer[1])["status"] == 403
    pages = [reverse("api:docs"), reverse("work"), "/", "/apiary/"]
    programs = [reverse("api:api-keys-list"), reverse("api:schema"), "/api/v1/", "/api/v1/docs"]
    for address in (*pages, *programs):
        by_portal = re.match(settings.API_PATHS, address.lstrip("/")) is not None
        assert by_portal is (address in programs)
        assert _refused_without_https(address) is by_portal, address


def test_large_bodies_and_slow_clients_end_at_the_proxy():
    for directive in ("max_size", "max_header_size", "read_header", "read_body", "write", "idle"):
        assert re.search(rf"^\s*{directive} \d+", CADDYFILE, re.MULTILINE), directive
    largest = int(re.search(r"max_size (\d+)MiB", CADDYFILE)[1])
    assert largest > int(re.search(r"-(\d+)", PORTAL["PORTAL_UPLOAD_MB"])[1])
    assert int(re.search(r"request_buffers (\d+)MiB", CADDYFILE)[1]) >= largest


def test_every_lasting_part_has_its_share_of_memory():
    assert [name for name, service in SERVICES.items() if "mem_limit" not in service] == []


def _settings_read() -> set[str]:
    """Return every variable that the settings read from the environment."""
    text = "".join(file.read_text() for file in (PROJECT / "ilo_dc" / "settings").glob("*.py"))
    return set(re.findall(r"(?:environ(?:\.get\(|\[)|given\.get\()\s*\"([A-Z_]+)\"", text))


def test_every_setting_is_passed_on_and_told():
    read = _settings_read()
    assert len(read) >= 20
    assert read - NOT_PASSED_ON <= set(PORTAL)
    how_to = (PROJECT / "docs" / "how-to" / "run-and-deploy.md").read_text()
    heads = (PROJECT / "ilo_dc" / "settings" / "__init__.py").read_text().partition('"""\n\n')[0]
    untold = {name for name in read - {"PORT"} if name not in heads.replace("PORTAL_OPENID_CLIENT and", name)}
    assert untold == set()
    assert {name for name in set(PORTAL) if f"`{name}`" not in how_to} == set()


def test_what_is_told_of_a_setting_is_so_on_a_server():
    """Every variable of the tables of the how-to reaches the portal, or is of `make demo`."""
    how_to = (PROJECT / "docs" / "how-to" / "run-and-deploy.md").read_text()
    first_columns = re.findall(r"^\| (`[A-Z_`, ]+`) \|", how_to.partition("## Settings")[2], re.MULTILINE)
    told = {name for column in first_columns for name in re.findall(r"`([A-Z_]+)`", column)}
    assert len(told) >= 40
    assert told - NOT_PASSED_ON - {"PYTHON"} <= set(PORTAL)


def test_only_the_set_up_knows_the_owner_of_the_tables():
    knowing = {name for name, service in SERVICES.items() if "POSTGRES_PASSWORD" in str(service)}
    assert knowing == {"postgres", "setup"}
    given = SERVICES["setup"]["environment"]
    (owner, application) = (
        urlsplit(re.sub(r"\$\{[^}]*\}", "secret", given[name]))
        for name in ("PORTAL_OWNER_URL", "DATABASE_URL")
    )
    assert owner.username == SERVICES["postgres"]["environment"]["POSTGRES_USER"]
    assert application.username not in (None, owner.username)
    assert (application.hostname, application.path) == (owner.hostname, owner.path)
    assert given == {**PORTAL, "PORTAL_OWNER_URL": given["PORTAL_OWNER_URL"]}
    migrated, divided = SERVICES["setup"]["command"][-1].splitlines()[:2]
    assert migrated.startswith("python manage.py migrate")
    assert divided == "python -m ilo_dc.embedded roles"  # after it, for new tables


@pytest.mark.parametrize("ignoring", [".gitignore", ".dockerignore"])
def test_the_file_of_secrets_stays_on_its_machine(ignoring):
    assert ".env" in (PROJECT / ignoring).read_text().splitlines()


def test_nothing_of_the_image_runs_as_root():
    text = (PROJECT / "Dockerfile").read_text()
    user = re.search(r"^USER (\w+)", text, re.MULTILINE)
    assert user is not None
    assert f"useradd --system --uid 10001 --home-dir /var/lib/portal --create-home {user[1]}" in text
    assert SERVICES["web"]["read_only"]
    assert SERVICES["web"]["cap_drop"] == ["ALL"]
    written = {volume.rpartition(":")[2] for volume in SERVICES["web"]["volumes"]}
    assert re.search(r"PORTAL_HOME=(\S+)", text)[1] in written


KEY = "k3y" * 10 + "abcdefghijklmnopqrstuvwxyz"
LIVE = {
    "key": KEY,
    "hosts": ["portal.example.org", "localhost"],
    "https": True,
    "given": {"PORTAL_HOSTS": "portal.example.org", "PORTAL_EMAIL_URL": "smtp://mail"},
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"key": "short"}, "PORTAL_SECRET_KEY"),
        ({"key": "ab" * 40}, "PORTAL_SECRET_KEY"),
        ({"hosts": ["*"]}, "PORTAL_HOSTS"),
        ({"hosts": ["portal.example.org", " * "]}, "PORTAL_HOSTS"),
        ({"hosts": ["localhost"], "given": {"PORTAL_EMAIL_URL": "smtp://mail"}}, "PORTAL_HOSTS"),
        ({"https": False}, "PORTAL_HTTPS"),
        ({"https": False, "given": {**LIVE["given"], "PORTAL_PLAIN_HTTP": "1"}}, None),
        ({"given": {"PORTAL_HOSTS": "portal.example.org"}}, "PORTAL_EMAIL_URL"),
        ({"given": {"PORTAL_HOSTS": "portal.example.org", "PORTAL_NO_EMAIL": "1"}}, None),
    ],
)
def test_a_live_installation_refuses_what_only_a_demonstration_may_do(change, problem):
    problems = unfit_for_live(**{**LIVE, **change})
    assert [text.split(" ")[0] for text in problems] == ([problem] if problem else [])


def test_a_live_installation_that_is_unfit_does_not_start(tmp_path):
    given = {"PORTAL_MODE": "live", "PORTAL_HOME": str(tmp_path), "PORTAL_SECRET_KEY": "weak", "PATH": ""}
    asked = [sys.executable, "-c", "import ilo_dc.settings"]
    done = subprocess.run(asked, cwd=PROJECT, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    for name in ("PORTAL_SECRET_KEY", "PORTAL_HOSTS", "PORTAL_HTTPS", "PORTAL_EMAIL_URL"):
        assert f"- {name}" in done.stderr


SIGNING_IN = """
from ilo_dc.settings import people
form_action = people.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
print(people.TWO_STEP_ROLES, people.SESSION_IDLE_SECONDS, form_action[1:])
"""


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, "[] 0 []"),
        ({"PORTAL_MODE": "live"}, "['admin', 'manager', 'finance'] 3600 []"),
        ({"PORTAL_MODE": "live", "PORTAL_TWO_STEP_ROLES": "", "PORTAL_IDLE_MINUTES": ""}, None),  # as compose
        ({"PORTAL_MODE": "live", "PORTAL_TWO_STEP_ROLES": "none", "PORTAL_IDLE_MINUTES": "0"}, "[] 0 []"),
        (
            {"PORTAL_TWO_STEP_ROLES": "admin, pardev", "PORTAL_IDLE_MINUTES": "5"},
            "['admin', 'pardev'] 300 []",
        ),
        (
            {"PORTAL_OPENID_URL": "https://id.example.org/realm", "PORTAL_OPENID_CLIENT": "portal"},
            "[] 0 ['https://id.example.org']",
        ),
    ],
)
def test_a_live_installation_asks_for_more_at_sign_in(tmp_path, given, found):
    fit = {
        "PATH": "",
        "PORTAL_HOME": str(tmp_path),
        "PORTAL_SECRET_KEY": KEY,
        "PORTAL_HOSTS": "portal.example.org",
        "PORTAL_HTTPS": "1",
        "PORTAL_EMAIL_URL": "smtp://mail",
        "PORTAL_OPENID_SECRET": "secret",
    }
    asked = [sys.executable, "-c", SIGNING_IN]
    done = subprocess.run(asked, cwd=PROJECT, env=fit | given, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (found or "['admin', 'manager', 'finance'] 3600 []")


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.stem)
def test_requirements_name_no_place_and_hash_everything(file):
    text = file.read_text()
    assert "://" not in text
    assert not re.findall(r"^\s*--(?!hash=)", text, re.MULTILINE)
    packages = re.findall(r"^[a-z0-9._\[\]-]+==\S+.*(?:\n    --hash=.*)*", text, re.MULTILINE)
    assert packages
    assert all("--hash=sha256:" in package for package in packages)


def test_every_requirement_file_agrees_with_the_base():
    """Pip gets several of them at once, and refuses two versions of one package."""
    versions: dict[str, set[str]] = {}
    for file in REQUIREMENTS:
        for name, version in re.findall(r"^([a-z0-9._\[\]-]+)==(\S+)", file.read_text(), re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    base = dict(
        re.findall(r"^([a-z0-9._\[\]-]+)==(\S+)", (PROJECT / "requirements" / "base.txt").read_text(), re.M)
    )
    assert {name: found for name, found in versions.items() if name in base and found != {base[name]}} == {}


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_every_package_asked_for_is_locked_for_every_python(version):
    """A line that holds for newer ones alone leaves the oldest without the package, and nobody is told."""
    here = default_environment() | {"python_version": version, "python_full_version": f"{version}.7"}
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    for file, asked in {"base": project["dependencies"], **project["optional-dependencies"]}.items():
        text = (PROJECT / "requirements" / f"{file}.txt").read_text()
        lines = map(Requirement, re.findall(r"^([a-z0-9][^\n]*?) \\$", text, re.MULTILINE))
        locked = {line.name for line in lines if not line.marker or line.marker.evaluate(here)}
        wanted = (one for one in map(Requirement, asked) if not one.marker or one.marker.evaluate(here))
        assert {one.name for one in wanted} - locked == set()


def test_ci_is_a_script_that_can_be_read():
    done = subprocess.run(
        ["bash", "-n", PROJECT / ".ci" / "run"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
