"""Tests that a new resource appears in the reference by itself."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from codegen import new
from codegen.bundle import bundle
from codegen.paths import ROOT
from codegen.reference.context import Context, Sources
from codegen.reference.site import all_pages

pytestmark = pytest.mark.slow


def test_a_new_resource_has_pages_for_all_of_its_parts(sources: Sources, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "openapi", tmp_path / "openapi")
    entry = tmp_path / "openapi" / "azotte.yaml"
    assert new.main(["coupons", "--contract", str(entry)]) == 0
    before = {page.path for page in all_pages(Context(sources, owner=False))}
    larger = dataclasses.replace(sources, contract=bundle(entry))
    pages = {page.path: page for page in all_pages(Context(larger, owner=False))}
    added = pages.keys() - before
    assert {"operations/list_coupons", "operations/archive_coupon", "objects/Coupon"} <= added
    assert {"events/coupon.created", "events/coupon.archived"} <= added
    assert all(pages[path].group == "coupons" for path in added)
    assert "(/operations/create_coupon)" in pages["index"].text
    assert "(/events/coupon.created)" in pages["guides/webhooks"].text
    # Its states are drawn, because the contract states a transition.
    assert pages["objects/Coupon"].drawings
