"""How points push each other away, on a grid: its cost grows with the grid, not with pairs.

Masses are spread over the squares of a grid, the field of all of them is one convolution, by
Fourier transforms, and read back at the points. So do Linderman et al. 2019,
doi:10.1038/s41592-018-0308-4, for another force.
"""

from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, next_fast_len, rfft2

Points = NDArray[np.float64]
Numbers = NDArray[np.float64]

SQUARE: Final = 0.6
SOFTENING: Final = 0.5
# A grid of more squares is made coarser: ten million take 80 MB.
MOST_SQUARES: Final = 4_000_000


class Field:
    """The field of repulsion over the box around some points.

    :param points: where the points are; they may move a little beyond
    :param margin: how much room there is around them; no force reaches farther
    """

    def __init__(self, points: Points, *, margin: float) -> None:
        self.low: Points = points.min(axis=0) - 2 * margin
        span = np.ptp(points, axis=0) + 4 * margin
        self.square = max(SQUARE, float(np.sqrt(span.prod() / MOST_SQUARES)))
        wide, high = (next_fast_len(int(side / self.square) + 3, real=True) for side in span)
        self.shape = (wide, high)
        self._forces: tuple[NDArray[np.complex128], ...] = ()

    def reach(self, distance: float) -> Self:
        """Let the force be ``1 / d`` when near, and vanish beyond a distance."""
        x, y = (
            np.minimum(np.arange(n), n - np.arange(n)) * np.where(np.arange(n) * 2 <= n, 1, -1)
            for n in self.shape
        )
        ways = np.meshgrid(x * self.square, y * self.square, indexing="ij")
        squares = ways[0] ** 2 + ways[1] ** 2
        strength = np.exp(-squares / (distance / 2) ** 2) / (squares + SOFTENING)
        self._forces = tuple(rfft2(strength * way) for way in ways)
        return self

    def push(self, points: Points, masses: Numbers) -> Points:
        """Compute how each point is pushed by all masses together."""
        spots, shares = self._spots(points)
        spread = np.bincount(
            spots.ravel(), (shares * masses).ravel(), self.shape[0] * self.shape[1]
        )
        wave = rfft2(spread.reshape(self.shape))
        fields = [irfft2(wave * force, s=self.shape).ravel() for force in self._forces]
        return np.stack([(field[spots] * shares).sum(axis=0) for field in fields], axis=1)

    def _spots(self, points: Points) -> tuple[NDArray[np.intp], Numbers]:
        """Find the four grid points around each point, and how near each of them is."""
        place = (points - self.low) / self.square
        corner = np.clip(np.floor(place).astype(np.intp), 0, np.array(self.shape) - 2)
        x, y = np.clip(place - corner, 0.0, 1.0).T
        first = corner[:, 0] * self.shape[1] + corner[:, 1]
        steps = np.array([0, 1, self.shape[1], self.shape[1] + 1])[:, None]
        shares = np.stack([(1 - x) * (1 - y), (1 - x) * y, x * (1 - y), x * y])
        return first + steps, shares
