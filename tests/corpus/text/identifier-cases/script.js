const words = (name) =>
  name
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2") // HTTPServer → HTTP Server
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .split(/[\s_-]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const styles = {
  snake: (ws) => ws.join("_"),
  camel: ([head, ...tail]) => head + tail.map(capital).join(""),
  pascal: (ws) => ws.map(capital).join(""),
  constant: (ws) => ws.join("_").toUpperCase(),
  title: (ws) => ws.map(capital).join(" "),
};

const convert = (name) => Object.fromEntries(Object.entries(styles).map(([style, fn]) => [style, fn(words(name))]));
input.map(convert);
