//! The arguments of a call in a plan of text: Python's literals, with references, and what planners make of them. What is no literal is
//! text, as LLMCompiler has it: `search(In Cold Blood)`. Never evaluates anything.

use serde_json::{Number, Value};

use super::MAX_DEPTH;
use super::fault::Fault;
use super::reference::Reference;
use super::scan::{Quote, Strings, is_comment};
use super::template::{Part, Template};
use super::written::{Argument, Arguments};

/// Reads what stands between a call's parentheses; `base` is where that stands in the plan.
///
/// # Errors
/// It nests too deeply.
pub(super) fn arguments(text: &str, base: usize) -> Result<Arguments, Fault> {
    let mut parser = Parser { text, at: 0, base, depth: 0, last: '(', strings: Strings::default() };
    let mut arguments = Arguments::default();
    loop {
        parser.space();
        if parser.at == text.len() {
            return Ok(arguments);
        }
        let at = parser.at;
        let name = parser.name();
        let is_first = arguments.is_empty() && name.as_ref().is_none_or(|name| !name.by_equals);
        match parser.argument() {
            Ok(argument) => arguments.add(name, argument),
            Err(Stop::TooDeep) => return Err(parser.too_deep()),
            // All of it is one text: `Hello, World`, `max($1, $2)`.
            Err(Stop::NotLiteral) if is_first => {
                arguments.positional.push(parser.raw(at, text.len()));
                return Ok(arguments);
            }
            Err(Stop::NotLiteral) => {
                let from = parser.value_at(at, name.as_ref());
                let end = parser.strings.argument_end(text, from);
                let argument = parser.raw(from, end);
                arguments.add(name, argument);
                parser.at = end;
            }
        }
        parser.space();
        if parser.peek() == Some(',') {
            parser.step();
        }
    }
}

impl Arguments {
    fn add(&mut self, name: Option<Name>, argument: Argument) {
        match name {
            Some(name) => self.named.push((name.name, argument)),
            None => self.positional.push(argument),
        }
    }
}

/// `name=` or `name:`.
struct Name {
    name: String,
    by_equals: bool,
    /// Where the value begins.
    value: usize,
}

/// Why there is no literal.
enum Stop {
    NotLiteral,
    TooDeep,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    base: usize,
    depth: usize,
    /// The last character that means something.
    last: char,
    strings: Strings,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn step(&mut self) {
        if let Some(character) = self.peek() {
            self.last = character;
            self.at += character.len_utf8();
        }
    }

