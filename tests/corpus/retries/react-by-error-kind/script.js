async function exportTable(args, attempt = 1) {
  try {
    const { rows } = await tools.export.run(args);
    return { rows, attempt };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    switch (error.kind) {
      case "unavailable":
      case "timed-out":
        return attempt < 3 ? exportTable(args, attempt + 1) : { error: `${error.kind} after ${attempt} attempts` };
      case "invalid-arguments": {
        const [format] = error.data.allowed;
        return { ...(await exportTable({ ...args, format }, attempt + 1)), format };
      }
      case "limit-exceeded": {
        const { allowed, actual } = error.data;
        const parts = [];
        for (let from = 0; from < actual; from += allowed) parts.push(exportTable({ ...args, from, to: Math.min(from + allowed, actual) }));
        const done = await Promise.all(parts);
        return { rows: done.reduce((sum, part) => sum + part.rows, 0), parts: done.length };
      }
      case "denied":
        return { skipped: error.message };
      default:
        return { error: error.message };
    }
  }
}

const results = {};
for (const table of input) results[table] = await exportTable({ table, format: "parquet" });
results;
