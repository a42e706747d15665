// A tree three ways (pre-order, post-order, level by level), by recursion with yield*.
const tree = await tools.files.tree({ root: "/" });

function* preOrder(node, path = "") {
  const here = path + node.name;
  yield here;
  for (const child of node.children ?? []) yield* preOrder(child, here === "/" ? here : `${here}/`);
}

function* postOrder(node) {
  let size = node.size ?? 0;
  for (const child of node.children ?? []) size += yield* postOrder(child);
  yield [node.name, size];
  return size;
}

function* levels(root) {
  for (let level = [root]; level.length; level = level.flatMap((n) => n.children ?? [])) {
    yield level.map((n) => n.name);
  }
}

function* leaves({ children, name }) {
  if (!children?.length) yield name;
  else for (const child of children) yield* leaves(child);
}

const depth = (node) => 1 + Math.max(0, ...(node.children ?? []).map(depth));
const sizes = Object.fromEntries(postOrder(tree));
return {
  paths: [...preOrder(tree)],
  sizes,
  order: [...postOrder(tree)].map(([name]) => name).join(" "),
  levels: Array.from(levels(tree)),
  leaves: [...leaves(tree)],
  depth: depth(tree),
};
