from itertools import count, islice, takewhile

# Endless sequences, and only as much work as the answer needs.
worked = 0


def naturals(start=1):
    global worked
    for n in count(start):
        worked += 1
        yield n


def is_happy(n):
    seen = set()
    while n != 1 and n not in seen:
        seen.add(n)
        n = sum(int(d) ** 2 for d in str(n))
    return n == 1


happy = list(islice(filter(is_happy, naturals()), 8))
worked_for_happy = worked
squares = list(takewhile(lambda n: n < 200, (n * n for n in naturals() if n % 2)))
none = list(islice(naturals(), 0))
first, second, *rest = islice(naturals(100), 5)

return {
    "happy": happy,
    "workedForHappy": worked_for_happy,
    "squares": squares,
    "worked": worked,
    "none": none,
    "destructured": {"first": first, "second": second, "rest": rest},
}
