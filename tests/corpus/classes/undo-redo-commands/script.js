class Insert {
  constructor(at, text) {
    this.at = Number(at);
    this.text = text.replaceAll("_", " ");
  }
  apply(doc) {
    return doc.slice(0, this.at) + this.text + doc.slice(this.at);
  }
  revert(doc) {
    return doc.slice(0, this.at) + doc.slice(this.at + this.text.length);
  }
}

class Delete {
  constructor(at, count) {
    [this.at, this.count] = [at, count].map(Number);
  }
  apply(doc) {
    if (this.at + this.count > doc.length) throw new RangeError("out of range");
    this.removed = doc.slice(this.at, this.at + this.count);
    return doc.slice(0, this.at) + doc.slice(this.at + this.count);
  }
  revert(doc) {
    return doc.slice(0, this.at) + this.removed + doc.slice(this.at);
  }
}

class Editor {
  doc = "";
  #done = [];
  #undone = [];
  static commands = { insert: Insert, delete: Delete };

  run(line) {
    const [name, ...args] = line.split(" ");
    if (name === "undo" || name === "redo") return this[name]();
    const command = new Editor.commands[name](...args);
    this.doc = command.apply(this.doc);
    this.#done.push(command);
    this.#undone.length = 0; // a new branch: what was undone is gone
    return true;
  }
  undo() {
    const command = this.#done.pop();
    if (!command) return false;
    this.doc = command.revert(this.doc);
    this.#undone.push(command);
    return true;
  }
  redo() {
    const command = this.#undone.pop();
    if (command) {
      this.doc = command.apply(this.doc);
      this.#done.push(command);
    }
    return command !== undefined;
  }
}

const editor = new Editor();
const trace = input.map((line) => {
  let ok;
  try {
    ok = editor.run(line);
  } catch (e) {
    ok = e.message;
  }
  return [ok, editor.doc];
});
trace;
