"""Minerals: US Geological Survey quantities, EU shares by stage, US and EU sourcing.

What is read here: the world tables, import sources, prices, stocks and net import reliance of the
Mineral Commodity Summaries, and the stage shares, trade parameters, uses and results of the EU
studies of 2017 and 2023. What is hand-typed (names, recipes, by-products, measures of trade) lies in
minerals/*.csv.
"""

import csv
import pathlib
import re

from compile import add_tables, hand_typed, number_text

HERE = pathlib.Path(__file__).resolve().parent

MCS25, MCS26, COMBINED = "usgs-mcs-2025", "usgs-mcs-2026", "usgs-mcs-2026-combined"
EU17, EU23 = "eu-crm-2017", "eu-crm-2023"

# The EU figures of 2023 are averages of 2016 to 2020, those of 2017 of 2010 to 2014; a period is
# dated by its last year.
EU23_YEAR, EU17_YEAR = 2020, 2014

PLACES = {
    "Afghanistan": "AFG", "Algeria": "DZA", "Angola": "AGO", "Argentina": "ARG", "Armenia": "ARM",
    "Australia": "AUS", "Austria": "AUT", "Azerbaijan": "AZE", "Bahrain": "BHR", "Belarus": "BLR",
    "Belgium": "BEL", "Bhutan": "BTN", "Bolivia": "BOL", "Botswana": "BWA", "Brazil": "BRA",
    "Bulgaria": "BGR", "Burkina Faso": "BFA", "Burma": "MMR", "Burundi": "BDI", "Cameroon": "CMR",
    "Canada": "CAN", "Chile": "CHL", "China": "CHN", "Colombia": "COL", "Congo (Kinshasa)": "COD",
    "Cuba": "CUB", "Cyprus": "CYP", "Czechia": "CZE", "Côte d’Ivoire": "CIV", "Denmark": "DNK",
    "Ecuador": "ECU", "Egypt": "EGY", "Estonia": "EST", "Ethiopia": "ETH", "Finland": "FIN",
    "France": "FRA", "Gabon": "GAB", "Georgia": "GEO", "Germany": "DEU", "Ghana": "GHA",
    "Greece": "GRC", "Greenland": "GRL", "Guatemala": "GTM", "Guinea": "GIN", "Guyana": "GUY",
    "Hungary": "HUN", "Iceland": "ISL", "India": "IND", "Indonesia": "IDN", "Iran": "IRN",
    "Iraq": "IRQ", "Ireland": "IRL", "Israel": "ISR", "Italy": "ITA", "Jamaica": "JAM",
    "Japan": "JPN", "Jordan": "JOR", "Kazakhstan": "KAZ", "Kenya": "KEN", "Korea, North": "PRK",
    "Korea, Republic of": "KOR", "Kuwait": "KWT", "Kyrgyzstan": "KGZ", "Laos": "LAO",
    "Latvia": "LVA", "Lithuania": "LTU", "Madagascar": "MDG", "Malaysia": "MYS", "Mali": "MLI",
    "Mauritania": "MRT", "Mexico": "MEX", "Mongolia": "MNG", "Morocco": "MAR", "Mozambique": "MOZ",
    "Namibia": "NAM", "Netherlands": "NLD", "New Caledonia": "NCL", "New Zealand": "NZL",
    "Nicaragua": "NIC", "Nigeria": "NGA", "Norway": "NOR", "Oman": "OMN", "Pakistan": "PAK",
    "Papua New Guinea": "PNG", "Peru": "PER", "Philippines": "PHL", "Poland": "POL",
    "Portugal": "PRT", "Qatar": "QAT", "Russia": "RUS", "Rwanda": "RWA", "Saudi Arabia": "SAU",
    "Senegal": "SEN", "Serbia": "SRB", "Sierra Leone": "SLE", "Slovakia": "SVK",
    "South Africa": "ZAF", "Spain": "ESP", "Sri Lanka": "LKA", "Sweden": "SWE",
    "Switzerland": "CHE", "Syria": "SYR", "Taiwan": "TWN", "Tajikistan": "TJK", "Tanzania": "TZA",
    "Thailand": "THA", "Togo": "TGO", "Trinidad and Tobago": "TTO", "Tunisia": "TUN",
    "Turkey": "TUR", "Turkmenistan": "TKM", "Uganda": "UGA", "Ukraine": "UKR",
    "United Arab Emirates": "ARE", "United Kingdom": "GBR", "United States": "USA",
    "Uzbekistan": "UZB", "Venezuela": "VEN", "Vietnam": "VNM", "Zambia": "ZMB", "Zimbabwe": "ZWE",
    "Other countries": "other", "Other Countries": "other",
}

# The EU's own supply of titanium minerals stands under another name than the world's.
EU_RENAMED = {"Titanium ores": "Titanium"}

# Names the EU tables spell in their own way and leave without a code.
EU_PLACES = {"Brasil": "BRA", "Brasilia": "BRA", "Libanon": "LBN", "Surinam": "SUR", "Turkyie": "TUR"}

