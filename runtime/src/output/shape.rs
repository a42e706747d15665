//! The shape of a JSON value, written like a TypeScript type: `{id: number, tags: string[0..3]}[5000]`. Says nothing of the
//! values themselves.

use super::peek::{Items, Peek, characters, peek};

/// How deep a shape looks.
const MAX_DEPTH: usize = 6;
/// How many of an array's first items it looks at, and of its last.
const HEAD_ITEMS: usize = 32;
const TAIL_ITEMS: usize = 8;
/// How many keys of an object it names.
const MAX_KEYS: usize = 64;
/// How many characters of a key.
const MAX_KEY: usize = 64;

/// Depths and numbers of keys to write, in the order in which they are tried.
const DETAILS: [(usize, usize); 6] = [(MAX_DEPTH, MAX_KEYS), (MAX_DEPTH, 24), (4, 24), (3, 12), (2, 8), (1, 4)];

/// The types that a place in a value was seen to have.
#[derive(Default)]
pub(super) struct Shape<'a> {
    /// `null`, `boolean`, `number`, `string`, `…`, in the order in which they were seen.
    plain: Vec<&'static str>,
    array: Option<ArrayShape<'a>>,
    object: Option<ObjectShape<'a>>,
}

struct ArrayShape<'a> {
    shortest: usize,
    longest: usize,
    item: Box<Shape<'a>>,
}

#[derive(Default)]
struct ObjectShape<'a> {
    /// How many objects were seen here.
    seen: usize,
    /// Key as it is written, in how many objects it was, and what it held.
    keys: Vec<(&'a str, usize, Shape<'a>)>,
    /// The most keys beyond those that one object had.
    more: usize,
}

impl<'a> Shape<'a> {
    /// The shape of `text`, which is valid JSON.
    pub(super) fn of(text: &'a str) -> Self {
        let mut shape = Self::default();
        shape.add(text, MAX_DEPTH);
        shape
    }

    /// The shape in at most about `bytes` bytes, less deep if need be.
    pub(super) fn render_within(&self, bytes: usize) -> String {
        let rendered =
            DETAILS.iter().map(|(depth, keys)| self.render(*depth, *keys)).find(|shape| shape.len() <= bytes);
        rendered.unwrap_or_else(|| self.render(0, 0))
    }

    fn add(&mut self, text: &'a str, depth: usize) {
        if depth == 0 {
            return self.add_plain("…");
        }
        match peek(text, HEAD_ITEMS.max(MAX_KEYS), TAIL_ITEMS) {
            Peek::Scalar(text) => self.add_plain(match text.as_bytes().first() {
                Some(b'n') => "null",
                Some(b't' | b'f') => "boolean",
                _ => "number",
            }),
            Peek::String(_) => self.add_plain("string"),
            Peek::Array(items) => self.add_array(&items, depth),
            Peek::Object(entries) => {
                let object = self.object.get_or_insert_default();
                object.seen += 1;
                object.more = object.more.max(entries.len - entries.head.len());
                for (key, value) in entries.head {
                    object.add(key, value, depth);
                }
            }
        }
    }

    fn add_plain(&mut self, name: &'static str) {
        if !self.plain.contains(&name) {
            self.plain.push(name);
        }
    }

    fn add_array(&mut self, items: &Items<'a>, depth: usize) {
        let empty = || ArrayShape { shortest: items.len, longest: items.len, item: Box::default() };
        let array = self.array.get_or_insert_with(empty);
        array.shortest = array.shortest.min(items.len);
        array.longest = array.longest.max(items.len);
        for item in items.head.iter().take(HEAD_ITEMS).chain(&items.tail) {
            array.item.add(item, depth - 1);
        }
    }

    fn render(&self, depth: usize, keys: usize) -> String {
        let mut types: Vec<String> = self.plain.iter().map(|name| (*name).to_owned()).collect();
        types.extend(self.object.as_ref().map(|object| object.render(depth, keys)));
        types.extend(self.array.as_ref().map(|array| array.render(depth, keys)));
        types.join(" | ")
    }

    fn is_union(&self) -> bool {
        self.plain.len() + usize::from(self.array.is_some()) + usize::from(self.object.is_some()) > 1
    }
}

impl<'a> ObjectShape<'a> {
    fn add(&mut self, key: &'a str, value: &'a str, depth: usize) {
        if let Some((_, count, shape)) = self.keys.iter_mut().find(|(known, ..)| *known == key) {
            *count += 1;
            shape.add(value, depth - 1);
        } else if self.keys.len() < MAX_KEYS {
            let mut shape = Shape::default();
            shape.add(value, depth - 1);
            self.keys.push((key, 1, shape));
        } else {
            self.more = self.more.max(1);
        }
    }

    fn render(&self, depth: usize, max_keys: usize) -> String {
        if self.keys.is_empty() {
            return "{}".to_owned();
        }
        if depth == 0 {
            return "{…}".to_owned();
        }
        let mut parts: Vec<_> = self
            .keys
            .iter()
            .take(max_keys)
            .map(|(key, count, shape)| {
                let optional = if *count < self.seen { "?" } else { "" };
                format!("{}{optional}: {}", plain_key(key), shape.render(depth - 1, max_keys))
            })
            .collect();
        let left_out = self.keys.len().saturating_sub(max_keys) + self.more;
        if left_out > 0 {
            parts.push(format!("… {left_out} more keys"));
        }
        format!("{{{}}}", parts.join(", "))
    }
}

impl ArrayShape<'_> {
    fn render(&self, depth: usize, keys: usize) -> String {
        if self.longest == 0 {
            return "[]".to_owned();
        }
        let item = if depth == 0 { "…".to_owned() } else { self.item.render(depth - 1, keys) };
        let item = if self.item.is_union() && depth > 0 { format!("({item})") } else { item };
        if self.shortest == self.longest {
            format!("{item}[{}]", self.longest)
        } else {
            format!("{item}[{}..{}]", self.shortest, self.longest)
        }
    }
}

/// A key without quotes where it is a plain word.
fn plain_key(key: &str) -> String {
    let inside = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    if inside.len() > MAX_KEY {
        let start: String = characters(inside).take(MAX_KEY / 2).collect();
        return format!("\"{start}…\"");
    }
    if inside.chars().all(word) && inside.starts_with(|c: char| !c.is_ascii_digit()) {
        inside.to_owned()
    } else {
        key.to_owned()
    }
}
