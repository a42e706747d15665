//! `convert`: from text of one format to a value, and from a value to text of another. What a format has no word for is an error
//! with its place, or what the format's own file says.

mod delimited;
mod lines;
mod toml;
mod yaml;

use toolgate_guest::serde_json::Value;
use toolgate_guest::{ToolFailure, schema, tool};

use crate::failure::{invalid, limit};

/// The longest text that is read, in bytes.
const MAX_TEXT: usize = 8 << 20;

/// How a value is written. `json` is the value itself, and not text.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    Json,
    Jsonl,
    Csv,
    Tsv,
    Toml,
    Yaml,
}

/// Converts between JSON and CSV, TSV, JSON Lines, TOML or YAML, in both directions. To parse a text give `from`, to write a value give `to`, to translate a text give both.
#[tool(title = "Convert between formats", read_only, idempotent, open_world = false)]
pub(crate) async fn convert(
    /// The text to parse; with `from: "json"` the value itself, which for `csv` and `tsv` is an array of objects or of arrays, for `jsonl` an array.
    input: Value,
    /// What `input` is.
    #[tool(default = Format::Json)]
    from: Format,
    /// What to return: for `json` a value, for all others a text.
    #[tool(default = Format::Json)]
    to: Format,
    /// CSV and TSV: whether the first line has the columns' names. Rows are then objects, otherwise arrays.
    #[tool(default = true)]
    header: bool,
    /// CSV and TSV: what stands between two fields, one ASCII character. A comma for `csv` and a tab for `tsv` unless given.
    delimiter: Option<String>,
    /// CSV and TSV, when parsed: whether fields that are plainly numbers (`12`, `-0.5`, but not `007`), `true`, `false` or nothing become such; otherwise all are strings.
    #[tool(default = true)]
    types: bool,
) -> Result<Value, ToolFailure> {
    let delimiter = delimiter.as_deref().map(one_character).transpose()?;
    let table = |format| delimited::Table { delimiter: delimiter.unwrap_or(default_delimiter(format)), header, types };
    let value = match from {
        Format::Json => input,
        from => {
            let text = text(&input, from)?;
            match from {
                Format::Json => input,
                Format::Jsonl => lines::parse(text)?,
                Format::Csv | Format::Tsv => table(from).parse(text)?,
                Format::Toml => toml::parse(text)?,
                Format::Yaml => yaml::parse(text)?,
            }
        }
    };
    Ok(match to {
        Format::Json => value,
        Format::Jsonl => lines::write(&value)?.into(),
        Format::Csv | Format::Tsv => table(to).write(&value)?.into(),
        Format::Toml => toml::write(&value)?.into(),
        Format::Yaml => yaml::write(&value)?.into(),
    })
}

fn default_delimiter(format: Format) -> u8 {
    if format == Format::Tsv { b'\t' } else { b',' }
}

fn one_character(delimiter: &str) -> Result<u8, ToolFailure> {
    match delimiter.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0) => Ok(*byte),
        _ => Err(invalid("/delimiter", "a delimiter is one ASCII character, and no quote or line break")),
    }
}

fn text(input: &Value, from: Format) -> Result<&str, ToolFailure> {
    let Some(text) = input.as_str() else {
        return Err(invalid(
            "/input",
            format!("with `from` {from:?} the input is a text, and this is none").to_lowercase(),
        ));
    };
    if text.len() > MAX_TEXT {
        let message = format!("the text has {} bytes, and {MAX_TEXT} are allowed: convert it in parts", text.len());
        return Err(limit("input", MAX_TEXT as u64, text.len() as u64, message));
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Where in a text a byte stands: line and column, from 1; the column counts characters.
fn position(text: &str, at: usize) -> (u64, u64) {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line as u64, column as u64)
}
