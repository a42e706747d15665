const join = (base, name) => (base === "/" ? `/${name}` : `${base}/${name}`);

async function walk(path) {
  let children;
  try {
    children = await tools.drive.children({ path });
  } catch (e) {
    if (e.kind === "denied") return { path, bytes: 0, files: 0, depth: 1, denied: [path] };
    throw e;
  }
  const [dirs, files] = [children.filter((c) => c.dir), children.filter((c) => !c.dir)];
  const inner = await Promise.all(dirs.map((dir) => walk(join(path, dir.name))));
  return {
    path,
    bytes: files.reduce((sum, f) => sum + f.bytes, 0) + inner.reduce((sum, i) => sum + i.bytes, 0),
    files: files.length + inner.reduce((sum, i) => sum + i.files, 0),
    depth: 1 + Math.max(0, ...inner.map((i) => i.depth)),
    denied: inner.flatMap((i) => i.denied),
    ...(inner.length && { dirs: inner.map(({ path, bytes }) => ({ path, bytes })) }),
  };
}

export default async function () {
  return walk("/");
}
