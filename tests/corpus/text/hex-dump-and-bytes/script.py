import struct
from functools import reduce
from itertools import batched
from operator import xor

data = input.encode("utf-8")

lines = []
for number, row in enumerate(batched(data, 16)):
    left = bytes(row).hex(" ")
    right = "".join(chr(b) if 0x20 <= b < 0x7F else "." for b in row)
    lines.append(f"{number * 16:08x}  {left:<47}  |{right}|")

# a 32-bit FNV-1a hash
digest = 0x811C9DC5
for byte in data:
    digest = ((digest ^ byte) * 0x01000193) & 0xFFFFFFFF

{
    "lines": lines,
    "hash": f"{digest:08x}",
    "xor": reduce(xor, data),
    "big": struct.unpack_from(">I", data)[0],
    "little": int.from_bytes(data[1:3], "little", signed=True),
    "bits": f"{data[1]:08b}",
    "back": b"".join(bytes.fromhex(line[10:57]) for line in lines).decode() == input,
}
