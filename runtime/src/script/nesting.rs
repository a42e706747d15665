//! How deep a text can take a recursive parser, and how often it can make it start over, found by one pass over the bytes.
//! Never says that a text is wrong: only that it is too dear to look at. May guess too high, never too low.
//!
//! The parser is hostile territory in two ways. It recurses, so 100,000 parentheses overflow a stack and end the host; and
//! it guesses (arrow functions, type arguments) and goes back, so each further level of some constructs doubles its time.
//! The pass knows just enough of the grammar to skip strings, templates, comments and regular expressions, and to forget
//! what lies behind a `;` or a `,`. Where a `/` may be a division or a regular expression and the difference matters, it
//! looks at both; where that happens often, it stops being clever and counts every byte of the rest.

#[cfg(test)]
mod tests;

use oxc::syntax::{identifier::is_irregular_whitespace, line_terminator::is_irregular_line_terminator};

use super::position::is_separator;

/// Bytes of stack for one more bracket. Measured with optimisation: at most 1,910 for any bracket, in any pass over the tree.
const BRACKET: usize = 1_920;
/// Bytes of stack for any other token. Measured likewise: at most 630 for a keyword or an operator.
const TOKEN: usize = 640;
/// The most stack that a text may need, in bytes: about 8,000 brackets, or 25,000 tokens of one expression.
const MOST_STACK: usize = 16 << 20;
/// The most tokens that the parser may look at, those that it looks at again included: about a second.
const MOST_WORK: u64 = 20_000_000;

/// How often the pass splits at a `/`.
const FORKS: u32 = 4;
/// How many bytes of a line it looks at to avoid that.
const LINE: usize = 4_096;

/// The stack in bytes that no parse of `text` exceeds, or the place from which on it is too much.
pub(super) fn stack(text: &str) -> Result<usize, usize> {
    Scan::new(text).run()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Paren,
    /// The parenthesis after `if`, `for`, `while` and `with`, which a regular expression may follow.
    Head,
    Square,
    Brace,
    /// `${`
    Template,
}

/// What was open when a bracket opened.
#[derive(Clone)]
struct Level {
    bracket: Bracket,
    cost: usize,
    base: usize,
    angles: u32,
    factor: u64,
}

/// What the last token says of a `/` that follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// It is a division.
    Operand,
    /// It starts a regular expression.
    Operator,
    /// Either.
    Unsure,
}

