class Trie {
  constructor() {
    this.root = this.#node();
  }
  #node() {
    return { children: new Map(), weight: 0 };
  }
  insert(word, weight) {
    let node = this.root;
    for (const ch of word) {
      if (!node.children.has(ch)) node.children.set(ch, this.#node());
      node = node.children.get(ch);
    }
    node.weight += weight;
  }
  *walk(node, prefix) {
    if (node.weight) yield [prefix, node.weight];
    for (const ch of [...node.children.keys()].sort()) yield* this.walk(node.children.get(ch), prefix + ch);
  }
  complete(prefix, most = 3) {
    let node = this.root;
    for (const ch of prefix) {
      node = node.children.get(ch);
      if (!node) return [];
    }
    return [...this.walk(node, prefix)].sort((a, b) => b[1] - a[1]).slice(0, most).map(([w]) => w);
  }
  get size() {
    const count = (node) => [...node.children.values()].reduce((n, c) => n + count(c), 1);
    return count(this.root);
  }
  get longestCommonPrefix() {
    let [node, out] = [this.root, ""];
    while (node.children.size === 1 && !node.weight) {
      const [[ch, next]] = node.children;
      out += ch;
      node = next;
    }
    return out;
  }
}

const trie = new Trie();
const other = new Trie();
for (const [word, weight] of Object.entries(await tools.words.frequencies({ lang: "en" }))) trie.insert(word, weight);
["interstellar", "internet", "interval"].forEach((w) => other.insert(w, 1));
const answers = new Map(["ca", "car", "d", "naï", "🚀", "zebra"].map((prefix) => [prefix, trie.complete(prefix)]));
return { answers: Object.fromEntries(answers), nodes: trie.size, prefix: other.longestCommonPrefix };
