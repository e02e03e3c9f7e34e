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
