// Local times with offsets: how long is each leg, how long the layover, and which local date does one arrive on?
const legs = input.legs.map((leg) => ({ ...leg, dep: Date.parse(leg.departs), arr: Date.parse(leg.arrives) }));

const hm = (ms) => {
  const total = Math.round(ms / 60000);
  return `${Math.floor(total / 60)}h${String(total % 60).padStart(2, "0")}`;
};
const dayShift = ({ departs, arrives }) => {
  const [a, b] = [departs, arrives].map((t) => Date.parse(t.slice(0, 10)));
  return (b - a) / 86400000;
};

const layovers = legs.slice(1).map((leg, i) => ({ at: leg.from, wait: hm(leg.dep - legs[i].arr), ok: leg.dep - legs[i].arr >= 45 * 60000 }));
const flown = legs.reduce((ms, { dep, arr }) => ms + (arr - dep), 0);

return {
  legs: legs.map((leg) => `${leg.from}-${leg.to} ${hm(leg.arr - leg.dep)}${dayShift(leg) ? ` ${dayShift(leg) > 0 ? "+" : ""}${dayShift(leg)}d` : ""}`),
  layovers,
  flown: hm(flown),
  total: hm(legs.at(-1).arr - legs[0].dep),
  utc: [new Date(legs[0].dep).toISOString(), new Date(legs.at(-1).arr).toISOString()],
};
