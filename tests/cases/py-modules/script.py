import bisect, copy, csv, functools, hashlib, heapq, io, itertools, math, operator, base64, re, statistics, string, textwrap, urllib.parse
import collections, decimal, fractions, random, uuid, time, datetime, typing, enum, dataclasses, json, zlib, struct, secrets, difflib, html

rows = list(csv.DictReader(io.StringIO("name,n\na,1\nb,2\n")))
return [
    rows, hashlib.sha256(b"x").hexdigest()[:8], hashlib.md5(b"x").hexdigest()[:8], base64.b64encode(b"hi").decode(),
    statistics.median([3, 1, 2]), re.findall(r"(\w+)@", "a@b c@d"), heapq.nsmallest(2, [3, 1, 2]), bisect.bisect([1, 2], 2),
    urllib.parse.urlencode({"q": "ä b"}), textwrap.shorten("a b c d", 5, placeholder="…"), list(itertools.batched(range(5), 2)),
    functools.reduce(operator.mul, [1, 2, 3]), str(fractions.Fraction(3, 6)), math.comb(5, 2), len(str(uuid.uuid4())),
    json.loads(json.dumps({"a": [1]})), zlib.crc32(b"x"), struct.pack(">I", 5).hex(), html.escape("<"), len(secrets.token_hex(4)),
    str(decimal.Decimal("0.1") + decimal.Decimal("0.2")), copy.deepcopy([[1]]), collections.OrderedDict(a=1),
]
