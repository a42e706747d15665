interface Named { name: string }
type Index<T extends Named> = Record<string, T>;
function index<T extends Named>(items: T[]): Index<T> {
  return Object.fromEntries(items.map((item): [string, T] => [item.name, item])) as Index<T>;
}
const first = <T,>(items: readonly T[]): T | undefined => items[0];
class Box<T = string> {
  readonly items = new Array<T>();
  add(item: T): this {
    this.items.push(item);
    return this;
  }
}
return [index<Named>([{ name: "a" }]), first<number>([1, 2])!, new Box<number>().add(1).add(2).items];
