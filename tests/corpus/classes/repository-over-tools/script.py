import copy
from dataclasses import asdict, dataclass, field


@dataclass
class Note:
    id: int
    title: str
    body: str
    tags: list[str] = field(default_factory=list)

    def __post_init__(self):
        self._original = copy.deepcopy(asdict(self))

    @property
    def dirty(self):
        return asdict(self) != self._original


class NoteRepository:
    def __init__(self):
        self._identity: dict[int, Note] = {}

    async def find(self, id):
        if id not in self._identity:
            try:
                self._identity[id] = Note(**await tools.notes.get(id=id))
            except ToolFailed as e:
                if e.data.get("status") == 404:
                    return None
                raise
        return self._identity[id]

    async def __aiter__(self):
        for row in await tools.notes.list():
            yield await self.find(row["id"])

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, traceback):
        dirty = [note for note in self._identity.values() if note.dirty]
        answers = await asyncio.gather(*(tools.notes.save(asdict(note)) for note in dirty))
        self.saved = [{"id": note.id, **answer} for note, answer in zip(dirty, answers)]


tags = {}
async with NoteRepository() as repository:
    note = await repository.find(1)
    note.body = note.body.upper()
    note.tags.append("new")

    async for other in repository:
        for tag in other.tags:
            tags.setdefault(tag, []).append(other.id)

    missing = await repository.find(3)
    try:
        broken = await repository.find(4)
    except ToolError as e:
        broken = f"{e.tool}: {e}"
    same = note is await repository.find(1)

return {"same": same, "tags": tags, "missing": missing, "broken": broken, "saved": repository.saved}