# product: (commodity, statistics details of production, of capacity, of reserves) in the 2026 release.
# The details are patterns for the whole text without its ending ': rounded'.
WORLD26 = {
    "alumina-refined": ("Alumina", "Alumina, refinery production", None, None),
    "aluminium-mined": ("Bauxite", "Bauxite, mine production", None, "Bauxite reserves"),
    "aluminium-refined": ("Aluminum", "Smelter production", "Yearend capacity", None),
    "antimony-mined": ("Antimony", "Mine production", None, "Reserves"),
    "arsenic-refined": ("Arsenic", "Production.*", "Refinery capacity.*", None),
    "barite-mined": ("Barite", "Mine production", None, "Reserves"),
    "beryllium-mined": ("Beryllium", "Mine production", None, None),
    "bismuth-refined": ("Bismuth", "Refinery production", None, None),
    "cadmium-refined": ("Cadmium", "Refinery production", None, None),
    "chromium-mined": ("Chromium", "Mine production", None, "Reserves: Cr2O3 content"),
    "cobalt-mined": ("Cobalt", "Mine production", None, "Reserves"),
    "copper-mined": ("Copper", "Mine production", None, "Reserves"),
    "copper-refined": ("Copper", "Refinery production", None, None),
    "diatomite-mined": ("Diatomite", "Mine production.*", None, "Reserves.*"),
    "feldspar-mined": ("Feldspar And Nepheline Syenite", "Mine production.*", None, "Reserves.*"),
    "fluorspar-mined": ("Fluorspar", "Mine production", None, "Reserves"),
    "gallium-refined": ("Gallium", "Primary production", "Production capacity", None),
    "gold-mined": ("Gold", "Mine production", None, "Reserves"),
    "graphite-mined": ("Graphite (Natural)", "Mine production", None, "Reserves"),
    "helium-refined": ("Helium", "Helium Production", None, "Helium Reserves"),
    "indium-refined": ("Indium", "Refinery production", "Refinery capacity", None),
    "iron-mined": ("Iron Ore", "Mine production: Usable ore", None, r"Reserves \(million metric tons\): Crude ore"),
    "iron-refined": ("Iron And Steel", "Raw steel", None, None),
    "lead-mined": ("Lead", "Mine production", None, "Reserves"),
    "lithium-mined": ("Lithium", "Mine production", None, "Reserves"),
    "magnesite-mined": ("Magnesium Compounds", "Mine production", None, "Reserves"),
    "magnesium-refined": ("Magnesium Metal", "Smelter production", "Smelter capacity", None),
    "manganese-mined": ("Manganese", "Mine production", None, "Reserves"),
    "molybdenum-mined": ("Molybdenum", "Mine production", None, r"Reserves \(thousand metric tons\)"),
    "nickel-mined": ("Nickel", "Mine production", None, "Reserves"),
    "niobium-mined": ("Niobium (Columbium)", "Mine production", None, "Reserves"),
    "palladium-mined": ("Palladium", "Mine production: Palladium", None, "PGM reserves"),
    "phosphate-mined": ("Phosphate Rock", "Mine production", None, "Reserves"),
    "platinum-mined": ("Platinum", "Mine production: Platinum", None, "PGM reserves"),
    "potash-mined": ("Potash", "Mine production", None, "Reserves: K2O equivalent"),
    "rare-earths-mined": ("Rare Earths", "Mine production", None, "Reserves"),
    "rhenium-mined": ("Rhenium", "Mine production", None, "Reserves"),
    "selenium-refined": ("Selenium", "Refinery production.*", "Refinery capacity.*", None),
    "silicon-refined": ("Silicon", "Silicon metal", None, None),
    "silver-mined": ("Silver", "Mine production", None, "Reserves"),
    "strontium-mined": ("Strontium", "Mine production", None, "Reserves"),
    "sulphur-refined": ("Sulfur", "Production, all forms", None, None),
    "tantalum-mined": ("Tantalum", "Mine production", None, "Reserves"),
    "tellurium-refined": ("Tellurium", "Refinery production.*", "Refinery capacity.*", None),
    "tin-mined": ("Tin", "Mine production", None, "Reserves"),
    "titanium-mined": ("Titanium Mineral Concentrates", "Mine production: (Ilmenite|Rutile)", None,
                       "Reserves: (Ilmenite|Rutile)"),
    "titanium-refined": ("Titanium Sponge Metal", "Titanium sponge metal production",
                         "Titanium sponge metal Capacity", None),
    "tungsten-mined": ("Tungsten", "Mine production", None, "Reserves"),
    "vanadium-mined": ("Vanadium", "Mine production", None, "Reserves"),
    "zinc-mined": ("Zinc", "Mine production", None, "Reserves"),
    "zirconium-mined": ("Zirconium", "Zirconium mineral concentrates, mine production.*", None,
                        "Zirconium reserves.*"),
}
RESERVES_NOTE = {
    "chromium-mined": "chromic oxide content",
    "palladium-mined": "all platinum-group metals together",
    "platinum-mined": "all platinum-group metals together",
    "iron-mined": "crude ore",
    "zirconium-mined": "zirconium dioxide content",
}

# product: (commodity, pattern of the type) in the 2025 release.
WORLD25 = {
    "alumina-refined": ("Bauxite", "Refinery production, alumina.*"),
    "aluminium-mined": ("Bauxite", "Mine production, bauxite.*"),
    "aluminium-refined": ("Aluminum", "Smelter production.*"),
    "antimony-mined": ("Antimony", "Mine production.*"),
    "arsenic-refined": ("Arsenic", "Plant production.*"),
    "barite-mined": ("Barite", "Mine production.*"),
    "beryllium-mined": ("Beryllium", "Mine production.*"),
    "bismuth-refined": ("Bismuth", "Refinery production"),
    "cadmium-refined": ("Cadmium", "Refinery production.*"),
    "chromium-mined": ("Chromium", "Mine production.*"),
    "cobalt-mined": ("Cobalt", "Mine production.*"),
    "copper-mined": ("Copper", "Mine production.*"),
    "copper-refined": ("Copper", "Refinery production.*"),
    "diatomite-mined": ("Diatomite", "Mine production.*"),
    "feldspar-mined": ("Feldspar", "Mine production.*"),
    "fluorspar-mined": ("Fluorspar", "Mine production.*"),
    "gallium-refined": ("Gallium", "Primary production"),
    "gold-mined": ("Gold", "mine production.*"),
    "graphite-mined": ("Graphite", "Mine production"),
    "helium-refined": ("Helium", "Production.*"),
    "indium-refined": ("Indium", "Refinery production"),
    "iron-mined": ("Iron Ore", "Mine production, usable ore"),
    "iron-refined": ("Iron and Steel", "Raw steel"),
    "lead-mined": ("Lead", "Mine production.*"),
    "lithium-mined": ("Lithium", "Mine production.*"),
    "magnesite-mined": ("Magnesium Compounds", "Mine production.*"),
    "magnesium-refined": ("Magnesium metal", "Magnesium smelter production"),
    "manganese-mined": ("Manganese", "Mine production.*"),
    "molybdenum-mined": ("Molybdenum", "Mine production.*"),
    "nickel-mined": ("Nickel", "Mine production.*"),
    "niobium-mined": ("Niobium", "Mine production.*"),
    "palladium-mined": ("Platinum-Group metals", "Mine production, Palladium content"),
    "phosphate-mined": ("Phosphate rock", "Mine production.*"),
    "platinum-mined": ("Platinum-Group metals", "Mine production, Platinum content"),
    "potash-mined": ("Potash", "Mine production.*"),
    "rare-earths-mined": ("Rare earths", "Mine production.*"),
    "rhenium-mined": ("Rhenium", "Mine production.*"),
    "selenium-refined": ("Selenium", "Refinery production.*"),
    "silicon-refined": ("Silicon", "Plant production, silicon metal"),
    "silver-mined": ("Silver", "Mine production.*"),
    "strontium-mined": ("Strontium", "Mine production.*"),
    "sulphur-refined": ("Sulfur", "Production, all forms.*"),
    "tantalum-mined": ("Tantalum", "Mine production.*"),
    "tellurium-refined": ("Tellurium", "Refinery production.*"),
    "tin-mined": ("Tin", "Mine production.*"),
    "titanium-mined": ("Titanium Mineral Concentrates", "Mine production.*"),
    "titanium-refined": ("Titanium & titanium dioxide", "Sponge Metal Production"),
    "tungsten-mined": ("Tungsten", "Mine production.*"),
    "vanadium-mined": ("Vanadium", "Mine production.*"),
    "zinc-mined": ("Zinc", "Mine production.*"),
    "zirconium-mined": ("Zirconium and Hafnium", "Mine production.*"),
}

# The 2025 release prints these in thousand tons under the heading 'metric tons'.
THOUSANDS25 = {"titanium-mined"}

