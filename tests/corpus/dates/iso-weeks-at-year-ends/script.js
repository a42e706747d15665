// ISO 8601 week numbers: the week that holds Thursday decides the year.
function isoWeek(text) {
  const date = new Date(text + 'T00:00:00Z');
  const weekday = date.getUTCDay() || 7;
  const thursday = new Date(date);
  thursday.setUTCDate(date.getUTCDate() + 4 - weekday);
  const year = thursday.getUTCFullYear();
  const firstDay = Date.UTC(year, 0, 1);
  const week = Math.ceil(((thursday - firstDay) / 86400000 + 1) / 7);
  return { year, week, weekday };
}

function mondayOf(year, week) {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const shift = (week - 1) * 7 - ((fourth.getUTCDay() || 7) - 1);
  fourth.setUTCDate(4 + shift);
  return fourth.toISOString().substring(0, 10);
}

async function main(input) {
  const labels = input.dates.map((d) => {
    const { year, week, weekday } = isoWeek(d);
    return `${d} -> ${year}-W${String(week).padStart(2, '0')}-${weekday}`;
  });
  const mondays = input.weeks.map(([y, w]) => mondayOf(y, w));
  // years of 53 weeks: those whose 28 December is in week 53
  const long = [];
  for (let y = 2000; y <= 2030; y++) if (isoWeek(`${y}-12-28`).week === 53) long.push(y);
  return { labels, mondays, long };
}
