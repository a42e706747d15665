//! What a compiled script says of itself: a custom section of its component. The file that it comes in is anybody's, so
//! nothing is believed that can be checked, and what can't be checked only decides what messages say.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Language, Prepared, Script, prepare};

/// The name of the custom section.
const SECTION: &str = "toolgate:script";
/// The form of what is in it.
const FORMAT: u32 = 2;
/// What stands before the digest's digits, which end the record but for [`CLOSE`]; and how many they are.
const DIGEST: &[u8] = b",\"component_blake3\":\"";
const CLOSE: &[u8] = b"\"}";
const DIGITS: usize = 64;
/// The version of `toolgate:tools` that scripts are made for.
pub(crate) const CONTRACT: &str = "0.1.0";
/// The identifier of custom sections.
const CUSTOM: u8 = 0;
/// Magic and version.
const HEADER: usize = 8;

/// What a compiled script was made from, and by what. Digests are BLAKE3, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Record {
    /// The form of this record; 2.
    pub format: u32,
    /// The language of the source: `javascript`, `typescript`, `python`, `plan`, `rust`.
    pub language: String,
    /// What the script was called: its file or its crate, without the folder.
    pub name: String,
    /// The digest of the source as it was given; of a crate, of the names and digests of all of its files.
    pub source_blake3: String,
    /// The source as it was given, from which errors get their places; `None` where they need none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The digest of what the engine loaded; `None` where there is no engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_blake3: Option<String>,
    /// The tools that the source names, as it spells them; `PROVIDER.*` is a provider as a whole. Of a plan the full names of those that
    /// it calls.
    pub tools: Vec<String>,
    /// Of a plan the line and column of each of its tasks, in the order of their calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks: Option<Vec<(u32, u32)>>,
    /// The engine that is inside, or the compiler of a script that is a program of its own; `None` where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<EngineVersion>,
    /// The version of Toolgate that compiled it.
    pub toolgate: String,
    /// The version of `toolgate:tools` that it was made for.
    pub contract: String,
    /// The digest of the component with this section, without these digits. It is the last thing in the record.
    pub component_blake3: String,
}

/// Which engine is inside of a compiled script, or which compiler made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EngineVersion {
    /// Its name.
    pub name: String,
    /// The version of a compiler and of the SDK; `None` of an engine, which its digest tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The digest of an engine's component; of a compiler, of all that it says of itself and of the SDK's files.
    pub blake3: String,
}

impl EngineVersion {
    /// The version of an engine's component.
    pub(crate) fn of(name: &str, component: &[u8]) -> Self {
        Self { name: name.to_owned(), version: None, blake3: hex(component) }
    }

    /// What a program of its own was made by.
    #[must_use]
    pub fn of_compiler(name: &str, version: &str, blake3: &str) -> Self {
        Self { name: name.to_owned(), version: Some(version.to_owned()), blake3: blake3.to_owned() }
    }
}

/// Why a record can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The file is not made of sections, or ends within one; or the record is no JSON, or lacks something.
    #[error("it is cut off or damaged at byte {at}: compile the script again, or copy the file again")]
    Damaged {
        /// Where.
        at: usize,
    },
    /// The component or the record is not what it was when it was compiled.
    #[error("it was changed after it was compiled: compile the script again")]
    Changed,
    /// The record has a form that this version does not know.
    #[error("what it says of its source can't be read by toolgate {}: compile the script again with this version", env!("CARGO_PKG_VERSION"))]
    Unreadable,
}

impl Record {
    /// The record of what an engine loaded.
    pub(crate) fn of_source(script: &Script, prepared: &Prepared, engine: EngineVersion) -> Self {
        Self {
            source: Some(script.source().to_owned()),
            code_blake3: Some(hex(prepared.code.as_bytes())),
            tools: prepared.tools(),
            engine: Some(engine),
            ..Self::new(&prepared.language().to_string(), script.name(), script.source().as_bytes())
        }
    }

