"""Ways over the sea: which straits and canals the shortest way between two places passes, and how long it is.

The lanes are a graph (searoute/marnet_searoute.geojson) whose straits and canals are tagged; three more
are found by a line that a lane crosses. A place has one to five main ports (stress/ports.csv), the
weights of which say how its trade is spread; a place without a coast uses the ports of its neighbours,
and some are listed as sellers only.
Between two places trade chooses ports by their weights over the square of the way, so that a near
coast is used more. Where the way that avoids a strait is less than 3 % longer, the two share the ships.

A tenth of what goes between places is taken to go by air or land. Places of one landmass
(stress/land.csv) trade by land: no rows. Routes are those of usual times and the same for all products:
what flies in truth (chips) is held here as if it sailed.
"""

import collections
import functools
import heapq
import itertools
import json
import math
import pathlib

from compile import rows_of_csv

TYPED = pathlib.Path(__file__).with_name("stress")
GRAPH = "searoute/marnet_searoute.geojson"
PORTS = "searoute/ports.geojson"

# What the graph calls them; what is not here (Cape, Magellan) is open water, or passed with another
# (Dardanelles).
PASSAGES = {"babalmandab": "bab-el-mandeb", "bosporus": "bosporus", "gibraltar": "gibraltar",
            "malacca": "malacca", "ormuz": "hormuz", "panama": "panama", "suez": "suez", "sunda": "sunda"}
# Ice closes them for most of the year.
CLOSED = {"bering", "northwest"}
# Straits the graph does not tag, or tags on one stretch only: a lane that crosses the parallel between
# the two longitudes passes them.
LINES = {"danish-straits": (57.0, 10.4, 12.3), "malacca": (1.5, 101.5, 103.3), "taiwan-strait": (24.3, 118.2, 120.6)}

EARTH_KM = 6371.0
BY_SEA = 0.9
NEARLY_AS_SHORT = 1.03
LEAST_SHARE = 0.1

# Lead time: ships of 14 knots, and days in ports and on land at both ends.
KM_A_DAY = 14 * 1.852 * 24
DAYS_AT_ENDS = 10
DAYS_BY_LAND = 7
DAYS_BY_AIR = 7


def _point(coordinates) -> tuple[float, float]:
    return round((coordinates[0] + 180) % 360 - 180, 3), round(coordinates[1], 3)


