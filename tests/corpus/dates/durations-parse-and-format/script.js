// Durations as people write them ("1h 30m", "90s") and as ISO 8601 ("PT1H30M") to seconds and back.
const UNITS = { w: 604800, d: 86400, h: 3600, m: 60, s: 1 };

function parseDuration(text) {
  const trimmed = text.trim().toLowerCase();
  const iso = /^p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?$/.exec(trimmed);
  if (iso && trimmed.length > 1) {
    return iso.slice(1).reduce((sum, n, i) => sum + Number(n ?? 0) * Object.values(UNITS)[i], 0);
  }
  const clock = trimmed.match(/^(\d+):([0-5]\d)(?::([0-5]\d))?$/);
  if (clock) {
    const [, a, b, c] = clock;
    return c === undefined ? a * 60 + +b : a * 3600 + b * 60 + +c;
  }
  let total = 0;
  const rest = trimmed.replace(/(\d+(?:\.\d+)?)\s*(w|d|h|m|s)(?:[a-z]*)/g, (_, n, unit) => {
    total += parseFloat(n) * UNITS[unit];
    return "";
  });
  if (rest.trim() || !total) throw new Error(`not a duration: ${JSON.stringify(text)}`);
  return total;
}

function formatDuration(seconds) {
  const parts = [];
  for (const [unit, size] of Object.entries(UNITS)) {
    const n = Math.floor(seconds / size);
    if (n) parts.push(n + unit);
    seconds -= n * size;
  }
  return parts.join(" ") || "0s";
}

const rows = input.map((text) => {
  try {
    const seconds = parseDuration(text);
    return { text, seconds, pretty: formatDuration(seconds) };
  } catch (e) {
    return { text, error: e.message };
  }
});
const total = rows.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
return { rows, total: formatDuration(total) };
