function parse(text) {
  const value = JSON.parse(text);
  return value.items.map((item) => item.name.toUpperCase());
}

const good = parse('{"items": [{"name": "a"}]}');
const bad = parse('{"items": [{}]}');
return [good, bad];
