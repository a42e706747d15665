//! Where a call ends: the brackets and quotes between its parentheses, line by line. Never decodes a value.

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
#[derive(Debug)]
pub(super) struct Scanner {
    at: usize,
    open: Vec<char>,
    quote: Option<Quote>,
    /// The last character that means something.
    last: char,
    /// Where the last string ended.
    string_end: usize,
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
}

/// Whether what follows a quote may follow a string. Planners don't escape an apostrophe (`'Ender's Game'`), nor quotes in quotes.
fn may_follow(rest: &str) -> bool {
    let trimmed = rest.trim_start_matches([' ', '\t']);
    match trimmed.chars().next() {
        None | Some('\n' | '\r' | ',' | ')' | ']' | '}' | ':' | '+' | '%' | ';' | '#') => true,
        Some('<') => trimmed.starts_with(super::head::END_OF_PLAN),
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
        Self { at, open: Vec::new(), quote: None, last: '(', string_end: usize::MAX }
    }

    /// Reads on to the end of `text`, which is the end of a line.
    pub(super) fn feed(&mut self, text: &str) -> Extent {
        while self.at < text.len() {
            if let Some(quote) = self.quote {
                let Some((_, after)) = quote.end(text, self.at) else {
                    self.at = text.len();
                    break;
                };
                (self.quote, self.last, self.string_end, self.at) = (None, '"', after, after);
                continue;
            }
            let Some(character) = text[self.at..].chars().next() else { break };
            if let Some((quote, length)) = Quote::read(&text[self.at..])
                && opens(text, self.at, self.string_end)
            {
                self.quote = Some(quote);
                self.at += length;
                continue;
            }
            match character {
                '(' | '[' | '{' => self.open.push(character),
                ')' | ']' | '}' => {
                    let opener = match character {
                        ')' => '(',
                        ']' => '[',
                        _ => '{',
                    };
                    // Whatever was opened within it and never closed ends with it.
                    match self.open.iter().rposition(|open| *open == opener) {
                        Some(inner) => self.open.truncate(inner),
                        None if character == ')' => return Extent::Closed(self.at),
                        None => {}
                    }
                }
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
            _ if self.quote.is_some() => Extent::InString,
            _ if !self.open.is_empty() => Extent::Open,
            '(' | ',' | '=' | ':' | '+' => Extent::Open,
            _ => Extent::Complete,
        }
    }

    /// Whether a string goes on that any line may be in.
    pub(super) fn in_block(&self) -> bool {
        self.quote.is_some_and(|quote| quote.triple)
    }

    /// Whether the last thing is one that can't have been cut: a string, or something in brackets.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.last, '"' | ']' | '}' | ')')
    }
}

/// Whether a `#` there begins a comment: after a comma or a bracket, or at the end of a value, with a space before it.
pub(super) fn is_comment(text: &str, at: usize, last: char) -> bool {
    text[..at].ends_with(char::is_whitespace) && matches!(last, ',' | '(' | '[' | '{' | '"' | ']' | '}')
}

/// Where strings end, asked in the order in which they begin: a quote that nothing closes is looked for once.
#[derive(Debug, Default)]
pub(super) struct Strings {
    hopeless: Vec<Quote>,
}

impl Strings {
    /// As [`Quote::end`].
    pub(super) fn end(&mut self, quote: Quote, text: &str, from: usize) -> Option<(usize, usize)> {
        if self.hopeless.contains(&quote) {
            return None;
        }
        let end = quote.end(text, from);
        if end.is_none() {
            self.hopeless.push(quote);
        }
        end
    }

    /// The end of an argument that is no value: the next comma outside of brackets and strings, or the end.
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
                _ => {}
            }
            at += character.len_utf8();
        }
        text.len()
    }
}
