// Expands recurrence rules between two dates: weekly, every n days, and the nth weekday of a month.
const DAY = 864e5;
const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const iso = (t) => new Date(t).toISOString().slice(0, 10);

function* days(from, to) {
  for (let t = Date.parse(from); t <= Date.parse(to); t += DAY) yield new Date(t);
}

const rules = {
  weekly: (rule) => (d) => rule.on.includes(WEEKDAYS[d.getUTCDay()]),
  every: (rule) => (d) => ((d - Date.parse(rule.start)) / DAY) % rule.days === 0,
  nth({ nth, on }) {
    return (d) => {
      if (WEEKDAYS[d.getUTCDay()] !== on) return false;
      if (nth > 0) return Math.ceil(d.getUTCDate() / 7) === nth;
      // the last one: a week later it is another month
      return new Date(d.getTime() + 7 * DAY).getUTCMonth() !== d.getUTCMonth();
    };
  },
};

export default async function ({ from, to, meetings }) {
  const calendar = {};
  for (const { name, rule, except = [] } of meetings) {
    const fits = rules[rule.kind]?.(rule);
    if (!fits) {
      (calendar.errors ??= []).push(`${name}: no rule ${rule.kind}`);
      continue;
    }
    for (const day of days(from, to)) {
      if (fits(day) && !except.includes(iso(day))) (calendar[iso(day)] ||= []).push(name);
    }
  }
  return calendar;
}
