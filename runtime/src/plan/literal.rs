//! The arguments of a call in a plan of text: Python's literals, with references, and what planners make of them. What is no literal is
//! text, as LLMCompiler has it: `search(In Cold Blood)`. Never evaluates anything.

use serde_json::Value;

use super::fault::Fault;
use super::reference::Reference;
use super::scan::{Quote, Strings, Told, is_comment};
use super::template::Template;
use super::text::{as_parts, join, parts};
use super::written::{Argument, Arguments};
use super::{MAX_DEPTH, number};

/// Reads what stands between a call's parentheses; `base` is where that stands in the plan, `told` what was found of its strings.
///
/// # Errors
/// It nests too deeply, or nobody can say where an argument ends.
pub(super) fn arguments(text: &str, base: usize, told: &[Told]) -> Result<Arguments, Fault> {
    let mut parser =
        Parser { text, at: 0, base, depth: 0, last: '(', strings: Strings::new(told, base), inexact: None };
    let mut arguments = Arguments::default();
    let mut begins_as_text = None;
    loop {
        parser.space();
        if parser.at == text.len() {
            break;
        }
        let at = parser.at;
        let is_first = arguments.is_empty();
        let mut name = parser.name();
        match parser.argument() {
            Ok(argument) => arguments.add(name, argument),
            Err(Stop::Fault(fault)) => return Err(*fault),
            Err(Stop::NotLiteral) => {
                // `Alien: Covenant`
                name = name.filter(|name| name.by_equals || !is_first);
                if is_first && name.is_none() {
                    begins_as_text = Some(at);
                }
                let from = name.as_ref().map_or(at, |name| name.value);
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
    if let Some(at) = begins_as_text
        && arguments.positional.len() > 1
        && arguments.named.is_empty()
    {
        arguments.as_one = Some(parser.raw(at, text.len()));
    }
    Ok(arguments)
}

/// Whether a line goes on with the arguments of a call: it begins with one that is no text without quotes, or with what ends one.
pub(super) fn goes_on(line: &str) -> bool {
    let begins = line.starts_with([',', ')', ']', '}', '[', '{']) || Quote::read(line).is_some();
    let reference =
        line.strip_prefix('$').is_some_and(|rest| rest.starts_with(|c: char| c == '{' || c.is_ascii_digit()));
    begins || reference || is_named(line) || begins_with_literal(line)
}

/// `name=`
pub(super) fn is_named(text: &str) -> bool {
    let word = word(text);
    let after = text[word..].trim_start_matches([' ', '\t']);
    word > 0 && after.starts_with('=') && !after.starts_with("==")
}

/// A number or a constant, and then what may follow one; `name: "…"`.
fn begins_with_literal(line: &str) -> bool {
    let word = word(line);
    let after = line[word..].trim_start_matches([' ', '\t']);
    if word > 0
        && let Some(value) = after.strip_prefix(':')
    {
        return Quote::read(value.trim_start()).is_some();
    }
    let constant = ["True", "False", "None", "true", "false", "null"].contains(&&line[..word]);
    let number = line.bytes().take_while(|byte| byte.is_ascii_digit() || b"+-._eE".contains(byte)).count();
    let after = if constant { after } else { line[number..].trim_start_matches([' ', '\t']) };
    (constant || line[..number].bytes().any(|byte| byte.is_ascii_digit()))
        && (after.is_empty() || after.starts_with([',', ')', ']', '}', '#']))
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
    Fault(Box<Fault>),
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    base: usize,
    depth: usize,
    /// The last character that means something.
    last: char,
    strings: Strings<'a>,
    /// Where an integer was that no number here can hold.
    inexact: Option<usize>,
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

    fn fault(&self, message: String) -> Stop {
        Stop::Fault(Box::new(Fault::unreadable(self.base + self.at, message)))
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

    /// One argument, up to a comma or the end; or to a line that can only begin the next one.
    fn argument(&mut self) -> Result<Argument, Stop> {
        self.space();
        let at = self.at;
        self.inexact = None;
        let value = self.value()?;
        let end = self.at;
        let source = self.text[at..end].trim_end();
        self.space();
        if !matches!(self.peek(), None | Some(',')) {
            if !self.text[end..self.at].contains('\n') {
                return Err(Stop::NotLiteral);
            }
            let line = self.rest().lines().next().unwrap_or_default().trim_end();
            if !goes_on(line) || self.rest().starts_with([')', ']', '}']) {
                return Err(self.fault(
                    "a line goes on here after a whole argument: write a comma between them, or the text in quotes"
                        .to_owned(),
                ));
            }
        }
        let number = matches!(value, Template::Value(Value::Number(_))).then(|| source.to_owned());
        let inexact = self.inexact.map(|at| self.base + at);
        Ok(Argument { value, at: self.base + at, number, is_none: source == "None", is_text: false, inexact })
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
        Argument { value, is_text: true, ..Argument::at(self.base + at) }
    }

    /// A value; strings one after the other, and what is added to a string, are one text.
    fn value(&mut self) -> Result<Template, Stop> {
        if self.depth >= MAX_DEPTH {
            let message =
                format!("the arguments nest more than {MAX_DEPTH} deep here: pass less structure, or a result");
            return Err(self.fault(message));
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
            } else if self.text[before..self.at].contains('\n') {
                let message = "two texts stand in a row here, over a line break: write a comma between them, or + where they are one";
                return Err(self.fault(message.to_owned()));
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
                let (reference, length) = read.filter(|(read, _)| !read.unreadable).ok_or(Stop::NotLiteral)?;
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
        let (number, length) = number::read(self.rest()).ok_or(Stop::NotLiteral)?;
        if !number.is_exact {
            self.inexact.get_or_insert(self.at);
        }
        self.at += length;
        self.last = '0';
        Ok(Template::Value(Value::Number(number.value)))
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
