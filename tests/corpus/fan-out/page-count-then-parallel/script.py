from itertools import chain


async def search_all(q):
    first = await tools.catalog.search(q=q, page=1)
    pages = -(-first["total"] // first["size"])  # rounded up
    rest = await asyncio.gather(*(tools.catalog.search(q=q, page=n) for n in range(2, pages + 1)))
    hits = list(chain.from_iterable(page["hits"] for page in [first, *rest]))
    assert len(hits) == first["total"], f"expected {first['total']} hits for {q}, got {len(hits)}"
    return hits


async def main():
    lamps, sofas = await asyncio.gather(search_all("lamp"), search_all("sofa"))
    return {"lamps": lamps, "sofas": sofas, "last": lamps[-1]}


asyncio.run(main())
