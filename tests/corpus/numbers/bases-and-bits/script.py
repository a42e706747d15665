import ipaddress
import re
import struct
from functools import reduce
from string import ascii_lowercase, ascii_uppercase, digits

# Number bases from 2 to 36 and beyond, roman numerals, bit fields, and bytes.
ALPHABET = digits + ascii_lowercase + ascii_uppercase


def encode(n, base):
    out = []
    while True:
        n, digit = divmod(n, base)
        out.append(ALPHABET[digit])
        if not n:
            return "".join(reversed(out))


def decode(text, base):
    return reduce(lambda n, c: n * base + ALPHABET.index(c), text, 0)


ROMAN = dict(M=1000, CM=900, D=500, CD=400, C=100, XC=90, L=50, XL=40, X=10, IX=9, V=5, IV=4, I=1)


def to_roman(n):
    out = ""
    for numeral, value in ROMAN.items():
        count, n = divmod(n, value)
        out += numeral * count
    return out


def from_roman(text):
    return sum(ROMAN[r] for r in re.findall("CM|CD|XC|XL|IX|IV|.", text))


def permissions(mode):
    return "".join(c if mode >> shift & bit else "-" for shift in (6, 3, 0) for c, bit in zip("rwx", (4, 2, 1)))


def unsigned(n):
    return n & 0xFFFFFFFF


def signed(n):
    return struct.unpack("<i", struct.pack("<I", unsigned(n)))[0]


ids, mode = input["ids"], input["mode"]
network = ipaddress.ip_network("10.20.30.40/20", strict=False)
packed = bytearray(struct.pack(">d", -1.5))
struct.pack_into("<h", packed, 6, -2)

return {
    "base62": [encode(n, 62) for n in ids],
    "back": all(decode(encode(n, 62), 62) == n for n in ids),
    "builtin": [f"{255:b}", encode(255, 36), f"{-255:x}", int("z1", 36), int("0b11", 0), int("0x1F", 16), 0o17, 0b1010],
    "roman": [to_roman(y) for y in input["years"]],
    "year": from_roman("MCMXCIV"),
    "permissions": permissions(mode),
    "octal": f"{mode:04o}",
    "popcount": [n.bit_count() for n in (0, 1, 255, 0x12345678)],
    "twos": [~5, unsigned(-5) >> 28, unsigned(1 << 31), signed(0xFFFFFFFF), 5 & 3 | 5 ^ 3],
    "subnet": {
        "mask": int(network.netmask),
        "network": f"{int(network.network_address):x}",
        "same": all(ipaddress.ip_address(a) in network for a in ("10.20.16.1", "10.20.31.9")),
    },
    "bytes": [f"{b:x}" for b in (0xDEADBEEF).to_bytes(4, "little")],
    "packed": list(packed),
}
