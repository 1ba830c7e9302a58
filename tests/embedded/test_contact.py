"""The contact at the foot of the demonstration's pages."""

from types import SimpleNamespace
from typing import Any

from ilo_dc.embedded.demo import CONTACT, Demonstration


def test_the_demonstration_has_an_example_of_a_contact_unless_one_is_given(
    tmp_path: Any, monkeypatch: Any
) -> None:
    supervisor: Any = SimpleNamespace(home=tmp_path)
    monkeypatch.delenv("PORTAL_CONTACT", raising=False)
    assert Demonstration(supervisor, 8000).environment["PORTAL_CONTACT"] == CONTACT
    monkeypatch.setenv("PORTAL_CONTACT", "desk@example.org")
    assert Demonstration(supervisor, 8000).environment["PORTAL_CONTACT"] == "desk@example.org"
