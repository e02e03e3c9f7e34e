"""Semiconductors: design, materials, equipment, fabrication by class, packaging, and what uses them."""

import csv
import pathlib

from compile import hand_typed

AUTOS = "autos/DAUPSA_to_2019.csv"


def _home_autos(data: pathlib.Path) -> list[dict]:
    """Cars built in the United States a year: a long series against which shortages can be seen."""
    months: dict[str, list[float]] = {}
    with (data / AUTOS).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            months.setdefault(row["observation_date"][:4], []).append(float(row["DAUPSA"]))
    return [{"index": "home_auto_production", "product": "vehicles", "place": "USA", "year": year,
             "value": round(sum(values), 1), "unit": "thousand cars", "source": "bea-autos-2019",
             "note": "cars without light trucks"}
            for year, values in sorted(months.items()) if len(values) == 12]


def tables(data: pathlib.Path) -> dict[str, list[dict]]:
    typed = hand_typed(pathlib.Path(__file__).with_suffix(""))
    typed["reported"].extend(_home_autos(data))
    return typed
