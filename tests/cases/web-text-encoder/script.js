const bytes = new TextEncoder().encode("aü😀");
const target = new Uint8Array(4);
return [[...bytes], bytes.constructor.name, new TextEncoder().encodeInto("aü😀", target), [...target], [...new TextEncoder().encode("\ud800")], new TextEncoder().encoding];
