"""Smoothed fixes are nearer to the truth."""

import numpy as np

from inspections.walks import smoothing


def test_a_steady_walk_is_smoothed_to_a_fraction_of_the_noise() -> None:
    dice = np.random.default_rng(1)
    seconds = np.arange(0, 600, 5.0)
    truth = np.column_stack([1.1 * seconds, np.zeros(len(seconds))])
    noisy = truth + dice.normal(0, 8.0, truth.shape)
    smoothed = smoothing.smooth(noisy, seconds, np.full(len(seconds), 12.0))
    before, after = (np.sqrt(((xy - truth) ** 2).sum(axis=1).mean()) for xy in (noisy, smoothed))
    assert after < 0.6 * before


def test_one_fix_stays_where_it_is() -> None:
    assert smoothing.smooth(np.array([[3.0, 4.0]]), np.zeros(1), np.full(1, 5.0)).tolist() == [[3.0, 4.0]]


def test_no_phone_is_more_exact_than_two_metres() -> None:
    assert smoothing.sigma(np.array([0.1, 15.15])).tolist() == [2.0, 10.0]
