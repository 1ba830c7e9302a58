"""No request depends on the mail server: whatever it does, a worker finds out."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from ilo_dc.core.accounts.actions import letters
from ilo_dc.core.models import Run
from ilo_dc.core.runs.actions.runs import retry_run
from tests.people import signed_in

RESET = "/account/password/reset/"
INVITED = {
    "name": "Nadia",
    "email": "nadia@example.org",
    "username": "nadia",
    "language": "en",
    "role": "pardev",
    "scope": "global",
}


@contextmanager
def refusing() -> Iterator[int]:
    """Yield a port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


@contextmanager
def hanging() -> Iterator[int]:
    """Yield a port that takes whoever calls and never says a word."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield one.getsockname()[1]


@pytest.fixture(params=[refusing, hanging])
def bad_server(request, settings) -> Iterator[None]:
    with request.param() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.2
        yield


def test_no_answer_depends_on_the_mail_server(client, admin, *, pardev_officer, bad_server, caplog, work_off):
    """Each door that leads to a letter answers as ever; the letter's run fails in words and holds no link."""
    doors = [
        (client, RESET, {"email": pardev_officer.email}),
        (client, RESET, {"email": "nobody@example.org"}),
        (signed_in(admin), reverse("core:invite"), INVITED),
    ]
    for who, path, form in doors:
        answer = who.post(path, form)
        assert answer.status_code == 302, (path, answer.content.decode()[:2000])
    kept = json.dumps(list(Run.objects.values("label", "parameters")))
    runs = work_off()
    assert [run.task for run in runs].count(letters.SEND_LETTER) == 2
    for run in runs:
        assert run.state == "failed"
        assert run.failure
    assert "/password/reset/key/" not in kept + caplog.text + "".join(run.failure for run in runs)
    assert pardev_officer.email not in kept


def test_a_letter_that_was_refused_is_sent_when_its_run_is_started_again(
    client, admin, *, pardev_officer, settings, work_off
):
    with refusing() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        client.post(RESET, {"email": pardev_officer.email})
        (run,) = work_off()
    assert run.failure == "The mail server did not take the message."
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    retry_run(by=admin, run=run)
    (run,) = work_off()
    assert (run.state, run.parameters) == ("done", {})
    (message,) = mail.outbox
    assert message.to == [pardev_officer.email]
    link = re.search(r"/account/password/reset/key/\S+", message.body)[0]
    assert client.get(link, follow=True).status_code == 200


def test_what_a_refused_letter_said_is_forgotten_once_its_link_is_too_old(
    client, admin, *, pardev_officer, settings, work_off
):
    with refusing() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        client.post(RESET, {"email": pardev_officer.email})
        (run,) = work_off()
    assert letters.forget_old_letters() == 0
    long_ago = timezone.now() - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 1)
    Run.objects.filter(pk=run.pk).update(created_at=long_ago)
    assert letters.forget_old_letters() == 1
    run.refresh_from_db()
    assert run.parameters == {}
    retry_run(by=admin, run=run)
    (run,) = work_off()
    assert run.failure.startswith("The message is too old")
