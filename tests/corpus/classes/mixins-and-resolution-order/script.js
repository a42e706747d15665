const Serialisable = (Base) =>
  class Serialisable extends Base {
    serialise() {
      return JSON.stringify({ type: this.constructor.name, ...this });
    }
    trail() {
      return ["Serialisable", ...super.trail()];
    }
  };

const Comparable = (Base) =>
  class Comparable extends Base {
    compare(other) {
      return Math.sign(this.rank() - other.rank());
    }
    trail() {
      return ["Comparable", ...super.trail()];
    }
  };

const Tagged = (Base) =>
  class Tagged extends Base {
    tags = [];
    tag(...names) {
      this.tags = [...new Set([...this.tags, ...names])].sort();
      return this;
    }
    trail() {
      return ["Tagged", ...super.trail()];
    }
  };

class Entity {
  constructor(id) {
    this.id = id;
  }
  trail() {
    return ["Entity"];
  }
}

class Version extends Serialisable(Comparable(Tagged(Entity))) {
  constructor(id, text) {
    super(id);
    this.parts = text.split(".").map(Number);
  }
  rank() {
    return this.parts.reduce((sum, part) => sum * 1000 + part, 0);
  }
}

const versions = ["1.10.0", "1.9.3", "2.0.0"].map((text, i) => new Version(i, text));
versions[0].tag("lts", "old").tag("lts", "big");
const sorted = [...versions].sort((a, b) => a.compare(b));

({
  sorted: sorted.map((v) => v.parts.join(".")),
  trail: versions[0].trail(),
  json: JSON.parse(versions[0].serialise()),
  shared: versions[1].tags.length,
  depth: (function depth(proto) {
    return proto ? 1 + depth(Object.getPrototypeOf(proto)) : 0;
  })(Version.prototype),
});
