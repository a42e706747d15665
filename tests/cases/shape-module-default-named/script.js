const twice = (n) => n * 2;

export default async function run(input) {
  return twice(input.n);
}
