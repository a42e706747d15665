import csv
import io

file = await tools.files.read(path="products.csv")
text = file["text"].removeprefix("\ufeff")

# newline="" keeps the line breaks inside of quoted fields as they are
reader = csv.reader(io.StringIO(text, newline=""))
header = next(reader)
good, bad = [], []
for line in reader:
    if not line:
        continue
    if len(line) != len(header):
        bad.append({"sku": line[0], "fields": len(line)})
        continue
    row = dict(zip(header, line))
    row["price"] = float(row["price"]) if row["price"] else None
    good.append(row)

{"good": good, "bad": bad, "longest": [len(row["notes"]) for row in good]}
