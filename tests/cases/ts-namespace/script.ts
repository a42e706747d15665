namespace Shapes {
  export const sides = 4;
  export namespace Deep {
    export function double(n: number) {
      return n * 2;
    }
  }
}
return Shapes.Deep.double(Shapes.sides);
