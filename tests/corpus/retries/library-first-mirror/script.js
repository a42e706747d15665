const download = (file) => first(input.map((host) => async () => ({ host, ...(await tools.mirror.download({ host, file })) })));

const a = await download("a.iso");
const b = await download("b.iso").catch((error) => {
  if (!(error instanceof AggregateError)) throw error;
  return { failed: error.errors.map((e) => e.message).sort(), kinds: [...new Set(error.errors.map((e) => e.kind))].sort() };
});

return { a, b };
