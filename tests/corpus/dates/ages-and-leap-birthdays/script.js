const today = new Date(input.today);

function age(born, on = today) {
  const years = on.getUTCFullYear() - born.getUTCFullYear();
  const had =
    on.getUTCMonth() > born.getUTCMonth() ||
    (on.getUTCMonth() === born.getUTCMonth() && on.getUTCDate() >= born.getUTCDate());
  return had ? years : years - 1;
}

function nextBirthday(born) {
  let year = today.getUTCFullYear();
  for (;;) {
    const day = new Date(Date.UTC(year, born.getUTCMonth(), born.getUTCDate()));
    // who is born on 29 February celebrates on 1 March otherwise, which is where the overflow leads
    if (day >= today) return day;
    year += 1;
  }
}

const people = await tools.people.list({ team: input.team });
return people
  .map(({ name, born }) => {
    const date = new Date(born);
    const next = nextBirthday(date);
    return { name, age: age(date), next: next.toISOString().slice(0, 10), turns: age(date, next), inDays: Math.round((next - today) / 86400000) };
  })
  .sort((a, b) => a.inDays - b.inDays || (a.name < b.name ? -1 : 1));
