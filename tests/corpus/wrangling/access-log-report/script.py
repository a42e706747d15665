import math
import re
from collections import Counter
from datetime import datetime

LINE = re.compile(
    r"""(?P<ip>\S+)\ \S+\ (?P<user>\S+)\ \[(?P<time>[^\]]+)\]\ "(?P<method>[A-Z]+)\ (?P<url>\S+)\ [^"]*"
        \ (?P<status>\d{3})\ (?P<bytes>\d+|-)\ "[^"]*"\ "(?P<agent>[^"]*)"\ (?P<seconds>[\d.]+)""",
    re.VERBOSE,
)

text = await tools.logs.tail(service="web", lines=100)
requests, unparsed = [], 0
for line in text.splitlines():
    match = LINE.fullmatch(line)
    if match is None:
        unparsed += 1
        continue
    requests.append(match.groupdict())

times = sorted(round(float(r["seconds"]) * 1000) for r in requests)


def percentile(p):
    return times[math.ceil(p / 100 * len(times)) - 1]


paths = Counter(f"{r['method']} {r['url'].partition('?')[0]}" for r in requests)
hours = Counter(datetime.strptime(r["time"], "%d/%b/%Y:%H:%M:%S %z").strftime("%H") for r in requests)

result = {
    "total": len(requests),
    "unparsed": unparsed,
    "statusClasses": Counter(r["status"][0] + "xx" for r in requests),
    "topPaths": sorted(paths.items(), key=lambda item: (-item[1], item[0]))[:2],
    "perHour": hours,
    "bytes": sum(int(r["bytes"]) for r in requests if r["bytes"] != "-"),
    "users": sorted({r["user"] for r in requests} - {"-"}),
    "latency": {"p50": percentile(50), "p95": percentile(95), "max": times[-1]},
}
