"""The import contracts name every package: one that is left out of a list is not checked at all."""

import re
import tomllib
from pathlib import Path
from typing import Any

from tests.architecture.checks import PROJECT

API = PROJECT / "api"
APART = {"kit", "x12", "sandbox", "cli", "demo", "docs"}
"""Packages of api/ that are no stage of the claim's cycle."""


def contracts() -> dict[str, dict[str, Any]]:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract for contract in declared}


def order() -> list[set[str]]:
    return [set(re.findall(r"[\w.]+", layer)) for layer in contracts()["order"]["layers"]]


def packages() -> set[str]:
    found = {file.stem for file in API.glob("*.py") if file.stem != "__init__"}
    return found | {folder.name for folder in API.iterdir() if (folder / "__init__.py").exists()}


def stages() -> set[str]:
    return {name for name in packages() if (API / name).is_dir()} - APART


def inside(stage: str) -> set[str]:
    return {f"api.{stage}.{file.stem}" for file in Path(API / stage).glob("*.py") if file.stem in {"store", "models"}}


def test_every_package_has_its_place_in_the_order() -> None:
    listed = {name for layer in order() for name in layer}
    assert {f"api.{name}" for name in packages()} | {"tenants"} <= listed
    to_come = {name for layer in contracts()["order"]["layers"] for name in re.findall(r"\(([\w.]+)\)", layer)}
    assert listed - {f"api.{name}" for name in packages()} - {"tenants"} <= to_come


def test_every_stage_is_ordered_inside() -> None:
    contract = contracts()["stage"]
    assert set(contract["containers"]) == {f"api.{stage}" for stage in stages()}
    assert contract["exhaustive"] is True


def test_every_stage_keeps_its_store_and_tables_to_itself() -> None:
    protected = {name: contract for name, contract in contracts().items() if contract["type"] == "protected"}
    assert set(protected) == {f"{stage}-inside" for stage in stages() if inside(stage)}
    for stage in stages():
        if inside(stage):
            assert set(protected[f"{stage}-inside"]["protected_modules"]) >= inside(stage)
            assert set(protected[f"{stage}-inside"]["allowed_importers"]) == {f"api.{stage}", f"api.{stage}.**"}


def test_the_sandbox_is_kept_from_everything_below_it_but_the_x12_library() -> None:
    layers = order()
    place = next(index for index, layer in enumerate(layers) if "api.sandbox" in layer)
    below = {name for layer in layers[place + 1 :] for name in layer} & {"tenants", *(f"api.{p}" for p in packages())}
    assert set(contracts()["sandbox-alone"]["forbidden_modules"]) == below - {"api.x12"}


def test_nothing_is_excepted_from_a_contract() -> None:
    assert [name for name, contract in contracts().items() if contract.get("ignore_imports")] == []
