"""errors: what can go wrong before a detector sees its first photo.

ModelError
├── WeightsMissing      no file at the path
├── WeightsCorrupt      the file is not what the manifest lists
├── WeightsUnsuited     a readable model of the wrong shape
└── RuntimeMissing      the runtime's package is not installed
"""

__all__ = ["ModelError", "RuntimeMissing", "WeightsCorrupt", "WeightsMissing", "WeightsUnsuited"]


class ModelError(Exception):
    """A detector cannot be built; the message says what to do."""


class WeightsMissing(ModelError):
    """There is no weight file at the path given."""


class WeightsCorrupt(ModelError):
    """A weight file differs from the one the manifest lists, or cannot be read."""


class WeightsUnsuited(ModelError):
    """A weight file was read but does not have the inputs, outputs or classes it should."""


class RuntimeMissing(ModelError):
    """The package that runs this kind of weights is not installed."""
