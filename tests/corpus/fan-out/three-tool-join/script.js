const people = await tools.hr.people({});
const teamIds = [...new Set(people.map((p) => p.team).filter((t) => t !== null))].sort();

// Teams in one call and absences in one call each, all of them side by side
const [teams, absences] = await Promise.all([
  tools.hr.teams({ ids: teamIds }),
  Promise.all(people.map((p) => tools.calendar.absences({ person: p.id }))),
]);

const names = new Map(people.map(({ id, name }) => [id, name]));
const daysOff = ({ from, to }) => (new Date(to) - new Date(from)) / 864e5 + 1;

return people.map((person, i) => ({
  name: person.name,
  team: teams[person.team]?.name ?? "(none)",
  lead: names.get(teams[person.team]?.lead) ?? null,
  daysOff: absences[i].map(daysOff).reduce((a, b) => a + b, 0),
}));
