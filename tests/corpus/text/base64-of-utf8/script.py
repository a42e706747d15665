import base64
import binascii
import json


def decode_part(part):
    padded = part + "=" * (-len(part) % 4)
    return base64.urlsafe_b64decode(padded).decode("utf-8")


encoded = [base64.b64encode(text.encode()).decode("ascii") for text in input["texts"]]
urls = [base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode() for text in input["texts"]]
header, payload, signature = map(decode_part, input["jwt"].split("."))

try:
    base64.b64decode(input["broken"], validate=True)
    broken = False
except binascii.Error:
    broken = True

result = {
    "encoded": encoded,
    "urls": urls,
    "roundTrip": list(map(decode_part, urls)) == input["texts"],
    "header": json.loads(header),
    "payload": json.loads(payload),
    "signature": signature,
    "broken": broken,
}
