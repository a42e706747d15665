import math
import sys

# What doubles do, and the usual ways around it.
tenths = [0.1] * 10
naive = 0.0
for x in tenths:
    naive += x
nan = float("nan")


def remainder(a, b):
    return math.fmod(a, b)


return {
    "sum": 0.1 + 0.2,
    "equal": 0.1 + 0.2 == 0.3,
    "close": math.isclose(0.1 + 0.2, 0.3),
    "naive": naive,
    "kahan": math.fsum(tenths),
    "safe": [2**53 - 1, float(2**53) == float(2**53 + 1), abs(2**53) <= 2**53 - 1],
    "nan": [nan == nan, math.isnan(nan), nan in [nan], next((i for i, x in enumerate([nan]) if x == x), -1)],
    "infinities": [math.isfinite(1e308 * 10), 1e308 * 10 > 1e308, -1 / math.inf == 0],
    "zero": [math.copysign(1, -0.0) == math.copysign(1, 0.0), -0.0 == 0, math.copysign(1, -0.0) == -1],
    "epsilon": [1 + sys.float_info.epsilon > 1, 1 + sys.float_info.epsilon / 2 > 1],
    "text": [json.loads(json.dumps(x)) for x in (1e21, 1e-7, 123456789012345680000.0, 0.000001, 100, 1.5e300, 5e-324)],
    "modulo": [remainder(-7, 3), remainder(7, -3), remainder(5.5, 2), -7 % 3],
    "powers": [2**-1, (-2) ** 3, 4**0.5, 0**0, math.sqrt(2), math.hypot(3, 4)],
    "integers": [7 / 2, -7 // 2, int(-7 / 2), 7 // 2],
}
