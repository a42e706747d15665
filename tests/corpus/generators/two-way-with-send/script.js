// A generator that is spoken to: running averages, a parser that is fed chunks, and what throw() does.
function* averager() {
  let [sum, n] = [0, 0];
  let value = yield null;
  while (value !== undefined) {
    sum += value;
    n++;
    value = yield sum / n;
  }
  return { sum, n };
}

function* lineParser() {
  let buffer = "";
  let lines = [];
  for (;;) {
    try {
      const chunk = yield lines;
      buffer += chunk;
      const parts = buffer.split("\n");
      buffer = parts.pop();
      lines = parts;
    } catch (error) {
      lines = [`! ${error.message}, dropped ${JSON.stringify(buffer)}`];
      buffer = "";
    }
  }
}

const average = averager();
average.next();
const averages = [10, 20, 60].map((x) => average.next(x).value);
const summary = average.next();
const after = average.next(5);

const parser = lineParser();
parser.next();
const fed = ["ab", "c\nde", "f", "\n\ngh\ni", new Error("reset"), "k\n"].map((chunk) =>
  (chunk instanceof Error ? parser.throw(chunk) : parser.next(chunk)).value,
);

return { averages, summary: summary.value, finished: summary.done, after: after.value ?? null, fed };
