class Parser {
  static #registry = new Map();

  static register(subclass, ...formats) {
    for (const format of formats) Parser.#registry.set(format, subclass);
  }
  static for(format) {
    const Found = Parser.#registry.get(format);
    if (!Found) throw new Error(`no parser for ${format}: there are ${[...Parser.#registry.keys()].sort().join(", ")}`);
    return new Found(format);
  }

  constructor(format) {
    this.format = format;
  }
  run(text) {
    return { parser: this.constructor.name, value: this.parse(text) };
  }
}

class CsvParser extends Parser {
  static {
    Parser.register(this, "csv", "tsv");
  }
  get delimiter() {
    return { csv: ";", tsv: "\t" }[this.format];
  }
  parse(text) {
    const [head, ...rows] = text.split("\n").map((line) => line.split(this.delimiter));
    return rows.map((row) => Object.fromEntries(row.map((cell, i) => [head[i], cell])));
  }
}

class JsonParser extends Parser {
  static {
    Parser.register(this, "json");
  }
  parse = JSON.parse;
}

class JsonLinesParser extends JsonParser {
  static {
    Parser.register(this, "jsonl");
  }
  parse = (text) => text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

class KvParser extends Parser {
  static {
    Parser.register(this, "kv");
  }
  parse(text) {
    const entries = text.split(" ").map((pair) => pair.split("="));
    return Object.fromEntries(entries.map(([key, value = true]) => [key, value]));
  }
}

return input.map(([format, text]) => {
  try {
    return Parser.for(format).run(text);
  } catch ({ message }) {
    return message;
  }
});
