export default async function () {
  const sources = [
    ["primary", async (code) => (await tools.rates.primary({ code })).rate],
    ["replica", async (code) => (await tools.rates.replica({ code })).rate],
    ["history", async (code) => (await tools.rates.history({ code, days: 1 })).at(-1)?.rate],
  ];

  async function rate(code) {
    const tried = [];
    for (const [name, get] of sources) {
      try {
        const value = await get(code);
        if (value == null) {
          tried.push(`${name}: nothing`);
          continue;
        }
        return { value, from: name, tried };
      } catch ({ message }) {
        tried.push(`${name}: ${message}`);
      }
    }
    return { value: null, from: null, tried };
  }

  return Object.fromEntries(await Promise.all(input.map(async (code) => [code, await rate(code)])));
}
