"""Build of the nutrition table from USDA files: `python -m nutrition_db.build USDA_FOLDER`.

One module per source (`fndds`, `sr`, `fped`, `own_recipes`), each turning files into `RawFood`; `tagging` adds facts,
`validation` refuses impossible numbers, `writer` packs the result into `nutrition_db/data`.
"""

from nutrition_db.build.raw import RawFood
from nutrition_db.build.sources import SourceError

__all__ = ["RawFood", "SourceError"]
