"""Logical targets: what a mapping makes, in the files, formats and archives that it names."""

from saite.targets.files import NewFiles
from saite.targets.rules import check_targets
from saite.targets.sending import Sender

__all__ = ["NewFiles", "Sender", "check_targets"]
