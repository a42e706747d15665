const players = await tools.league.players({});

/** Dense ranks: equal goals share a rank, the next rank follows without a gap. */
const rank = (rows) => {
  const distinct = [...new Set(rows.map((r) => r.goals))].sort((a, b) => b - a);
  return rows.map((row) => ({ ...row, rank: distinct.indexOf(row.goals) + 1 })).sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
};

const teams = players.reduce((groups, player) => {
  (groups[player.team] ||= []).push(player);
  return groups;
}, Object.create(null));

const top = {};
for (const team of Object.keys(teams).sort()) {
  top[team] = rank(teams[team])
    .filter((p) => p.rank <= 2)
    .map(({ rank, name, goals }) => `${rank}. ${name} (${goals})`);
}
top;
