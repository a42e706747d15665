//! Where a call ends: the brackets and quotes between its parentheses, line by line. Never decodes a value.

use super::head::END_OF_PLAN;

/// What is known after a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The call's own parenthesis is closed there.
    Closed(usize),
    /// All is closed but the call's own parenthesis, and the last thing may be a whole value.
    Complete,
    /// A bracket or a comma wants more.
    Open,
    /// So does a string.
    InString,
}

/// Reads on from where it stopped, so that a call of many lines is read once.
#[derive(Debug, Clone)]
pub(super) struct Scanner {
    at: usize,
    open: Brackets,
    /// The string that is open, and where it begins.
    string: Option<(Quote, usize)>,
    /// The last character that means something.
    last: char,
    /// Where the last string ended.
    string_end: usize,
    /// Strings of which whole lines had to tell the end.
    told: Vec<Told>,
    /// Where the mark of the plan's end stands, outside of strings.
    over: Option<usize>,
}

/// The brackets that are open, and how many of each kind those are.
#[derive(Debug, Clone, Default)]
struct Brackets {
    open: Vec<char>,
    counts: [usize; 3],
}

impl Brackets {
    fn kind(bracket: char) -> usize {
        match bracket {
            '(' | ')' => 0,
            '[' | ']' => 1,
            _ => 2,
        }
    }

    fn open(&mut self, bracket: char) {
        self.open.push(bracket);
        self.counts[Self::kind(bracket)] += 1;
    }

    /// Whether one of that kind was open. Whatever was opened within it and never closed ends with it.
    fn close(&mut self, bracket: char) -> bool {
        let kind = Self::kind(bracket);
        if self.counts[kind] == 0 {
            return false;
        }
        while let Some(inner) = self.open.pop() {
            self.counts[Self::kind(inner)] -= 1;
            if Self::kind(inner) == kind {
                break;
            }
        }
        true
    }

    fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

/// A string whose end its own characters don't tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// Behind what opens it.
    from: usize,
    close: usize,
    after: usize,
}

/// What ends a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    close: char,
    triple: bool,
}

impl Quote {
    /// The quote that a text begins with, and its length.
    pub(super) fn read(text: &str) -> Option<(Self, usize)> {
        let open = text.chars().next()?;
        let close = match open {
            '"' | '\'' | '`' => open,
            '“' => '”',
            '‘' => '’',
            _ => return None,
        };
        let triple = matches!(open, '"' | '\'') && text[1..].starts_with(open) && text[2..].starts_with(open);
        Some((Self { close, triple }, if triple { 3 } else { open.len_utf8() }))
    }

    fn length(self) -> usize {
        if self.triple { 3 } else { self.close.len_utf8() }
    }

    /// Where the string ends of which `text[from..]` is inside: the place of what closes it, and the place after that.
    pub(super) fn end(self, text: &str, from: usize) -> Option<(usize, usize)> {
        let mut characters = text[from..].char_indices();
        while let Some((offset, character)) = characters.next() {
            let at = from + offset;
            if character == '\\' {
                characters.next();
            } else if character == self.close {
                let after = at + self.length();
                let closes = if self.triple {
                    text.get(at..after).is_some_and(|three| three.chars().all(|c| c == self.close))
                } else {
                    may_follow(&text[after..])
                };
                if closes {
                    return Some((at, after));
                }
            }
        }
        None
    }

    /// Where a line ends the string that it is in, if it may as well be none of it: by a quote that doesn't belong to another one of
    /// that line. The place of it, and the place after that.
    pub(super) fn end_in_line(self, line: &str) -> Option<(usize, usize)> {
        let mut inner = false;
        let mut characters = line.char_indices();
        while let Some((at, character)) = characters.next() {
            if character == '\\' {
                characters.next();
            } else if character == self.close {
                let after = at + character.len_utf8();
                let follows = may_follow(&line[after..]);
                if inner {
                    inner = !follows;
                } else if self.opens_in_line(line, at, after) {
                    inner = true;
                } else if follows {
                    return Some((at, after));
                }
            } else if matches!((character, self.close), ('“', '”') | ('‘', '’')) {
                inner = true;
            }
        }
        None
    }

    fn opens_in_line(self, line: &str, at: usize, after: usize) -> bool {
        let before = &line[..at];
        let word = line[after..].starts_with(char::is_alphanumeric);
        let begins =
            opens(line, at, usize::MAX) || (word && before.chars().next_back().is_none_or(char::is_whitespace));
        begins && line[after..].contains(self.close)
    }
}

/// Whether what follows a quote may follow a string. Planners don't escape an apostrophe (`'Ender's Game'`), nor quotes in quotes.
fn may_follow(rest: &str) -> bool {
    let trimmed = rest.trim_start_matches([' ', '\t']);
    match trimmed.chars().next() {
        None | Some('\n' | '\r' | ',' | ')' | ']' | '}' | ':' | '+' | '%' | ';' | '#') => true,
        Some('<') => trimmed.starts_with(END_OF_PLAN),
        Some('"' | '\'') => trimmed.len() < rest.len(),
        _ => false,
    }
}

/// Whether a string may begin at `at`: it does where a value does.
fn opens(text: &str, at: usize, string_end: usize) -> bool {
    let before = &text[..at];
    let prefix = before.len() - before.trim_end_matches(['r', 'R', 'b', 'B', 'f', 'F', 'u', 'U']).len();
    let before = if prefix <= 2 { &before[..before.len() - prefix] } else { before };
    let trimmed = before.trim_end();
    trimmed.len() == string_end || trimmed.ends_with(['(', '[', '{', ',', ':', '=', '+'])
}

