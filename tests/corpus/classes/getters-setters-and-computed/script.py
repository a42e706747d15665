import math
from functools import cached_property


class Temperature:
    made = 0

    def __init__(self, celsius=0):
        self.celsius = celsius  # through the setter
        type(self).made += 1

    @property
    def celsius(self):
        return round(self._kelvin - 273.15, 2)

    @celsius.setter
    def celsius(self, value):
        if not isinstance(value, (int, float)) or math.isnan(value):
            raise TypeError("a temperature is a number")
        if value < -273.15:
            raise ValueError("below absolute zero")
        self._kelvin = value + 273.15

    @property
    def fahrenheit(self):
        return round(self.celsius * 1.8 + 32, 2)

    @fahrenheit.setter
    def fahrenheit(self, value):
        self.celsius = (value - 32) / 1.8

    @property
    def kind(self):
        return "temperature"


class Report:
    runs = 0

    def __init__(self, values):
        self.values = values

    @cached_property
    def mean(self):
        self.runs += 1
        return sum(self.values) / len(self.values)


t = Temperature(20)
log = [t.fahrenheit]
t.fahrenheit = 212
log.append(t.celsius)
t.celsius += 0.5
log.append(t.fahrenheit)

errors = []
for value in (-300, "hot", math.nan):
    try:
        t.celsius = value
    except (TypeError, ValueError) as e:
        errors.append(str(e))
try:
    t.kind = "other"
    read_only = False
except AttributeError:
    read_only = True

report = Report([1, 2, 6])
means = [report.mean for _ in range(3)]
return {
    "log": log,
    "errors": errors,
    "after": t.celsius,
    "readOnly": read_only,
    "made": Temperature.made,
    "is": [isinstance(t, Temperature), isinstance({}, Temperature)],
    "means": means,
    "runs": report.runs,
}
