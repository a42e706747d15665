import math
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

# Half up, half even, down, up, floor and ceiling; to places, to steps and to significant digits.
MODES = {
    "halfUp": ROUND_HALF_UP,
    "halfEven": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
}
values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, -2.6, 7]
table = {name: [int(Decimal(str(v)).quantize(Decimal(1), rounding=mode)) for v in values] for name, mode in MODES.items()}


def js_round(x):
    return math.floor(x + 0.5)


def to_step(x, step):
    return js_round(x / step) * step


def exponential(x, digits):
    mantissa, exponent = f"{x:.{digits}e}".split("e")
    return f"{mantissa}e{int(exponent):+d}"


return {
    "table": table,
    "jsRound": [js_round(v) for v in values],
    "steps": [to_step(7, 5), to_step(12.6, 0.25), to_step(1234, 100), to_step(-7, 4)],
    "significant": [float(f"{x:.{n}g}") for x, n in [(123456, 2), (0.00123456, 3), (9.996, 3), (5, 1)]],
    # toFixed rounds halves away from zero, Python's format to even; 1e21 has no digits after "1e+21" in JavaScript
    "fixed": [f"{1.005:.2f}", str(Decimal("2.5").quantize(Decimal(1), ROUND_HALF_UP)), str(Decimal("0.125").quantize(Decimal("0.01"), ROUND_HALF_UP)), len("1e+21"), f"{-1.5:.1f}"],
    "exponential": [exponential(12345.678, 2), exponential(0.00015, 1)],
}
