"""The scripts that the build of the frontend makes; a package may lack them."""

from pathlib import Path
from typing import Final

BUILT: Final = Path(__file__).resolve().parent / "built"