impl Scanner {
    /// A call whose parenthesis is open just before `at`.
    pub(super) fn new(at: usize) -> Self {
        Self {
            at,
            open: Brackets::default(),
            string: None,
            last: '(',
            string_end: usize::MAX,
            told: Vec::new(),
            over: None,
        }
    }

    /// Reads on to the end of `text`, which is the end of a line.
    pub(super) fn feed(&mut self, text: &str) -> Extent {
        while self.at < text.len() && self.over.is_none() {
            if let Some((quote, _)) = self.string {
                let Some((_, after)) = quote.end(text, self.at) else {
                    self.at = text.len();
                    break;
                };
                self.leave(after);
                continue;
            }
            let Some(character) = text[self.at..].chars().next() else { break };
            if let Some((quote, length)) = Quote::read(&text[self.at..])
                && opens(text, self.at, self.string_end)
            {
                self.string = Some((quote, self.at));
                self.at += length;
                continue;
            }
            match character {
                '<' if text[self.at..].starts_with(END_OF_PLAN) => {
                    self.over = Some(self.at);
                    break;
                }
                '(' | '[' | '{' => self.open.open(character),
                ')' | ']' | '}' if !self.open.close(character) && character == ')' => return Extent::Closed(self.at),
                '#' if is_comment(text, self.at, self.last) => {
                    self.at += text[self.at..].find('\n').unwrap_or(text.len() - self.at);
                    continue;
                }
                _ => {}
            }
            if !character.is_whitespace() {
                self.last = character;
            }
            self.at += character.len_utf8();
        }
        match self.last {
            _ if self.string.is_some() => Extent::InString,
            _ if !self.open.is_empty() => Extent::Open,
            '(' | ',' | '=' | ':' | '+' => Extent::Open,
            _ => Extent::Complete,
        }
    }

    fn leave(&mut self, after: usize) {
        (self.string, self.last, self.string_end, self.at) = (None, '"', after, after);
    }

    /// Ends the string that is open, where a whole line has told that it does.
    pub(super) fn end_string(&mut self, close: usize, after: usize) {
        if let Some((quote, at)) = self.string {
            self.told.push(Told { from: at + quote.length(), close, after });
        }
        self.leave(after);
    }

    /// The string that is open, and where it begins; none that any line may be in.
    pub(super) fn string(&self) -> Option<(Quote, usize)> {
        self.string.filter(|(quote, _)| !quote.triple)
    }

    pub(super) fn told(&self) -> &[Told] {
        &self.told
    }

    /// Where the mark of the plan's end stands, outside of strings.
    pub(super) fn over(&self) -> Option<usize> {
        self.over
    }

    /// Whether a bracket is open that nothing has closed.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Whether a string goes on that any line may be in.
    pub(super) fn in_block(&self) -> bool {
        self.string.is_some_and(|(quote, _)| quote.triple)
    }

    /// Whether the last thing is one that can't have been cut: a string, or something in brackets.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.last, '"' | ']' | '}' | ')')
    }
}

/// Whether a `#` there begins a comment: at the beginning of a line, or after a comma or a bracket or at the end of a value, with a space
/// before it.
pub(super) fn is_comment(text: &str, at: usize, last: char) -> bool {
    let before = &text[..at];
    before.trim_end_matches([' ', '\t']).ends_with('\n')
        || before.ends_with(char::is_whitespace) && matches!(last, ',' | '(' | '[' | '{' | '"' | ']' | '}')
}

/// Where strings end, asked in the order in which they begin: a quote that nothing closes is looked for once.
#[derive(Debug)]
pub(super) struct Strings<'a> {
    hopeless: Vec<Quote>,
    told: &'a [Told],
    /// Where the text is that `told` doesn't begin with.
    base: usize,
}

impl<'a> Strings<'a> {
    pub(super) fn new(told: &'a [Told], base: usize) -> Self {
        Self { hopeless: Vec::new(), told, base }
    }

    /// As [`Quote::end`].
    pub(super) fn end(&mut self, quote: Quote, text: &str, from: usize) -> Option<(usize, usize)> {
        if let Ok(known) = self.told.binary_search_by_key(&(self.base + from), |told| told.from) {
            let Told { close, after, .. } = self.told[known];
            return Some((close - self.base, after - self.base));
        }
        if self.hopeless.contains(&quote) {
            return None;
        }
        let end = quote.end(text, from);
        if end.is_none() {
            self.hopeless.push(quote);
        }
        end
    }

    /// The end of an argument that is no value: the next comma outside of brackets and strings, a line that begins with a name and `=`,
    /// or the end.
    pub(super) fn argument_end(&mut self, text: &str, from: usize) -> usize {
        let mut depth = 0_usize;
        let mut at = from;
        let mut string_end = usize::MAX;
        while let Some(character) = text[at..].chars().next() {
            if let Some((quote, length)) = Quote::read(&text[at..])
                && opens(text, at, string_end)
                && let Some((_, after)) = self.end(quote, text, at + length)
            {
                (at, string_end) = (after, after);
                continue;
            }
            match character {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => return at,
                '\n' if depth == 0 && super::literal::is_named(text[at + 1..].trim_start_matches([' ', '\t'])) => {
                    return at;
                }
                _ => {}
            }
            at += character.len_utf8();
        }
        text.len()
    }
}
