from dataclasses import dataclass, field


@dataclass
class Node:
    weight: int = 0
    children: dict[str, "Node"] = field(default_factory=dict)

    def insert(self, word, weight):
        node = self
        for ch in word:
            node = node.children.setdefault(ch, Node())
        node.weight += weight

    def walk(self, prefix=""):
        if self.weight:
            yield prefix, self.weight
        for ch, child in sorted(self.children.items(), key=lambda item: item[0]):
            yield from child.walk(prefix + ch)

    def complete(self, prefix, most=3):
        node = self
        for ch in prefix:
            if (node := node.children.get(ch)) is None:
                return []
        ranked = sorted(node.walk(prefix), key=lambda pair: -pair[1])
        return [word for word, _ in ranked[:most]]

    def __len__(self):
        return 1 + sum(map(len, self.children.values()))

    def common_prefix(self):
        if len(self.children) != 1 or self.weight:
            return ""
        ((ch, child),) = self.children.items()
        return ch + child.common_prefix()


trie, other = Node(), Node()
for word, weight in (await tools.words.frequencies(lang="en")).items():
    trie.insert(word, weight)
for word in "interstellar", "internet", "interval":
    other.insert(word, 1)
answers = {prefix: trie.complete(prefix) for prefix in ["ca", "car", "d", "naï", "🚀", "zebra"]}
return {"answers": answers, "nodes": len(trie), "prefix": other.common_prefix()}
