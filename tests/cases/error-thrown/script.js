const items = [1, 2, 3];

if (items.length === 3) {
  throw new RangeError("three is too many");
}
