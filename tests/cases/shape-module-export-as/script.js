async function run(input) {
  return input.n;
}
export { run as default };
