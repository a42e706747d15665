const { text } = await tools.files.read({ path: "products.csv" });

/** A small RFC 4180 parser: quotes, doubled quotes, line breaks inside of fields. */
function* parseCsv(source) {
  let row = [], field = "", quoted = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (quoted) {
      if (c === '"' && source[i + 1] === '"') { field += '"'; i++; }
      else if (c === '"') quoted = false;
      else field += c;
    } else if (c === '"') quoted = true;
    else if (c === ",") { row.push(field); field = ""; }
    else if (c === "\n" || c === "\r") {
      if (c === "\r" && source[i + 1] === "\n") i++;
      row.push(field);
      if (row.length > 1 || row[0] !== "") yield row;
      row = []; field = "";
    } else field += c;
  }
  if (field !== "" || row.length) yield [...row, field];
}

const [header, ...lines] = parseCsv(text.replace(/^\uFEFF/, ""));
const good = [], bad = [];
for (const line of lines) {
  if (line.length !== header.length) bad.push({ sku: line[0], fields: line.length });
  else good.push(Object.fromEntries(header.map((name, i) => [name, line[i]])));
}
return {
  good: good.map((r) => ({ ...r, price: r.price === "" ? null : parseFloat(r.price) })),
  bad,
  longest: good.map((r) => r.notes.length),
};
