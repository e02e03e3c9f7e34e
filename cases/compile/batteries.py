"""Batteries: from refined minerals through chemicals, components, cells and packs to cars and storage."""

import pathlib

from compile import hand_typed


def tables(data: pathlib.Path) -> dict[str, list[dict]]:
    return hand_typed(pathlib.Path(__file__).with_suffix(""))
