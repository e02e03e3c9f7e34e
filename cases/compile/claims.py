"""Claims that circulate, right and wrong, each with the index that checks it.

A claim is one number about one index. A sentence that mixes indices stands as several claims, one for
each reading, so that the review can say which reading holds. Figures that the case cannot compute
stand in `reported`, with their sources.

A claim of the form "more than half" is stated as the middle of what it allows, with half the width as
its tolerance: 0.75 within 0.25.
"""

import pathlib

from compile import hand_typed


def tables(data: pathlib.Path) -> dict[str, list[dict]]:
    return hand_typed(pathlib.Path(__file__).with_suffix(""))
