const ids = new Set(Array.from({ length: 100 }, () => crypto.randomUUID()));
const valid = [...ids].every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id));
const words = new Uint32Array(64);
const same = crypto.getRandomValues(words) === words;
let quota;
try {
  crypto.getRandomValues(new Uint8Array(65537));
} catch (error) {
  quota = error.name;
}
const draws = Array.from({ length: 1000 }, Math.random);
return [ids.size, valid, same, new Set(words).size > 60, crypto.getRandomValues(new Uint8Array(65536)).some((byte) => byte > 0), quota, draws.every((x) => x >= 0 && x < 1), new Set(draws).size];
