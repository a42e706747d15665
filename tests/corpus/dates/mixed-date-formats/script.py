from datetime import datetime

# Dates as several systems export them; everything that can't be read is reported, not guessed.
FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%b %d, %Y", "%d %B %Y", "%d %b %Y"]


def to_iso(text):
    for fmt in FORMATS:
        try:
            return datetime.strptime(text, fmt).date().isoformat()
        except ValueError:
            continue
    return None


read = {text: to_iso(text) for text in input}
return {"sorted": sorted(filter(None, read.values())), "bad": [text for text, iso in read.items() if iso is None]}
