class Shape {
  constructor() {
    if (new.target === Shape) throw new TypeError("Shape is abstract");
  }
  area() {
    throw new Error(`${this.constructor.name} has no area`);
  }
  describe() {
    return `${this.constructor.name} of ${this.area().toFixed(2)}`;
  }
  static compare(a, b) {
    return a.area() - b.area();
  }
}

class Circle extends Shape {
  constructor({ r }) {
    super();
    this.r = r;
  }
  area() {
    return Math.PI * this.r ** 2;
  }
}

class Rect extends Shape {
  constructor({ w, h }) {
    super();
    Object.assign(this, { w, h });
  }
  area() {
    return this.w * this.h;
  }
  describe() {
    return `${super.describe()} (${this.w}x${this.h})`;
  }
}

class Square extends Rect {
  constructor({ w }) {
    super({ w, h: w });
  }
}

class Blob extends Shape {}

const classes = { circle: Circle, rect: Rect, square: Square, blob: Blob };
const shapes = [];
const problems = [];
for (const { kind, ...size } of input) {
  try {
    const shape = new classes[kind](size);
    shape.area();
    shapes.push(shape);
  } catch {
    problems.push(kind);
  }
}
try {
  new Shape();
} catch (e) {
  problems.push(e.constructor.name);
}

const chain = [];
for (let proto = Square; proto.name; proto = Object.getPrototypeOf(proto)) chain.push(proto.name);

return {
  sorted: shapes.toSorted(Shape.compare).map((s) => s.describe()),
  rects: shapes.filter((s) => s instanceof Rect).length,
  problems,
  chain,
};