#[derive(Clone)]
struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    levels: Vec<Level>,
    /// Stack at this token, and where the innermost bracket's content started.
    cost: usize,
    base: usize,
    /// `<` without a `>` in this bracket since its last `;`.
    angles: u32,
    /// How often the parser may come by here.
    factor: u64,
    most: usize,
    work: u64,
    last: Last,
    newline: bool,
    /// After a `;`, whose effect waits for the next token.
    ended: bool,
    /// The last token is one that a word on the next line doesn't go on from: a closing bracket, a string.
    complete: bool,
    after_dot: bool,
    /// The last token was `if`, `for`, `while`, `with` or `for await`.
    head: bool,
    after_for: bool,
    forks: u32,
    /// Where another reading of a `/` was too much.
    failed: Option<usize>,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            levels: Vec::new(),
            cost: TOKEN,
            base: TOKEN,
            angles: 0,
            factor: 1,
            most: TOKEN,
            work: 0,
            last: Last::Operator,
            newline: false,
            ended: false,
            complete: false,
            after_dot: false,
            head: false,
            after_for: false,
            forks: 0,
            failed: None,
        }
    }

    fn run(mut self) -> Result<usize, usize> {
        while let Some(&byte) = self.bytes.get(self.at) {
            let start = self.at;
            self.step(byte);
            if self.most > MOST_STACK || self.work > MOST_WORK {
                return Err(start);
            }
        }
        self.failed.map_or(Ok(self.most), Err)
    }

    fn step(&mut self, byte: u8) {
        match byte {
            b'\n' | b'\r' => {
                self.newline = true;
                self.at += 1;
            }
            b' ' | b'\t' | 0x0B | 0x0C => {
                let rest = &self.bytes[self.at..];
                self.at += rest.iter().take_while(|byte| **byte == b' ').count().max(1);
            }
            b'/' => self.slash(),
            0x80.. => match self.space() {
                Some(length) => self.at += length,
                None => self.word(),
            },
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | b'#' | b'\\' => self.word(),
            b'\'' | b'"' => self.string(byte),
            b'`' => {
                self.token(BRACKET, Last::Operand);
                self.at += 1;
                self.template();
            }
            b'(' => self.open(if self.head { Bracket::Head } else { Bracket::Paren }),
            b'[' => self.open(Bracket::Square),
            b'{' => self.open(Bracket::Brace),
            b')' | b']' | b'}' => self.close(byte),
            b';' => {
                self.token(0, Last::Operator);
                self.ended = true;
                self.at += 1;
            }
            b',' => {
                self.token(0, Last::Operator);
                if self.angles == 0 {
                    self.cost = self.base;
                }
                self.at += 1;
            }
            _ => self.operator(byte),
        }
    }

    /// Counts one token. What came before a `;` is over, unless this token goes on with its statement.
    fn token(&mut self, cost: usize, last: Last) {
        if self.ended {
            self.ended = false;
            self.cost = self.base;
            self.angles = 0;
        }
        self.cost += cost;
        self.most = self.most.max(self.cost);
        // Neither product overflows: a text has less than 2³² tokens.
        let again = (1 + self.levels.len() as u64) * (1 + u64::from(self.angles));
        self.work = self.work.saturating_add(self.factor.saturating_mul(again));
        self.last = last;
        self.newline = false;
        self.complete = false;
        self.after_dot = false;
        self.head = false;
        self.after_for = false;
    }

    fn open(&mut self, bracket: Bracket) {
        self.token(0, Last::Operator);
        self.levels.push(Level { bracket, cost: self.cost, base: self.base, angles: self.angles, factor: self.factor });
        self.factor = self.factor.saturating_mul(1 + u64::from(self.angles));
        self.cost += BRACKET;
        self.most = self.most.max(self.cost);
        self.base = self.cost;
        self.angles = 0;
        self.at += if bracket == Bracket::Template { 2 } else { 1 };
    }

    /// A bracket that closes nothing is a syntax error, at which the parser stops; here it does nothing.
    fn close(&mut self, byte: u8) {
        self.ended = false;
        self.at += 1;
        let Some(level) = self.levels.last() else { return self.token(TOKEN, Last::Unsure) };
        let (fits, last) = match level.bracket {
            Bracket::Paren => (byte == b')', Last::Operand),
            Bracket::Head => (byte == b')', Last::Operator),
            Bracket::Square => (byte == b']', Last::Operand),
            Bracket::Brace => (byte == b'}', Last::Unsure),
            Bracket::Template => (byte == b'}', Last::Operand),
        };
        if !fits {
            return self.token(TOKEN, Last::Unsure);
        }
        let in_template = level.bracket == Bracket::Template;
        let complete = level.bracket != Bracket::Head;
        (self.cost, self.base, self.angles, self.factor) = (level.cost, level.base, level.angles, level.factor);
        self.levels.pop();
        self.token(TOKEN, last);
        self.complete = complete;
        if in_template {
            self.template();
        }
    }

    /// The text of a template, up to its end or to what is to be put in.
    fn template(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                b'`' => {
                    self.at += 1;
                    break;
                }
                b'$' if self.bytes.get(self.at + 1) == Some(&b'{') => return self.open(Bracket::Template),
                _ => self.at += 1,
            }
        }
        self.last = Last::Operand;
        self.complete = true;
    }

    fn string(&mut self, quote: u8) {
        self.token(TOKEN, Last::Operand);
        self.complete = true;
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' if self.bytes.get(self.at) == Some(&b'\r') && self.bytes.get(self.at + 1) == Some(&b'\n') => {
                    self.at += 2
                }
                b'\\' => self.at += 1,
                b'\n' | b'\r' => break,
                _ if byte == quote => break,
                _ => {}
            }
        }
    }

    fn word(&mut self) {
        let start = self.at;
        let digits = self.bytes[start].is_ascii_digit();
        self.skip_word();
        if digits && self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.skip_word();
        }
        let word = &self.bytes[start..self.at];
        let (member, was_for) = (self.after_dot, self.after_for);
        self.ended |= self.complete && self.newline && !goes_on(word);
        if matches!(word, b"else" | b"while") {
            self.ended = false;
        }
        self.token(TOKEN, if member { Last::Operand } else { after_word(word) });
        if !member {
            self.after_for = word == b"for";
            self.head = matches!(word, b"if" | b"for" | b"while" | b"with") || (was_for && word == b"await");
        }
    }

    fn skip_word(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                0x80.. if self.space().is_none() => self.at += 1,
                _ if is_word(byte) => self.at += 1,
                _ => break,
            }
        }
    }

    /// The length of the space or line end outside of ASCII that starts here. A line end is noted.
    fn space(&mut self) -> Option<usize> {
        let character = self.text.get(self.at..)?.chars().next()?;
        if is_irregular_line_terminator(character) {
            self.newline = true;
        } else if !is_irregular_whitespace(character) {
            return None;
        }
        Some(character.len_utf8())
    }

    fn operator(&mut self, byte: u8) {
        let next = self.bytes.get(self.at + 1).copied();
        let operand = self.last != Last::Operator && !self.newline;
        let (length, last) = match (byte, next) {
            (b'=', Some(b'>')) => (2, Last::Operator),
            (b'.', Some(b'.')) => {
                (self.bytes[self.at..].iter().take_while(|byte| **byte == b'.').count(), Last::Operator)
            }
            (b'+', Some(b'+')) | (b'-', Some(b'-')) => (2, Last::Unsure),
            (b'!', _) if operand => (1, Last::Unsure),
            (b'>', _) => (1, Last::Unsure),
            _ => (1, Last::Operator),
        };
        self.token(if length == 2 && last == Last::Operator { 2 * TOKEN } else { TOKEN }, last);
        match byte {
            b'<' => self.angles = self.angles.saturating_add(1),
            b'>' => self.angles = self.angles.saturating_sub(1),
            b'.' => self.after_dot = length == 1,
            _ => {}
        }
        self.at += length;
    }

    fn slash(&mut self) {
        match self.bytes.get(self.at + 1) {
            Some(b'/') => self.line_comment(),
            Some(b'*') => self.block_comment(),
            _ if self.last == Last::Operator => self.regular_expression(),
            _ if self.last == Last::Operand && !self.newline => self.division(),
            _ if self.same_either_way() => self.division(),
            _ if self.forks < FORKS => self.fork(),
            _ => self.give_up(),
        }
    }

    fn division(&mut self) {
        self.token(TOKEN, Last::Operator);
        self.at += 1;
    }

    /// Reads the rest with a regular expression here, and goes on with a division.
    fn fork(&mut self) {
        self.forks += 1;
        let mut other = self.clone();
        other.regular_expression();
        match other.run() {
            Ok(most) => self.most = self.most.max(most),
            Err(at) => self.failed = self.failed.or(Some(at)),
        }
        self.division();
    }

    fn line_comment(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if matches!(byte, b'\n' | b'\r') || is_separator(self.bytes, self.at) {
                break;
            }
            self.at += 1;
        }
    }

    fn block_comment(&mut self) {
        let body = &self.bytes[self.at + 2..];
        let length = body.windows(2).position(|pair| pair == b"*/").unwrap_or(body.len());
        self.newline |= body[..length].iter().any(|byte| matches!(byte, b'\n' | b'\r' | 0xE2));
        self.at = (self.at + 2 + length + 2).min(self.bytes.len());
    }

    fn regular_expression(&mut self) {
        self.token(TOKEN, Last::Operand);
        self.at += 1;
        let mut in_class = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            if matches!(byte, b'\n' | b'\r') || is_separator(self.bytes, self.at) {
                return;
            }
            self.at += 1;
            match byte {
                b'\\' if !matches!(self.bytes.get(self.at), Some(b'\n' | b'\r')) => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => break,
                _ => {}
            }
        }
        self.skip_word();
    }

    /// Whether what follows a `/` on its line leaves the pass in the same state, be that a division or not: without another
    /// `/` there is no regular expression, and otherwise what one could swallow holds nothing that matters.
    fn same_either_way(&mut self) -> bool {
        let rest = &self.bytes[self.at + 1..];
        let end = (0..rest.len().min(LINE)).find(|at| matches!(rest[*at], b'\n' | b'\r') || is_separator(rest, *at));
        let line = match end {
            Some(end) => &rest[..end],
            None if rest.len() <= LINE => rest,
            None => return false,
        };
        self.work = self.work.saturating_add(line.len() as u64 / 4);
        let Some(last) = line.iter().rposition(|byte| *byte == b'/') else { return true };
        let comment = line.windows(2).any(|pair| pair == b"//");
        let mut open = 0_usize;
        for byte in if comment { line } else { &line[..last] } {
            match byte {
                b'(' | b'[' | b'{' => open += 1,
                b')' | b']' | b'}' if open > 0 => open -= 1,
                b')' | b']' | b'}' | b'"' | b'\'' | b'`' | b'*' | b'\\' | b'>' | b';' | b',' => return false,
                b'/' if open > 0 => return false,
                _ => {}
            }
        }
        open == 0
    }

    /// Takes every byte of the rest for what costs most.
    fn give_up(&mut self) {
        let mut in_word = false;
        for byte in &self.bytes[self.at..] {
            let was_word = std::mem::replace(&mut in_word, is_word(*byte));
            self.cost += match byte {
                b'(' | b'[' | b'{' | b'`' | b'<' => BRACKET,
                b' ' | b'\t' | b'\n' | b'\r' => 0,
                0x80..=0xBF => 0,
                _ if in_word && was_word => 0,
                _ => TOKEN,
            };
            if *byte == b'<' {
                self.factor = self.factor.saturating_mul(2);
            }
        }
        let rest = (self.bytes.len() - self.at) as u64;
        self.work = self.work.saturating_add(self.factor.saturating_mul(rest));
        self.most = self.most.max(self.cost);
        self.at = self.bytes.len();
    }
}

/// What a word says of a `/` after it.
fn after_word(word: &[u8]) -> Last {
    match word {
        b"return" | b"typeof" | b"case" | b"in" | b"instanceof" | b"void" | b"delete" | b"throw" | b"new" | b"do"
        | b"else" | b"default" | b"extends" => Last::Operator,
        b"of" | b"yield" | b"await" | b"as" | b"is" | b"satisfies" | b"keyof" | b"asserts" | b"async" => Last::Unsure,
        _ => Last::Operand,
    }
}

/// Whether a word can go on with what the line before it said.
fn goes_on(word: &[u8]) -> bool {
    matches!(
        word,
        b"in"
            | b"instanceof"
            | b"of"
            | b"as"
            | b"satisfies"
            | b"is"
            | b"else"
            | b"while"
            | b"catch"
            | b"finally"
            | b"extends"
            | b"implements"
            | b"from"
            | b"with"
            | b"assert"
    )
}

fn is_word(byte: u8) -> bool {
    WORD[usize::from(byte)]
}

/// The bytes of names, numbers and keywords.
static WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let it = byte as u8;
        table[byte] = it.is_ascii_alphanumeric() || matches!(it, b'_' | b'$' | b'#' | b'\\');
        byte += 1;
    }
    table
};
