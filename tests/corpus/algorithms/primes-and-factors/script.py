from collections import Counter
from itertools import product
from math import prod


def sieve(limit):
    flags = bytearray([1]) * (limit + 1)
    flags[:2] = b"\0\0"
    for n in range(2, int(limit**0.5) + 1):
        if flags[n]:
            flags[n * n :: n] = bytes(len(range(n * n, limit + 1, n)))
    return [n for n, flag in enumerate(flags) if flag]


primes = sieve(20000)
prime_set = set(primes)


def factor(n):
    factors = Counter()
    for p in primes:
        if p * p > n:
            break
        while not n % p:
            factors[p] += 1
            n //= p
    if n > 1:
        factors[n] += 1
    return factors


def show(n):
    return " * ".join(f"{p}^{e}" if e > 1 else str(p) for p, e in factor(n).items())


def divisors(n):
    powers = [[p**i for i in range(e + 1)] for p, e in factor(n).items()]
    return sorted(prod(choice) for choice in product(*powers))


def totient(n):
    phi = n
    for p in factor(n):
        phi -= phi // p
    return phi


return {
    "count": len(primes),
    "last": primes[-1],
    "twins": [p for p in primes if p + 2 in prime_set][-3:],
    "factors": [show(n) for n in (360, 97, 1001, 9699690, 2**32, 399960001)],
    "divisors": divisors(180),
    "perfect": [n for n in range(2, 9002) if sum(divisors(n)) == 2 * n],
    "totient": [totient(n) for n in (1, 36, 97, 1000)],
    "goldbach": [sum(n - p in prime_set for p in primes if p <= n // 2) for n in (10, 100, 1000)],
}
