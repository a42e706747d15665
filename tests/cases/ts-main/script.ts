interface Input { n: number }
export default async function main({ n }: Input): Promise<{ twice: number }> {
  return { twice: n * 2 };
}
