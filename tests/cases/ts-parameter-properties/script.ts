class Point {
  constructor(public readonly x: number, private y = 2, protected label?: string) {}
  sum(): number {
    return this.x + this.y;
  }
}
const point = new Point(40);
return { sum: point.sum(), keys: Object.keys(point) };
