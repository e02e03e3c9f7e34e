"""Reads the facts typed by hand that lie beside a part: <part>/<table>.csv.

A part is a module of this folder; the folder of the same name holds its typed tables, with the
column names of the case format. Cells stay text: nothing is parsed, so nothing can change on the way.
"""

import csv
import pathlib


def read(part: str) -> dict[str, list[dict]]:
    """Every typed table of a part, as table name -> rows. Blank cells are left out of the rows."""
    folder = pathlib.Path(__file__).resolve().parent / part
    tables: dict[str, list[dict]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = []
            for line, row in enumerate(csv.DictReader(stream), start=2):
                # A cell too many lands under None, a cell too few is None: both are typing slips.
                if None in row or None in row.values():
                    raise ValueError(f"{path.name}:{line}: the row does not have the header's cells")
                rows.append({key: value for key, value in row.items() if value != ""})
        tables[path.stem] = rows
    return tables


def number(value: float, digits: int) -> str:
    """The value rounded to so many decimals, as the shortest text without an exponent."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
