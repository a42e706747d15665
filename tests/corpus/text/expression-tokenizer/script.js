const TOKEN = /\s*(?:(?<number>\d+(?:\.\d+)?)|(?<name>[a-z]+)|(?<op>[-+*/%^(),]))/y;

function tokenize(source) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  const text = source.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(`unexpected character at ${text.slice(at).search(/\S/) + at}`);
    const [type, value] = Object.entries(match.groups).find(([, v]) => v !== undefined);
    tokens.push({ type, value });
  }
  return tokens;
}

const BINARY = {
  "+": [1, (a, b) => a + b], "-": [1, (a, b) => a - b], "*": [2, (a, b) => a * b],
  "/": [2, (a, b) => a / b], "%": [2, (a, b) => a % b], "^": [4, (a, b) => a ** b, "right"],
};
const FUNCTIONS = { max: Math.max, min: Math.min };

// precedence climbing
function evaluate(source) {
  const tokens = tokenize(source);
  let at = 0;
  const peek = () => tokens[at]?.value;
  const expect = (value) => {
    if (peek() !== value) throw new SyntaxError(`expected ${value} but got ${peek() ?? "the end"}`);
    at++;
  };
  const primary = () => {
    const token = tokens[at++];
    if (!token) throw new SyntaxError("unexpected end");
    if (token.type === "number") return parseFloat(token.value);
    if (token.value === "-") return -expression(3);
    if (token.value === "(") {
      const value = expression(0);
      expect(")");
      return value;
    }
    if (token.type === "name" && token.value in FUNCTIONS) {
      expect("(");
      const args = [expression(0)];
      while (peek() === ",") {
        at++;
        args.push(expression(0));
      }
      expect(")");
      return FUNCTIONS[token.value](...args);
    }
    throw new SyntaxError(`unexpected ${token.value}`);
  };
  const expression = (least) => {
    let left = primary();
    for (;;) {
      const [precedence, apply, side] = BINARY[peek()] ?? [];
      if (!(precedence > least)) return left;
      at++;
      left = apply(left, expression(side === "right" ? precedence - 1 : precedence));
    }
  };
  const value = expression(0);
  if (at < tokens.length) throw new SyntaxError(`unexpected ${peek()}`);
  return value;
}

return input.map((source) => {
  try {
    return evaluate(source);
  } catch (e) {
    return `${e.name}: ${e.message}`;
  }
});
