const check = async (n) => ({ n, prime: await tools.math.prime({ n }) });

const skipped = await map(input, check, { width: 2, errors: "skip" });
const kept = await map(input, check, { width: 3, errors: "keep" });

let thrown = null;
try {
  await map(input, check, { width: 1 });
} catch (e) {
  thrown = { kind: e.kind, partial: e.partial.slice(0, 3).map((p) => p.prime) };
}

return {
  primes: skipped.filter((r) => r.prime).map((r) => r.n),
  checked: skipped.length,
  errors: kept.flatMap((r, i) => (r instanceof ToolError ? [{ at: i, message: r.message }] : [])),
  thrown,
};
