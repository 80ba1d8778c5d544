"""A small source, made up, that a copy of the data gets beside its own: what holds of one must hold of two."""

import csv
from hashlib import sha256
from pathlib import Path

from tungsten.ledger import read

SECOND = "second-source"

TEXT = "November 22 2025\nIn 2024 China mined 67,000 tonnes of tungsten."

MENTIONS = [
    "1,0,16,November 22 2025,metadata,,publication_time,not_applicable,2025-11-22,,"
    "The second source is of 22 November 2025.,"
    "المصدر الثاني مؤرخ في 22 نوفمبر 2025.,,,,",  # The second source is dated 22 November 2025.
    "2,3,7,2024,date,,date,not_applicable,2024,,The second source speaks of 2024.,"
    "يتحدث المصدر الثاني عن عام 2024.,,,,",  # The second source speaks of the year 2024.
    '2,20,33,"67,000 tonnes",figure,China,mine_production,W,2024,,China mined 67000 tonnes of tungsten in 2024.,'
    "أنتجت مناجم الصين 67000 طن من التنغستن في عام 2024.,tungsten,,,",  # China's mines produced 67000 tonnes in 2024.
]
"""Its rows of figures.csv, from the line on."""

ENTRY = f"""\
{SECOND}:
  title_en: A second source
  title_ar: مصدر ثان
  publisher: Nobody
  credited_to: Nobody
  published: 2025-11-22
  language: en
  translation_chain: [en]
  sha256: {sha256(TEXT.encode()).hexdigest()}
  lines: 2
  digit_tokens: 4
  is_cut_off: false
  layout: Two lines.
  spelling: Plain.
  licence: Made up for the tests.
"""
"""Its entry in sources.yml."""


def add_second_source(root: Path) -> None:
    """Write the second source, its text too, behind those of a checkout."""
    figures, sources = root / read.FIGURES, root / "data/raw/sources.yml"
    with figures.open(encoding="utf-8", newline="") as file:
        last = int(list(csv.DictReader(file))[-1]["figure_id"][1:4])
    rows = [f"f{number:03},{SECOND},{row}\n" for number, row in enumerate(MENTIONS, start=last + 1)]
    figures.write_text(figures.read_text(encoding="utf-8") + "".join(rows), encoding="utf-8")
    sources.write_text(sources.read_text(encoding="utf-8") + ENTRY, encoding="utf-8")
    (root / f"data/raw/sources/{SECOND}.txt").write_text(TEXT, encoding="utf-8")
