//! Words of a text, as they are compared: by Unicode's word boundaries, in lower case, by their stems, without accents. The same
//! for documents and queries, in any script; knows no document.

use std::collections::HashMap;

use rust_stemmers::Stemmer;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::language::Language;

/// The longest word that is compared, in bytes; what is longer is no word.
const LONGEST: usize = 100;
/// The most forms that are remembered with their terms.
const MAX_KNOWN: usize = 100_000;

/// Makes words comparable.
pub(crate) struct Words {
    language: Language,
    stemmer: Option<Stemmer>,
    /// Forms that were seen, with what became of them: most words of a text were there before.
    known: HashMap<String, String>,
}

/// A word where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// In bytes, from the text's beginning.
    pub(crate) at: usize,
    /// As it is written.
    pub(crate) form: &'a str,
}

impl Words {
    pub(crate) fn new(language: Language) -> Self {
        Words { language, stemmer: language.stemmer(), known: HashMap::new() }
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// What a word is compared by.
    pub(crate) fn term(&mut self, form: &str) -> &str {
        if !self.known.contains_key(form) {
            if self.known.len() >= MAX_KNOWN {
                self.known.clear();
            }
            let term = make_term(form, self.stemmer.as_ref());
            self.known.insert(form.to_owned(), term);
        }
        &self.known[form]
    }
}

/// The words of a text in their order. `foo_bar` is two.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.unicode_word_indices()
        .flat_map(|(at, word)| {
            word.split('_').scan(at, |at, form| {
                let word = Word { at: *at, form };
                *at += form.len() + 1;
                Some(word)
            })
        })
        .filter(|word| !word.form.is_empty() && word.form.len() <= LONGEST)
}

fn make_term(form: &str, stemmer: Option<&Stemmer>) -> String {
    let lower: String = form.to_lowercase().nfkc().map(|letter| if letter == '’' { '\'' } else { letter }).collect();
    match stemmer {
        Some(stemmer) => without_accents(&stemmer.stem(&lower)),
        None => without_accents(&lower),
    }
}

/// Takes away what stands on a letter of the Latin, Greek or Cyrillic script. Other scripts write vowels that way.
fn without_accents(term: &str) -> String {
    if term.is_ascii() {
        return term.to_owned();
    }
    term.nfd().filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}')).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: Language, text: &str, expect: &[&str]) {
        let mut terms = Words::new(language);
        let found: Vec<String> = words(text).map(|word| terms.term(word.form).to_owned()).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn terms_are_what_words_have_in_common() {
        check(Language::English, "Running runs, RUN's!", &["run", "run", "run"]);
        check(Language::English, "don't don’t", &["don't", "don't"]);
        check(Language::English, "snake_case __init__ v1.2", &["snake", "case", "init", "v1.2"]);
        check(Language::None, "Running runs", &["running", "runs"]);
        check(Language::None, "Crème BRÛLÉE ﬁn Ａ", &["creme", "brulee", "fin", "a"]);
        check(Language::German, "Häuser Haus Straßen", &["haus", "haus", "strass"]);
        check(Language::Russian, "книги книга", &["книг", "книг"]);
        check(Language::None, "東京 café 한국어 😀", &["東", "京", "cafe", "한국어"]);
        check(Language::English, "हिन्दी עברית", &["हिन्दी", "עברית"]);
        check(Language::English, &"x".repeat(200), &[]);
    }

    #[test]
    fn words_say_where_they_stand() {
        let text = "a é_b";
        let found: Vec<_> = words(text).map(|word| (word.at, word.form)).collect();
        assert_eq!(found, [(0, "a"), (2, "é"), (5, "b")]);
    }
}
