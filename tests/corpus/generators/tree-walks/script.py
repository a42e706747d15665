# A tree three ways (pre-order, post-order, level by level), by recursion with yield from.
tree = await tools.files.tree(root="/")


def pre_order(node, path=""):
    here = path + node["name"]
    yield here
    for child in node.get("children", []):
        yield from pre_order(child, here if here == "/" else here + "/")


def post_order(node):
    size = node.get("size", 0)
    for child in node.get("children", []):
        size += yield from post_order(child)
    yield node["name"], size
    return size


def levels(root):
    level = [root]
    while level:
        yield [node["name"] for node in level]
        level = [child for node in level for child in node.get("children", [])]


def leaves(node):
    match node:
        case {"children": [_, *_] as children}:
            for child in children:
                yield from leaves(child)
        case {"name": name}:
            yield name


def depth(node):
    return 1 + max(map(depth, node.get("children", [])), default=0)


return {
    "paths": list(pre_order(tree)),
    "sizes": dict(post_order(tree)),
    "order": " ".join(name for name, _ in post_order(tree)),
    "levels": list(levels(tree)),
    "leaves": [*leaves(tree)],
    "depth": depth(tree),
}