# product: (commodity, start of the price's text, factor from the published to the product's unit, note).
TROY_OUNCES_PER_KG, POUNDS_PER_T = 32.1507, 2204.62
PRICES = {
    "alumina-refined": ("Alumina", "Price", 1, ""),
    "aluminium-mined": ("Bauxite", "Price", 1, ""),
    "aluminium-refined": ("Aluminum", "Price", POUNDS_PER_T / 100, "US market"),
    "antimony-refined": ("Antimony", "Price", POUNDS_PER_T, "metal"),
    "arsenic-refined": ("Arsenic", "Price", POUNDS_PER_T, "metal"),
    "barite-mined": ("Barite", "Price", 1, ""),
    "beryllium-refined": ("Beryllium", "Price", 1000, "copper master alloy, by content"),
    "bismuth-refined": ("Bismuth", "Price", POUNDS_PER_T, ""),
    "borates-mined": ("Boron", "Price", 1, ""),
    "cadmium-refined": ("Cadmium", "Price", 1000, ""),
    "chromium-mined": ("Chromium", "Price: Chromite ore", 1, ""),
    "chromium-refined": ("Chromium", "Price: Ferrochromium", POUNDS_PER_T, "by chromium content"),
    "cobalt-refined": ("Cobalt", "Price, average, dollars per pound: London", POUNDS_PER_T, ""),
    "copper-refined": ("Copper", "Price, annual average, cents per pound: London", POUNDS_PER_T / 100, ""),
    "diatomite-mined": ("Diatomite", "Price", 1, ""),
    "dysprosium-refined": ("Dysprosium", "Price", 1000, "oxide"),
    "feldspar-mined": ("Feldspar", "Price", 1, ""),
    "fluorspar-mined": ("Fluorspar", "Price", 1, "acid grade"),
    "gallium-pure": ("Gallium", "Price", 1, "US imports, all purities"),
    "germanium-refined": ("Germanium", "Price, annual average, dollars per kilogram: Germanium metal", 1, ""),
    "gold-mined": ("Gold", "Price", 1000 * TROY_OUNCES_PER_KG, ""),
    "graphite-mined": ("Graphite (Natural)", "Price", 1, "flake"),
    "hafnium-refined": ("Hafnium", "Price", 1000, ""),
    "indium-refined": ("Indium", "Price", 1000, ""),
    "iridium-refined": ("Iridium", "Price", TROY_OUNCES_PER_KG, ""),
    "iron-mined": ("Iron Ore", "Price", 1, ""),
    "lead-refined": ("Lead", "Price", POUNDS_PER_T / 100, "North America"),
    # Lithium carbonate holds 18.8 % lithium.
    "lithium-refined": ("Lithium", "Price", 1 / 0.188, "battery-grade carbonate at 18.8 % lithium"),
    "magnesium-refined": ("Magnesium Metal", "Price, annual average: European", 1, ""),
    # The published unit is a hundredth of a ton.
    "manganese-mined": ("Manganese", "Price", 100, "by manganese content"),
    "molybdenum-mined": ("Molybdenum", "Price", 1000, "by content of the oxide"),
    "neodymium-refined": ("Neodymium", "Price", 1000, "oxide"),
    "nickel-refined": ("Nickel", "Price, average annual, London Metal Exchange (LME), cash: Dollars per metric", 1, ""),
    "niobium-refined": ("Niobium (Columbium)", "Price", 1000, "ferroniobium"),
    "palladium-refined": ("Palladium", "Price", TROY_OUNCES_PER_KG, ""),
    "phosphate-mined": ("Phosphate Rock", "Price", 1, ""),
    "platinum-refined": ("Platinum", "Price", TROY_OUNCES_PER_KG, ""),
    "potash-mined": ("Potash", "Price", 1, "all products"),
    "praseodymium-refined": ("Praseodymium", "Price", 1000, "oxide"),
    "rhenium-refined": ("Rhenium", "Price", 1, "metal"),
    "rhodium-refined": ("Rhodium", "Price", TROY_OUNCES_PER_KG, ""),
    "ruthenium-refined": ("Ruthenium", "Price", TROY_OUNCES_PER_KG, ""),
    "samarium-refined": ("Samarium", "Price", 1000, "oxide"),
    "selenium-refined": ("Selenium", "Price", 1000, ""),
    "silicon-refined": ("Silicon", "Price, average, cents per pound of silicon: Silicon metal",
                        POUNDS_PER_T / 100, "US market"),
    "silver-mined": ("Silver", "Price", 1000 * TROY_OUNCES_PER_KG, ""),
    "strontium-mined": ("Strontium", "Price", 1, ""),
    "sulphur-refined": ("Sulfur", "Price", 1, ""),
    # Tantalum oxide holds 81.9 % tantalum.
    "tantalum-mined": ("Tantalum", "Price", 1000 / 0.819, "tantalite, by tantalum content"),
    "tellurium-refined": ("Tellurium", "Price", 1000, ""),
    "terbium-refined": ("Terbium", "Price", 1000, "oxide"),
    "tin-refined": ("Tin", "Price, average, cents per pound: London", POUNDS_PER_T / 100, ""),
    "titanium-refined": ("Titanium sponge metal", "Price", 1000, ""),
    # The published unit is 10 kg of tungsten trioxide, which holds 79.3 % tungsten.
    "tungsten-mined": ("Tungsten", "Price", 100 / 0.793, "concentrate, by tungsten content"),
    "vanadium-refined": ("Vanadium", "Price", POUNDS_PER_T, "vanadium pentoxide"),
    "yttrium-refined": ("Yttrium", "Price", 1000, "oxide"),
    "zinc-refined": ("Zinc", "Price, average, cents per pound: London", POUNDS_PER_T / 100, ""),
    "zirconium-mined": ("Zirconium And Hafnium", "Price: Zircon", 1, "premium grade"),
}

# product: (commodity, end of the text) of net import reliance; several products may share one figure.
RELIANCE = {
    "alumina-refined": ("Alumina", ""),
    "aluminium-mined": ("Bauxite", ""),
    "aluminium-refined": ("Aluminum", ""),
    "antimony-refined": ("Antimony", ""),
    "arsenic-refined": ("Arsenic", ""),
    "barite-mined": ("Barite", ""),
    "beryllium-refined": ("Beryllium", ""),
    "bismuth-refined": ("Bismuth", ""),
    "borates-mined": ("Boron", ""),
    "cadmium-refined": ("Cadmium", ""),
    "chromium-refined": ("Chromium", ""),
    "cobalt-refined": ("Cobalt", ""),
    "copper-refined": ("Copper", ""),
    "diatomite-mined": ("Diatomite", ""),
    "dysprosium-refined": ("Rare Earths (Heavy)", ""),
    "feldspar-mined": ("Feldspar", "Feldspar"),
    "fluorspar-mined": ("Fluorspar", ""),
    "gallium-pure": ("Gallium", ""),
    "gallium-refined": ("Gallium", ""),
    "germanium-refined": ("Germanium", ""),
    "gold-mined": ("Gold", ""),
    "graphite-mined": ("Graphite (Natural)", ""),
    "helium-refined": ("Helium", ""),
    "indium-refined": ("Indium", ""),
    "iron-mined": ("Iron Ore", ""),
    "iron-refined": ("Iron And Steel", ""),
    "krypton-refined": ("Krypton", ""),
    "lead-refined": ("Lead", ""),
    "lithium-refined": ("Lithium", ""),
    "magnesite-mined": ("Magnesium Compounds", ""),
    "magnesium-refined": ("Magnesium Metal", ""),
    "manganese-mined": ("Manganese", ""),
    "manganese-refined": ("Manganese", ""),
    "molybdenum-mined": ("Molybdenum", ""),
    "neon-refined": ("Neon", ""),
    "nickel-refined": ("Nickel", ""),
    "niobium-refined": ("Niobium (Columbium)", ""),
    "palladium-refined": ("Palladium", ""),
    "phosphate-mined": ("Phosphate Rock", ""),
    "platinum-refined": ("Platinum", ""),
    "potash-mined": ("Potash", ""),
    "rare-earths-mined": ("Rare Earths", "Mineral concentrates"),
    "rare-earths-refined": ("Rare Earths", "Compounds and metals"),
    "rhenium-refined": ("Rhenium", ""),
    "scandium-refined": ("Scandium", ""),
    "selenium-refined": ("Selenium", ""),
    "silicon-refined": ("Silicon", "Silicon metal"),
    "silver-mined": ("Silver", ""),
    "strontium-mined": ("Strontium", ""),
    "sulphur-refined": ("Sulfur", ""),
    "tantalum-mined": ("Tantalum", ""),
    "tantalum-refined": ("Tantalum", ""),
    "tellurium-refined": ("Tellurium", ""),
    "terbium-refined": ("Rare Earths (Heavy)", ""),
    "tin-refined": ("Tin", ""),
    "titanium-mined": ("Titanium Mineral Concentrates", ""),
    "titanium-refined": ("Titanium sponge metal", ""),
    "tungsten-refined": ("Tungsten", ""),
    "vanadium-refined": ("Vanadium", ""),
    "xenon-refined": ("Xenon", ""),
    "yttrium-refined": ("Yttrium", ""),
    "zinc-mined": ("Zinc", "Ores and concentrates"),
    "zinc-refined": ("Zinc", "Refined zinc"),
    "zirconium-mined": ("Zirconium", ""),
}

