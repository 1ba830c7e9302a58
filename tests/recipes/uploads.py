"""Sheets that Petra uploads: the fixtures of everything that an import leads to."""

from __future__ import annotations

import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ilo_dc.core.imports.actions.imports import upload_sheet
from ilo_dc.core.imports.scope import Scope
from ilo_dc.core.models import ImportBatch
from portfolio.frameworks.imports import FRAMEWORK_SUBOUTPUTS
from tests.recipes.sub_output_sheets import HEADER, make_places

OF_2024 = Scope(finance_year=2024)


@pytest.fixture
def places(installation):
    """Three countries and the currency."""
    make_places()


@pytest.fixture
def kept_files(settings, tmp_path):
    """Keep uploads of a test apart."""
    settings.MEDIA_ROOT = tmp_path / "files"
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def file_of(*lines: str, name: str = "sheet.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([HEADER, *lines, ""]).encode())


@pytest.fixture
def upload(pardev_officer):
    """Upload lines as Petra."""

    def do(*lines: str, file=None, scope=OF_2024) -> ImportBatch:
        return upload_sheet(
            by=pardev_officer,
            importer=FRAMEWORK_SUBOUTPUTS,
            file=file or file_of(*lines),
            source_date=None,
            reason="New edition",
            scope=scope,
        )

    return do
