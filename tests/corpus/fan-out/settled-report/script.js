(async () => {
  const outcomes = await Promise.allSettled(input.map((service) => tools.health.check({ service })));

  const report = { up: [], down: [], unknown: {} };
  outcomes.forEach(({ status, value, reason }, i) => {
    const service = input[i];
    if (status === "rejected") {
      const { kind, message, retryable } = reason;
      report.unknown[service] = { kind, message, retryable, isToolError: reason instanceof ToolError };
    } else {
      report[value.up ? "up" : "down"].push(service);
    }
  });

  const slowest = outcomes
    .filter((o) => o.status === "fulfilled" && o.value.ms !== null)
    .reduce((max, o) => Math.max(max, o.value.ms), -Infinity);

  return { ...report, slowest, statuses: outcomes.map((o) => o.status[0]).join("") };
})();