# product: (commodity, detail) of the import sources. Only products whose reliance is listed above.
IMPORT_SOURCES = {
    "alumina-refined": ("Alumina", "Alumina"),
    "aluminium-mined": ("Bauxite", "Bauxite"),
    "aluminium-refined": ("Aluminum", "All"),
    "antimony-refined": ("Antimony", "Total metal and oxide"),
    "arsenic-refined": ("Arsenic", "All forms of arsenic"),
    "barite-mined": ("Barite", "All"),
    "beryllium-refined": ("Beryllium", "All"),
    "bismuth-refined": ("Bismuth", "All"),
    "borates-mined": ("Boron", "All forms"),
    "cadmium-refined": ("Cadmium", "All"),
    "chromium-refined": ("Chromium", "Ferrochromium"),
    "cobalt-refined": ("Cobalt", "Metal, oxide, and salts"),
    "copper-refined": ("Copper", "Refined copper"),
    "diatomite-mined": ("Diatomite", "All"),
    "feldspar-mined": ("Feldspar", "Feldspar"),
    "fluorspar-mined": ("Fluorspar", "All"),
    "gallium-pure": ("Gallium", "Metal"),
    "germanium-refined": ("Germanium", "Combined total"),
    "gold-mined": ("Gold", "Total"),
    "graphite-mined": ("Graphite (Natural)", "All"),
    "helium-refined": ("Helium", "Helium"),
    "indium-refined": ("Indium", "All"),
    "iron-mined": ("Iron Ore", "All"),
    "iron-refined": ("Iron And Steel", "All"),
    "lead-refined": ("Lead", "Refined metal"),
    "lithium-refined": ("Lithium", "All"),
    "magnesite-mined": ("Magnesium Compounds", "Total imports"),
    "magnesium-refined": ("Magnesium Metal", "Combined total .*"),
    "manganese-mined": ("Manganese", "Manganese ore"),
    "manganese-refined": ("Manganese", "Ferromanganese"),
    "molybdenum-mined": ("Molybdenum", "Total"),
    "nickel-refined": ("Nickel", "Primary nickel"),
    "niobium-refined": ("Niobium (Columbium)", "Total imports"),
    "palladium-refined": ("Palladium", "Palladium"),
    "phosphate-mined": ("Phosphate Rock", "All"),
    "platinum-refined": ("Platinum", "Platinum"),
    "potash-mined": ("Potash", "All"),
    "rare-earths-refined": ("Rare Earths", "Rare-earth compounds and metals"),
    "rhenium-refined": ("Rhenium", "Total imports"),
    "scandium-refined": ("Scandium", "All"),
    "selenium-refined": ("Selenium", "Selenium"),
    "silicon-refined": ("Silicon", "Silicon metal"),
    "silver-mined": ("Silver", "All"),
    "strontium-mined": ("Strontium", "Celestite"),
    "sulphur-refined": ("Sulfur", "Total sulfur imports"),
    "tantalum-mined": ("Tantalum", "Tantalum ores and concentrates"),
    "tantalum-refined": ("Tantalum", "Tantalum metal and powder"),
    "tellurium-refined": ("Tellurium", "All"),
    "terbium-refined": ("Terbium", "Terbium compounds and metals"),
    "tin-refined": ("Tin", "Refined tin"),
    "titanium-mined": ("Titanium Mineral Concentrates", "All"),
    "titanium-refined": ("Titanium Sponge Metal", "Titanium Sponge Metal"),
    "tungsten-refined": ("Tungsten", "Ores, concentrates, and other forms"),
    "vanadium-refined": ("Vanadium", "Total"),
    "yttrium-refined": ("Yttrium", "All"),
    "zinc-mined": ("Zinc", "Ores and concentrates"),
    "zinc-refined": ("Zinc", "Refined metal"),
    "zirconium-mined": ("Zirconium", "Zirconium ores and concentrates"),
}
SOURCING_YEAR = 2024

# product: (commodity, detail, holder) of stocks in the United States at the end of 2025.
STOCKS = [
    ("alumina-refined", "Alumina", "Stocks, industry, yearend", "commercial"),
    ("aluminium-mined", "Bauxite", "Stocks, industry, yearend", "commercial"),
    ("aluminium-refined", "Aluminum", "Stocks, yearend: Aluminum industry", "commercial"),
    ("beryllium-mined", "Beryllium", "Stocks, ore, industry, yearend", "commercial"),
    ("bismuth-refined", "Bismuth", "Stocks, yearend, consumer, bismuth metal", "commercial"),
    ("chromium-refined", "Chromium", "Stocks, consumer, yearend", "commercial"),
    ("cobalt-refined", "Cobalt", "Stocks, yearend: Industry", "commercial"),
    ("copper-refined", "Copper", "Stocks, refined.*", "commercial"),
    ("gallium-pure", "Gallium", "Stocks, consumer, yearend", "commercial"),
    ("gold-mined", "Gold", "Stocks, Treasury, yearend", "government"),
    ("iron-mined", "Iron Ore", "Stocks, mine, dock, and consuming plant, yearend", "commercial"),
    ("manganese-mined", "Manganese", ".*: Manganese ore", "commercial"),
    ("manganese-refined", "Manganese", ".*: Ferromanganese", "commercial"),
    ("molybdenum-mined", "Molybdenum", "Stocks, consumer materials", "commercial"),
    ("nickel-refined", "Nickel", "Stocks, yearend: Consumer", "commercial"),
    ("phosphate-mined", "Phosphate Rock", "Stocks, producer, yearend", "commercial"),
    ("silver-mined", "Silver", "Stocks, yearend: Industry", "commercial"),
    ("silver-mined", "Silver", "Stocks, yearend: Treasury", "government"),
    ("sulphur-refined", "Sulfur", "Stocks, producer, yearend", "commercial"),
    ("tin-refined", "Tin", "Stocks, consumer and dealer, yearend", "commercial"),
    ("vanadium-refined", "Vanadium", "Stocks, yearend", "commercial"),
    ("zinc-refined", "Zinc", "Stocks, reported producer and consumer, refined zinc, yearend", "commercial"),
]

