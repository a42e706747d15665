import heapq
import statistics
from bisect import insort
from operator import itemgetter

# k-way merge of logs that are sorted by themselves, and the top k of everything.
sources = await asyncio.gather(*(tools.logs.tail(host=host) for host in input["hosts"]))
streams = ([line | {"host": host} for line in lines] for host, lines in zip(input["hosts"], sources))
merged = list(heapq.merge(*streams, key=itemgetter("t")))
slowest = heapq.nlargest(3, merged, key=lambda line: (line["ms"], -line["t"]))

# a running median with every line
seen, medians = [], []
for line in merged:
    insort(seen, line["ms"])
    medians.append(statistics.median(seen))

{
    "order": [f"{line['t']}@{line['host']}" for line in merged],
    "slowest": [[line["host"], line["ms"]] for line in slowest],
    "medians": medians,
}
