import math

# Numbers that no double holds; as text in the result.


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


# textbook RSA
p, q, e = 1000003, 998244353, 65537
n, phi = p * q, (p - 1) * (q - 1)
d = pow(e, -1, phi)
secret = pow(123456789, e, n)
digits = str(math.factorial(100))


def truncated(a, b):
    """Division as most languages do it: towards zero."""
    quotient = abs(a) // abs(b) * (1 if a * b >= 0 else -1)
    return quotient, a - quotient * b


return {
    "factorial": digits,
    "digitSum": sum(map(int, digits)),
    "fibonacci": str(fibonacci(300)),
    "rsa": {"secret": str(secret), "back": str(pow(secret, d, n))},
    "sqrt2": str(math.isqrt(2 * 10**100)),
    "hex": f"{2**127 - 1:x}",
    "mersenne": [k for k in (3, 5, 7, 11, 13, 17) if pow(3, 2**k - 2, 2**k - 1) == 1],
    "signs": [str(x) for x in (*truncated(-7, 2), -7 >> 1, -1 & 0xFF)],
    "parsed": str(int("123456789012345678901234567890") + int("0xff", 16)),
}
