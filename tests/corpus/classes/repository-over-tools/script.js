class Note {
  #original;
  constructor(data) {
    Object.assign(this, structuredClone(data));
    this.#original = JSON.stringify(data);
  }
  get dirty() {
    return JSON.stringify(this) !== this.#original;
  }
}

class NoteRepository {
  #identity = new Map();

  async find(id) {
    if (this.#identity.has(id)) return this.#identity.get(id);
    try {
      const note = new Note(await tools.notes.get({ id }));
      this.#identity.set(id, note);
      return note;
    } catch (error) {
      if (error instanceof ToolError && error.data?.status === 404) return undefined;
      throw error;
    }
  }

  async *[Symbol.asyncIterator]() {
    for (const { id } of await tools.notes.list({})) yield this.find(id);
  }

  async flush() {
    const dirty = [...this.#identity.values()].filter((note) => note.dirty);
    const saved = await Promise.all(dirty.map((note) => tools.notes.save({ ...note })));
    return dirty.map((note, i) => ({ id: note.id, ...saved[i] }));
  }
}

const repository = new NoteRepository();
const note = await repository.find(1);
note.body = note.body.toUpperCase();
note.tags.push("new");

const tags = {};
for await (const { id, tags: names } of repository) for (const name of names) (tags[name] ??= []).push(id);

const missing = await repository.find(3);
const broken = await repository.find(4).catch((e) => `${e.tool}: ${e.message}`);
return { same: note === (await repository.find(1)), tags, missing: missing ?? null, broken, saved: await repository.flush() };
