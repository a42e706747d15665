//! Names of any text as identifiers, each of which is there once.

use std::collections::HashSet;

/// The words of a name: at what is neither letter nor digit, and where a capital follows a small letter.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars().take(MAX_NAME) {
        if c.is_ascii_alphanumeric() {
            let begins = !last.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && !last.is_ascii_uppercase());
            match words.last_mut().filter(|_| !begins) {
                Some(word) => word.push(c.to_ascii_lowercase()),
                None => words.push(c.to_ascii_lowercase().to_string()),
            }
        }
        last = c;
    }
    words
}

/// Characters of a text that make a name.
const MAX_NAME: usize = 200;

/// `get-orders` as `GetOrders`; `Value` where nothing of it is a letter or digit.
pub(super) fn pascal(text: &str) -> String {
    let name: String = words(text)
        .iter()
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect();
    match name.chars().next() {
        None => "Value".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("N{name}"),
        Some(_) => name,
    }
}

/// `getOrders` as `get_orders`; `value` where nothing of it is a letter or digit.
pub(super) fn snake(text: &str) -> String {
    let name = words(text).join("_");
    match name.chars().next() {
        None => "value".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        Some(_) => name,
    }
}

/// Whether a text can stand as a name in JavaScript as it is; fewer than the language allows.
pub(super) fn is_identifier(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    text.chars().next().is_some_and(letter) && text.chars().all(|c| letter(c) || c.is_ascii_digit())
}

/// The names of one scope.
#[derive(Default)]
pub(super) struct Scope(HashSet<String>);

impl Scope {
    /// A scope in which these are taken.
    pub(super) fn with(taken: &[&str]) -> Self {
        Self(taken.iter().map(|&name| name.to_owned()).collect())
    }

    /// The name itself, or with the first number that makes it the only one.
    pub(super) fn take(&mut self, name: &str) -> String {
        let mut own = name.to_owned();
        let mut number = 1_usize;
        while !self.0.insert(own.clone()) {
            number += 1;
            own = format!("{name}{number}");
        }
        own
    }
}
