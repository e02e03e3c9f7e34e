"""Semiconductors: design, materials, equipment, fabrication by class, packaging, and what uses them."""

import pathlib

from compile import hand_typed


def tables(data: pathlib.Path) -> dict[str, list[dict]]:
    return hand_typed(pathlib.Path(__file__).with_suffix(""))
