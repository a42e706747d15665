export const FACTOR = 3;
export async function main(input) {
  return input.n * FACTOR;
}
