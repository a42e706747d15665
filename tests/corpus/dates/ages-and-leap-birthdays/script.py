from dataclasses import dataclass
from datetime import date

TODAY = date.fromisoformat(input["today"])


@dataclass(frozen=True)
class Person:
    name: str
    born: date

    def age(self, on=TODAY):
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))

    @property
    def next_birthday(self):
        for year in (TODAY.year, TODAY.year + 1):
            try:
                day = self.born.replace(year=year)
            except ValueError:  # 29 February, in a year that has none
                day = date(year, 3, 1)
            if day >= TODAY:
                return day

    def row(self):
        day = self.next_birthday
        return {
            "name": self.name,
            "age": self.age(),
            "next": day.isoformat(),
            "turns": self.age(day),
            "inDays": (day - TODAY).days,
        }


people = [Person(p["name"], date.fromisoformat(p["born"])) for p in await tools.people.list(team=input["team"])]
return sorted((person.row() for person in people), key=lambda row: (row["inDays"], row["name"]))
