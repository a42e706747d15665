// Ticket age in working hours (Mon-Fri, 9 to 17 UTC), and which ones broke their SLA.
const HOUR = 3_600_000;
const [OPEN, CLOSE] = [9, 17];

function workingHours(from, to) {
  let total = 0;
  const day = new Date(from);
  day.setUTCHours(0, 0, 0, 0);
  while (day < to) {
    const dow = day.getUTCDay();
    if (dow >= 1 && dow <= 5) {
      const start = Math.max(from, day.getTime() + OPEN * HOUR);
      const end = Math.min(to, day.getTime() + CLOSE * HOUR);
      if (end > start) total += end - start;
    }
    day.setUTCDate(day.getUTCDate() + 1);
  }
  return total / HOUR;
}

const [tickets, slas] = await Promise.all([tools.desk.tickets({ state: "all" }), tools.desk.slas({})]);
const limit = new Map(slas.map((s) => [s.priority, s.hours]));
const now = new Date(input.now);

const report = tickets.map(({ id, priority, opened, closed }) => {
  const hours = workingHours(new Date(opened), closed ? new Date(closed) : now);
  const allowed = limit.get(priority) ?? Infinity;
  return { id, hours: Math.round(hours * 100) / 100, status: hours > allowed ? "breached" : closed ? "met" : "open", left: Number.isFinite(allowed) && !closed ? Math.max(0, allowed - hours) : null };
});
return { report, breached: report.filter((r) => r.status === "breached").length };
