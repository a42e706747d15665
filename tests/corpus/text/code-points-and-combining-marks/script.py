import unicodedata
from unicodedata import normalize


async def main(input):
    def describe(text):
        return {
            "text": text,
            "codePoints": [f"U+{ord(c):04X}" for c in text],
            "utf8": len(text.encode()),
            "utf16": len(text.encode("utf-16-le")) // 2,
            "nfc": len(normalize("NFC", text)),
            "nfkd": len(normalize("NFKD", text)),
            "marks": sum(unicodedata.category(c).startswith("M") for c in text),
            "reversed": text[::-1],
        }

    first, second, _, emoji, *_ = input
    return {
        "described": [describe(text) for text in input],
        "equal": first == second,
        "equalNormalised": normalize("NFC", first) == normalize("NFC", second),
        "escaped": "".join(c if " " <= c <= "~" else f"\\u{{{ord(c):x}}}" for c in emoji),
        "fromCodePoints": "".join(map(chr, (0x1F680, 0x41, 0x3B1))),
        "upper": [s.upper() for s in ("straße", "ŉ", "ǆ")],
    }
