function add(a, b) {
  return a + b;
}

async function main(input) {
  return add(input.n, 1);
}
