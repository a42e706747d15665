orders = [1, 2, 3]
if not orders:
    return "none"
total = 0
for n in orders:
    if n == 3:
        break
    total += n
return {"total": total}