# product: (commodity, detail) of apparent consumption in the United States.
CONSUMPTION = {
    "alumina-refined": ("Alumina", "Consumption, apparent"),
    "aluminium-refined": ("Aluminum", "Consumption, apparent"),
    "antimony-refined": ("Antimony", "Consumption, apparent"),
    "beryllium-refined": ("Beryllium", "Consumption: Apparent"),
    "bismuth-refined": ("Bismuth", "Consumption: Apparent"),
    "cobalt-refined": ("Cobalt", "Consumption .*: Apparent"),
    "copper-refined": ("Copper", "Consumption: Apparent.*"),
    "diatomite-mined": ("Diatomite", "Consumption, apparent"),
    "feldspar-mined": ("Feldspar", "Consumption, apparent: Feldspar"),
    "fluorspar-mined": ("Fluorspar", "Consumption, apparent"),
    "graphite-mined": ("Graphite (Natural)", "Consumption, apparent"),
    "helium-refined": ("Helium", "Consumption, apparent.*"),
    "iron-mined": ("Iron Ore", "Consumption, apparent"),
    "iron-refined": ("Iron And Steel", "Consumption, apparent.*"),
    "krypton-refined": ("Krypton", "Consumption, apparent.*"),
    "lead-refined": ("Lead", "Consumption, apparent"),
    "manganese-refined": ("Manganese", "Consumption, apparent.*"),
    "molybdenum-mined": ("Molybdenum", "Consumption: Apparent"),
    "neon-refined": ("Neon", "Consumption, apparent.*"),
    "nickel-refined": ("Nickel", "Consumption: Apparent, total"),
    "niobium-refined": ("Niobium (Columbium)", "Consumption: Apparent"),
    "palladium-refined": ("Palladium", "Consumption, apparent.*"),
    "phosphate-mined": ("Phosphate Rock", "Consumption, apparent"),
    "platinum-refined": ("Platinum", "Consumption, apparent.*"),
    "potash-mined": ("Potash", "Consumption, apparent"),
    "rare-earths-refined": ("Rare Earths", "Consumption, apparent.*"),
    "rhenium-refined": ("Rhenium", "Consumption, apparent"),
    "silver-mined": ("Silver", "Consumption, apparent"),
    "strontium-mined": ("Strontium", "Consumption, apparent: Celestite"),
    "sulphur-refined": ("Sulfur", "Consumption, apparent.*"),
    "tantalum-refined": ("Tantalum", "Consumption, apparent"),
    "tin-refined": ("Tin", "Consumption, apparent.*"),
    "titanium-mined": ("Titanium Mineral Concentrates", "Consumption, apparent"),
    "titanium-refined": ("Titanium sponge metal", "Consumption, apparent"),
    "vanadium-refined": ("Vanadium", "Consumption: Apparent"),
    "xenon-refined": ("Xenon", "Consumption, apparent.*"),
    "yttrium-refined": ("Yttrium", "Consumption, apparent"),
    "zinc-refined": ("Zinc", "Consumption, apparent.*"),
}

# (material, stage) of the EU study of 2023: product.
EU_STAGES = {
    ("Aluminium", "E"): "aluminium-mined", ("Aluminium", "P"): "aluminium-refined",
    ("Antimony", "E"): "antimony-mined", ("Antimony", "P"): "antimony-refined",
    ("Arsenic", "P"): "arsenic-refined", ("Barytes", "E"): "barite-mined",
    ("Beryllium", "E"): "beryllium-mined", ("Beryllium", "P"): "beryllium-refined",
    ("Bismuth", "P"): "bismuth-refined", ("Borate", "E"): "borates-mined",
    ("Borate", "P"): "borates-refined", ("Cadmium", "P"): "cadmium-refined",
    ("Chromium", "E"): "chromium-mined", ("Chromium", "P"): "chromium-refined",
    ("Cobalt", "E"): "cobalt-mined", ("Cobalt", "P"): "cobalt-refined",
    ("Coking coal", "E"): "coking-coal-mined", ("Coking coal", "P"): "coking-coal-refined",
    ("Copper", "E"): "copper-mined", ("Copper", "P"): "copper-refined",
    ("Diatomite", "E"): "diatomite-mined", ("Dysprosium", "E"): "dysprosium-mined",
    ("Dysprosium", "P"): "dysprosium-refined", ("Feldspar", "E"): "feldspar-mined",
    ("Fluorspar", "E"): "fluorspar-mined", ("Gallium", "P"): "gallium-refined",
    ("Germanium", "P"): "germanium-refined", ("Gold", "E"): "gold-mined",
    ("Hafnium", "P"): "hafnium-refined", ("Helium", "P"): "helium-refined",
    ("Indium", "P"): "indium-refined", ("Iridium", "P"): "iridium-refined",
    ("Iron ore", "E"): "iron-mined", ("Iron ore", "P"): "iron-refined",
    ("Krypton", "P"): "krypton-refined", ("Lead", "E"): "lead-mined", ("Lead", "P"): "lead-refined",
    ("Lithium", "E"): "lithium-mined", ("Lithium", "P"): "lithium-refined",
    ("Magnesite", "E"): "magnesite-mined", ("Magnesium", "P"): "magnesium-refined",
    ("Manganese", "E"): "manganese-mined", ("Manganese", "P"): "manganese-refined",
    ("Molybdenum", "E"): "molybdenum-mined", ("Natural Graphite", "E"): "graphite-mined",
    ("Neodymium", "E"): "neodymium-mined", ("Neodymium", "P"): "neodymium-refined",
    ("Neon", "P"): "neon-refined", ("Nickel", "E"): "nickel-mined", ("Nickel", "P"): "nickel-refined",
    ("Niobium", "E"): "niobium-mined", ("Niobium", "P"): "niobium-refined",
    ("Palladium", "P"): "palladium-refined", ("Phosphate Rock", "E"): "phosphate-mined",
    ("Phosphorous", "P"): "phosphorus-refined", ("Platinum", "P"): "platinum-refined",
    ("Potash", "E"): "potash-mined", ("Praseodymium", "E"): "praseodymium-mined",
    ("Praseodymium", "P"): "praseodymium-refined", ("Rhenium", "P"): "rhenium-refined",
    ("Rhodium", "P"): "rhodium-refined", ("Ruthenium", "P"): "ruthenium-refined",
    ("Samarium", "E"): "samarium-mined", ("Samarium", "P"): "samarium-refined",
    ("Scandium", "P"): "scandium-refined", ("Selenium", "P"): "selenium-refined",
    ("Silicon metal", "P"): "silicon-refined", ("Silver", "E"): "silver-mined",
    ("Strontium", "E"): "strontium-mined", ("Sulphur", "P"): "sulphur-refined",
    ("Tantalum", "E"): "tantalum-mined", ("Tellurium", "P"): "tellurium-refined",
    ("Terbium", "E"): "terbium-mined", ("Terbium", "P"): "terbium-refined",
    ("Tin", "E"): "tin-mined", ("Tin", "P"): "tin-refined", ("Titanium", "E"): "titanium-mined",
    ("Titanium metal", "P"): "titanium-refined", ("Tungsten", "E"): "tungsten-mined",
    ("Tungsten", "P"): "tungsten-refined", ("Vanadium", "E"): "vanadium-mined",
    ("Vanadium", "P"): "vanadium-refined", ("Yttrium", "E"): "yttrium-mined",
    ("Yttrium", "P"): "yttrium-refined", ("Zinc", "E"): "zinc-mined", ("Zinc", "P"): "zinc-refined",
    ("Zirconium", "E"): "zirconium-mined", ("Xenon", "P"): "xenon-refined",
}

