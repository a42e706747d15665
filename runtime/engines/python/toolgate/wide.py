"""What a Python of 64 bits has and one of 32 has not: programs take `sys.maxsize` for the greatest number there is, and draw from
ranges that are longer than it is here."""

import _collections_abc
import csv
import random
import sys
import types

_LONGEST = (1 << 31) - 1
_choice, _choices, _sample = random.Random.choice, random.Random.choices, random.Random.sample
_field_size_limit = csv.field_size_limit


def _is_long(population):
    return type(population) is range and bool(population) and _length(population) > _LONGEST


def _length(numbers):
    return (numbers[-1] - numbers.start) // numbers.step + 1


def _choice_of(self, seq):
    if _is_long(seq):
        return seq[self._randbelow(_length(seq))]
    return _choice(self, seq)


def _choices_of(self, population, weights=None, *, cum_weights=None, k=1):
    if weights is not None or cum_weights is not None or not _is_long(population):
        return _choices(self, population, weights, cum_weights=cum_weights, k=k)
    return [_choice_of(self, population) for _ in range(k)]


def _sample_of(self, population, k, *, counts=None):
    if counts is not None or not _is_long(population):
        return _sample(self, population, k, counts=counts)
    if k < 0:
        raise ValueError("Sample larger than population or is negative")
    length, taken = _length(population), {}
    while len(taken) < k:
        taken.setdefault(self._randbelow(length))
    return [population[index] for index in taken]


def _limit_of(*limit):
    return _field_size_limit(*(min(each, _LONGEST) for each in limit))


def install():
    """Puts them in their places."""
    sys.maxsize = (1 << 63) - 1
    # The hash of a set that a program makes is that of a frozenset, whose width stays.
    _collections_abc.sys = types.SimpleNamespace(maxsize=_LONGEST)
    for name, function in (("choice", _choice_of), ("choices", _choices_of), ("sample", _sample_of)):
        function.__name__ = name
        setattr(random.Random, name, function)
    # Programs lift the limit by `csv.field_size_limit(sys.maxsize)`.
    csv.field_size_limit = _limit_of
    _limit_of.__name__, _limit_of.__module__ = "field_size_limit", "_csv"
