//! Text in the form of a language: what scripts print is what Node.js printed, word for word. `tests/locale/expected.json` is a
//! table of expressions with the texts of Node 24.21.0 (ICU 78.3, CLDR 48, zones of 2026c) in UTC, as it says itself;
//! `node tests/locale/record.mjs` writes it anew. What has no data here must be refused, not written in another form.

use std::fmt::Write;

use serde_json::{Map, Value};
use toolgate::Json;

use super::{block_on, builder, js};

crate::tests![expressions_print_what_node_printed, what_has_no_data_is_refused];

const TABLE: &str = include_str!("../locale/expected.json");

/// What the expressions print, each run by itself; what one throws is its name and message.
fn print<'a>(expressions: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut script = String::from("return [\n");
    for expression in expressions {
        writeln!(script, "() => ({expression}),").unwrap();
    }
    script.push_str(
        "].map((print) => {
           try {
             const value = print();
             return typeof value === 'string' ? value : JSON.stringify(value);
           } catch (error) {
             return `${error.name}: ${error.message}`;
           }
         });",
    );
    block_on(async {
        let runtime = builder().build().await.unwrap();
        let output = runtime.run(js(&script), Json::null()).await.unwrap();
        output.full_result.to().unwrap()
    })
}

fn expressions_print_what_node_printed() {
    let table: Value = serde_json::from_str(TABLE).unwrap();
    assert_eq!(table["printedBy"]["node"], "24.21.0");
    let cases: &Map<String, Value> = table["cases"].as_object().unwrap();
    assert!(cases.len() >= 150, "{} expressions", cases.len());
    let mut wrong = String::new();
    for ((expression, expected), printed) in cases.iter().zip(print(cases.keys().map(String::as_str))) {
        let expected = expected.as_str().unwrap();
        if printed != expected {
            writeln!(wrong, "{expression}\n  here {printed:?}\n  Node {expected:?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn what_has_no_data_is_refused() {
    let refused = [
        ("(1).toLocaleString('ja-JP')", "en, en-US, en-GB, de, de-DE, fr, fr-FR"),
        ("(1).toLocaleString('en-IN')", "the locale \"en-IN\" is not supported in this sandbox"),
        ("(1).toLocaleString('en', { style: 'unit', unit: 'meter' })", "\"decimal\", \"percent\" or \"currency\""),
        (
            "(1).toLocaleString('en', { style: 'currency', currency: 'USD', currencyDisplay: 'name' })",
            "\"narrowSymbol\"",
        ),
        ("(1).toLocaleString('fr', { notation: 'compact', compactDisplay: 'long' })", "use \"short\""),
        ("(1).toLocaleString('en', { numberingSystem: 'arab' })", "\"latn\""),
        ("(1).toLocaleString('en', { maximumFractionDigits: 101 })", "from 0 to 100"),
        ("(1).toLocaleString('en_US')", "Incorrect locale information provided"),
        ("(1).toLocaleString('en', { roundingIncrement: 5 })", "roundingIncrement: \"5\" is not supported"),
        ("new Intl.NumberFormat().formatRange(1, 2)", "format both ends"),
        ("'a'.localeCompare('b', 'sv')", "en, de, fr, it, nl, pt"),
        ("'a'.localeCompare('b', 'de-u-co-phonebk')", "use an option instead"),
        ("new Intl.Collator('en', { usage: 'search' })", "usage: \"search\" is not supported"),
        ("'i'.toLocaleUpperCase('tr')", "toLocaleUpperCase in tr is not supported"),
        ("new Date(0).toLocaleDateString('es')", "en-CA, sv-SE"),
        ("new Date(0).toLocaleDateString('de', { month: 'long' })", "its dates are digits only"),
        ("new Date(0).toLocaleDateString('fr', { dateStyle: 'full' })", "its dates are digits only"),
        ("new Date(0).toLocaleString('en', { timeZone: 'Mars/Base' })", "Invalid time zone specified: Mars/Base"),
        ("new Date(0).toLocaleString('en', { calendar: 'islamic' })", "\"gregory\""),
        ("new Date(0).toLocaleString('en', { era: 'short', year: 'numeric' })", "the option era is not supported"),
        ("new Date(0).toLocaleString('en', { timeZone: 'Asia/Tokyo', timeZoneName: 'long' })", "longOffset"),
        (
            "new Date(1.4e12).toLocaleString('en-GB', { timeZone: 'Africa/Casablanca', timeZoneName: 'short' })",
            "shortOffset",
        ),
        ("new Date(0).toLocaleString('en', { month: 'long', hour: 'numeric', second: 'numeric' })", "a gap"),
        ("new Date(0).toLocaleString('en', { hourCycle: 'h24' })", "\"h12\" or \"h23\""),
        ("new Intl.DateTimeFormat().formatRange(0, 1)", "format both ends"),
        ("new Intl.PluralRules('pl')", "en, en-US, en-GB"),
        ("new Intl.ListFormat('de')", "en, en-US, en-GB"),
        ("new Intl.RelativeTimeFormat('en-GB', { style: 'short' })", "use \"long\""),
        ("new Intl.Segmenter()", "Intl.Segmenter is not supported in this sandbox"),
        ("Intl.supportedValuesOf('currency')", "Intl has Collator, DateTimeFormat"),
    ];
    for ((expression, message), printed) in refused.iter().zip(print(refused.map(|(expression, _)| expression))) {
        assert!(printed.starts_with("RangeError: ") && printed.contains(message), "{expression}: {printed}");
    }
}
