//! What is looked for: terms of which any may occur, phrases that must, and words that must not.

use std::collections::HashMap;

use toolgate_guest::serde_json::json;
use toolgate_guest::{FailureKind, ToolFailure};

use crate::words::{Words, words};

/// The most different terms of a query.
const MAX_TERMS: usize = 100;

/// A query, read.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Query {
    /// Different terms, by their place in which the rest names them.
    pub(crate) terms: Vec<String>,
    /// Terms that score, by their numbers.
    pub(crate) wanted: Vec<usize>,
    /// Terms of which none may occur.
    pub(crate) unwanted: Vec<usize>,
    /// Terms that must follow each other.
    pub(crate) phrases: Vec<Vec<usize>>,
    numbers: HashMap<String, usize>,
}

impl Query {
    /// Reads `words "a phrase" -not`. Words that say nothing in their language are left out, unless there is nothing else.
    pub(crate) fn read(text: &str, terms: &mut Words) -> Result<Self, ToolFailure> {
        let mut query = Query::default();
        let mut stop_words = Vec::new();
        for part in parts(text) {
            let forms: Vec<&str> = words(part.text).map(|word| word.form).collect();
            let mut numbers = Vec::with_capacity(forms.len());
            for form in &forms {
                let is_stop_word = terms.language().is_stop_word(&form.to_lowercase());
                let number = query.number(terms.term(form))?;
                numbers.push(number);
                match part.kind {
                    Kind::Not => query.unwanted.push(number),
                    Kind::Word if is_stop_word => stop_words.push(number),
                    _ => query.wanted.push(number),
                }
            }
            // What Unicode takes apart belongs together only where the writer says so.
            if part.kind == Kind::Phrase && numbers.len() > 1 {
                query.phrases.push(numbers);
            }
        }
        if query.wanted.is_empty() {
            query.wanted = stop_words;
        }
        query.wanted.sort_unstable();
        query.wanted.dedup();
        if query.wanted.is_empty() {
            return Err(invalid("`query` has no word to look for: give one that is not excluded"));
        }
        Ok(query)
    }

    /// A term's number, if it occurs in the query.
    pub(crate) fn find(&self, term: &str) -> Option<usize> {
        self.numbers.get(term).copied()
    }

    fn number(&mut self, term: &str) -> Result<usize, ToolFailure> {
        if let Some(number) = self.numbers.get(term) {
            return Ok(*number);
        }
        if self.terms.len() == MAX_TERMS {
            return Err(invalid("`query` has more than 100 different words: leave out what matters least"));
        }
        self.terms.push(term.to_owned());
        self.numbers.insert(term.to_owned(), self.terms.len() - 1);
        Ok(self.terms.len() - 1)
    }
}

fn invalid(message: &str) -> ToolFailure {
    ToolFailure::new(FailureKind::InvalidArguments, message).with_data(json!({"code": "query"}))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Word,
    Phrase,
    Not,
}

struct Part<'a> {
    kind: Kind,
    text: &'a str,
}

/// What is between quotes, what follows a `-`, and the rest word by word. A quote that is not closed is none.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (part, after) = match rest.strip_prefix('"').and_then(|open| open.split_once('"')) {
            Some((phrase, after)) => (Part { kind: Kind::Phrase, text: phrase }, after),
            None => {
                let end = rest.find(|letter: char| letter.is_whitespace()).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                match word.strip_prefix('-') {
                    Some(word) => (Part { kind: Kind::Not, text: word }, after),
                    None => (Part { kind: Kind::Word, text: word }, after),
                }
            }
        };
        parts.push(part);
        rest = after.trim_start();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    /// Wanted terms, unwanted ones, phrases.
    type Read = (Vec<String>, Vec<String>, Vec<Vec<String>>);

    fn read(text: &str) -> Result<Read, String> {
        let query = Query::read(text, &mut Words::new(Language::English)).map_err(|failure| failure.message)?;
        let named = |numbers: &[usize]| numbers.iter().map(|number| query.terms[*number].clone()).collect::<Vec<_>>();
        Ok((named(&query.wanted), named(&query.unwanted), query.phrases.iter().map(|phrase| named(phrase)).collect()))
    }

    fn check(text: &str, wanted: &[&str], unwanted: &[&str], phrases: &[&[&str]]) {
        let strings = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let expect = (strings(wanted), strings(unwanted), phrases.iter().map(|phrase| strings(phrase)).collect());
        assert_eq!(read(text), Ok(expect), "{text}");
    }

    #[test]
    fn words_phrases_and_exclusions() {
        check("running the Tests", &["run", "test"], &[], &[]);
        check("a -b \"to be\"", &["to", "be"], &["b"], &[&["to", "be"]]);
        check("the of", &["the", "of"], &[], &[]);
        check("\"one\" x x", &["one", "x"], &[], &[]);
        check("\"open end", &["open", "end"], &[], &[]);
        check("well-known e-mail", &["well", "known", "e", "mail"], &[], &[]);
    }

    #[test]
    fn a_query_without_a_word_is_none() {
        for text in ["", "  ", "!?", "-x", "\"\""] {
            assert!(read(text).is_err_and(|message| message.contains("no word")), "{text:?}");
        }
        let many: Vec<String> = (0..101).map(|n| format!("w{n}")).collect();
        assert!(read(&many.join(" ")).is_err_and(|message| message.contains("more than 100")));
    }
}