# How the other EU tables call the materials; where not listed they use the name above.
EU17_NAMES = {"Barytes": "Baryte", "Natural Graphite": "Natural graphite", "Phosphate Rock": "Phosphate rock",
              "Phosphorous": "Phosphorus", "Titanium metal": "Titanium"}
EU17_SPECIAL = {"aluminium-mined": "Bauxite"}
OVER_TIME_NAMES = {"Barytes": "Baryte", "Borate": "Boron", "Natural Graphite": "Natural graphite",
                   "Phosphate Rock": "Phosphate rock", "Phosphorous": "Phosphorus",
                   "Neodymium": "LREEs", "Praseodymium": "LREEs", "Samarium": "LREEs",
                   "Dysprosium": "HREEs", "Terbium": "HREEs", "Yttrium": "HREEs",
                   "Platinum": "PGMs", "Palladium": "PGMs", "Rhodium": "PGMs", "Ruthenium": "PGMs",
                   "Iridium": "PGMs"}
GROUPS = {"LREEs": "light rare earths", "HREEs": "heavy rare earths", "PGMs": "platinum-group metals"}

USD_PER_EUR_2020 = 1.14

# Shares of uses that the study prints as adding up to more than the format allows.
USES_LEFT_OUT = {"Magnesium"}

SHARES_QUOTED = [
    # product, place, share, year, source, stage in the source's words
    ("cobalt-mined", "COD", 0.7, 2021, "iea-etp-2023", "mining"),
    ("lithium-mined", "AUS", 0.55, 2021, "iea-etp-2023", "mining"),
    ("lithium-mined", "CHL", 0.25, 2021, "iea-etp-2023", "mining"),
    ("nickel-mined", "IDN", 0.4, 2021, "iea-etp-2023", "mining"),
    ("rare-earths-mined", "CHN", 0.6, 2021, "iea-etp-2023", "mining"),
    ("rare-earths-refined", "CHN", 0.9, 2021, "iea-etp-2023", "refining"),
    ("cobalt-refined", "EU27", 0.2, 2021, "iea-ev-batteries-2022", "processing, Europe"),
]