def _km(a, b) -> float:
    lon1, lat1, lon2, lat2 = (math.radians(x) for x in (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


def _crosses(a, b, line) -> bool:
    lat, west, east = line
    if (a[1] < lat) == (b[1] < lat):
        return False
    lon = a[0] + (lat - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
    return west <= lon <= east


class Lanes:
    """The graph with its chains of plain points drawn together: node -> [(node, km, strait or None)]."""

    def __init__(self, features: list[dict], keep: set):
        edges = {}
        for feature in features:
            passage = feature["properties"].get("passage")
            if passage in CLOSED:
                continue
            shape = feature["geometry"]
            lines = [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]
            for line in lines:
                points = [_point(p) for p in line]
                for a, b in zip(points, points[1:]):
                    if a != b:
                        edges.setdefault((min(a, b), max(a, b)), PASSAGES.get(passage) or self._line(a, b))
        self.links = collections.defaultdict(list)
        for (a, b), strait in sorted(edges.items()):
            self.links[a].append((b, _km(a, b), strait))
            self.links[b].append((a, _km(a, b), strait))
        keep = {self.nearest(point) for point in keep}
        self._prune(keep)
        self._draw_together(keep)

    @staticmethod
    def _line(a, b):
        return next((name for name, line in LINES.items() if _crosses(a, b, line)), None)

    def nearest(self, point):
        return min(self.links, key=lambda node: (_km(node, point), node))

    def _prune(self, keep: set):
        """Takes away lanes that lead to other ports only."""
        ends = [node for node, links in self.links.items() if len(links) == 1 and node not in keep]
        while ends:
            node = ends.pop()
            for other, _, _ in self.links.pop(node):
                self.links[other] = [link for link in self.links[other] if link[0] != node]
                if len(self.links[other]) == 1 and other not in keep:
                    ends.append(other)

    def _draw_together(self, keep: set):
        for node in sorted(self.links):
            links = self.links[node]
            if node in keep or len(links) != 2:
                continue
            (a, km_a, strait_a), (b, km_b, strait_b) = links
            if a == b or strait_a != strait_b or any(link[0] == b for link in self.links[a]):
                continue
            for end, other in ((a, b), (b, a)):
                self.links[end] = [link for link in self.links[end] if link[0] != node]
                self.links[end].append((other, km_a + km_b, strait_a))
            del self.links[node]

    def ways(self, start, without=None) -> tuple[dict, dict]:
        """Shortest distances from start, and the link by which each node is reached."""
        km, came = {start: 0.0}, {}
        queue, done = [(0.0, start)], set()
        while queue:
            far, node = heapq.heappop(queue)
            if node in done:
                continue
            done.add(node)
            for other, length, strait in self.links[node]:
                if strait is not None and strait == without:
                    continue
                if other not in km or far + length < km[other]:
                    km[other] = far + length
                    came[other] = node, strait
                    heapq.heappush(queue, (far + length, other))
        return km, came


def _straits(km: dict, came: dict, end) -> list[tuple[str, float]]:
    """The straits of the way to end in order, with the part of the way before them."""
    found, node = [], end
    while node in came:
        node, strait = came[node]
        if strait and all(name != strait for name, _ in found):
            found.append((strait, km[node] / km[end]))
    return found[::-1]


@functools.lru_cache(maxsize=1)
def _pairs(data: pathlib.Path) -> dict:
    """(from, to) -> km, {strait: (share of ships, mean part of the way before it)}."""
    where = {port["properties"]["port"]: _point(port["geometry"]["coordinates"])
             for port in json.loads((data / PORTS).read_text(encoding="utf-8"))["features"]}
    ports = collections.defaultdict(list)
    for row in rows_of_csv(TYPED / "ports.csv"):
        ports[row["place"]].append((row["port"], float(row["weight"])))
    used = sorted({port for listed in ports.values() for port, _ in listed})
    features = json.loads((data / GRAPH).read_text(encoding="utf-8"))["features"]
    lanes = Lanes(features, {where[port] for port in used})
    node = {port: lanes.nearest(where[port]) for port in used}

    way = {}
    for start in used:
        km, came = lanes.ways(node[start])
        plain = {end: _straits(km, came, node[end]) for end in used if node[end] != node[start]}
        others = {}
        for strait in sorted({name for straits in plain.values() for name, _ in straits}):
            others[strait] = lanes.ways(node[start], strait)
        for end, straits in plain.items():
            choices = [(km[node[end]], straits)]
            detours = [(others[name][0][node[end]], name) for name, _ in straits if node[end] in others[name][0]]
            if detours and min(detours)[0] < NEARLY_AS_SHORT * km[node[end]]:
                choices.append((min(detours)[0], _straits(*others[min(detours)[1]], node[end])))
            way[start, end] = choices

    result = {}
    for a, b in itertools.permutations(sorted(ports), 2):
        ends = [(weight * other / max(way[port, to][0][0], 500.0) ** 2, way[port, to])
                for port, weight in ports[a] for to, other in ports[b] if (port, to) in way]
        if not ends:
            continue  # they share their only port
        total = sum(weight for weight, _ in ends)
        length, share, place = 0.0, collections.Counter(), collections.Counter()
        for weight, choices in ends:
            for km, straits in choices:
                part = weight / total / len(choices)
                length += part * km
                for strait, before in straits:
                    share[strait] += part
                    place[strait] += part * before
        result[a, b] = length, {strait: (share[strait], place[strait] / share[strait]) for strait in share}
    return result


@functools.lru_cache(maxsize=1)
def _landmasses() -> dict[str, set[str]]:
    groups = collections.defaultdict(set)
    for row in rows_of_csv(TYPED / "land.csv"):
        groups[row["place"]].add(row["group"])
    return groups


def _by_land(a: str, b: str) -> bool:
    return bool(_landmasses().get(a, set()) & _landmasses().get(b, set()))


def rows(data: pathlib.Path) -> list[dict]:
    sellers = {row["place"] for row in rows_of_csv(TYPED / "ports.csv") if row.get("sells_only")}
    found = []
    for (a, b), (_, straits) in sorted(_pairs(data).items()):
        if b in sellers or _by_land(a, b):
            continue
        passed = [(before, strait, round(BY_SEA * share, 2)) for strait, (share, before) in straits.items()]
        passed = [entry for entry in sorted(passed) if entry[2] >= LEAST_SHARE]
        for series, (_, strait, share) in enumerate(passed, 1):
            found.append({"from": a, "to": b, "chokepoint": strait, "share": share, "series": series,
                          "source": "sea-lanes"})
    return found


def lead_days(data: pathlib.Path, supplier: str, user: str) -> int | None:
    """Days from a supplier's gate to a user's, of goods that sail or go by land."""
    if _by_land(supplier, user):
        return DAYS_BY_LAND
    pair = _pairs(data).get((supplier, user))
    return math.ceil(pair[0] / KM_A_DAY) + DAYS_AT_ENDS if pair else None
