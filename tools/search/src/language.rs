//! The languages whose words have stems here, and the words in each that say nothing by themselves.

use rust_stemmers::{Algorithm, Stemmer};
use toolgate_guest::schema;

/// A language, or `none`: words then match as they are written.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "their names say it")]
pub(crate) enum Language {
    None,
    Arabic,
    Danish,
    Dutch,
    English,
    Finnish,
    French,
    German,
    Greek,
    Hungarian,
    Italian,
    Norwegian,
    Portuguese,
    Romanian,
    Russian,
    Spanish,
    Swedish,
    Tamil,
    Turkish,
}

impl Language {
    /// The stemmer, and the code of the list of stop words.
    fn known(self) -> Option<(Algorithm, &'static str)> {
        Some(match self {
            Language::None => return None,
            Language::Arabic => (Algorithm::Arabic, "ar"),
            Language::Danish => (Algorithm::Danish, "da"),
            Language::Dutch => (Algorithm::Dutch, "nl"),
            Language::English => (Algorithm::English, "en"),
            Language::Finnish => (Algorithm::Finnish, "fi"),
            Language::French => (Algorithm::French, "fr"),
            Language::German => (Algorithm::German, "de"),
            Language::Greek => (Algorithm::Greek, "el"),
            Language::Hungarian => (Algorithm::Hungarian, "hu"),
            Language::Italian => (Algorithm::Italian, "it"),
            Language::Norwegian => (Algorithm::Norwegian, "no"),
            Language::Portuguese => (Algorithm::Portuguese, "pt"),
            Language::Romanian => (Algorithm::Romanian, "ro"),
            Language::Russian => (Algorithm::Russian, "ru"),
            Language::Spanish => (Algorithm::Spanish, "es"),
            Language::Swedish => (Algorithm::Swedish, "sv"),
            Language::Tamil => (Algorithm::Tamil, "ta"),
            Language::Turkish => (Algorithm::Turkish, "tr"),
        })
    }

    pub(crate) fn stemmer(self) -> Option<Stemmer> {
        self.known().map(|(algorithm, _)| Stemmer::create(algorithm))
    }

    /// Whether a word, in lower case, says nothing by itself.
    pub(crate) fn is_stop_word(self, word: &str) -> bool {
        let list = self.known().and_then(|(_, code)| stop_words::lookup(code));
        list.is_some_and(|words| words.contains(&word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_list() {
        for (language, word) in [
            (Language::English, "the"),
            (Language::German, "und"),
            (Language::French, "le"),
            (Language::Norwegian, "og"),
            (Language::Russian, "и"),
            (Language::Greek, "και"),
        ] {
            assert!(language.is_stop_word(word), "{language:?}");
        }
        assert!(!Language::None.is_stop_word("the"));
        assert!(!Language::English.is_stop_word("tree"));
    }
}
