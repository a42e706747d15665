// All settle; what failed is told apart by kind, what is left is used.
const results = await Promise.allSettled(input.cities.map((city) => tools.weather.now({ city })));

const report = { ok: {}, failed: {}, retry: [] };
results.forEach((result, i) => {
  const city = input.cities[i];
  if (result.status === "fulfilled") {
    report.ok[city] = result.value.celsius;
    return;
  }
  const { kind, message, retryable, data } = result.reason;
  (report.failed[kind] ??= []).push(`${city}: ${message}${data ? ` (${data.code})` : ""}`);
  if (retryable) report.retry.push(city);
});

const again = await Promise.allSettled(report.retry.map((city) => tools.weather.now({ city })));
const stillFailing = again.filter((r) => r.status === "rejected").length;
return { ...report, stillFailing, isToolError: results.filter((r) => r.reason instanceof ToolError).length };