    /// Skips spaces, line ends and comments.
    fn space(&mut self) {
        loop {
            self.at = self.text.len() - self.rest().trim_start().len();
            if self.peek() != Some('#') || !is_comment(self.text, self.at, self.last) {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    fn too_deep(&self) -> Fault {
        let message = format!("the arguments nest more than {MAX_DEPTH} deep here: pass less structure, or a result");
        Fault::unreadable(self.base + self.at, message)
    }

    fn name(&mut self) -> Option<Name> {
        let word = word(self.rest());
        let after = self.text[self.at + word..].trim_start_matches([' ', '\t']);
        let by_equals = after.starts_with('=') && !after.starts_with("==");
        if word == 0 || !(by_equals || after.starts_with(':')) {
            return None;
        }
        let name = self.rest()[..word].to_owned();
        self.at = self.text.len() - after.len();
        self.step();
        Some(Name { name, by_equals, value: self.at })
    }

    fn value_at(&self, argument: usize, name: Option<&Name>) -> usize {
        name.map_or(argument, |name| name.value)
    }

    /// One argument, up to a comma or the end.
    fn argument(&mut self) -> Result<Argument, Stop> {
        self.space();
        let at = self.at;
        let value = self.value()?;
        let source = self.text[at..self.at].trim_end();
        self.space();
        if !matches!(self.peek(), None | Some(',')) {
            return Err(Stop::NotLiteral);
        }
        let number = matches!(value, Template::Value(Value::Number(_))).then(|| source.to_owned());
        Ok(Argument { value, at: self.base + at, number, is_none: source == "None" })
    }

    /// A text without quotes, or with quotes that are not where they should be.
    fn raw(&self, from: usize, to: usize) -> Argument {
        let text = self.text[from..to].trim();
        let at = from + (self.text[from..to].len() - self.text[from..to].trim_start().len());
        let mut inside = 0..text.len();
        if let Some((_, length)) = Quote::read(text) {
            let close = text[length..].chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`' | '”' | '’'));
            match close {
                Some(close) => inside = length..text.len() - close.len_utf8(),
                // The one that closes it is missing.
                None if !text[length..].contains(&text[..length]) => inside = length..text.len(),
                None => {}
            }
        }
        let base = self.base + at + inside.start;
        let value = Template::of_parts(parts(&text[inside], base, false));
        Argument { value, at: self.base + at, number: None, is_none: false }
    }

    /// A value; strings one after the other, and what is added to a string, are one text.
    fn value(&mut self) -> Result<Template, Stop> {
        if self.depth >= MAX_DEPTH {
            return Err(Stop::TooDeep);
        }
        self.depth += 1;
        let value = self.sum();
        self.depth -= 1;
        value
    }

    fn sum(&mut self) -> Result<Template, Stop> {
        let (mut value, mut quoted) = self.operand()?;
        let mut is_sum = false;
        loop {
            let before = self.at;
            self.space();
            let plus = self.peek() == Some('+');
            if plus {
                self.step();
                self.space();
            } else if !(quoted && Quote::read(self.rest()).is_some()) {
                self.at = before;
                break;
            }
            let (other, other_quoted) = self.operand()?;
            let (Some(mut left), Some(right)) = (as_parts(value), as_parts(other)) else {
                return Err(Stop::NotLiteral);
            };
            left.extend(right);
            (value, quoted, is_sum) = (Template::Text(left), quoted || other_quoted, true);
        }
        match value {
            // `$1 + $2` is arithmetic, and the tool's.
            _ if is_sum && !quoted => Err(Stop::NotLiteral),
            Template::Text(parts) if is_sum => Ok(Template::of_parts(join(parts))),
            value => Ok(value),
        }
    }

    /// A value that is no sum, and whether it is a string.
    fn operand(&mut self) -> Result<(Template, bool), Stop> {
        if let Some(string) = self.string()? {
            return Ok((string, true));
        }
        let value = match self.peek().ok_or(Stop::NotLiteral)? {
            '$' => {
                let read = Reference::read(self.rest(), self.base + self.at, false);
                let (reference, length) = read.ok_or(Stop::NotLiteral)?;
                self.at += length;
                self.last = '}';
                Template::Reference(reference)
            }
            '[' => lifted(self.list(']')?.0),
            '(' => match self.list(')')? {
                (mut items, false) if items.len() == 1 => items.remove(0),
                (items, _) => lifted(items),
            },
            '{' => self.braces()?,
            '0'..='9' | '-' | '+' | '.' => self.number()?,
            _ => self.constant()?,
        };
        Ok((value, false))
    }

    fn constant(&mut self) -> Result<Template, Stop> {
        let length = word(self.rest());
        let value = match &self.rest()[..length] {
            "True" | "true" => Value::Bool(true),
            "False" | "false" => Value::Bool(false),
            "None" | "null" => Value::Null,
            _ => return Err(Stop::NotLiteral),
        };
        self.at += length;
        self.last = 'e';
        Ok(Template::Value(value))
    }

    fn number(&mut self) -> Result<Template, Stop> {
        let rest = self.rest();
        let mut before = ' ';
        let length = rest
            .find(|c: char| {
                let sign = matches!(c, '+' | '-') && matches!(before, ' ' | 'e' | 'E');
                before = c;
                !(sign || c.is_ascii_digit() || matches!(c, '.' | '_' | 'e' | 'E'))
            })
            .unwrap_or(rest.len());
        let digits = rest[..length].replace('_', "");
        let plain = digits.strip_prefix('+').unwrap_or(&digits);
        let number = plain.parse::<i64>().map(Number::from).or_else(|_| plain.parse::<u64>().map(Number::from));
        let number = number.ok().or_else(|| plain.parse::<f64>().ok().and_then(Number::from_f64));
        self.at += length;
        self.last = '0';
        number.map(|number| Template::Value(Value::Number(number))).ok_or(Stop::NotLiteral)
    }

    /// A list's items, and whether there is a comma. It also ends where what is around it does.
    fn list(&mut self, close: char) -> Result<(Vec<Template>, bool), Stop> {
        self.step();
        let mut items = Vec::new();
        let mut comma = false;
        while self.within(close)? {
            items.push(self.value()?);
            comma |= self.comma(close)?;
        }
        Ok((items, comma))
    }

    /// A dictionary, or a set.
    fn braces(&mut self) -> Result<Template, Stop> {
        self.step();
        let mut fields: Vec<(String, Template)> = Vec::new();
        let mut items = Vec::new();
        while self.within('}')? {
            let length = word(self.rest());
            let bare = length > 0 && self.text[self.at + length..].trim_start().starts_with(':');
            let key = if bare {
                let key = self.rest()[..length].to_owned();
                self.at += length;
                Template::Value(Value::String(key))
            } else {
                self.value()?
            };
            self.space();
            if self.peek() == Some(':') {
                self.step();
                self.space();
                let key = match key {
                    Template::Value(Value::String(key)) => key,
                    Template::Value(key) => key.to_string(),
                    _ => return Err(Stop::NotLiteral),
                };
                let value = self.value()?;
                // Of keys that are there twice the last one counts, as in Python.
                fields.push((key, value));
            } else {
                items.push(key);
            }
            self.comma('}')?;
        }
        match (fields.is_empty(), items.is_empty()) {
            (false, false) => Err(Stop::NotLiteral),
            (true, false) => Ok(lifted(items)),
            _ => Ok(object(fields)),
        }
    }

    /// Whether another item begins; goes behind the bracket where none does.
    fn within(&mut self, close: char) -> Result<bool, Stop> {
        self.space();
        match self.peek() {
            Some(character) if character == close => {
                self.step();
                Ok(false)
            }
            // The bracket is missing.
            None | Some(')' | ']' | '}') => Ok(false),
            Some(',') => Err(Stop::NotLiteral),
            Some(_) => Ok(true),
        }
    }

    fn comma(&mut self, close: char) -> Result<bool, Stop> {
        self.space();
        match self.peek() {
            Some(',') => {
                self.step();
                Ok(true)
            }
            None => Ok(false),
            Some(character) if character == close || matches!(character, ')' | ']' | '}') => Ok(false),
            Some(_) => Err(Stop::NotLiteral),
        }
    }

    /// A string, where there is one: with a prefix of Python's, and the value that it stands for.
    fn string(&mut self) -> Result<Option<Template>, Stop> {
        let prefix = self.rest().bytes().take(2).take_while(|byte| b"rRbBfFuU".contains(byte)).count();
        let is_raw = self.rest()[..prefix].contains(['r', 'R']);
        let Some((quote, length)) = Quote::read(&self.rest()[prefix..]) else { return Ok(None) };
        let from = self.at + prefix + length;
        let (end, after) = self.strings.end(quote, self.text, from).ok_or(Stop::NotLiteral)?;
        let parts = parts(&self.text[from..end], self.base + from, !is_raw);
        self.at = after;
        self.last = '"';
        Ok(Some(Template::of_parts(parts)))
    }
}

/// A name's length.
fn word(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}

/// One value where nothing in it is a reference.
fn lifted(items: Vec<Template>) -> Template {
    if items.iter().any(|item| !matches!(item, Template::Value(_))) {
        return Template::List(items);
    }
    let value = |item| match item {
        Template::Value(value) => value,
        _ => Value::Null,
    };
    Template::Value(Value::Array(items.into_iter().map(value).collect()))
}

pub(super) fn object(fields: Vec<(String, Template)>) -> Template {
    if fields.iter().any(|(_, value)| !matches!(value, Template::Value(_))) {
        return Template::Object(fields);
    }
    let field = |(key, value)| match value {
        Template::Value(value) => (key, value),
        _ => (key, Value::Null),
    };
    Template::Value(Value::Object(fields.into_iter().map(field).collect()))
}

/// What can be a part of a text.
fn as_parts(value: Template) -> Option<Vec<Part>> {
    match value {
        Template::Text(parts) => Some(parts),
        Template::Reference(reference) => Some(vec![Part::Reference(reference)]),
        Template::Value(Value::String(text)) => Some(vec![Part::Text(text)]),
        Template::Value(value @ Value::Number(_)) => Some(vec![Part::Text(value.to_string())]),
        _ => None,
    }
}

/// Neighbouring texts as one.
fn join(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Part::Text(text)), Part::Text(more)) => text.push_str(&more),
            (_, part) => joined.push(part),
        }
    }
    joined
}

/// The parts of a text, with its escapes resolved where it has any. `\$` is a dollar.
fn parts(text: &str, base: usize, escapes: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        match character {
            '\\' if rest[1..].starts_with('$') => {
                plain.push('$');
                at += 2;
            }
            '\\' if escapes => at += escape(rest, &mut plain),
            '$' => match Reference::read(rest, base + at, true) {
                Some((reference, length)) => {
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(Part::Reference(reference));
                    at += length;
                }
                None => {
                    plain.push('$');
                    at += 1;
                }
            },
            _ => {
                plain.push(character);
                at += character.len_utf8();
            }
        }
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

/// One escape as Python reads it (and JSON, where that differs in nothing); returns its length.
fn escape(text: &str, out: &mut String) -> usize {
    let mut characters = text.chars();
    characters.next();
    let Some(character) = characters.next() else {
        out.push('\\');
        return 1;
    };
    let simple = match character {
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        '0' => Some('\0'),
        '\\' | '\'' | '"' | '`' | '/' => Some(character),
        _ => None,
    };
    if let Some(simple) = simple {
        out.push(simple);
        return 2;
    }
    let digits = match character {
        '\n' => return 2,
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let code = |text: &str| u32::from_str_radix(text.get(2..2 + digits)?, 16).ok();
    if let Some(first) = code(text).filter(|_| digits > 0) {
        let length = 2 + digits;
        // Two halves, as JSON has it.
        let second = text.get(length..).filter(|rest| rest.starts_with("\\u")).and_then(code);
        if let (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) = (first, second) {
            let whole = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            out.push(char::from_u32(whole).unwrap_or(char::REPLACEMENT_CHARACTER));
            return length * 2;
        }
        out.push(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        return length;
    }
    out.push('\\');
    out.push(character);
    1 + character.len_utf8()
}
