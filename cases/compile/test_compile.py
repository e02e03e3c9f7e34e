"""python3 -m unittest discover -s cases/compile: the compiler finds what it must find."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import compile as compiler  # noqa: E402
import routes  # noqa: E402
import stress  # noqa: E402


def small_case():
    return {
        "places": [{"place": "AAA", "name": "A", "source": "s"}, {"place": "BBB", "name": "B"}],
        "products": [{"product": "ore", "name": "Ore", "chain": "c"}, {"product": "metal", "name": "Metal", "chain": "c"}],
        "supply": [{"product": "ore", "place": "AAA", "share": 0.6, "source": "s"},
                   {"product": "ore", "place": "other", "share": 0.4, "source": "s"}],
        "recipes": [{"output": "metal", "input": "ore", "necessity": "essential", "source": "s"}],
        "sources": [{"source": "s", "title": "S", "grade": "verified"}],
    }


def faults(tables):
    merge = compiler.Merge()
    merge.add("test", tables)
    merge.check()
    return merge.faults


class Faults(unittest.TestCase):
    def expect(self, tables, words):
        found = faults(tables)
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_sound_case(self):
        self.assertEqual(faults(small_case()), [])

    def test_repeated_key(self):
        tables = small_case()
        tables["places"].append({"place": "BBB", "name": "B again"})
        self.expect(tables, "stands twice")

    def test_defaults_count_in_a_key(self):
        tables = small_case()
        tables["supply"].append({"product": "ore", "place": "AAA", "lens": "site", "share": 0, "source": "s"})
        self.expect(tables, "stands twice")

    def test_dangling_reference(self):
        tables = small_case()
        tables["supply"][0]["place"] = "CCC"
        self.expect(tables, "names no place or other: CCC")

    def test_share_sum(self):
        tables = small_case()
        tables["supply"][1]["share"] = 0.44
        self.expect(tables, "add up to 1.04")
        tables["supply"][1]["share"] = 0.43
        self.assertEqual(faults(tables), [])

    def test_mixed_set(self):
        tables = small_case()
        tables["supply"][1] = {"product": "ore", "place": "other", "quantity": 4, "source": "s"}
        self.expect(tables, "mixes share and quantity")

    def test_value_or_range(self):
        tables = small_case()
        del tables["supply"][0]["share"]
        self.expect(tables, "gives neither")
        tables["supply"][0].update(low=0.5, high=1)
        self.assertEqual(faults(tables), [])
        tables["supply"][0].update(low=1, high=0.5)
        self.expect(tables, "low is above high")

    def test_unused_and_unknown_source(self):
        tables = small_case()
        tables["sources"].append({"source": "t", "title": "T", "grade": "quoted"})
        self.expect(tables, "no row uses t")

    def test_bad_values(self):
        for column, value, words in (("share", "much", "not a number"), ("share", -0.1, "out of range"),
                                     ("share", "nan", "not a number"), ("basis", "weight", "none of"),
                                     ("colour", "red", "unknown column")):
            tables = small_case()
            tables["supply"][0][column] = value
            self.assertTrue(any(words in fault for fault in faults(tables)), (column, value))

    def test_alternatives_share_a_cost(self):
        tables = small_case()
        tables["products"].append({"product": "scrap", "name": "Scrap", "chain": "c"})
        tables["recipes"] = [
            {"output": "metal", "input": name, "necessity": "essential", "alternative": "feed", "cost_share": 0.7,
             "source": "s"} for name in ("ore", "scrap")]
        self.assertEqual(faults(tables), [])
        for row in tables["recipes"]:
            del row["alternative"]
        self.expect(tables, "cost_share of metal add up to 1.4")


class Stress(unittest.TestCase):
    def with_scenario(self, **shock):
        tables = small_case()
        tables["scenarios"] = [{"scenario": "x", "name": "X", "probability_per_year": 0.4, "source": "s"},
                               {"scenario": "y", "name": "Y", "probability_per_year": 0.6, "source": "s"}]
        tables["shocks"] = [{"scenario": "x", "kind": "outage", "product": "ore", "place": "AAA", "size": 1,
                             "days": 10, "source": "s", **shock}]
        return tables

    def expect(self, tables, words):
        found = faults(tables)
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_probabilities(self):
        tables = self.with_scenario()
        self.assertEqual(faults(tables), [])
        tables["scenarios"][1]["probability_per_year"] = 0.61
        self.expect(tables, "the probabilities add up to 1.01")

    def test_ranges_of_columns(self):
        self.assertEqual(faults(self.with_scenario(size_low=0.5, size_high=1)), [])
        self.expect(self.with_scenario(size_low=0.5), "size has one bound only")
        self.expect(self.with_scenario(days_low=11, days_high=20), "days is not within its range")

    def test_shocks_that_hit_nothing(self):
        self.expect(self.with_scenario(place="BBB"), "nobody is known")
        tables = self.with_scenario(kind="transport", target="suez")
        self.expect(tables, "no route passes suez")
        tables["routes"] = [{"from": "AAA", "to": "BBB", "chokepoint": "suez", "share": 0.9, "source": "s"}]
        self.assertEqual(faults(tables), [])

    def test_fills_leave_what_is_given(self):
        merge = compiler.Merge()
        merge.add("test", small_case())
        ore, rest = merge.tables["supply"]
        rest["ttr_days"] = "5"
        merge.fill("test", [("supply", ore, {"ttr_days": "90"}, "s"), ("supply", rest, {"ttr_days": "90"}, "s")])
        self.assertEqual((ore["ttr_days"], ore["note"]), ("90", "ttr_days from s"))
        self.assertEqual(rest["ttr_days"], "5")
        self.assertNotIn("note", rest)

    def test_the_union_buys_as_a_place_too(self):
        row = {"product": "ore", "supplier": "AAA", "share": "0.9", "source": "s"}
        made = stress.adds({"demand": [{"product": "ore", "place": "EUU"}],
                            "sourcing": [{**row, "user": "EU27", "year": "2020"}, {**row, "user": "EU27", "year": "2023"},
                                         {**row, "user": "USA", "year": "2023"},
                                         {**row, "user": "EU27", "product": "metal", "year": "2023"}]})
        self.assertEqual([(row["user"], row["product"], row["year"]) for row in made["sourcing"]],
                         [("EUU", "ore", "2023")])

    def test_first_pattern_counts(self):
        rules = stress.Rules([{"pattern": "ore", "days": "1", "source": "s"},
                              {"pattern": "*e", "days": "2", "source": "s"},
                              {"pattern": "c:2*", "days": "3", "source": "s"}],
                             [{"product": "ore", "chain": "c", "stage": "1"}, {"product": "coke", "chain": "c"},
                              {"product": "metal", "chain": "c", "stage": "2 processing"}])
        self.assertEqual({product: days for product, (days, _) in rules.found.items()},
                         {"ore": "1", "coke": "2", "metal": "3"})

    def test_cells_go_to_the_newest_set(self):
        rows = [{"product": "ore", "place": "AAA", "year": "2020"}, {"product": "ore", "place": "AAA", "year": "2021"},
                {"product": "ore", "place": "other", "year": "2021"},
                {"product": "ore", "place": "AAA", "lens": "owner", "year": "2022"}]
        self.assertEqual(stress._newest(rows), [rows[1]])


class Routes(unittest.TestCase):
    @staticmethod
    def line(*points, passage=None):
        return {"properties": {"passage": passage} if passage else {},
                "geometry": {"type": "LineString", "coordinates": [list(point) for point in points]}}

    def ways(self, features, start, end, without=None):
        lanes = routes.Lanes(features, {start, end})
        km, came = lanes.ways(start, without)
        return km.get(end), routes._straits(km, came, end)

    def test_shortest_way_and_its_straits(self):
        # A degree of the equator is 111.2 km; the canal is the short way, the cape the long one.
        canal = [self.line((0, 0), (1, 0)), self.line((1, 0), (2, 0), passage="suez"), self.line((2, 0), (3, 0), (4, 0))]
        cape = [self.line((0, 0), (0, -5), (4, -5), (4, 0)), self.line((2, 0), (2, 9))]
        km, straits = self.ways(canal + cape, (0, 0), (4, 0))
        self.assertAlmostEqual(km, 4 * 111.195, places=1)
        self.assertEqual([name for name, _ in straits], ["suez"])
        self.assertAlmostEqual(straits[0][1], 0.25)
        km, straits = self.ways(canal + cape, (0, 0), (4, 0), without="suez")
        self.assertGreater(km, 13 * 111)
        self.assertEqual(straits, [])

    def test_ice_is_no_way(self):
        self.assertEqual(self.ways([self.line((0, 0), (1, 0), passage="northwest"), self.line((0, 0), (0, 1)),
                                    self.line((1, 0), (1, 1))], (0, 0), (1, 0))[0], None)

    def test_the_date_line_is_no_edge(self):
        km, _ = self.ways([self.line((179, 0), (180, 0)), self.line((-180, 0), (-179, 0))], (179, 0), (-179, 0))
        self.assertAlmostEqual(km, 2 * 111.195, places=1)

    def test_a_line_marks_a_strait(self):
        self.assertTrue(routes._crosses((119, 23), (119, 25), routes.LINES["taiwan-strait"]))
        self.assertTrue(routes._crosses((119, 25), (119, 23), routes.LINES["taiwan-strait"]))
        self.assertFalse(routes._crosses((123, 23), (123, 25), routes.LINES["taiwan-strait"]))
        self.assertFalse(routes._crosses((119, 22), (119, 23), routes.LINES["taiwan-strait"]))


class Writing(unittest.TestCase):
    def test_numbers_are_shortest(self):
        for value, text in ((0.1 + 0.2, "0.3"), (1e-05, "0.00001"), (12.0, "12"), ("0.50", "0.5"), (-0.0, "0"),
                            ("1e3", "1000"), (2600000, "2600000")):
            self.assertEqual(compiler.number_text(value), text)

    def compiled(self, tables, *options):
        with tempfile.TemporaryDirectory() as folder:
            part = mock.Mock(spec=["tables"], tables=lambda data: tables)
            with mock.patch.object(compiler, "PARTS", ["compile"]), \
                    mock.patch.object(compiler.importlib, "import_module", return_value=part), \
                    mock.patch.object(sys, "argv", ["compile.py", folder, folder, *options]), \
                    contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                status = compiler.main()
            return status, {path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()}

    def test_order_of_rows_does_not_matter(self):
        tables = small_case()
        status, first = self.compiled(tables)
        self.assertEqual(status, 0)
        turned = {name: list(reversed(rows)) for name, rows in reversed(tables.items())}
        self.assertEqual(self.compiled(turned), (0, first))
        self.assertIn("datapackage.json", first)

    def test_a_fault_writes_nothing(self):
        tables = small_case()
        tables["supply"][0]["place"] = "CCC"
        self.assertEqual(self.compiled(tables), (1, {}))
        status, files = self.compiled(tables, "--draft")
        self.assertEqual(status, 0)
        self.assertIn("supply.csv", files)


if __name__ == "__main__":
    unittest.main()
