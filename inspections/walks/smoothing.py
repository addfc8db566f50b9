"""Positions of a walker smoothed: a walker of steady pace, fixes as exact as the phone says. Pure.

A Kalman filter and its smoother after Rauch, Tung and Striebel (1965), the same for east and north.
"""

import numpy as np

from inspections.walks.streets import Floats

_TURN = 0.05  # m²/s³: how much the pace of a walker changes (assumption)
_PACE = 1.5  # m/s: of the first fix nothing is known but that somebody walks
_LEAST_M = 2.0  # no phone is more exact in a street
RADIUS = 1.515  # accuracy as phones tell it holds 68 % of the fixes: in one direction that many sigmas


def sigma(accuracy_m: Floats) -> Floats:
    """Standard deviation in one direction from the 68 % radius a phone tells."""
    return np.maximum(accuracy_m / RADIUS, _LEAST_M)


def smooth(xy: Floats, seconds: Floats, accuracy_m: Floats) -> Floats:
    """Positions (n × 2, metres) at rising `seconds`, smoothed."""
    size, noise = len(xy), sigma(accuracy_m) ** 2
    mean, spread = np.zeros((size, 2, 2)), np.zeros((size, 2, 2))
    ahead_mean, ahead_spread = np.zeros((size, 2, 2)), np.zeros((size, 2, 2))
    steps = np.tile(np.eye(2), (size, 1, 1))
    mean[0, 0], spread[0] = xy[0], np.diag([noise[0], _PACE**2])
    for i in range(1, size):
        dt = seconds[i] - seconds[i - 1]
        steps[i, 0, 1] = dt
        jitter = _TURN * np.array([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]])
        ahead_mean[i] = steps[i] @ mean[i - 1]
        ahead_spread[i] = steps[i] @ spread[i - 1] @ steps[i].T + jitter
        gain = ahead_spread[i][:, :1] / (ahead_spread[i][0, 0] + noise[i])
        mean[i] = ahead_mean[i] + gain @ (xy[i] - ahead_mean[i][0])[None, :]
        spread[i] = ahead_spread[i] - gain @ ahead_spread[i][:1]
    for i in range(size - 2, -1, -1):
        back = spread[i] @ steps[i + 1].T @ np.linalg.inv(ahead_spread[i + 1])
        mean[i] = mean[i] + back @ (mean[i + 1] - ahead_mean[i + 1])
    smoothed: Floats = mean[:, 0]
    return smoothed
