"""The posterior: prior beliefs and what boxes say of them, joined by the one scale all boxes of a photo share.

In logarithms everything is linear and normal: box_i = grams_i - power_i * scale + error_i. The answer is therefore
exact, and its covariance tells which part of an error all items share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from service.portions.volume import Sight

__all__ = ["Posterior", "posterior"]


@dataclass(frozen=True, slots=True)
class Posterior:
    """Belief in one item's log grams: mean, its own standard deviation and the one it shares by way of the scale."""

    log_grams: float
    own: float
    shared: float

    @property
    def spread(self) -> float:
        """The whole standard deviation."""
        return sqrt(self.own**2 + self.shared**2)


def posterior(
    priors: Sequence[tuple[float, float]], sights: Sequence[Sight | None], scale: tuple[float, float] | None
) -> tuple[Posterior, ...]:
    """Update priors (mean, spread) of log grams by sights, given the scale (mean, spread) of log cm a pixel.

    Without a scale, and for items without a sight, the prior stays.
    """
    seen = [index for index, one in enumerate(sights) if one is not None]
    found = [Posterior(mean, spread, 0.0) for mean, spread in priors]
    if scale is None or not seen:
        return tuple(found)
    joined = _update([priors[index] for index in seen], [one for one in sights if one is not None], scale)
    for index, one in zip(seen, joined, strict=True):
        found[index] = one
    return tuple(found)


def _update(
    priors: Sequence[tuple[float, float]], sights: Sequence[Sight], scale: tuple[float, float]
) -> list[Posterior]:
    count = len(priors)
    mean = np.array([*(one for one, _ in priors), scale[0]])
    covariance = np.diag([*(spread**2 for _, spread in priors), scale[1] ** 2])
    observe = np.hstack([np.eye(count), -np.array([[one.power] for one in sights])])
    noise = np.diag([one.spread**2 for one in sights])
    surprise = np.array([one.log_units for one in sights]) - observe @ mean
    gain = np.linalg.solve(observe @ covariance @ observe.T + noise, observe @ covariance).T
    mean = mean + gain @ surprise
    covariance = covariance - gain @ observe @ covariance
    about_scale = covariance[:count, count] ** 2 / covariance[count, count]
    return [
        Posterior(
            float(mean[index]), sqrt(max(covariance[index, index] - about_scale[index], 0.0)), sqrt(about_scale[index])
        )
        for index in range(count)
    ]
