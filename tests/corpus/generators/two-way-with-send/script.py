# A generator that is spoken to: running averages, a parser that is fed chunks, and what throw() does.
def averager():
    total, n, average = 0, 0, None
    while (value := (yield average)) is not None:
        total += value
        n += 1
        average = total / n
    return {"sum": total, "n": n}


def line_parser():
    buffer, lines = "", []
    while True:
        try:
            buffer += yield lines
            *lines, buffer = buffer.split("\n")
        except RuntimeError as error:
            lines = [f"! {error}, dropped {json.dumps(buffer)}"]
            buffer = ""


average = averager()
next(average)
averages = [average.send(x) for x in (10, 20, 60)]
try:
    average.send(None)
except StopIteration as stop:
    summary, finished = stop.value, True
after = next(average, None)

parser = line_parser()
next(parser)
fed = []
for chunk in ["ab", "c\nde", "f", "\n\ngh\ni", RuntimeError("reset"), "k\n"]:
    fed.append(parser.throw(chunk) if isinstance(chunk, Exception) else parser.send(chunk))

return {"averages": averages, "summary": summary, "finished": finished, "after": after, "fed": fed}
