"""Vendored files are the bytes that were looked at when they came in."""

import hashlib
import tomllib

from stagebill.webapp.sources import source_root

VENDOR = source_root() / "pwa" / "vendor"
LISTED = tomllib.loads((VENDOR / "vendor.toml").read_text())["file"]


def test_every_vendored_file_is_the_one_that_was_listed() -> None:
    for entry in LISTED:
        assert hashlib.sha256((VENDOR / entry["path"]).read_bytes()).hexdigest() == entry["sha256"], entry[
            "path"
        ]


def test_no_file_is_there_unlisted() -> None:
    listed = {entry[kind] for entry in LISTED for kind in ("path", "types", "licences")} | {"vendor.toml"}
    assert {path.name for path in VENDOR.iterdir()} == listed


def test_each_package_has_version_and_licence_and_its_text() -> None:
    for entry in LISTED:
        licences = (VENDOR / entry["licences"]).read_text()
        for package in entry["packages"]:
            assert f"=== {package['name']}\n" in licences
            assert package["version"]
            assert package["licence"] in ("MIT", "Apache-2.0", "BSD-3-Clause", "ISC")


def test_checkers_see_types_and_leave_the_library_alone() -> None:
    for entry in LISTED:
        head = (VENDOR / entry["path"]).read_text()[:200]
        assert f'@ts-self-types="./{entry["types"]}"' in head
        assert "@ts-nocheck" in head