    /// The record of a plan, as the script that the engine loaded, with the tools that it calls and the places of its tasks.
    pub(crate) fn of_plan(
        plan: &Script,
        code: &Prepared,
        tools: Vec<String>,
        tasks: Vec<(u32, u32)>,
        engine: EngineVersion,
    ) -> Self {
        Self {
            source: Some(plan.source().to_owned()),
            code_blake3: Some(hex(code.code.as_bytes())),
            tools,
            tasks: Some(tasks),
            engine: Some(engine),
            ..Self::new(&Language::Plan.to_string(), plan.name(), plan.source().as_bytes())
        }
    }

    /// The record of a program of its own. `name` may be a path.
    #[must_use]
    pub fn new(language: &str, name: &str, source: &[u8]) -> Self {
        Self::of_digest(language, name, &hex(source))
    }

    /// The record of a program of which the source is more than one text: by its digest, in hexadecimal. `name` may be a path.
    #[must_use]
    pub fn of_digest(language: &str, name: &str, source_blake3: &str) -> Self {
        Self {
            format: FORMAT,
            language: language.to_owned(),
            name: name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned(),
            source_blake3: source_blake3.to_owned(),
            source: None,
            code_blake3: None,
            tools: Vec::new(),
            tasks: None,
            engine: None,
            toolgate: env!("CARGO_PKG_VERSION").to_owned(),
            contract: CONTRACT.to_owned(),
            component_blake3: String::new(),
        }
    }

    /// Appends the record to a component, in place of any that is there.
    ///
    /// # Errors
    /// The bytes are not made of sections.
    pub fn append(mut self, wasm: &[u8]) -> Result<Vec<u8>, RecordError> {
        let mut wasm = match find(wasm)? {
            Some(place) => [&wasm[..place.section.start], &wasm[place.section.end..]].concat(),
            None => wasm.to_vec(),
        };
        self.component_blake3 = "0".repeat(DIGITS);
        let json = serde_json::to_vec(&self).map_err(|_| RecordError::Unreadable)?;
        let mut body = Vec::with_capacity(json.len() + SECTION.len() + 5);
        length(SECTION.len(), &mut body);
        body.extend_from_slice(SECTION.as_bytes());
        body.extend_from_slice(&json);
        wasm.push(CUSTOM);
        length(body.len(), &mut wasm);
        wasm.extend_from_slice(&body);
        let digits = digits(&wasm).ok_or(RecordError::Unreadable)?;
        let digest = digest(&wasm, &digits);
        wasm[digits].copy_from_slice(digest.as_bytes());
        Ok(wasm)
    }

    /// What a component says of itself; `None` where it says nothing.
    ///
    /// # Errors
    /// It can't be read, or it or the component is not what it was.
    pub fn read(wasm: &[u8]) -> Result<Option<Self>, RecordError> {
        let Some(place) = find(wasm)? else { return Ok(None) };
        let (start, json) = (place.data.start, &wasm[place.data.clone()]);
        // The whole has to be JSON, whatever its form is.
        let damaged = |error: serde_json::Error| {
            // One line, as it is written.
            RecordError::Damaged { at: start + error.column().saturating_sub(1) }
        };
        let format: Format = serde_json::from_slice(json).map_err(damaged)?;
        // Every form ends with the digest.
        let digits = digits(&wasm[..place.data.end]).ok_or(RecordError::Changed)?;
        if digest(wasm, &digits).as_bytes() != &wasm[digits] {
            return Err(RecordError::Changed);
        }
        if format.format != FORMAT {
            return Err(RecordError::Unreadable);
        }
        serde_json::from_slice(json).map(Some).map_err(damaged)
    }

    /// The source as it was prepared when it was compiled. `None` where this version prepares it in another way, or where the
    /// record has none: then nobody knows where in the source the engine's places are. A plan is not what its engine loaded.
    pub(crate) fn prepared(&self) -> Option<Prepared> {
        let (source, code) = (self.source.as_ref()?, self.code_blake3.as_ref()?);
        let language = self.language.parse().ok().filter(|language| *language != Language::Plan)?;
        let script = Script::new(Some(language), source.clone());
        let prepared = prepare(&script, source.len()).ok()?;
        (hex(prepared.code.as_bytes()) == *code).then_some(prepared)
    }
}

