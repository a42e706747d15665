from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Session:
    user: str
    start: datetime
    last: datetime
    pages: list[str] = field(default_factory=list)

    def to_dict(self):
        return {
            "user": self.user,
            "start": self.start.isoformat().replace("+00:00", "Z"),
            "pages": self.pages,
            "seconds": int((self.last - self.start).total_seconds()),
            "bounced": len(self.pages) == 1,
        }


async def main(data):
    gap = timedelta(minutes=data["gap_minutes"])
    sessions, current = [], {}
    for event in sorted(data["events"], key=lambda e: e["at"]):
        at = datetime.fromisoformat(event["at"])
        session = current.get(event["user"])
        if session is None or at - session.last > gap:
            session = current[event["user"]] = Session(event["user"], at, at)
            sessions.append(session)
        session.last = at
        session.pages.append(event["page"])
    return [s.to_dict() for s in sessions]
