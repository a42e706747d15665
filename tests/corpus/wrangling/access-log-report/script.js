const text = await tools.logs.tail({ service: "web", lines: 100 });
const LINE = /^(?<ip>\S+) \S+ (?<user>\S+) \[(?<time>[^\]]+)\] "(?<method>[A-Z]+) (?<url>\S+) [^"]*" (?<status>\d{3}) (?<bytes>\d+|-) "[^"]*" "(?<agent>[^"]*)" (?<seconds>[\d.]+)$/;

const requests = [];
let unparsed = 0;
for (const line of text.split("\n")) {
  const m = LINE.exec(line);
  if (!m) {
    unparsed++;
    continue;
  }
  const { ip, user, time, method, url, status, bytes, seconds } = m.groups;
  requests.push({
    ip,
    user: user === "-" ? null : user,
    minute: time.slice(12, 17),
    path: `${method} ${url.split("?")[0]}`,
    status: +status,
    bytes: bytes === "-" ? 0 : parseInt(bytes, 10),
    ms: Math.round(seconds * 1000),
  });
}

const count = (key) => {
  const counts = {};
  for (const r of requests) counts[key(r)] = (counts[key(r)] || 0) + 1;
  return counts;
};
const sorted = requests.map((r) => r.ms).sort((a, b) => a - b);
const percentile = (p) => sorted[Math.ceil((p / 100) * sorted.length) - 1];

({
  total: requests.length,
  unparsed,
  statusClasses: count((r) => `${Math.floor(r.status / 100)}xx`),
  topPaths: Object.entries(count((r) => r.path)).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, 2),
  perHour: count((r) => r.minute.split(":")[0]),
  bytes: requests.reduce((sum, r) => sum + r.bytes, 0),
  users: [...new Set(requests.map((r) => r.user).filter(Boolean))],
  latency: { p50: percentile(50), p95: percentile(95), max: sorted.at(-1) },
});
