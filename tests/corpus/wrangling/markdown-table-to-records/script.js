const lines = input.split("\n");
const separator = lines.findIndex((line) => /^\|(\s*:?-+:?\s*\|)+\s*$/.test(line));

// split at pipes that are neither escaped nor inside of backticks
const cells = (line) => {
  const out = [""];
  let code = false;
  const body = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  for (let i = 0; i < body.length; i++) {
    const c = body[i];
    if (c === "\\" && body[i + 1] === "|") {
      out[out.length - 1] += "|";
      i++;
    } else if (c === "|" && !code) out.push("");
    else {
      if (c === "`") code = !code;
      out[out.length - 1] += c;
    }
  }
  return out.map((cell) => cell.trim());
};

const plain = (cell) => cell.replace(/(\*\*|\*|`)(.+?)\1/g, "$2");
const convert = (cell, align) => {
  if (cell === "") return null;
  const box = cell.match(/^\[([ xX])\]$/);
  if (box) return box[1] !== " ";
  return align === "right" && !isNaN(cell) ? Number(cell) : plain(cell);
};

const header = cells(lines[separator - 1]).map((name) => name.toLowerCase());
const aligns = cells(lines[separator]).map((c) => (/^:.*:$/.test(c) ? "center" : c.endsWith(":") ? "right" : c.startsWith(":") ? "left" : null));

const records = [];
for (let i = separator + 1; lines[i]?.startsWith("|"); i++) {
  const row = cells(lines[i]);
  records.push(Object.fromEntries(header.map((name, j) => [name, convert(row[j], aligns[j])])));
}
return { aligns, records };