/// What all forms have in common.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// Where the record is: the section with its header, and the data in it.
struct Place {
    section: Range<usize>,
    data: Range<usize>,
}

/// The last section of that name at the top. What is inside of sections is never looked at.
///
/// # Errors
/// The bytes are not made of sections, or what ends as a record does has another name.
fn find(wasm: &[u8]) -> Result<Option<Place>, RecordError> {
    let mut found = None;
    let mut at = HEADER.min(wasm.len());
    while at < wasm.len() {
        let damaged = RecordError::Damaged { at };
        let mut reader = Reader { wasm, at: at + 1 };
        let body = reader.range(wasm.len()).ok_or(damaged.clone())?;
        if wasm[at] == CUSTOM {
            let name = Reader { wasm, at: body.start }.range(body.end).ok_or(damaged)?;
            if &wasm[name.clone()] == SECTION.as_bytes() {
                found = Some(Place { section: at..body.end, data: name.end..body.end });
            } else if digits(&wasm[..body.end]).is_some_and(|digits| digits.start >= body.start) {
                return Err(RecordError::Changed);
            }
        }
        at = body.end;
    }
    Ok(found)
}

/// Where the digits of the digest are in bytes that end with a record.
fn digits(bytes: &[u8]) -> Option<Range<usize>> {
    let before = bytes.strip_suffix(CLOSE)?;
    let start = before.len().checked_sub(DIGITS)?;
    let is_digest = before[start..].iter().all(u8::is_ascii_hexdigit) && before[..start].ends_with(DIGEST);
    is_digest.then_some(start..before.len())
}

/// The digest of a file but for those digits.
fn digest(wasm: &[u8], digits: &Range<usize>) -> String {
    let mut digest = blake3::Hasher::new();
    digest.update(&wasm[..digits.start]).update(&wasm[digits.end..]);
    digest.finalize().to_hex().to_string()
}

struct Reader<'w> {
    wasm: &'w [u8],
    at: usize,
}

impl Reader<'_> {
    /// A length and as many bytes, which end at `limit` at the latest.
    fn range(&mut self, limit: usize) -> Option<Range<usize>> {
        let length = self.length()?;
        let end = self.at.checked_add(length).filter(|end| *end <= limit)?;
        Some(self.at..end)
    }

    /// A LEB128 number of 32 bits.
    fn length(&mut self) -> Option<usize> {
        let mut value = 0_u64;
        for shift in [0, 7, 14, 21, 28] {
            let byte = *self.wasm.get(self.at)?;
            self.at += 1;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(value).ok().map(|value| value as usize);
            }
        }
        None
    }
}

