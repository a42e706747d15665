from collections import defaultdict

players = await tools.league.players()
teams = defaultdict(list)
for player in players:
    teams[player["team"]].append(player)


def ranked(rows):
    """Dense ranks, like SQL's DENSE_RANK()."""
    rank, previous = 0, None
    for row in sorted(rows, key=lambda r: (-r["goals"], r["name"])):
        if row["goals"] != previous:
            rank, previous = rank + 1, row["goals"]
        yield rank, row


return {
    team: [f"{rank}. {row['name']} ({row['goals']})" for rank, row in ranked(rows) if rank <= 2]
    for team, rows in sorted(teams.items())
}
