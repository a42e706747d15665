function wrap(text, width, indent = "") {
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const candidate = line ? `${line} ${word}` : (lines.length ? indent : "") + word;
    if (candidate.length > width && line) {
      lines.push(line);
      line = indent + word;
    } else line = candidate;
  }
  return [...lines, line];
}

function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => String(row[i]).length)));
  const format = (row) => row.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join(" | ");
  const [head, ...body] = rows.map(format);
  return [head, widths.map((w) => "-".repeat(w)).join("-+-"), ...body];
}

const lines = wrap(input.text, input.width, "  ");
return {
  lines,
  table: table(input.rows),
  centred: lines.map((line) => {
    const free = input.width - line.trim().length;
    return ".".repeat(Math.floor(free / 2)) + line.trim() + ".".repeat(Math.ceil(free / 2));
  }),
};