/// Writes a LEB128 number.
fn length(mut value: usize, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn hex(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

    fn record() -> Record {
        Record::new("rust", "folder/script.rs", b"fn main() {}")
    }

    #[test]
    fn what_is_appended_is_read() {
        let wasm = record().append(EMPTY).unwrap();
        let read = Record::read(&wasm).unwrap().unwrap();
        assert_eq!((read.name.as_str(), read.language.as_str()), ("script.rs", "rust"));
        assert_eq!(Record { component_blake3: String::new(), ..read }, record());
        // Once more takes its place, whatever stands behind it.
        let more = [&wasm[..], &[CUSTOM, 2, 1, b'x']].concat();
        let again = Record { name: "b".to_owned(), ..record() }.append(&more).unwrap();
        assert_eq!(Record::read(&again).unwrap().unwrap().name, "b");
        assert_eq!(Record::read(EMPTY), Ok(None));
    }

    #[test]
    fn what_was_changed_is_not_believed() {
        let wasm = record().append(&[EMPTY, &[CUSTOM, 3, 1, b'x', 7]].concat()).unwrap();
        let mut changed = wasm.clone();
        changed[12] = 8;
        assert_eq!(Record::read(&changed), Err(RecordError::Changed));
        assert_eq!(Record::read(&[&wasm[..], &[CUSTOM, 2, 1, b'x']].concat()), Err(RecordError::Changed));
        for end in 9..wasm.len() {
            let cut = Record::read(&wasm[..end]);
            assert!(matches!(cut, Err(RecordError::Damaged { .. }) | Ok(None)), "{end}: {cut:?}");
        }
    }

    #[test]
    fn another_form_is_not_read() {
        let mut other = record().append(EMPTY).unwrap();
        let digits = digits(&other).unwrap();
        // One that came before, or is still to come.
        for form in *b"139" {
            let at = format_of(&other);
            other[at] = form;
            assert_eq!(Record::read(&other), Err(RecordError::Changed));
            let right = digest(&other, &digits);
            other[digits.clone()].copy_from_slice(right.as_bytes());
            assert_eq!(Record::read(&other), Err(RecordError::Unreadable));
        }
    }

    /// Where the record says its form.
    fn format_of(wasm: &[u8]) -> usize {
        let form = b"{\"format\":";
        wasm.windows(form.len()).position(|window| window == form).unwrap() + form.len()
    }

    #[test]
    fn no_byte_can_be_changed_unseen() {
        let wasm = record().append(&[EMPTY, &[CUSTOM, 3, 1, b'x', 7]].concat()).unwrap();
        assert!(wasmparser::validate(&wasm).is_ok());
        for (at, bit) in (0..wasm.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut changed = wasm.clone();
            changed[at] ^= 1 << bit;
            match Record::read(&changed) {
                Err(RecordError::Changed | RecordError::Damaged { .. }) => {}
                // A section of another kind, which no component has there, or no component at all.
                Ok(None) => assert!(wasmparser::validate(&changed).is_err(), "byte {at}, bit {bit}"),
                other => panic!("byte {at}, bit {bit}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_record_that_is_no_json_is_damaged() {
        let wasm = record().append(EMPTY).unwrap();
        for (from, to) in
            [("{\"format\"", "[\"format\""), ("\"format\":2", "\"format\":x"), ("\"format\"", "\"former\"")]
        {
            let at = wasm.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
            let mut other = wasm.clone();
            other[at..at + to.len()].copy_from_slice(to.as_bytes());
            assert!(matches!(Record::read(&other), Err(RecordError::Damaged { .. })), "{to}");
        }
        // Well-formed, of this form and with the right digest, but it lacks what a record has.
        let json = format!("{{\"format\":{FORMAT}{}{}\"}}", ",\"component_blake3\":\"", "0".repeat(DIGITS));
        let mut other = [EMPTY, &[CUSTOM, 0x80, 1, 15], SECTION.as_bytes(), json.as_bytes()].concat();
        (other[9], other[10]) = ((16 + json.len()) as u8 | 0x80, ((16 + json.len()) >> 7) as u8);
        let place = digits(&other).unwrap();
        let right = digest(&other, &place);
        other[place].copy_from_slice(right.as_bytes());
        assert!(matches!(Record::read(&other), Err(RecordError::Damaged { .. })), "{:?}", Record::read(&other));
    }

    #[test]
    fn lengths_that_lie_do_no_harm() {
        for tail in [&[CUSTOM][..], &[CUSTOM, 0xff, 0xff, 0xff, 0xff, 0x7f], &[CUSTOM, 1, 9], &[CUSTOM, 0], &[7, 0x80]]
        {
            assert!(matches!(Record::read(&[EMPTY, tail].concat()), Err(RecordError::Damaged { at: 8 })), "{tail:?}");
        }
    }

    #[test]
    fn a_source_that_does_not_fit_its_code_gives_no_places() {
        let script = Script::javascript("const n: number = 1; throw new Error(tools.a.b)").with_name("x.ts");
        let prepared = prepare(&script, 1_000).unwrap();
        let record = Record::of_source(&script, &prepared, EngineVersion::of("javascript", b""));
        assert_eq!((record.language.as_str(), &record.tools[..]), ("typescript", &["a.b".to_owned()][..]));
        assert_eq!(record.prepared().unwrap().code, prepared.code);
        assert!(Record { source: Some("1".to_owned()), ..record.clone() }.prepared().is_none());
        assert!(Record { language: "rust".to_owned(), ..record }.prepared().is_none());
    }
}