def read(path, encoding="utf-8-sig"):
    with open(path, encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


def number(text):
    try:
        return float(text.replace(",", "").strip())
    except ValueError:
        return None


def neat(value, digits=10):
    """Takes the noise out of a computed number."""
    return float(f"{value:.{digits}g}")


def place_of(name):
    name = name.replace("\xa0", " ").strip()
    if name in PLACES:
        return PLACES[name]
    # Some rows say in brackets what kind of product is meant.
    return PLACES[re.sub(r" \([^)]*\)$", "", name)]


def half_unit(text):
    """Half a unit of the last digit that is not a padding zero: how far rounding may move a total."""
    digits = text.replace(",", "").strip()
    zeros = len(digits) - len(digits.rstrip("0")) if "." not in digits else 0
    return 0.5 * 10 ** zeros


UNIT_FACTORS = {"metric tons": 1, "thousand metric tons": 1e3, "thousand metric dry tons": 1e3,
                "million metric tons": 1e6, "kilograms": 1, "million cubic meters": 1,
                "million liters": 1}


class WorldTable:
    """One world table of the Summaries: what each place makes, and the printed total."""

    def __init__(self, product, basis, year, source, factor, note=""):
        self.product, self.basis, self.year, self.source = product, basis, year, source
        self.factor, self.note = factor, note
        self.quantities, self.estimated, self.withheld, self.small = {}, set(), set(), set()
        self.totals, self.total_excludes_us = [], False

    def add(self, country, value, notes):
        if country.startswith("World total"):
            if "ilmenite and rutile" not in country:  # The two are listed one by one as well.
                self.totals.append(value)
            self.total_excludes_us = self.total_excludes_us or "xcludes U.S. production" in notes
            return
        place = place_of(country)
        amount = number(value)
        if amount is None:
            if value.strip() == "W":
                self.withheld.add(place)
            elif value.strip() == "s":
                self.small.add(place)
            return
        if amount == 0:
            return
        self.quantities[place] = self.quantities.get(place, 0) + amount
        if notes.lower().startswith("estimated"):
            self.estimated.add(place)

    def rest(self):
        """What the printed totals hold beyond the listed places, where rounding cannot explain it."""
        amounts = [number(total) for total in self.totals]
        if not amounts or None in amounts:
            return 0
        gap = sum(amounts) - sum(self.quantities.values())
        return gap if gap > sum(half_unit(total) for total in self.totals) else 0

    def total(self):
        return neat((sum(self.quantities.values()) + self.rest()) * self.factor)

    def rows(self):
        if not self.quantities:
            return []
        base = {"product": self.product, "basis": self.basis, "year": self.year, "source": self.source}
        rest = self.rest()
        quantities = dict(self.quantities)
        if rest:
            quantities["other"] = quantities.get("other", 0) + rest
        rows = []
        for place, amount in quantities.items():
            notes = [self.note] if self.note else []
            if place in self.estimated:
                notes.append("the publisher's estimate")
            if place == "other" and rest:
                notes.append("with the rest of the published total")
            rows.append({**base, "place": place, "quantity": neat(amount * self.factor),
                         "note": "; ".join(notes)})
        for place in self.withheld - set(quantities):
            note = "withheld by the publisher"
            if place == "USA" and self.total_excludes_us:
                note += "; the world total leaves it out"
            rows.append({**base, "place": place, "status": "withheld", "note": note})
        for place in self.small - set(quantities):
            rows.append({**base, "place": place, "status": "negligible", "quantity": 0,
                         "note": "less than half a unit"})
        return rows


class Minerals:
    def __init__(self, data):
        self.data = data
        self.mcs26 = read(data / "usgs" / "MCS2026_Commodities_Data.csv", "cp1252")
        self.mcs25 = read(data / "usgs" / "MCS2025_World_Data.csv")
        self.reliance_rows = read(data / "usgs" / "us_net_import_reliance_2021_2025.csv")
        self.eu_world = read(data / "eu_crm" / "eu_crm2023_global_supply_shares_iso.csv")
        self.eu_sourcing = read(data / "eu_crm" / "eu_crm2023_eu_supply_shares_iso.csv")
        for row in self.eu_sourcing:
            row["material"] = EU_RENAMED.get(row["material"], row["material"])
        self.eu17 = {row["material"]: row for row in read(data / "eu_crm" / "eu_crm2017_tables3_18_19.csv")}
        self.eu_time = read(data / "eu_crm" / "dimension_CRMsOverTime.csv", "cp1252")
        self.eu_uses = read(data / "eu_crm" / "fact_MaterialUseShares.csv", "cp1252")
        self.typed = hand_typed(HERE / "minerals")
        self.units = {row["product"]: row["unit"] for row in self.typed["products"]}
        self.newest = {}  # product: the newest world table of its production

    # World tables -------------------------------------------------------------------------------

    def world26(self):
        tables = {}
        for product, (commodity, production, capacity, reserves) in WORLD26.items():
            wanted = {"Production": production, "Capacity": capacity, "Reserves": reserves}
            for row in self.mcs26:
                statistics = row["Statistics"]
                if not row["Section"].startswith("World") or not wanted.get(statistics):
                    continue
                shared = commodity in ("Platinum", "Palladium") and statistics == "Reserves"
                if row["Commodity"] != ("Platinum-Group Metals" if shared else commodity):
                    continue
                detail = re.sub(r"[:,] rounded$", "", row["Statistics_detail"])
                if not re.fullmatch(wanted[statistics], detail, re.IGNORECASE):
                    continue
                if statistics == "Reserves" and row["Year"] != "2025":
                    continue
                key = (product, statistics.lower(), int(row["Year"]))
                if key not in tables:
                    note = RESERVES_NOTE.get(product, "") if statistics == "Reserves" else ""
                    tables[key] = WorldTable(*key, MCS26, UNIT_FACTORS[row["Unit"]], note)
                tables[key].add(row["Country"], row["Value"], row["Notes"])
        return list(tables.values())

    def world25(self):
        tables = {}
        columns = [("production", 2023, "PROD_2023"), ("production", 2024, "PROD_EST_ 2024"),
                   ("capacity", 2024, "CAP_EST_ 2024")]
        for product, (commodity, kind) in WORLD25.items():
            for row in self.mcs25:
                if row["COMMODITY"].strip() != commodity or not re.fullmatch(kind, row["TYPE"].strip()):
                    continue
                unit = row["UNIT_MEAS"].strip() or "metric tons"
                factor = UNIT_FACTORS[unit] * (1e3 if product in THOUSANDS25 else 1)
                for basis, year, column in columns:
                    notes = row["CAP_NOTES"] if basis == "capacity" else row["PROD_NOTES"]
                    value = row[column].strip()
                    if not value and basis == "production" and notes.strip().startswith("W"):
                        value = "W"
                    if not value:
                        continue
                    key = (product, basis, year)
                    if key not in tables:
                        tables[key] = WorldTable(*key, MCS25, factor)
                    elif tables[key].factor != factor:
                        raise ValueError(f"{product}: two units in one table")
                    estimated = "Estimated. " if year == 2024 and basis == "production" else ""
                    tables[key].add(row["COUNTRY"].strip(), value, estimated + notes)
        return list(tables.values())

    def supply(self):
        rows = []
        for table in self.world25() + self.world26():
            rows += table.rows()
            newest = self.newest.get(table.product)
            if table.basis == "production" and (newest is None or table.year >= newest.year):
                self.newest[table.product] = table
        for (product, place), row in self.eu_shares(self.eu_world, "supply").items():
            rows.append({"product": product, "place": place, "year": EU23_YEAR, "source": EU23, **row})
        rows.append({"product": "rare-earths-refined", "place": "CHN", "share": 0.9, "year": 2021,
                     "source": "iea-etp-2023"})
        return rows

    # The EU study of 2023 -----------------------------------------------------------------------

    def eu_place(self, row):
        return row["iso3"] or EU_PLACES.get(row["country"])

    def eu_shares(self, source_rows, table):
        """(product, place): share columns. A share printed as '<0.1%' is a range."""
        sums, small = {}, set()
        for row in source_rows:
            product = EU_STAGES.get((row["material"], row["stage"]))
            place = self.eu_place(row)
            if product is None or place is None or not row["share"]:
                continue
            share = float(row["share"])
            key = (product, place)
            if share == 0.0005:
                small.add(key)
            sums[key] = sums.get(key, 0) + share
        out = {}
        for key, share in sums.items():
            if share == 0:
                continue
            if key in small and share == 0.0005:
                out[key] = {"low": 0, "high": 0.001, "range": "bounds", "note": "published as below 0.1 %"}
            else:
                out[key] = {"share": neat(share)}
        return out

    def trade_rules(self):
        values = {}
        for row in self.eu_world + self.eu_sourcing:
            product, place = EU_STAGES.get((row["material"], row["stage"])), self.eu_place(row)
            if product and place and row["t"]:
                values.setdefault((product, place), set()).add(float(row["t"]))
        rows = []
        for (product, place), found in values.items():
            # The two tables disagree in three places; there the one that departs from 1 speaks.
            t = max(found, key=lambda value: abs(value - 1))
            note = "export restriction, kind not stated" if t > 1 else ""
            if len(found) > 1:
                note = "the tables of the study disagree; the value that is not 1 was taken"
            rows.append({"home": "EU27", "product": product, "place": place, "t": t, "year": EU23_YEAR,
                         "source": EU23, "note": note})
        return rows

    def uses(self):
        added, sectors, names = {}, {}, {}
        for row in self.eu_uses:
            material, sector = row["Material"], " ".join(row["NACE sector"].split())
            share = number(row["Share"].rstrip("%"))
            if material in USES_LEFT_OUT or not share:
                continue
            if sector:
                code, name = sector.split(" - ", 1)
                names[code] = name
                value = next(text for key, text in row.items() if key.startswith("VA"))
                sectors.setdefault(code, []).append(float(value))
            else:
                code = "other-uses"
                names[code] = "Other or unknown uses"
            added[material, code] = added.get((material, code), 0) + share / 100
        uses = []
        for (material, code), share in added.items():
            for stage in "EP":
                product = EU_STAGES.get((material, stage))
                if material == "Titanium" and stage == "P":
                    product = "titanium-refined"
                if product:
                    uses.append({"product": product, "sector": code, "share": neat(share), "year": EU23_YEAR,
                                 "source": EU23})
        used = {row["sector"] for row in uses}
        out = []
        for code in used:
            row = {"sector": code, "name": names[code]}
            if code in sectors:
                # Five rows of the study carry a neighbour's value: the commonest is the sector's.
                values = sectors[code]
                euros = max(sorted(set(values)), key=values.count)
                row.update(value_added_usd=neat(euros * 1e6 * USD_PER_EUR_2020), source="eu-crm-2023-usd",
                           note=f"EU, {number_text(euros)} million EUR")
            out.append(row)
        return uses, out

    # The United States --------------------------------------------------------------------------

    def reliance(self):
        """(product, year): low, high, value or None, note."""
        out = {}
        for product, (commodity, ending) in RELIANCE.items():
            for row in self.reliance_rows:
                if row["commodity"] != commodity or not row["detail"].endswith(ending):
                    continue
                mark = row["qualifier"].strip()
                percent = float(row["value_pct"]) / 100 if row["value_pct"] else None
                if mark == "net exporter":
                    entry = (0, 0, None, "net exporter: nothing or less")
                elif mark == ">":
                    entry = (percent, 1, None, f"published as >{number_text(percent * 100)} %")
                elif mark == "<":
                    entry = (0, percent, None, f"published as <{number_text(percent * 100)} %")
                else:
                    entry = (percent, percent, percent, "")
                key = (product, int(row["year"]))
                if key in out:
                    raise ValueError(f"two figures of net import reliance: {key}")
                out[key] = entry
        missing = {product for product in RELIANCE} - {product for product, _ in out}
        if missing:
            raise ValueError(f"no net import reliance: {sorted(missing)}")
        return out

    def reported_reliance(self):
        rows = []
        for (product, year), (low, high, value, note) in self.reliance().items():
            row = {"index": "import_reliance", "product": product, "place": "USA", "year": year,
                   "source": MCS26, "note": note}
            if value is None:
                row.update(low=neat(low), high=neat(high), range="bounds")
            else:
                row["value"] = neat(value)
            rows.append(row)
        return rows

    def us_sourcing(self):
        reliance = self.reliance()
        rows = []
        for product, (commodity, detail) in IMPORT_SOURCES.items():
            low, high, value, published = reliance[product, SOURCING_YEAR]
            sources = [(row["Country"], row["Value"]) for row in self.mcs26
                       if row["Statistics"].startswith("Import sources") and row["Commodity"] == commodity
                       and re.fullmatch(detail, row["Statistics_detail"])]
            if not sources:
                raise ValueError(f"no import sources of {product}")
            exact = value is not None or low == high
            base = {"user": "USA", "product": product, "year": SOURCING_YEAR, "source": COMBINED}

            def add(supplier, least, most, note):
                if most == 0:
                    return
                row = {**base, "supplier": supplier, "note": note}
                if least == most:
                    row["share"] = neat(least)
                else:
                    row.update(low=neat(least), high=neat(most), range="bounds")
                rows.append(row)

            own = "1 - net import reliance" + (f" ({published})" if published else "")
            add("USA", 1 - high, 1 - low, own)
            for country, text in sources:
                mark, percent = text[0], number(text.lstrip("<>"))
                least = 0 if mark == "<" else percent / 100
                most = 1 if mark == ">" else percent / 100
                note = "net import reliance x share of imports" + ("" if exact else f" ({published})")
                add(place_of(country), least * low, most * high, note)
        # Where no import sources are published only the own share is known.
        for product in RELIANCE.keys() - IMPORT_SOURCES.keys():
            low, high, value, published = reliance[product, SOURCING_YEAR]
            row = {"user": "USA", "product": product, "supplier": "USA", "year": SOURCING_YEAR, "source": COMBINED,
                   "note": "1 - net import reliance" + (f" ({published})" if published else "")
                           + "; import sources are not published"}
            if low == high and low < 1:
                rows.append({**row, "share": neat(1 - low)})
        return rows

    def stocks(self):
        rows = []
        for product, commodity, detail, holder in STOCKS:
            found = [row for row in self.mcs26 if row["Commodity"] == commodity and row["Statistics"] == "Stock"
                     and row["Year"] == "2025" and re.fullmatch(detail, row["Statistics_detail"])]
            if len(found) != 1:
                raise ValueError(f"stocks of {product}: {len(found)} rows")
            row = found[0]
            rows.append({"product": product, "place": "USA", "holder": holder, "year": 2025, "source": MCS26,
                         "quantity": neat(number(row["Value"]) * UNIT_FACTORS[row["Unit"]]),
                         "note": "end of the year, the publisher's estimate"})
        return rows

    def reported_consumption(self):
        rows = []
        for product, (commodity, detail) in CONSUMPTION.items():
            found = [row for row in self.mcs26 if row["Statistics"] == "Consumption"
                     and row["Commodity"] == commodity and re.fullmatch(detail, row["Statistics_detail"])]
            if len({row["Year"] for row in found}) != len(found) or not found:
                raise ValueError(f"apparent consumption of {product}: {len(found)} rows")
            for row in found:
                amount = number(row["Value"])
                if amount is not None:
                    note = "the publisher's estimate" if row["Notes"].startswith("Estimated") else ""
                    rows.append({"index": "apparent_consumption", "product": product, "place": "USA",
                                 "year": int(row["Year"]), "value": neat(amount * UNIT_FACTORS[row["Unit"]]),
                                 "unit": self.units[product], "source": MCS26, "note": note})
        return rows

    # Products and figures of the EU studies -----------------------------------------------------

    def eu_material(self, product):
        for (material, stage), name in EU_STAGES.items():
            if name == product:
                return material, stage
        return None, None

    def products(self):
        rows = []
        for typed in self.typed["products"]:
            row = dict(typed)
            product = row["product"]
            notes = [row["note"]] if row.get("note") else []
            material, _ = self.eu_material(product)
            if material:
                known = self.eu17.get(EU17_SPECIAL.get(product) or EU17_NAMES.get(material, material))
                if known:
                    row.update(eol_rir=neat(float(known["EOL_RIR_pct"]) / 100), si_sr=known["SI_SR"],
                               si_ei=known["SI_EI"], source=EU17)
                    notes.append("recycling and substitution: EU study of 2017")
            if product in PRICES:
                price, note = self.price(product)
                row["price_usd"] = price
                row.setdefault("source", MCS26)
                notes.append("price of 2025: US Geological Survey" + (f", {note}" if note else ""))
            if product in self.newest:
                row["total_quantity"] = self.newest[product].total()
                row.setdefault("source", MCS26)
                notes.append(f"world quantity of {self.newest[product].year}: US Geological Survey")
            row["note"] = "; ".join(notes)
            rows.append(row)
        return rows

    def price(self, product):
        commodity, start, factor, note = PRICES[product]
        for row in self.mcs26:
            if (row["Commodity"] == commodity and row["Statistics"] == "Price" and row["Year"] == "2025"
                    and row["Statistics_detail"].startswith(start)):
                amount = number(row["Value"])
                if amount is None:
                    raise ValueError(f"no price of {product}: {row['Value']}")
                return neat(amount * factor, 4), note
        raise ValueError(f"no price of {product}")

    def reported_eu(self):
        rows = []
        for product in self.units:
            material, stage = self.eu_material(product)
            if not material:
                continue
            # The results are a material's: they are put to its processed form where it has one.
            main = EU_STAGES.get((material, "P")) or EU_STAGES.get((material, "E"))
            name = OVER_TIME_NAMES.get(material, material)
            group = f"published for {GROUPS[name]} together" if name in GROUPS else ""
            if product == main:
                for row in self.eu_time:
                    if row["Material"] != name:
                        continue
                    for index, column in (("eu_published_supply_risk", "SR"),
                                          ("eu_published_economic_importance", "EI")):
                        value = number(row[column])
                        if value is not None:
                            rows.append({"index": index, "product": product, "place": "EU27",
                                         "year": int(row["Year"]), "value": value, "source": EU23,
                                         "unit": "points", "note": group})
            known = self.eu17.get(EU17_SPECIAL.get(product) or EU17_NAMES.get(material, material))
            if known and known["stage"] == {"E": "Extraction", "P": "Processing"}[stage]:
                value = number(known["IR_pct"])
                if value is not None:
                    rows.append({"index": "import_reliance", "product": product, "place": "EU27",
                                 "year": EU17_YEAR, "value": neat(value / 100), "source": EU17,
                                 "note": "EU28, average of 2010 to 2014"})
        for product, place, value, year, source, stage in SHARES_QUOTED:
            rows.append({"index": "published_world_share", "product": product, "place": place, "year": year,
                         "value": value, "source": source, "note": stage})
        return rows

    def tables(self):
        supply = self.supply()
        uses, sectors = self.uses()
        sourcing = self.us_sourcing()
        for (product, place), row in self.eu_shares(self.eu_sourcing, "sourcing").items():
            sourcing.append({"user": "EU27", "product": product, "supplier": place, "year": EU23_YEAR,
                             "source": EU23, **row})
        tables = {
            "products": self.products(),
            "supply": supply,
            "sourcing": sourcing,
            "trade_rules": self.trade_rules(),
            "uses": uses,
            "sectors": sectors,
            "stocks": self.stocks(),
            "reported": self.reported_reliance() + self.reported_consumption() + self.reported_eu(),
        }
        typed = {name: rows for name, rows in self.typed.items() if name != "products"}
        return add_tables(tables, typed)


def tables(data: pathlib.Path) -> dict[str, list[dict]]:
    return Minerals(data).tables()
