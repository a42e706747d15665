// A tokenizer and a recursive-descent parser for arithmetic with names, functions and errors that say where.
class ParseError extends Error {}

const tokenize = (text) => {
  const tokens = [];
  const re = /\s*(?:(\d+(?:\.\d+)?)|([a-z]+)|(\*\*|[-+*/%(),]))/y;
  while (re.lastIndex < text.trimEnd().length) {
    const at = re.lastIndex;
    const m = re.exec(text);
    if (!m) throw new ParseError(`unexpected ${text.slice(at).trim()[0]} at ${at + text.slice(at).search(/\S/)}`);
    const [, number, name, op] = m;
    tokens.push({ kind: number ? "number" : name ? "name" : op, text: number ?? name ?? op });
  }
  tokens.push({ kind: "end", text: "end" });
  return tokens;
};

const FUNCTIONS = { max: Math.max, min: Math.min, abs: Math.abs, floor: Math.floor };

function evaluate(text, names = {}) {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at].kind;
  const take = (...kinds) => (kinds.includes(peek()) ? tokens[at++] : null);
  const need = (kind) => take(kind) ?? fail(`expected ${kind}, found ${tokens[at].text}`);
  const fail = (message) => {
    throw new ParseError(message);
  };

  function sum() {
    let left = product();
    for (let t; (t = take("+", "-")); ) left = t.kind === "+" ? left + product() : left - product();
    return left;
  }
  function product() {
    let left = unary();
    for (let t; (t = take("*", "/", "%")); ) {
      const right = unary();
      if (t.kind !== "*" && right === 0) fail("division by zero");
      left = t.kind === "*" ? left * right : t.kind === "/" ? left / right : left - right * Math.floor(left / right);
    }
    return left;
  }
  const unary = () => (take("-") ? -unary() : power());
  function power() {
    const base = atom();
    return take("**") ? base ** unary() : base; // right associative
  }
  function atom() {
    let t;
    if ((t = take("number"))) return Number(t.text);
    if ((t = take("name"))) {
      if (!take("(")) return names[t.text] ?? fail(`unknown name ${t.text}`);
      const f = FUNCTIONS[t.text] ?? fail(`unknown function ${t.text}`);
      const args = [sum()];
      while (take(",")) args.push(sum());
      need(")");
      return f(...args);
    }
    need("(");
    const value = sum();
    need(")");
    return value;
  }

  const value = sum();
  need("end");
  return value;
}

return input.expressions.map((text) => {
  try {
    return evaluate(text, input.names);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return `error: ${error.message}`;
  }
});
