from datetime import date

people = await tools.hr.people()
team_ids = sorted({p["team"] for p in people if p["team"]})

# A call starts when it is made; awaiting comes later
teams_call = tools.hr.teams(ids=team_ids)
absence_calls = [tools.calendar.absences(person=p["id"]) for p in people]

teams = await teams_call
names = {p["id"]: p["name"] for p in people}


def days_off(absence):
    return (date.fromisoformat(absence["to"]) - date.fromisoformat(absence["from"])).days + 1


report = []
for person, call in zip(people, absence_calls):
    team = teams.get(person["team"], {})
    report.append(
        {
            "name": person["name"],
            "team": team.get("name", "(none)"),
            "lead": names.get(team.get("lead")),
            "daysOff": sum(days_off(a) for a in await call),
        }
    )
report
